"""A block of indexes: how it is drawn, and how one moves in it."""

import pytest
from textual.app import App

from ktui.domain.index_states import IndexState, IndexStates
from ktui.domain.indexes import Indexes
from ktui.widgets.index_grid import IndexGrid

STATES = IndexStates(
    120,
    Indexes(((0, 41), (50, 59))),
    Indexes(((43, 44),)),
    {42: IndexState.RUNNING, 60: IndexState.BACKING_OFF, 119: IndexState.RUNNING},
)


class Showing(App[None]):
    def __init__(self, states=STATES, ascii_only=False):
        super().__init__()
        self.states = states
        self.grid = IndexGrid(ascii_only=ascii_only)
        self.told = []

    def compose(self):
        yield self.grid

    def on_mount(self):
        self.grid.focus()
        self.grid.show(self.states)

    def on_index_grid_index_highlighted(self, event):
        self.told.append(event.index)

    def on_index_grid_index_chosen(self, event):
        self.told.append(f"chosen {event.index}")

    def lines(self):
        return [self.grid.render_line(y).text.rstrip() for y in range(self.grid.size.height)]


async def test_each_index_is_a_sign_and_a_line_begins_at_a_round_number():
    app = Showing()
    async with app.run_test(size=(70, 5)):
        assert app.lines() == [
            "   0 ■■■■■■■■■■ ■■■■■■■■■■ ■■■■■■■■■■ ■■■■■■■■■■ ■■●✖✖·····",
            "  50 ■■■■■■■■■■ ↻········· ·········· ·········· ··········",
            " 100 ·········· ·········●",
            "",
            "",
        ]


async def test_ascii_is_enough():
    app = Showing(ascii_only=True)
    async with app.run_test(size=(70, 4)):
        assert app.lines()[0].endswith("##oXX.....")
        assert "".join(app.lines()).isascii()


async def test_ranges_are_listed():
    app = Showing()
    async with app.run_test(size=(70, 12)) as pilot:
        await pilot.press("f")
        assert [" ".join(line.split()) for line in app.lines()[:5]] == [
            "■ 0-41 done 42 indexes",
            "● 42 running",
            "✖ 43-44 failed 2 indexes",
            "· 45-49 waiting 5 indexes",
            "■ 50-59 done 10 indexes",
        ]
        await pilot.press("down", "down", "down")
        assert app.grid.cursor == 45
        await pilot.press("f")
        assert app.lines()[0].startswith("   0 ")


@pytest.mark.parametrize(
    ("keys", "index"),
    [
        (["right", "down"], 51),
        (["left", "up"], 0),
        (["end"], 119),
        (["G", "up", "g"], 0),
        (["down", "down", "down", "down"], 119),
        (["greater_than_sign"], 43),
        (["greater_than_sign"] * 4, 60),
        (["end", "less_than_sign", "less_than_sign"], 44),
        (["pagedown"], 119),
    ],
)
async def test_keys_move_the_cursor(keys, index):
    app = Showing()
    async with app.run_test(size=(70, 5)) as pilot:
        await pilot.press(*keys)
        assert app.grid.cursor == index
        assert not app.told or app.told[-1] == index


async def test_the_cursor_stays_in_sight():
    app = Showing(IndexStates(100_000))
    async with app.run_test(size=(70, 5)) as pilot:
        await pilot.press("end")
        assert app.lines()[-1].startswith(" 99,950 ")
        await pilot.press("home")
        assert app.lines()[0].startswith("      0 ")


async def test_an_index_is_chosen_with_enter_or_a_double_click():
    app = Showing()
    async with app.run_test(size=(70, 5)) as pilot:
        await pilot.press("right", "enter")
        await pilot.click(app.grid, offset=(18, 1), times=2)
        assert app.told[-1] == "chosen 62"
        assert app.told[:2] == [1, "chosen 1"]


async def test_fewer_indexes_leave_the_cursor_on_the_last():
    app = Showing()
    async with app.run_test(size=(70, 5)) as pilot:
        await pilot.press("end")
        app.grid.show(IndexStates(10))
        assert app.grid.cursor == 9
        await pilot.pause()
        assert app.lines()[:2] == [" 0 ··········", ""]


async def test_only_lines_that_differ_are_drawn_again(monkeypatch):
    app = Showing()
    async with app.run_test(size=(70, 5)) as pilot:
        await pilot.pause()
        regions = []
        monkeypatch.setattr(app.grid, "refresh", lambda *given, **more: regions.extend(given))
        app.grid.show(
            IndexStates(
                120,
                Indexes(((0, 41), (50, 60))),
                Indexes(((43, 44),)),
                {42: IndexState.RUNNING, 119: IndexState.RUNNING},
            )
        )
        assert [region.y for region in regions] == [1]
