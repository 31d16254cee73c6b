"""ktui.screens.coverage: the first screen, over a session that is not there."""

import pytest
from stage.session import StagedSession, shown, stage
from stage.world import NOW, World, zoo
from textual.events import Key

from ktui.domain.arrangement import GroupRow, NodeRow
from ktui.domain.cell import State
from ktui.screens.choose import ChooseDialog
from ktui.screens.help import HelpScreen
from ktui.screens.journal import JournalScreen
from ktui.store.feed import Failed, Live, Loading, Refused, Stale
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.key_bar import KeyBar
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.prompt import Prompt
from ktui.widgets.remark_lines import RemarkLines
from ktui.widgets.spot import Spot
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.tab_bar import TabBar

FIRST = Spot(node="cpu-a1", daemon_set=("monitoring", "node-exporter"))
"""The worst cell of the zoo, where the cursor begins."""


def names(screen):
    return [row.name for row in screen.arrangement.rows if isinstance(row, NodeRow)]


def titles(screen):
    return [column.title for column in screen.arrangement.columns]


def works(screen):
    return {hint.key for hint in screen.query_one(KeyBar).keys if not hint.refused}


async def press(pilot, *keys):
    await pilot.press(*keys)
    await pilot.pause()


async def test_it_opens_on_the_first_problem_with_everything_there():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        assert screen.spot == FIRST
        assert len(names(screen)) == 10
        assert len(titles(screen)) == 7
        assert screen.query_one(ContextBar).status.words == "live"
        assert not screen.query_one(TabBar).read_only


@pytest.mark.parametrize("gone", ["nodes", "daemon_sets"])
async def test_what_went_since_the_last_frame_can_still_be_under_the_cursor(gone):
    world = zoo()
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        key = ("", FIRST.node) if gone == "nodes" else FIRST.daemon_set
        getattr(world.state, gone).delete(key)
        screen.tick()
        screen.follow_cursor()
        screen.redraw()
        assert screen.spot is not None
        assert screen.spot != FIRST


async def test_a_change_in_the_store_is_drawn_by_the_clock():
    world = zoo()
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        world.node("new-node", pool="cpu")
        assert "new-node" not in names(screen)
        await pilot.pause(0.15)
        assert "new-node" in names(screen)


async def test_nothing_is_worked_out_again_where_nothing_has_changed():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        before = screen.arrangement
        screen.redraw()
        assert screen.arrangement is before


async def test_the_cursor_stays_on_its_cell_through_a_list_that_replaces_everything():
    world = zoo()
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "down", "left")
        spot = screen.spot
        world.node("aaa-first", ready="False", pool="cpu")
        world.state.nodes.replace(list(world.state.nodes))
        screen.redraw()
        assert screen.spot == spot
        assert spot != FIRST


async def test_the_filter_works_while_it_is_typed_and_esc_clears_it():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "slash", *"gpu")
        assert {name[:3] for name in names(screen)} == {"gpu"}
        await press(pilot, "enter")
        assert screen.query_one(Prompt).sign == ""
        assert screen.query_one(CoverageGrid).has_focus
        assert len(names(screen)) == 3
        await press(pilot, "escape")
        assert len(names(screen)) == 10


async def test_an_answer_that_comes_while_the_app_leaves_is_no_fault():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
    screen.redraw()
    screen.tick()
    screen.show_keys()
    screen.follow_cursor()
    screen.complain("too late")


async def test_keys_that_arrive_together_are_taken_in_their_order():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        for key in ["/", *"gpu-b"]:
            pilot.app.post_message(Key({"/": "slash", "-": "minus"}.get(key, key), key))
        await pilot.pause()
        assert screen.query_one(Prompt).text == "gpu-b"
        assert names(screen) == ["gpu-b1"]


async def test_what_is_typed_at_once_with_enter_behind_it_is_taken_as_a_whole():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        for key in [":", *"nosuch", "enter"]:
            pilot.app.post_message(Key({":": "colon"}.get(key, key), key if len(key) == 1 else None))
        await pilot.pause()
        await pilot.pause()
        assert "nosuch" in screen.query_one(NoticeLine).notice.text


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("!gpu", 7),
        ("-l pool=infra", 2),
        ("-l pool!=infra", 8),
        ("-f ga1", 1),
        ("fluentbit", 10),
        ("nothing-like-it", 0),
    ],
)
async def test_the_filter_understands_what_k9s_users_type(typed, count):
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        screen.action_filter()
        screen.query_one("#input").value = typed
        await pilot.pause()
        assert len(names(screen)) == count


