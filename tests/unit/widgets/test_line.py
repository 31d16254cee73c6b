"""ktui.widgets.line: what is typed and pasted."""

import pytest
from textual.app import App
from textual.events import Paste

from ktui.widgets.line import Line


class Stage(App):
    """An app with one line."""

    def compose(self):
        yield Line(id="line")


@pytest.mark.parametrize(
    ("pasted", "held"),
    [
        ("web-1", "web-1"),
        ("\x9b31mred", "\N{REPLACEMENT CHARACTER}31mred"),
        ("\x1b]52;c;eA==\x07", "\N{REPLACEMENT CHARACTER}]52;c;eA==\N{REPLACEMENT CHARACTER}"),
        ("abc\u202edef", "abc\N{REPLACEMENT CHARACTER}def"),
        ("a\tb", "a b"),
        ("漢字", "漢字"),
    ],
)
async def test_what_is_pasted_comes_without_what_could_act_on_a_terminal(pasted, held):
    app = Stage()
    async with app.run_test() as pilot:
        line = app.query_one(Line)
        line.focus()
        line.post_message(Paste(pasted))
        await pilot.pause()
        assert (line.value, line.cursor_position) == (held, len(held))


async def test_what_is_put_there_comes_so_too():
    app = Stage()
    async with app.run_test():
        app.query_one(Line).value = "x\u200by"
        assert app.query_one(Line).value == "x\N{REPLACEMENT CHARACTER}y"
