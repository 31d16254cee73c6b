"""ktui.widgets.coverage_grid, driven in an app of its own."""

import pytest
from sketches import Sketch
from textual.app import App
from textual.geometry import Region

from ktui.domain.arrangement import View, arrange
from ktui.domain.coverage import State
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.grid_layout import Form
from ktui.widgets.spot import Spot

EVERYTHING = View()
LABELS = {"cpu-1": {"pool": "cpu"}, "cpu-2": {"pool": "cpu"}, "gpu-1": {"pool": "gpu"}}


def small():
    return Sketch(["calico", "fluentbit", "gpu-plugin"], {"cpu-1": "oo.", "cpu-2": "oo.", "gpu-1": "oXo"}, LABELS)


def big(nodes=200, columns=30):
    return Sketch(
        [f"daemon-{place:02}" for place in range(columns)], {f"node-{n:03}": "o" * columns for n in range(nodes)}
    )


class GridApp(App):
    CSS = "CoverageGrid { width: 1fr; height: 1fr; }"

    def __init__(self, coverage, view=EVERYTHING, ascii_only=False):
        super().__init__()
        self.coverage, self.view, self.ascii_only = coverage, view, ascii_only
        self.told = []

    def compose(self):
        yield CoverageGrid(ascii_only=self.ascii_only)

    def on_mount(self):
        self.show(self.view)
        self.grid.focus()

    @property
    def grid(self):
        return self.query_one(CoverageGrid)

    def show(self, view):
        self.view = view
        self.grid.show(self.coverage, arrange(self.coverage, view))

    def lines(self):
        grid = self.grid
        return [grid.render_line(y).text for y in range(grid.size.height)]

    def on_coverage_grid_cell_highlighted(self, event):
        self.told.append(event.spot)

    def on_coverage_grid_cell_chosen(self, event):
        self.told.append(("chosen", event.spot))

    def on_coverage_grid_group_toggled(self, event):
        self.show(View(group_by=self.view.group_by, folded=self.view.folded ^ {event.title}))

    def on_coverage_grid_marks_changed(self, event):
        self.told.append(("marks", event.marks))


def calico(name):
    return Spot(node=name, daemon_set=("kube-system", "calico"))


def cell(node, daemon_set):
    return Spot(node=node, daemon_set=("kube-system", daemon_set))


async def test_names_in_full_with_totals_above_and_counts_of_groups():
    app = GridApp(small(), View(group_by="pool"))
    async with app.run_test(size=(50, 10)):
        assert [line.rstrip() for line in app.lines()] == [
            " 3 nodes      calico  fluentbit  gpu-plugin",
            "               ✔ 3       2/3        ✔ 1",
            "▾ pool=gpu 1   1/1       0/1        1/1",
            "  gpu-1         ●        [✖]         ●",
            "▾ pool=cpu 2   2/2       2/2         ·",
            "  cpu-1         ●         ●          ·",
            "  cpu-2         ●         ●          ·",
            "",
            "",
            "",
        ]


async def test_where_there_is_room_each_cell_has_its_word():
    app = GridApp(small())
    async with app.run_test(size=(80, 6)):
        assert app.grid.form is Form.WIDE
        assert app.lines()[2].rstrip() == " gpu-1     ● ready       [✖ failing]     ● ready"


@pytest.mark.parametrize(
    ("width", "columns", "form"),
    [
        (80, 3, Form.WIDE),
        (50, 3, Form.NAMED),
        (34, 3, Form.SHORT),
        (80, 30, Form.DENSE),
        (24, 3, Form.DENSE),
        (45, 30, Form.PACKED),
    ],
)
async def test_the_widest_form_that_fits_is_taken(width, columns, form):
    app = GridApp(big(3, columns))
    async with app.run_test(size=(width, 12)):
        assert app.grid.form is form


async def test_thirty_daemonsets_fit_in_eighty_columns_with_the_cursors_column_named_in_full():
    app = GridApp(big())
    async with app.run_test(size=(80, 16)) as pilot:
        await pilot.press("right", "right")
        lines = app.lines()
        assert "▾ daemon-02 ✔ 200  kube-system" in lines[0]
        assert [line[12:].replace(" ", "")[:4] for line in lines[1:4]] == ["dddd", "0000", "0123"]
        assert lines[5].count("●") == 30
        assert "●[●]●" in lines[5]


async def test_head_and_names_stay_while_the_rest_scrolls_both_ways():
    app = GridApp(big(200, 60))
    async with app.run_test(size=(60, 12)) as pilot:
        head = app.lines()[0]
        await pilot.press("G", "end")
        lines = app.lines()
        assert lines[-1].startswith(" node-199")
        assert "daemon-59" in lines[0]
        assert head.startswith(" 200 nodes")
        assert lines[0].startswith(" 200 nodes")
        assert "◂" in lines[app.grid._layout.head - 1]
        await pilot.press("g", "home")
        assert app.lines()[0] == head
        assert app.grid.cursor == cell("node-000", "daemon-00")


