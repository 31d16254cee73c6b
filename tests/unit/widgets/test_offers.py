"""ktui.widgets.offers, driven in an app of its own."""

from textual.app import App
from textual.events import Click

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


async def test_a_click_on_what_is_gone_since_it_was_drawn_is_passed_over():
    app = OffersApp()
    async with app.run_test(size=(40, 6)) as pilot:
        offers = app.query_one(Offers)
        drawn = offers.render_line(2)
        offers.set_options(["calm"])
        click = Click(offers, 1, 2, 0, 0, 1, False, False, False, style=next(iter(drawn)).style)
        offers.post_message(click)
        await pilot.pause()
        assert (click.style.meta["option"], offers.option_count) == (2, 1)
