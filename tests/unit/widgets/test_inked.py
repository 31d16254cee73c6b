"""ktui.widgets.inked: runs become as few segments as look the same."""

from typing import ClassVar

from textual.app import App

from ktui.widgets.inked import Inked


class Pad(Inked):
    INK_PREFIX = "pad--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"pad--red", "pad--blue", "pad--lit", "pad--turned", "pad--lined"}
    DEFAULT_CSS = """
    Pad {
        .pad--red { color: red; }
        .pad--blue { color: blue; }
        .pad--lit { background: green; }
        .pad--turned { text-style: reverse; }
        .pad--lined { text-style: underline; }
    }
    """


class PadApp(App):
    def compose(self):
        yield Pad()


def segments(app, *runs, width=6):
    return [segment.text for segment in app.query_one(Pad).strip(runs, width)]


async def test_spaces_join_what_is_before_them_where_that_cannot_be_seen():
    app = PadApp()
    async with app.run_test():
        assert segments(app, ("a", ("red",)), ("  ", ()), ("b", ("red",)), width=4) == ["a  b"]
        assert segments(app, ("a", ("red",)), (" ", ()), ("b", ("blue",)), width=3) == ["a ", "b"]


async def test_spaces_stay_apart_from_ground_and_lines_that_would_show_on_them():
    app = PadApp()
    async with app.run_test():
        for ink in ("lit", "turned", "lined"):
            assert segments(app, ("a", (ink,)), (" ", ()), ("b", (ink,)), width=3) == ["a", " ", "b"]


async def test_a_line_is_cut_and_filled_to_its_width():
    app = PadApp()
    async with app.run_test():
        assert "".join(segments(app, ("abcdefgh", ("red",)))) == "abcdef"
        assert "".join(segments(app, ("ab", ("red",)))) == "ab    "
        assert app.query_one(Pad).strip((), 6).cell_length == 6


async def test_an_ink_may_be_reversed_and_another_theme_gives_it_other_colours():
    app = PadApp()
    async with app.run_test() as pilot:
        pad = app.query_one(Pad)
        assert pad.ink_style(("turned",)).reverse
        dark = pad.ink_style(())
        app.theme = "textual-light"
        await pilot.pause()
        assert pad.ink_style(()).color != dark.color
