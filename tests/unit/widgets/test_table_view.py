"""ktui.widgets.table_view, driven in an app of its own."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
from rich.cells import cell_len
from textual.app import App
from textual.events import MouseScrollDown

from ktui.domain.tabular import Column, Sheet, View
from ktui.domain.tabulation import Tabulation
from ktui.widgets.table_view import TableView

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    name: str
    state: str = "Running"
    restarts: int = 0
    where: str = "node-1"

    @property
    def key(self):
        return ("default", self.name)


SHEET = Sheet(
    "things",
    (
        Column("NAME", lambda row, now: row.name, cut="middle", stays=True),
        Column("STATE", lambda row, now: row.state, tone=lambda row, now: "bad" if row.state == "Failed" else ""),
        Column("RESTARTS", lambda row, now: str(row.restarts), key=lambda row, now: row.restarts, right=True),
        Column("NODE", lambda row, now: row.where, cut="middle"),
        Column("IP", lambda row, now: "10.0.0.1", wide=True),
    ),
    key=lambda row: row.key,
)


def rows(count):
    return [Row(f"pod-{number:03}") for number in range(count)]


class TableApp(App):
    CSS = "TableView { width: 1fr; height: 1fr; }"

    def __init__(self, given, view=None, ascii_only=False, sheet=SHEET):
        super().__init__()
        self.ascii_only, self.told = ascii_only, []
        self.table = Tabulation(sheet, view)
        self.put(given)

    def put(self, given):
        self.table.replace(given, NOW)
        self.table.settle()

    def compose(self):
        yield TableView(ascii_only=self.ascii_only)

    def on_mount(self):
        self.show()
        self.view.focus()

    @property
    def view(self):
        return self.query_one(TableView)

    def show(self, view=None):
        if view is not None:
            self.table.view = view
        self.table.settle()
        self.view.show(self.table, NOW)

    def lines(self):
        return [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]

    def names(self):
        return [line.split()[0].lstrip("*") for line in self.lines()[1:] if line]

    def on_table_view_row_highlighted(self, event):
        self.told.append(event.key and event.key[1])

    def on_table_view_row_chosen(self, event):
        self.told.append(("chosen", event.key[1]))

    def on_table_view_head_clicked(self, event):
        self.told.append(("head", event.name))

    def on_table_view_marks_changed(self, event):
        self.told.append(("marks", sorted(name for _, name in event.marks)))


async def test_rows_stand_under_their_heads():
    app = TableApp([Row("a", restarts=3), Row("b", "Failed", 12)])
    async with app.run_test(size=(50, 5)):
        assert app.lines() == [
            " NAME   STATE     RESTARTS  NODE",
            " a      Running          3  node-1",
            " b      Failed          12  node-1",
            "",
            "",
        ]


async def test_the_column_that_is_sorted_by_says_so():
    app = TableApp([Row("a"), Row("b")], View(sort="NAME", falling=True))
    async with app.run_test(size=(50, 5)):
        assert app.lines()[0].startswith(" NAME↓")
        assert app.names() == ["b", "a"]


async def test_in_ascii_nothing_else_is_drawn():
    app = TableApp([*rows(30), Row("x" * 60)], View(sort="NAME"), ascii_only=True)
    async with app.run_test(size=(40, 8)):
        assert all(line.isascii() for line in app.lines())
        assert app.lines()[0].startswith(" NAME^")


async def test_the_cursor_stays_with_its_row_wherever_that_goes():
    app = TableApp(rows(50))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press(*["j"] * 20)
        assert app.view.cursor == ("default", "pod-020")
        height = app.names().index("pod-020")
        app.put([Row("aaa"), Row("aab"), *rows(50)])
        app.show()
        assert app.view.cursor == ("default", "pod-020")
        assert app.names().index("pod-020") == height


async def test_a_cursor_that_nobody_moved_stays_on_the_first_row_whichever_that_is():
    app = TableApp(rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        app.put([Row("aaa"), *rows(5)])
        app.show()
        await pilot.pause()
        assert app.view.cursor == ("default", "aaa")
        await pilot.press("j", "g")
        app.put([Row("a"), Row("aaa"), *rows(5)])
        app.show()
        assert app.view.cursor == ("default", "a")


async def test_of_a_row_that_goes_the_next_one_takes_the_cursor():
    app = TableApp(rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("j", "j")
        app.put([row for row in rows(5) if row.name != "pod-002"])
        app.show()
        await pilot.pause()
        assert app.view.cursor == ("default", "pod-003")
        assert app.told[-1] == "pod-003"


async def test_of_no_rows_nothing_is_under_the_cursor_and_keys_do_nothing():
    app = TableApp([])
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("j", "G", "g", "pagedown", "enter", "space", "ctrl+@", "shift+right", "right")
        assert app.view.cursor is None
        assert not app.view.marks


@pytest.mark.parametrize(
    ("keys", "name"),
    [(["G"], "pod-099"), (["G", "k"], "pod-098"), (["pagedown"], "pod-009"), (["end", "home"], "pod-000")],
)
async def test_keys_move_the_cursor(keys, name):
    app = TableApp(rows(100))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press(*keys)
        assert app.view.cursor == ("default", name)
        assert name in app.names()


async def test_a_page_down_and_up_shows_the_same_rows_again():
    app = TableApp(rows(100))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("pagedown", "pagedown")
        below = app.names()
        await pilot.press("pagedown", "pageup")
        assert app.names() == below


async def test_a_click_puts_the_cursor_and_a_second_goes_in():
    app = TableApp(rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.click(TableView, offset=(3, 3), times=2)
        assert app.view.cursor == ("default", "pod-002")
        assert ("chosen", "pod-002") in app.told


async def test_a_click_on_the_head_tells_which_column():
    app = TableApp(rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.click(TableView, offset=(12, 0))
        assert app.told[-1] == ("head", "STATE")


async def test_the_wheel_scrolls_and_leaves_the_cursor_where_it_is():
    app = TableApp(rows(50))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot._post_mouse_events([MouseScrollDown], TableView, button=0)
        assert app.names()[0] == "pod-003"
        assert app.view.cursor == ("default", "pod-000")


async def test_marks_are_kept_by_row_and_fall_with_what_is_not_shown_any_more():
    app = TableApp(rows(9))
    async with app.run_test(size=(60, 11)) as pilot:
        await pilot.press("space", "j", "j", "ctrl+@")
        assert sorted(name for _, name in app.view.marks) == ["pod-000", "pod-001", "pod-002"]
        assert app.lines()[1].startswith("*pod-000")
        app.show(View(text="pod-001"))
        await pilot.pause()
        assert app.told[-1] == ("marks", ["pod-001"])
        await pilot.press("ctrl+backslash")
        assert not app.view.marks


async def test_columns_that_do_not_fit_are_scrolled_and_the_name_stays():
    app = TableApp([Row("a" * 20, "s" * 30, 1, "n" * 20)])
    async with app.run_test(size=(50, 4)) as pilot:
        head = app.lines()[0]
        assert head.endswith("▸")
        assert "NODE" not in head
        await pilot.press("right", "right")
        head = app.lines()[0]
        assert head.startswith(" NAME")
        assert "NODE" in head
        assert "◂" in head
        await pilot.press("right", "right", "left", "left", "left")
        assert "STATE" in app.lines()[0]


async def test_a_column_that_is_chosen_comes_in_sight():
    app = TableApp([Row("a" * 20, "s" * 30, 1, "n" * 20)])
    async with app.run_test(size=(50, 4)) as pilot:
        await pilot.press("shift+right", "shift+right", "shift+right", "shift+right")
        assert app.view.chosen_column == "NODE"
        assert "[NODE]" in app.lines()[0]
        await pilot.press("shift+left", "shift+left", "shift+left")
        assert "[NAME]" in app.lines()[0]


async def test_columns_stay_where_they_are_while_rows_scroll():
    given = [*rows(30), *(Row(f"pod-{number}-with-a-longer-name", "CrashLoopBackOff") for number in range(100, 130))]
    app = TableApp(given)
    async with app.run_test(size=(100, 11)) as pilot:
        head = app.lines()[0]
        await pilot.press("G")
        assert app.lines()[0] == head


async def test_a_text_that_needs_more_room_later_gets_what_is_left():
    app = TableApp(rows(3))
    async with app.run_test(size=(90, 6)):
        app.put([*rows(3), Row("pod-1-with-a-much-longer-name-than-all-others")])
        app.show()
        assert "pod-1-with-a-much-longer-name-than-all-others" in app.lines()[4]


HOSTILE = [
    "\x1b[31mred",
    "a\nb",
    "漢字" * 20,
    "e\u0301" * 30,
    "\u202egnp.exe",
    "[bold]x[/]",
    "x" * 1_000_000,
    "",
    "\u200b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
async def test_no_text_breaks_a_column(text):
    app = TableApp([Row("a"), Row("b", text, 1, text), Row(text or "c")])
    async with app.run_test(size=(60, 6)):
        lines = [app.view.render_line(y) for y in range(5)]
        assert {line.cell_length for line in lines} == {60}
        assert all(cell_len(line.text) == 60 for line in lines)
        assert not any(character in line.text for line in lines for character in "\x1b\n\u202e\u200b")


async def test_a_placeholder_stands_in_the_middle_until_rows_are_shown():
    app = TableApp(rows(2))
    async with app.run_test(size=(40, 5)):
        app.view.placeholder("Loading", "pods")
        assert [line.strip() for line in app.lines()] == ["", "Loading", "pods", "", ""]
        assert app.view.cursor is None
        app.show()
        assert app.names() == ["pod-000", "pod-001"]


async def test_only_what_differs_is_drawn_again():
    app = TableApp(rows(20))
    async with app.run_test(size=(60, 30)) as pilot:
        await pilot.pause()
        asked = []
        app.view.refresh = lambda *regions, **_: asked.extend(regions)
        app.show()
        assert asked == []
        changed = rows(20)
        changed[7] = replace(changed[7], state="Stopped")
        app.put(changed)
        app.show()
        assert [(region.y, region.height) for region in asked] == [(8, 1)]
        assert asked[0].width < 8


async def test_scrollbar_stands_only_where_rows_are_out_of_sight():
    app = TableApp(rows(5))
    async with app.run_test(size=(60, 11)) as pilot:
        assert "█" not in "".join(app.lines())
        app.put(rows(100))
        app.show()
        assert "█" in app.lines()[1]
        await pilot.press("G")
        assert "█" in app.lines()[-1]
        assert "█" not in app.lines()[1]


@pytest.mark.parametrize("size", [(60, 15), (20, 3), (300, 80), (5, 2)])
async def test_every_size_is_filled_exactly(size):
    app = TableApp([Row("name-" * 9, "CrashLoopBackOff", 7, "ip-10-0-1-4.eu-central-1.compute.internal"), *rows(9)])
    async with app.run_test(size=size):
        assert {app.view.render_line(y).cell_length for y in range(size[1])} == {size[0]}
