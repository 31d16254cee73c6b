"""ktui.screens.daemon_sets and ktui.screens.daemon_nodes: DaemonSets, and the nodes of one."""

from stage.quick import calm, press
from stage.session import StagedSession
from stage.tables import lines, names, opened, told
from stage.world import zoo

from ktui.domain.kinds import DAEMON_SET, POD
from ktui.screens.places import ContainersOf, DescribeOf, LogsOf, Main, NodesOf, PodsOf
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView

ALL = Main("daemonsets")
FLUENTBIT = ("logging", "fluentbit")


def line_of(screen, name):
    return next(line for line in lines(screen) if f" {name} " in f"{line} ").split()


async def test_a_daemon_set_says_its_numbers_and_what_is_wrong_and_outdated():
    async with opened(zoo(), ALL, size=(200, 30)) as (screen, _):
        assert line_of(screen, "calico-node")[2:12] == ["10", "10", "10", "0", "4", "OnDelete", "6", "10", "0", "5"]
        assert line_of(screen, "fluentbit")[2:9] == ["7", "7", "3", "4", "0", "RollingUpdate", "7"]
        assert "pool=gpu" in line_of(screen, "nvidia-plugin")
        parts = [part.full.plain for part in screen.query_one(SummaryLine).right]
        assert parts == ["✖ 3 wrong", "◐ 1 outdated", "● 3 ready"]


async def test_the_worst_come_first_when_sorted_by_state():
    async with opened(zoo(), ALL) as (screen, pilot):
        await press(pilot, "S")
        assert names(screen)[0] == "fluentbit"


async def test_keys_lead_to_its_nodes_its_pods_and_all_their_logs():
    async with opened(zoo(), ALL) as (screen, pilot):
        screen.query_one(TableView).look_for(FLUENTBIT)
        await press(pilot, "enter", "o", "l", "d")
        uid = "ds-logging-fluentbit"
        assert screen.app.places == [
            NodesOf(FLUENTBIT),
            PodsOf("DaemonSet fluentbit", owner=uid),
            LogsOf("DaemonSet fluentbit", "logging", owner=uid),
            DescribeOf(DAEMON_SET, FLUENTBIT),
        ]


async def test_a_controller_that_counts_otherwise_is_told():
    world = zoo()
    for key in [pod.key for pod in world.state.pods if pod.name.startswith("nvidia")]:
        world.state.pods.delete(key)
    async with opened(world, ALL) as (screen, _):
        row = screen.table.row(("gpu", "nvidia-plugin"))
        assert "counted here" in screen.details(row)
        assert "0 of 3 ready" in screen.details(row)


async def test_the_nodes_of_a_daemon_set_have_a_state_and_a_reason_the_worst_first():
    async with opened(zoo(), NodesOf(FLUENTBIT)) as (screen, _):
        assert names(screen)[:2] == ["cpu-b1", "gpu-a1"]
        text = "\n".join(lines(screen))
        assert "CrashLoopBackOff" in text
        assert "revision 4 (current)" in text
        assert "infra-a1" not in text
        assert screen.title_of_rows == "DaemonSet logging/fluentbit"


async def test_where_a_pod_is_missing_the_reason_is_told():
    async with opened(zoo(), NodesOf(("monitoring", "node-exporter")), size=(160, 30)) as (screen, _):
        line = next(line for line in lines(screen) if "missing" in line)
        assert "quota" in line


async def test_from_a_node_of_a_daemon_set_one_goes_to_its_pod():
    async with opened(zoo(), NodesOf(FLUENTBIT)) as (screen, pilot):
        pod = ("logging", "fluentbit-d022")
        await press(pilot, "enter", "d", "l", "o")
        places = screen.app.places
        assert places[:2] == [ContainersOf(pod), DescribeOf(POD, pod)]
        assert (places[2].owner, places[2].node) == ("ds-logging-fluentbit", "cpu-b1")
        assert places[3] == PodsOf("node cpu-b1", node="cpu-b1")


async def test_where_there_is_no_pod_the_keys_say_so():
    async with opened(zoo(), NodesOf(("monitoring", "node-exporter"))) as (screen, pilot):
        missing = next(key for key in screen.table.shown if screen.table.row(key).state == "missing")
        screen.query_one(TableView).look_for(missing)
        for key in ("enter", "l"):
            await press(pilot, key)
            assert "There is no pod of node-exporter" in told(screen)
        await press(pilot, "ctrl+d")
        assert "no pod here to delete" in told(screen)


async def test_pods_are_deleted_from_marked_nodes():
    session = StagedSession(zoo())
    async with opened(session, NodesOf(FLUENTBIT)) as (screen, pilot):
        await press(pilot, "space", "j", "space", "ctrl+d")
        screen.app.screen.dismiss(True)
        await calm(pilot)
        assert {action.name for action in session.performed} == {"fluentbit-d022", "fluentbit-j026"}


async def test_a_daemon_set_that_goes_leaves_no_rows():
    world = zoo()
    async with opened(world, NodesOf(FLUENTBIT)) as (screen, _):
        world.state.daemon_sets.delete(FLUENTBIT)
        screen.redraw()
        assert not names(screen)
