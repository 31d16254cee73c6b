"""ktui.widgets.summary_line: two lists in one line."""

import pytest
from textual.app import App
from textual.content import Content

from ktui.domain.coverage import State
from ktui.widgets.summary_line import SummaryLine, state_parts
from ktui.widgets.symbols import ASCII, UNICODE

LEFT = (Content("problems first"), Content("2 nodes hidden"))
TOTALS = {State.OUTDATED: 40, State.READY: 99, State.MISSING: 2, State.DUPLICATE: 3}
RIGHT = state_parts(TOTALS, UNICODE)


class Stage(App):
    """A line alone."""

    def __init__(self, ascii_only):
        super().__init__()
        self.line = SummaryLine(ascii_only=ascii_only)

    def compose(self):
        yield self.line


@pytest.mark.parametrize(("ascii_only", "text"), [(False, "problems first · 2…"), (True, "problems first, 2 n~")])
async def test_with_nothing_to_the_right_it_is_cut_where_there_is_no_more_room(ascii_only, text):
    app = Stage(ascii_only)
    async with app.run_test(size=(22 if ascii_only else 21, 3)) as pilot:
        app.line.left = LEFT
        await pilot.pause()
        assert app.line.render_line(0).text.strip() == text


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (80, "problems first · 2 nodes hidden     ! 2 missing · 3 duplicate · ◐ 40 outdated"),
        (65, "problems first · …     ! 2 missing · 3 duplicate · ◐ 40 outdated"),
        (50, "problems first     ! 2 missing · 3 duplicate · ◐ 40"),
        (39, "problems first     ! 2 · 3 dup · ◐ 40"),
        (31, "problems… ! 2 · 3 dup · ◐ 40"),
        (26, "problems first ! 2 · …"),
        (18, "problems first"),
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
        app.line.left, app.line.right = LEFT, state_parts(TOTALS, ASCII)
        await pilot.pause()
        assert app.line.render().plain.endswith("! 2 missing, 3 duplicate, ~ 40 outdated")
