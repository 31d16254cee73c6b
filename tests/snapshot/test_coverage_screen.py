"""Pictures of the Coverage screen, one a state. `pytest --snapshot-update` draws them anew; then look at them."""

import pytest
from stage.session import StagedSession, settled, shown, stage
from stage.world import NOW, World, zoo

from ktui.domain.errors import Conflict
from ktui.store.feed import Failed, Live, Loading, Refused, Stale
from ktui.widgets.coverage_grid import CoverageGrid

SIZES = [pytest.param((80, 24), id="80x24"), pytest.param((120, 40), id="120x40")]
SMALL = (80, 24)
AT = NOW.timestamp()

STALE = Stale(since=AT - 12, why="connection refused", retry_at=AT + 4)
FAILED = Failed("Cannot connect to host 10.0.0.1:6443: connection refused", retry_at=AT + 4)
NO_NODES = Refused(
    'nodes is forbidden: User "viewer" cannot list resource "nodes" in API group "" at the cluster scope'
)
NO_PODS = Refused('pods is forbidden: User "viewer" cannot list resource "pods" in API group "" at the cluster scope')


@pytest.fixture
def picture(snap_compare):
    """Take a picture of the app over a world or session, after some keys, and compare it."""

    def take(world, size, *keys, at=None, **settings):
        app = stage(world, **settings)

        async def before(pilot):
            screen = await shown(pilot)
            if at is not None:
                grid = screen.query_one(CoverageGrid)
                node, name = at
                rows = [getattr(row, "name", getattr(row, "title", "")) for row in screen.arrangement.rows]
                columns = [column.key[1] for column in screen.arrangement.columns]
                grid._go(rows.index(node) if node else -1, columns.index(name) if name else -1)
                await settled(pilot)
            for key in keys:
                await pilot.press(key)
                await settled(pilot)

        return snap_compare(app, terminal_size=size, run_before=before)

    return take


NAMES = """
    agent backup calico cilium csi-ebs csi-nfs dcgm ebs-gc falco fluentbit gpu-plugin ingress kured kube-proxy local-dns
    loki metrics multus node-exporter node-problem otel patch quobyte rook sriov telegraf trivy vector wireguard zfs
"""


def many() -> World:
    """Thirty DaemonSets on sixty nodes, nearly all well."""
    world = World()
    for number in range(60):
        world.node(
            f"ip-10-0-{number % 3}-{number:02d}.eu-central-1.compute.internal", pool=("gpu", "cpu")[number % 4 > 0]
        )
    for name in NAMES.split():
        world.daemon_set("kube-system", name)
        for at, node in enumerate(world.state.nodes):
            story = "crash" if (name, at) in {("falco", 7), ("otel", 7), ("vector", 31)} else "ready"
            if (name, at) != ("kured", 12):
                world.pod("kube-system", name, node.name, story=story)
    return world.settle()


@pytest.mark.parametrize("size", SIZES)
class TestStatesOfTheGrid:
    def test_live_with_every_state(self, picture, size):
        assert picture(zoo(), size)

    def test_grouped_by_pool(self, picture, size):
        assert picture(zoo(), size, group_by="pool")

    def test_dense(self, picture, size):
        assert picture(many(), size)

    def test_faults_only(self, picture, size):
        assert picture(many(), size, "ctrl+z")

    def test_filter_being_typed(self, picture, size):
        assert picture(zoo(), size, "slash", *"gpu")

    def test_loading(self, picture, size):
        world = World().feed(Live(), "Node")
        for number in range(48):
            world.node(f"node-{number}")
        assert picture(world.feed(Loading(12400), "Pod"), size)

    def test_stale(self, picture, size):
        assert picture(zoo().feed(STALE), size)

    def test_never_connected(self, picture, size):
        assert picture(World().feed(FAILED), size)

    def test_nodes_forbidden(self, picture, size):
        world = zoo()
        world.state.nodes.replace([])
        assert picture(world.feed(NO_NODES, "Node"), size)

    def test_pods_forbidden(self, picture, size):
        world = zoo()
        world.state.pods.replace([])
        assert picture(world.feed(NO_PODS, "Pod"), size)

    def test_everything_forbidden(self, picture, size):
        assert picture(World().feed(Refused('daemonsets.apps is forbidden: User "nobody" cannot list it')), size)

    def test_no_daemon_sets(self, picture, size):
        world = World()
        world.node("node-1")
        assert picture(world.settle(), size)

    def test_confirming(self, picture, size):
        assert picture(zoo(), size, "ctrl+d", at=("cpu-b1", "fluentbit"))

    def test_labels(self, picture, size):
        keys = ("ctrl+t", "a", *"pool=cpu", "enter", "a", *"team=ops", "enter", "ctrl+d")
        assert picture(zoo(), size, *keys, at=("gpu-a1", "nvidia-plugin"))

    def test_help(self, picture, size):
        assert picture(zoo(), size, "question_mark")


