"""ktui.widgets.offers, driven in an app of its own."""

from rich.style import Style
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
        style = Style(bold=True, meta={"option": 2})
        offers.set_options(["calm"])
        offers.post_message(Click(offers, 1, 2, 0, 0, 1, False, False, False, style=style))
        await pilot.pause()
        assert offers.option_count == 1