async def test_a_page_down_goes_on_where_the_last_line_was():
    app = GridApp(big(200, 3))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.press("pagedown")
        assert app.lines()[2].startswith(" node-009")
        await pilot.press("ctrl+f", "pageup", "ctrl+b")
        assert app.grid.cursor == cell("node-000", "daemon-00")


async def test_the_cursor_begins_on_the_first_problem_and_tells_what_it_is_on():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        assert app.told == [cell("gpu-1", "fluentbit")]
        await pilot.press("down", "left")
        assert app.told[1:] == [cell("cpu-1", "fluentbit"), cell("cpu-1", "calico")]


async def test_letters_move_the_cursor_unless_the_screen_wants_some_of_them():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("j", "l")
        assert app.grid.cursor == cell("cpu-1", "gpu-plugin")
        app.grid.sideways_letters = False
        await pilot.press("h", "k")
        assert app.grid.cursor == cell("gpu-1", "gpu-plugin")


async def test_left_of_the_cells_the_cursor_is_on_the_node_and_above_them_on_the_daemonset():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("left", "left")
        assert app.grid.cursor == Spot(node="gpu-1")
        assert "[gpu-1]" in app.lines()[2]
        await pilot.press("right", "up")
        assert app.grid.cursor == Spot(daemon_set=("kube-system", "calico"))
        assert "[calico]" in app.lines()[0]


async def test_the_cursor_stays_on_its_object_when_rows_and_columns_change_their_places():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("down")
        assert app.grid.cursor == cell("cpu-1", "fluentbit")
        app.coverage = Sketch(
            ["aaa", "calico", "fluentbit"], {"aaa": "ooo", "bbb": "XXX", "cpu-1": "ooo", "cpu-2": "ooo"}
        )
        app.show(View())
        assert app.grid.cursor == cell("cpu-1", "fluentbit")
        assert len(app.told) == 2


async def test_where_its_node_has_gone_the_cursor_takes_the_next_one_and_says_so():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("down")
        app.coverage = Sketch(["calico", "fluentbit"], {"cpu-2": "oo", "gpu-1": "oX"})
        app.show(View())
        await pilot.pause()
        assert app.grid.cursor == cell("cpu-2", "fluentbit")
        assert app.told[-1] == cell("cpu-2", "fluentbit")


async def test_the_line_of_the_cursor_stays_where_it_is_on_the_screen_when_rows_come_in_above():
    app = GridApp(big(100, 3))
    async with app.run_test(size=(60, 22)) as pilot:
        await pilot.press(*["pagedown"] * 3)
        before = next(y for y, line in enumerate(app.lines()) if "[" in line)
        nodes = {f"a-{n}": "ooo" for n in range(5)} | {f"node-{n:03}": "ooo" for n in range(100)}
        app.coverage = Sketch(["daemon-00", "daemon-01", "daemon-02"], nodes)
        app.show(View())
        await pilot.pause()
        assert next(y for y, line in enumerate(app.lines()) if "[" in line) == before


async def test_enter_shuts_a_group_and_the_cursor_waits_on_it_for_its_node():
    app = GridApp(small(), View(group_by="pool"))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("up", "enter")
        assert app.grid.cursor == Spot(group="pool=gpu", daemon_set=("kube-system", "fluentbit"))
        assert app.lines()[2].startswith("▸ pool=gpu 1")
        assert app.lines()[3].startswith("▾ pool=cpu 2")
        await pilot.press("enter", "down", "enter")
        assert app.told[-1] == ("chosen", cell("gpu-1", "fluentbit"))
        app.show(View(group_by="pool", folded=frozenset({"pool=gpu"})))
        assert app.grid.cursor == Spot(group="pool=gpu", daemon_set=("kube-system", "fluentbit"))


async def test_space_marks_and_ctrl_space_marks_all_from_the_last_mark():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("space", "down", "right", "ctrl+@")
        expected = {cell(node, name) for node in ("gpu-1", "cpu-1") for name in ("fluentbit", "gpu-plugin")}
        assert app.grid.marks == expected
        assert app.told[-1] == ("marks", frozenset(expected))
        assert "*✖" in app.lines()[2]
        await pilot.press("space")
        assert cell("cpu-1", "gpu-plugin") not in app.grid.marks


async def test_a_mark_that_a_filter_hides_is_gone():
    app = GridApp(small())
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.press("space", "down", "space")
        app.show(View(text="gpu"))
        assert app.grid.marks == {cell("gpu-1", "fluentbit")}
        app.show(View())
        assert app.grid.marks == {cell("gpu-1", "fluentbit")}


async def test_a_click_puts_the_cursor_there_and_a_second_one_chooses():
    app = GridApp(small(), View(group_by="pool"))
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.click(CoverageGrid, offset=(16, 5))
        assert app.grid.cursor == cell("cpu-1", "calico")
        await pilot.click(CoverageGrid, offset=(16, 5), times=2)
        assert ("chosen", cell("cpu-1", "calico")) in app.told
        await pilot.click(CoverageGrid, offset=(2, 2))
        assert app.lines()[2].startswith("▸ pool=gpu 1")


