"""ktui.screens.spots and marks of ktui.screens.cells: from a spot of the grid into what it stands for."""

import contextlib
import csv

from stage.alone import alone
from stage.session import StagedSession, settled
from stage.world import zoo

from ktui.domain.kinds import DAEMON_SET, NODE, POD
from ktui.screens import cell_actions
from ktui.screens.cells import marks_in_words
from ktui.screens.choose import ChooseDialog
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.coverage import CoverageScreen
from ktui.screens.places import ContainersOf, DescribeOf, LogsOf, Main, NodesOf, PodsOf, YamlOf
from ktui.screens.spots import inside, logs_at, object_at
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.spot import Spot
from ktui.widgets.summary_line import SummaryLine

CALICO = ("kube-system", "calico-node")
FLUENTBIT = ("logging", "fluentbit")
EXPORTER = ("monitoring", "node-exporter")
CELL = Spot(node="cpu-b1", daemon_set=FLUENTBIT)
TWO_PODS = Spot(node="cpu-a1", daemon_set=EXPORTER)
ROW, COLUMN, GROUP = Spot(node="cpu-b1"), Spot(daemon_set=FLUENTBIT), Spot(group="pool=cpu", daemon_set=FLUENTBIT)


def pods_of(state, spot):
    return [pod.key for pod in cell_actions.pods_at(state, spot)]


def empty_cell(state):
    """A cell without a pod."""
    cells = (Spot(node=node.name, daemon_set=each.key) for node in state.nodes for each in state.daemon_sets)
    return next(cell for cell in cells if not pods_of(state, cell))


@contextlib.asynccontextmanager
async def at(spot):
    session = StagedSession(zoo())
    async with alone(session, lambda around: CoverageScreen(around, Main("coverage"))) as (screen, pilot):
        go(screen, spot)
        await settled(pilot)
        yield screen, session, pilot


def go(screen, spot):
    rows = [getattr(row, "name", "") for row in screen.arrangement.rows]
    columns = [column.key for column in screen.arrangement.columns]
    row = rows.index(spot.node) if spot.node else -1
    screen.query_one(CoverageGrid)._go(row, columns.index(spot.daemon_set) if spot.daemon_set else -1)
    assert screen.spot == spot


async def press(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


def test_a_spot_stands_for_the_pod_the_node_or_the_daemon_set():
    state = zoo().state
    assert object_at(state, CELL) == (POD, pods_of(state, CELL)[0])
    assert object_at(state, empty_cell(state)) == (DAEMON_SET, empty_cell(state).daemon_set)
    assert object_at(state, ROW) == (NODE, ("", "cpu-b1"))
    assert object_at(state, COLUMN) == (DAEMON_SET, FLUENTBIT)
    assert object_at(state, GROUP) is None
    assert object_at(state, None) is None


def test_rows_and_columns_lead_to_their_pods_and_nodes():
    state = zoo().state
    assert inside(state, ROW) == PodsOf("node cpu-b1", node="cpu-b1")
    assert inside(state, COLUMN) == NodesOf(FLUENTBIT)
    assert inside(state, GROUP) is None


def test_logs_are_of_a_daemon_sets_pods_on_one_node_or_on_all():
    state = zoo().state
    uid = state.daemon_sets.get(FLUENTBIT).uid
    on = LogsOf("DaemonSet fluentbit on cpu-b1", "logging", owner=uid, node="cpu-b1", previous=True)
    assert logs_at(state, CELL, previous=True) == on
    assert logs_at(state, COLUMN) == LogsOf("DaemonSet fluentbit", "logging", owner=uid)
    assert logs_at(state, ROW) is None
    assert logs_at(state, empty_cell(state)) is None


async def test_keys_go_into_a_cell():
    async with at(CELL) as (screen, session, pilot):
        pod = pods_of(session.state, CELL)[0]
        await press(pilot, "enter", "d", "y", "l")
        uid = session.state.daemon_sets.get(FLUENTBIT).uid
        logs = LogsOf("DaemonSet fluentbit on cpu-b1", "logging", owner=uid, node="cpu-b1")
        assert pilot.app.places == [ContainersOf(pod), DescribeOf(POD, pod), YamlOf(POD, pod), logs]
        assert screen.spot == CELL
        await press(pilot, "c")
        assert pilot.app.clipboard == pod[1]


async def test_where_several_pods_stand_it_is_asked_which():
    async with at(TWO_PODS) as (_, session, pilot):
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await press(pilot, "down", "enter")
        assert pilot.app.places == [ContainersOf(pods_of(session.state, TWO_PODS)[1])]


async def test_where_no_pod_stands_it_is_said_what_there_is():
    async with at(CELL) as (screen, session, pilot):
        go(screen, empty_cell(session.state))
        await press(pilot, "enter")
        assert "no pod here to go into" in screen.query_one(NoticeLine).notice.text
        await press(pilot, "l")
        assert "no pod here that could have logs" in screen.query_one(NoticeLine).notice.text
        assert pilot.app.places == []


async def test_marks_are_counted_by_what_they_are():
    async with at(CELL) as (screen, _, pilot):
        await press(pilot, "space")
        go(screen, ROW)
        await press(pilot, "space")
        assert marks_in_words(screen.marks) == "1 cell, 1 node"
        assert screen.query_one(SummaryLine).left[0].plain == "1 cell, 1 node marked"
        assert "Deleting is for cells, and 1 node marked too" in screen.refusal("delete")


async def test_a_marked_column_is_updated_where_pods_wait_for_it():
    async with at(Spot(daemon_set=CALICO)) as (screen, session, pilot):
        outdated = cell_actions.outdated(session.state, [Spot(daemon_set=CALICO)])
        assert outdated
        await press(pilot, "space", "u")
        assert isinstance(pilot.app.screen, ConfirmDialog)
        await press(pilot, "right", "enter")
        assert session.performed == outdated
        assert not screen.marks


async def test_a_marked_row_has_the_cells_of_all_its_daemon_sets():
    state = zoo().state
    cells = cell_actions.cells_of(state, [ROW, CELL])
    assert len(cells) == len(state.daemon_sets)
    assert {cell.node for cell in cells} == {"cpu-b1"}


async def test_columns_are_sorted_by_their_problems_and_back():
    async with at(CELL) as (screen, _, pilot):
        names = [column.key for column in screen.arrangement.columns]
        await press(pilot, "O")
        assert [column.key for column in screen.arrangement.columns] != names
        worst = [
            sum(column.counts.get(state, 0) for state in column.counts if state == "failing")
            for column in screen.arrangement.columns
        ]
        assert worst[0] == max(worst)
        assert screen.spot == CELL
        await press(pilot, "O")
        assert [column.key for column in screen.arrangement.columns] == names


async def test_what_is_shown_is_saved_in_words():
    async with at(CELL) as (screen, _, _):
        text, table = list(screen.as_text()), list(csv.reader(screen.as_csv()))
        assert text[0].startswith("NODE ")
        assert len(text) == len(table) == 1 + len(screen.arrangement.rows)
        assert table[0][0] == "NODE"
        at_ = next(row for row in table if row[0] == "cpu-b1")
        column = [each.key for each in screen.arrangement.columns].index(FLUENTBIT)
        assert at_[1 + column] == screen.coverage.state("cpu-b1", FLUENTBIT)