async def test_the_filter_by_state_completes_is_shown_and_can_be_cleared():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        every = screen.arrangement
        await press(pilot, "slash", *"-s", "space", *"miss")
        assert "did you mean missing?" in screen.arrangement.fault
        await press(pilot, "tab", "enter")
        assert 0 < len(names(screen)) < every.nodes
        assert all(column.counts.get(State.MISSING) for column in screen.arrangement.columns)
        assert "filter -s missing" in " ".join(part.plain for part in screen.query_one(SummaryLine).left)
        await press(pilot, "escape")
        assert len(names(screen)) == every.nodes


async def test_a_filter_that_cannot_be_understood_says_so_and_hides_nothing():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "slash", *"-l", "space", *"a=(", "enter")
        assert screen.arrangement.fault
        assert len(names(screen)) == 10


async def test_leaving_the_filter_line_with_esc_undoes_the_filter():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "slash", *"gpu", "escape")
        assert len(names(screen)) == 10
        assert screen.query_one(Prompt).sign == ""


async def test_faults_only_leaves_rows_and_columns_with_something_wrong():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "ctrl+z")
        assert "gpu-c1" not in names(screen)
        assert "csi-ebs" not in titles(screen)
        await press(pilot, "ctrl+z")
        assert len(titles(screen)) == 7


async def test_grouping_is_chosen_from_the_labels_that_nodes_have():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "b")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await press(pilot, *"pool", "enter")
        await pilot.pause()
        groups = [row.title for row in screen.arrangement.rows if isinstance(row, GroupRow)]
        assert groups == ["pool=cpu", "pool=gpu", "pool=infra"]


async def test_groups_fold_and_open():
    async with stage(zoo(), group_by="pool").run_test() as pilot:
        screen = await shown(pilot)
        screen.query_one(CoverageGrid).action_to_row(False)
        await press(pilot, "enter")
        assert screen.view.folded == {"pool=cpu"}
        assert not any(name.startswith("cpu") for name in names(screen))
        await press(pilot, "enter")
        assert screen.view.folded == set()


async def test_nodes_are_sorted_by_name_or_by_problems():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "N")
        assert names(screen) == sorted(names(screen))
        await press(pilot, "S")
        assert names(screen)[0] == "cpu-a1"
        assert names(screen) != sorted(names(screen))


async def test_a_namespace_is_chosen_and_0_shows_all_again():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "n")
        await press(pilot, *"logg", "enter")
        await pilot.pause()
        assert titles(screen) == ["fluentbit"]
        assert screen.query_one(ContextBar).status.namespaces == "logging"
        await press(pilot, "0")
        assert len(titles(screen)) == 7


async def test_a_session_that_looks_at_one_namespace_is_left_for_one_that_looks_at_all():
    app = stage(StagedSession(zoo(), namespaces=("logging",)))
    async with app.run_test() as pilot:
        screen = await shown(pilot)
        assert titles(screen) == ["fluentbit"]
        await press(pilot, "0")
        await shown(pilot)
        assert [goal.namespaces for goal in app.goals] == [None, None]
        assert app.session.left


async def test_help_is_made_of_the_bindings_themselves():
    async with stage(zoo()).run_test() as pilot:
        await shown(pilot)
        await press(pilot, "question_mark")
        assert isinstance(pilot.app.screen, HelpScreen)
        told = str(pilot.app.screen.query_one("#text").render())
        for words in ("ctrl-d", "ctrl-z", "Group nodes by", "journal", "missing", "Everywhere"):
            assert words in told.lower() or words in told
        await press(pilot, "escape")
        assert pilot.app.screen.id == (await shown(pilot)).id


async def test_the_journal_opens_and_says_that_nothing_was_done():
    async with stage(zoo()).run_test() as pilot:
        await shown(pilot)
        await press(pilot, "J")
        assert isinstance(pilot.app.screen, JournalScreen)
        await press(pilot, "q")
        await shown(pilot)


async def test_a_key_gives_the_panel_room_and_esc_takes_it_back():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "f")
        assert screen.has_class("-reading")
        await press(pilot, "escape")
        assert not screen.has_class("-reading")


async def test_q_goes_back_first_and_leaves_only_then():
    app = stage(zoo())
    async with app.run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "ctrl+z", "q")
        assert not screen.view.faults_only
        assert app.is_running
        await press(pilot, "q")
    assert app.return_code == 0


@pytest.mark.parametrize("typed", ["q", "quit", "q!"])
async def test_a_command_leaves(typed):
    app = stage(zoo())
    async with app.run_test() as pilot:
        await shown(pilot)
        await press(pilot, "colon", *typed, "enter")
    assert app.return_code == 0


async def test_a_command_shows_one_namespace():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "colon", *"ns", "space", *"gpu", "enter")
        assert titles(screen) == ["nvidia-plugin"]


