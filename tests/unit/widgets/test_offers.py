"""ktui.widgets.offers, driven in an app of its own."""

from textual.app import App

from ktui.widgets.offers import Offers


class OffersApp(App):
    def compose(self):
        yield Offers("calm", "chosen", "calm too", compact=True)


async def test_the_line_of_the_cursor_is_reversed_and_no_other():
    app = OffersApp()
    async with app.run_test(size=(40, 6)) as pilot:
        offers = app.query_one(Offers)
        offers.highlighted = 1
        for focused in (False, True):
            app.set_focus(offers if focused else None)
            await pilot.pause()
            drawn = [any(segment.style.reverse for segment in offers.render_line(y) if segment.style) for y in range(3)]
            assert drawn == [False, True, False]