async def test_the_wheel_scrolls_and_leaves_the_cursor_alone():
    app = GridApp(big(100, 3))
    async with app.run_test(size=(60, 12)) as pilot:
        app.grid.scroll_relative(y=5, animate=False)
        await pilot.pause()
        assert app.lines()[2].startswith(" node-005")
        assert app.grid.cursor == cell("node-000", "daemon-00")


async def test_a_placeholder_stands_in_the_middle_and_has_no_cursor():
    app = GridApp(small())
    async with app.run_test(size=(40, 5)) as pilot:
        app.grid.placeholder("forbidden: pods", "\x1b[31mwhy")
        await pilot.press("down", "space", "enter", "end")
        assert [line.strip() for line in app.lines()] == [
            "",
            "forbidden: pods",
            "\N{REPLACEMENT CHARACTER}[31mwhy",
            "",
            "",
        ]
        assert app.grid.cursor is None
        app.show(View())
        assert "calico" in app.lines()[0]


async def test_nothing_but_the_changed_cell_is_drawn_again(monkeypatch):
    app = GridApp(big(100, 30))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        refreshed = []
        monkeypatch.setattr(app.grid, "refresh", lambda *regions, **_: refreshed.append(regions))
        app.show(View(problems_first=False))
        assert refreshed == []
        app.coverage.draw("node-003", ("kube-system", "daemon-04"), State.TERMINATING)
        app.grid.show(app.coverage, arrange(app.coverage, View(problems_first=False)))
        head = app.grid._layout.head
        x = app.grid._layout.node_width + app.grid._layout.starts[4] + 1
        assert (Region(x, head + 3, 1, 1),) in refreshed
        assert all(regions and regions[0].y < head for regions in refreshed if regions[0].y != head + 3)


async def test_many_shows_of_the_same_draw_nothing(monkeypatch):
    app = GridApp(big(100, 30), View(group_by="pool"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "space")
        drawn = []
        render_line = CoverageGrid.render_line
        monkeypatch.setattr(CoverageGrid, "render_line", lambda grid, y: drawn.append(y) or render_line(grid, y))
        for _ in range(10):
            app.show(app.view)
            await pilot.pause()
        assert drawn == []


async def test_no_column_lies_under_the_scrollbar():
    app = GridApp(big(30, 3))
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        assert app.grid.show_vertical_scrollbar
        assert {len(line) for line in app.lines()} == {59}
        app.show(View(text="node-001"))
        await pilot.pause()
        assert {len(line) for line in app.lines()} == {60}


async def test_names_share_no_more_than_what_differs():
    app = GridApp(Sketch(["a"], {"ip-10-0-0-1.eu.internal": "o", "ip-10-0-0-2.eu.internal": "o"}))
    async with app.run_test(size=(60, 6)):
        assert app.lines()[2].startswith(" ip-10-0-0-1  ")


async def test_in_ascii_nothing_else_is_drawn():
    coverage = Sketch(
        ["a"], {f"n{place}": letter for place, letter in enumerate("o~upXt!2.kez?")}, not_ready={"n1"}, cordoned={"n2"}
    )
    app = GridApp(coverage, View(group_by="pool"), ascii_only=True)
    async with app.run_test(size=(40, 17)) as pilot:
        await pilot.press("down", "space", "down")
        assert all(line.isascii() for line in app.lines())
        cells = sorted(line[app.grid._layout.node_width :].strip(" *[]")[0] for line in app.lines()[3:16])
        assert cells == sorted("o~upXt!2.kez?")


async def test_hostile_names_and_wide_letters_do_no_harm():
    coverage = Sketch(["ns/\x1b]0;x\x07", "ns/名前名前名前"], {"e\u0301\u202e名": "oo", "n" * 300: "oX"})
    for width in (1, 20, 33):
        app = GridApp(coverage, View(group_by="pool"))
        async with app.run_test(size=(width, 10)) as pilot:
            await pilot.press("down", "down", "right", "space")
            for line in app.lines():
                assert "\x1b" not in line
                assert "\u202e" not in line
            assert {strip.cell_length for strip in map(app.grid.render_line, range(10))} == {
                width - app.grid.show_vertical_scrollbar
            }


async def test_no_nodes_or_no_columns_are_drawn_as_such():
    for coverage in (Sketch([], {"n1": "", "n2": ""}), Sketch(["a"], {}), Sketch([], {})):
        app = GridApp(coverage)
        async with app.run_test(size=(40, 6)) as pilot:
            await pilot.press("right", "up", "left", "G", "end", "pagedown", "space", "ctrl+@")
            assert app.lines()[0].startswith(f" {len(coverage.nodes)} nodes")


async def test_ctrl_w_draws_names_in_full_and_back():
    app = GridApp(big(5, 30))
    async with app.run_test(size=(80, 12)) as pilot:
        await pilot.press("ctrl+w")
        assert app.grid.form is Form.NAMED
        assert "daemon-00  daemon-01" in app.lines()[0]
        await pilot.press("end")
        assert "[●]" in app.lines()[2]
        assert "daemon-29" in app.lines()[0]
        await pilot.press("ctrl+w")
        assert app.grid.form is Form.DENSE