async def test_a_command_that_is_none_names_what_was_probably_meant():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "colon", *"covrage", "enter")
        notice = screen.query_one(NoticeLine).notice
        assert not notice.failed
        assert "Did you mean :coverage?" in notice.text
        await press(pilot, "escape")
        assert screen.query_one(NoticeLine).notice is None


async def test_another_context_is_another_session():
    app = stage(zoo(), contexts=lambda: ["kind-lab", "other"])
    async with app.run_test() as pilot:
        await shown(pilot)
        await press(pilot, "colon", *"ctx", "space", *"other", "enter")
        await shown(pilot)
        assert [goal.context for goal in app.goals] == [None, "other"]


async def test_a_context_that_is_not_there_is_not_gone_to():
    app = stage(zoo(), contexts=lambda: ["kind-lab", "other"])
    async with app.run_test() as pilot:
        screen = await shown(pilot)
        await press(pilot, "colon", *"ctx", "space", *"nowhere", "enter")
        assert "kind-lab, other" in screen.query_one(NoticeLine).notice.text
        assert len(app.goals) == 1


STALE = Stale(since=NOW.timestamp() - 12, why="connection refused", retry_at=NOW.timestamp() + 4)


async def test_stale_data_stay_on_the_screen_and_say_since_when():
    world = zoo()
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        world.feed(STALE)
        screen.redraw()
        assert screen.query_one(ContextBar).status.words == "stale 12 s: connection refused, again within 4 s"
        assert len(names(screen)) == 10
        assert screen.spot == FIRST


@pytest.mark.parametrize(
    ("feed", "title"),
    [
        (Loading(3), "Loading"),
        (Failed("connection refused"), "No connection to https://10.0.0.1:6443"),
        (Refused("daemonsets is forbidden"), "No right to see DaemonSets on nodes"),
        (Live(), "There are no DaemonSets in any namespace"),
    ],
)
async def test_where_there_is_no_grid_it_is_said_why(feed, title):
    world = World().feed(feed)
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        assert screen._explanation().title == title
        assert screen.spot is None


async def test_the_grid_comes_by_itself_when_the_data_do():
    world = World()
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        assert screen._explanation().title == "Loading"
        for kind, table in zoo().state.tables.items():
            world.state.tables[kind].replace(list(table))
        world.feed(Live())
        screen.redraw()
        assert screen._explanation() is None
        assert screen.spot == FIRST


async def test_without_the_right_to_read_nodes_rows_are_the_nodes_that_pods_name():
    world = zoo()
    world.state.nodes.replace([])
    world.feed(Refused("nodes is forbidden"), "Node")
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        assert "cpu-a1" in names(screen)
        assert "No right to read nodes" in str(screen.query_one(RemarkLines).render())


async def test_where_not_all_namespaces_are_looked_at_the_grid_says_how_many_are_left_out():
    world = zoo()
    async with stage(world).run_test() as pilot:
        screen = await shown(pilot)
        screen.session.namespaces_left_out = 12
        world.feed(Loading(7), "Pod")
        screen.redraw()
        assert "12 more namespaces are not looked at" in str(screen.query_one(RemarkLines).render())


async def test_keys_that_do_nothing_here_are_dim_and_say_why():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        assert {"ctrl-d", "ctrl-t"} <= works(screen)
        assert "u" not in works(screen)
        await press(pilot, "u")
        assert screen.query_one(NoticeLine).notice.text == "node-exporter updates its pods by itself (RollingUpdate)."


async def test_a_right_that_is_missing_takes_a_key_away_and_says_so():
    async with stage(StagedSession(zoo(), refused=["delete pods"])).run_test() as pilot:
        screen = await shown(pilot)
        assert "ctrl-d" not in works(screen)
        assert "ctrl-t" in works(screen)
        await press(pilot, "ctrl+d")
        assert screen.query_one(NoticeLine).notice.text == "You may not delete pods."


async def test_that_the_server_is_not_verified_is_shown():
    session = StagedSession(zoo())
    session.connection.insecure = True
    async with stage(session).run_test() as pilot:
        assert (await shown(pilot)).query_one(TabBar).insecure


async def test_read_only_is_shown_and_refuses_every_change():
    session = StagedSession(zoo(), read_only=True)
    async with stage(session).run_test() as pilot:
        screen = await shown(pilot)
        assert screen.query_one(TabBar).read_only
        assert works(screen).isdisjoint({"ctrl-d", "u"})
        await press(pilot, "ctrl+d")
        assert "read-only" in screen.query_one(NoticeLine).notice.text.lower()
        assert session.performed == []
