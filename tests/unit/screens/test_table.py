"""ktui.screens.table, ktui.screens.shown_table: what all tables can do, on the screen of pods."""

from dataclasses import replace

import pytest
from stage.events import with_events
from stage.quick import calm, finished, press
from stage.session import StagedSession
from stage.tables import body, gone_to, left, lines, names, opened, told
from stage.world import NOW, World, zoo
from textual.events import Key

from ktui.app.places import screen_for
from ktui.domain.kinds import EVENT, POD
from ktui.screens import shown_table
from ktui.screens.choose import ChooseManyDialog
from ktui.screens.help import HelpScreen
from ktui.screens.places import Main, PodsOf
from ktui.store.feed import Failed, Live, Loading, Refused, Stale
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.remark_lines import RemarkLines
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView

AT = NOW.timestamp()
CRASH = ("logging", "fluentbit-j026")


async def test_beside_a_namespace_stands_how_many_there_are_in_it():
    async with opened(zoo()) as (screen, pilot):
        screen.look_at(["gpu"])
        assert screen.status.totals == "3 pods"
        await press(pilot, "slash", *"m0", "enter")
        assert screen.status.totals == ""  # neither those of all namespaces nor those that the filter leaves


async def test_all_rows_are_there_and_counted():
    async with opened(zoo()) as (screen, _):
        assert len(names(screen)) == 50
        assert screen.status.totals == "50 pods"
        assert screen.query_one(ContextBar).status.words == "live"
        assert [part.full.plain for part in screen.query_one(SummaryLine).right][:2] == ["✖ 2 failing", "○ 1 unready"]


async def test_a_filter_works_while_it_is_typed_and_esc_clears_it():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "slash", *"crash")
        assert names(screen) == [CRASH[1]]
        assert "filter crash" in left(screen)
        assert "1 of 50" in left(screen)
        await press(pilot, "enter")
        assert names(screen) == [CRASH[1]]
        await press(pilot, "escape")
        assert len(names(screen)) == 50
        await press(pilot, "slash", *"-l app=audit")
        assert len(names(screen)) == 4
        await press(pilot, "escape")
        assert len(names(screen)) == 50


async def test_a_filter_that_cannot_be_read_says_why():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "slash", *"-l ==")
        assert "==" in left(screen)
        assert len(names(screen)) == 50


async def test_only_faults_and_everything_again():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "ctrl+z")
        assert len(names(screen)) == 5
        assert "faults only" in left(screen)
        await press(pilot, "ctrl+z")
        assert len(names(screen)) == 50


async def test_a_pod_that_is_pending_for_too_long_becomes_a_fault_with_time(monkeypatch):
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "ctrl+z")
        before = len(names(screen))
        monkeypatch.setattr(screen, "clock", lambda: AT + 10**8)
        for _ in range(shown_table.RUNS_OUT):
            screen.tick()
        assert len(names(screen)) > before


async def test_sorting_by_state_puts_the_worst_first_and_again_last():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "S")
        assert names(screen)[0] == "fluentbit-j026"
        assert "by status ↑" in left(screen)
        await press(pilot, "S")
        assert names(screen)[-1] in {"fluentbit-d022", "fluentbit-j026"}


async def test_any_column_can_be_chosen_and_sorted_by():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "O")
        assert "shift-left" in told(screen)
        await press(pilot, *["shift+right"] * 5, "O")
        assert screen.table.view.sort == "RESTARTS"
        assert screen.table.view.falling
        assert names(screen)[0] == CRASH[1]
        await press(pilot, "escape", "escape")
        assert not screen.query_one(TableView).chosen_column


async def test_fingers_know_what_sorts():
    async with opened(zoo()) as (screen, pilot):
        for key, column in (("N", "NAME"), ("A", "AGE"), ("P", "NAMESPACE")):
            await press(pilot, key)
            assert screen.table.view.sort == column


async def test_there_is_no_sorting_by_a_column_that_is_not_there():
    async with opened(zoo(), Main("nodes")) as (screen, pilot):
        await press(pilot, "P")
        assert "no column NAMESPACE" in told(screen)


async def test_a_click_on_a_head_sorts():
    async with opened(zoo()) as (screen, pilot):
        await pilot.click(TableView, offset=(lines(screen)[0].index("NODE"), 0))
        assert screen.table.view.sort == "NODE"