class TestSmallerThings:
    def test_no_nodes(self, picture):
        world = World()
        world.daemon_set("kube-system", "agent")
        assert picture(world.settle(), SMALL)

    def test_nothing_wrong_with_faults_only(self, picture):
        world = World()
        world.node("node-1")
        world.daemon_set("kube-system", "agent")
        world.pod("kube-system", "agent", "node-1")
        assert picture(world.settle(), SMALL, "ctrl+z")

    def test_one_namespace(self, picture):
        assert picture(StagedSession(zoo(), namespaces=("logging",)), SMALL)

    def test_without_unicode(self, picture):
        assert picture(zoo(), SMALL, ascii_only=True, group_by="pool")

    def test_without_unicode_confirming(self, picture):
        assert picture(zoo(), SMALL, "ctrl+d", ascii_only=True, at=("cpu-b1", "fluentbit"))

    def test_production_and_read_only(self, picture):
        session = StagedSession(zoo(), context="prod-eu-1", read_only=True)
        assert picture(session, SMALL, "ctrl+d", production=("prod-*",), at=("cpu-b1", "fluentbit"))

    def test_confirming_in_production(self, picture):
        session = StagedSession(zoo(), context="prod-eu-1")
        assert picture(session, SMALL, "ctrl+d", production=("prod-*",), at=("cpu-a1", "calico-node"))

    def test_refused_by_the_server(self, picture):
        session = StagedSession(zoo())
        session.failure = Conflict('Operation cannot be fulfilled on pods "fluentbit-s022": the UID does not match')
        assert picture(session, SMALL, "ctrl+d", "right", "enter", at=("cpu-b1", "fluentbit"))

    def test_accepted_and_changing(self, picture):
        assert picture(zoo(), SMALL, "ctrl+d", "right", "enter", at=("cpu-b1", "fluentbit"))

    def test_journal(self, picture):
        session = StagedSession(zoo())
        assert picture(session, SMALL, "ctrl+d", "right", "enter", "J", at=("cpu-b1", "fluentbit"))

    def test_grouping_chosen(self, picture):
        assert picture(zoo(), SMALL, "b")

    def test_command_being_typed(self, picture):
        assert picture(zoo(), SMALL, "colon", *"ns", "space", *"ku")

    def test_filter_that_cannot_be_understood(self, picture):
        assert picture(zoo(), SMALL, "slash", *"-l", "space", *"a=(", "enter")

    @pytest.mark.parametrize(
        "at",
        [
            ("gpu-a1", "fluentbit"),
            ("cpu-c1", "node-exporter"),
            ("cpu-a1", "audit"),
            ("cpu-a1", "nvidia-plugin"),
            ("gpu-c1", "backup-agent"),
            ("infra-a1", "backup-agent"),
            ("cpu-b2", "fluentbit"),
            ("cpu-a1", "calico-node"),
            ("cpu-b2", ""),
            ("", "calico-node"),
        ],
        ids=lambda at: "-".join(filter(None, at)),
    )
    def test_the_panel_read_in_full(self, picture, at):
        assert picture(zoo(), SMALL, "f", at=at)
