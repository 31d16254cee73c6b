"""ktui.widgets.summary_line: two lists in one line."""

import pytest
from textual.app import App
from textual.content import Content

from ktui.widgets.summary_line import SummaryLine

LEFT = (Content("problems first"), Content("2 nodes hidden"))
RIGHT = (Content("2 missing"), Content("3 failing"), Content("40 outdated"))


class Stage(App):
    """A line alone."""

    def __init__(self, ascii_only):
        super().__init__()
        self.line = SummaryLine(ascii_only=ascii_only)

    def compose(self):
        yield self.line


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, "problems first · 2 nodes hidden          2 missing · 3 failing · 40 outdated"),
        (60, "problems first · …     2 missing · 3 failing · 40 outdated"),
        (50, "problems first · …     2 missing · 3 failing · …"),
        (20, "problems first"),
    ],
)
async def test_what_matters_most_is_left_when_room_gets_short(width, text):
    app = Stage(False)
    async with app.run_test(size=(width, 3)) as pilot:
        app.line.left, app.line.right = LEFT, RIGHT
        await pilot.pause()
        said = app.line.render().plain
        assert said.split() == text.split()
        assert len(said) <= width - 2


async def test_without_unicode_commas_stand_between():
    app = Stage(True)
    async with app.run_test(size=(80, 3)) as pilot:
        app.line.left, app.line.right = LEFT, RIGHT
        await pilot.pause()
        assert app.line.render().plain.isascii()