async def test_wide_shows_more_columns_and_fewer_again():
    async with opened(zoo(), size=(100, 40)) as (screen, pilot):
        await press(pilot, "ctrl+w")
        assert "READINESS GATES" in titles(screen)
        await press(pilot, "ctrl+w")
        assert "READINESS GATES" not in titles(screen)


async def test_where_there_is_room_wide_columns_are_shown_without_asking():
    async with opened(zoo(), size=(300, 40)) as (screen, pilot):
        assert "READINESS GATES" in lines(screen)[0]
        await press(pilot, "ctrl+w")
        assert "All columns are shown already" in told(screen)
        await pilot.resize_terminal(100, 40)
        await calm(pilot)
        assert "READINESS GATES" not in titles(screen)


async def test_a_filter_that_finds_more_in_the_columns_there_is_room_for_does_not_make_them_come_and_go(monkeypatch):
    world = World()
    world.put_pod("a", "ds", None)
    world.put_pod("a", "n" * 60, {"kind": "DS", "name": "x"})  # found by its owner, and leaves no room for that
    shown, show = [], shown_table.ShownTable.show_view
    monkeypatch.setattr(shown_table.ShownTable, "show_view", lambda *args: (shown.append(args), show(*args)))
    async with opened(world.settle(), size=(120, 40)) as (screen, pilot):
        await press(pilot, "slash", *"ds")
        await calm(pilot, 20)
        before = len(shown)
        await calm(pilot, 20)
        assert len(shown) == before
        assert "ds" in names(screen)
        await press(pilot, "escape")
        assert len(names(screen)) == 2


def titles(screen):
    return [column.title for column in screen.table.columns]


async def test_columns_are_chosen_labels_of_pods_and_nodes_too():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "C")
        dialog = screen.app.screen
        assert isinstance(dialog, ChooseManyDialog)
        offered = [offer.value for offer in dialog._offers]
        assert {"NAME", "READY", "label:app", "node:pool"} <= {*offered}
        dialog.dismiss(("NAME", "node:pool", "label:app"))
        await calm(pilot)
        assert lines(screen)[0].split() == ["NAME", "node:pool", "app"]
        assert any("gpu" in line and "nvidia-plugin" in line for line in lines(screen))


async def test_chosen_columns_are_kept_for_other_screens_of_the_same_table_until_ctrl_w():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "C")
        screen.app.screen.dismiss(("NAME", "NODE"))
        await calm(pilot)
        other = screen_for(PodsOf("node gpu-a1", node="gpu-a1"), screen.around)
        assert [column.title for column in other.table.columns] == ["NAME", "NODE"]
        await press(pilot, "ctrl+w")
        assert screen.around.columns.of("pods") is None
        assert len(screen.table.columns) > 8


async def test_settings_say_which_columns_and_which_order():
    settings = {"columns": {"pods": ("NAME", "STATUS")}, "sort": {"pods": "-NAME"}}
    async with opened(zoo(), **settings) as (screen, _):
        assert lines(screen)[0].split() == ["NAME↓", "STATUS"]
        assert names(screen) == sorted(names(screen), reverse=True)


async def test_the_place_says_what_to_filter_by_and_which_row_is_meant():
    async with gone_to(zoo(), Main("pods", text="audit")) as (screen, pilot):
        assert len(names(screen)) == 4
        screen.go(Main("pods", row=CRASH))
        await calm(pilot)
        assert screen.query_one(TableView).cursor == CRASH
        assert len(names(screen)) == 50


async def test_a_change_in_the_store_is_drawn_and_the_cursor_stays():
    world = zoo()
    async with opened(world) as (screen, pilot):
        await press(pilot, "j", "j", "j")
        cursor = screen.query_one(TableView).cursor
        world.pod("aaa", "new", "cpu-a1", name="new")
        screen.redraw()
        assert names(screen)[0] == "new"
        assert screen.query_one(TableView).cursor == cursor
        world.state.pods.delete(("aaa", "new"))
        screen.redraw()
        assert "new" not in names(screen)


async def test_rows_of_other_namespaces_are_left_out():
    async with opened(zoo()) as (screen, _):
        screen.look_at(["team-a"])
        assert len(names(screen)) == 4
        screen.look_at(["nothing-here"])
        assert "There are no pods in nothing-here" in body(screen)


async def test_without_rows_it_says_why():
    world = World().feed(Live())
    async with opened(world) as (screen, _):
        for feed, words in (
            (Loading(1200), "1,200 so far"),
            (Refused('pods is forbidden: User "viewer" cannot list resource "pods"'), "No right to see pods"),
            (Failed("connection refused", retry_at=AT + 4), "connection refused"),
            (Live(), "There are no pods in any namespace"),
        ):
            world.state.pods.set_feed(feed)
            screen.redraw()
            assert words in body(screen)
            assert screen.query_one(TableView).cursor is None


async def test_where_not_all_namespaces_are_looked_at_the_table_says_how_many_are_left_out():
    async with opened(zoo()) as (screen, _):
        screen.session.namespaces_left_out = 12
        screen.redraw()
        assert "12 more namespaces are not looked at" in str(screen.query_one(RemarkLines).content)


async def test_rows_that_were_true_once_are_kept_and_say_so():
    world = zoo()
    async with opened(world) as (screen, _):
        world.state.pods.set_feed(Stale(since=AT - 12, why="connection refused", retry_at=AT + 4))
        screen.redraw()
        assert len(names(screen)) == 50
        assert "Not live: pods are shown as they were" in str(screen.query_one(RemarkLines).content)
        assert "stale 12 s" in screen.query_one(ContextBar).status.words
        screen.tick()


async def test_nothing_that_matches_and_nothing_wrong_are_said_apart():
    world = World()
    world.node("n1")
    world.daemon_set("a", "agent")
    world.pod("a", "agent", "n1")
    async with opened(world.settle()) as (screen, pilot):
        await press(pilot, "ctrl+z")
        assert "Nothing is wrong" in body(screen)
        await press(pilot, "slash", *"zzz")
        assert "Nothing matches zzz" in body(screen)


async def test_large_tables_are_worked_on_in_slices_and_come_to_the_same(monkeypatch):
    monkeypatch.setattr(shown_table, "AT_ONCE", 5)
    async with opened(zoo()) as (screen, pilot):
        await finished(pilot, "table")
        assert len(names(screen)) == 50
        await press(pilot, "S")
        await finished(pilot, "table")
        assert names(screen)[0] == CRASH[1]
        assert screen.tally.counts["failing"] == 2


async def test_the_name_is_copied_and_all_rows_are_saved():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "slash", *"crash", "enter")
        assert screen.to_copy().text == CRASH[1]
        assert [line.split()[1] for line in screen.as_text()] == ["NAME", CRASH[1]]
        assert list(screen.as_csv())[1].startswith("logging,fluentbit-j026,0/1,CrashLoopBackOff,")
        assert screen.called == "pods"


async def test_what_is_shown_is_followed_and_let_go_when_another_screen_is_but_not_for_a_dialog():
    session = StagedSession(with_events(zoo()))
    async with gone_to(session, Main("events")) as (screen, pilot):
        assert session.watched[EVENT] == 1
        await press(pilot, "question_mark")
        assert isinstance(screen.app.screen, HelpScreen)
        assert session.watched[EVENT] == 1
        await press(pilot, "escape")
        screen.go(Main("pods"), into=False)
        await calm(pilot)
        assert session.watched[EVENT] == 0
        assert session.watched[POD] >= 1
        screen.app.screen.go(Main("events"), into=False)
        await calm(pilot)
        assert session.watched[EVENT] == 1


async def test_esc_takes_one_step_at_a_time():
    async with opened(zoo()) as (screen, pilot):
        await press(pilot, "slash", *"fluent", "enter", "space", "escape")
        assert not screen.query_one(TableView).marks
        assert screen.table.view.text == "fluent"
        await press(pilot, "escape")
        assert screen.table.view == replace(screen.table.view, text="")


async def test_keys_that_arrive_together_are_taken_in_their_order():
    async with gone_to(zoo()) as (screen, pilot):
        for key in ("slash", *"audit", "enter"):
            screen.app._driver.send_message(Key(key, key if len(key) == 1 else None))
        await calm(pilot, 9)
        assert len(names(screen)) == 4


@pytest.mark.parametrize("size", [(60, 15), (300, 80)])
async def test_every_table_fits_into_every_size(size):
    async with gone_to(with_events(zoo()), Main("nodes"), size=size) as (screen, pilot):
        for name in ("daemonsets", "pods", "events", "nodes"):
            screen.app.screen.go(Main(name), into=False)
            await calm(pilot)
            view = screen.app.screen.query_one(TableView)
            assert {view.render_line(y).cell_length for y in range(view.size.height)} == {view.size.width}
            assert view.cursor is not None
