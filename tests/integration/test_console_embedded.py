"""The console as users have it, over the embedded cluster: real kubeconfig, real session, real watches.

Nothing here sleeps for its own sake: a test waits until what it asks for is so.
"""

import asyncio
import contextlib

import pytest
from textual.css.query import NoMatches

from ktui.app.console import KtuiApp
from ktui.app.goal import Goal
from ktui.cluster.kubeconfig import connect
from ktui.demo.cluster import Cluster
from ktui.demo.resources import DAEMON_SETS, PODS
from ktui.domain.actions import DeletePod
from ktui.domain.errors import ReadOnly
from ktui.domain.kinds import COVERAGE
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.coverage import CoverageScreen
from ktui.session import Session
from ktui.store.feed import Live
from ktui.widgets.context_bar import ContextBar, Data
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.remark_lines import RemarkLines
from ktui.widgets.spot import Spot

PATIENCE = 20.0
"""Seconds after which a test has failed."""


def daemon_set(name, strategy="RollingUpdate", image="example/app:1", **spec):
    labels = {"app": name}
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": {"name": name, "namespace": "default"},
        "spec": {
            "selector": {"matchLabels": labels},
            "updateStrategy": {"type": strategy},
            "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "main", "image": image}], **spec},
            },
        },
    }


class Console:
    """The app in a terminal that is not there, and the cluster under it."""

    def __init__(self, cluster, read_only):
        self.cluster = cluster
        self.read_only = read_only
        self.changed = asyncio.Event()
        self.session = None
        self.app = KtuiApp(self.open)

    @contextlib.asynccontextmanager
    async def open(self, goal):
        session = self.session = Session(
            connect(str(self.cluster.kubeconfig), goal.context), read_only=self.read_only, namespaces=goal.namespaces
        )
        session.subscribe(self.changed.set)
        try:
            yield session
        finally:
            await session.close()  # by now the next one may be there

    async def until(self, true):
        """Wait until something is so on the screen: looked at after each change, and now and then for other reasons."""
        async with asyncio.timeout(PATIENCE):
            while not await self.seen(true):
                self.changed.clear()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self.changed.wait()

    async def seen(self, true):
        await self.pilot.pause()
        if isinstance(self.app.main_screen, CoverageScreen):
            self.app.main_screen.redraw()
        with contextlib.suppress(NoMatches, AttributeError):
            return true()
        return False

    @property
    def screen(self):
        return self.app.main_screen

    def states(self, name):
        """By node, the state of the cells of one DaemonSet that the grid shows."""
        coverage = self.screen.coverage
        return {node.name: str(coverage.state(node.name, ("default", name))) for node in coverage.nodes}

    @property
    def drawn(self):
        grid = self.screen.query_one(CoverageGrid)
        return "\n".join(grid.render_line(y).text for y in range(grid.size.height))

    @property
    def live(self):
        return all(isinstance(table.feed, Live) for table in self.session.state.of(COVERAGE).values())

    async def go_to(self, node, name):
        """Go to a cell by keys: up to the first line and column, then down and right."""
        grid, wanted = self.screen.query_one(CoverageGrid), Spot(node=node, daemon_set=("default", name))
        await self.pilot.press("g", "home")
        for key, part in (("down", "node"), ("right", "daemon_set")):
            while getattr(grid.cursor, part) != getattr(wanted, part):
                before = grid.cursor
                await self.pilot.press(key)
                assert grid.cursor != before

    async def agree(self):
        """Agree in the dialog, once the server has said that it may be asked."""
        await self.until(lambda: isinstance(self.app.screen, ConfirmDialog))
        await self.pilot.press("right", "enter")

    @property
    def notice(self):
        return self.screen.query_one(NoticeLine).notice.text


@pytest.fixture
def console():
    @contextlib.asynccontextmanager
    async def opened(*things, context=None, read_only=False, nodes=3):
        async with Cluster("empty", nodes=nodes) as cluster:
            for thing in things:
                cluster.world.create(DAEMON_SETS, thing)
            await cluster.settle()
            made = Console(cluster, read_only)
            made.app.goal = Goal(context)
            async with made.app.run_test(size=(100, 30)) as made.pilot:
                await made.until(lambda: made.session is not None and made.screen.coverage is not None)
                yield made

    return opened


async def test_the_grid_shows_what_the_cluster_has(console):
    async with console(daemon_set("agent"), daemon_set("gpu", nodeSelector={"pool": "gpu"})) as shown:
        await shown.until(lambda: set(shown.states("agent").values()) == {"ready"})
        await shown.until(lambda: sorted(shown.states("gpu").values()) == ["excluded", "excluded", "ready"])
        assert shown.drawn.count("ready") == 4
        assert shown.drawn.count("excluded") == 2
        assert "demo" in shown.screen.query_one(ContextBar).status.context


async def test_a_node_that_gets_the_label_by_the_dialog_gets_the_daemon(console):
    async with console(daemon_set("edge", nodeSelector={"role": "edge"})) as shown:
        await shown.until(lambda: set(shown.states("edge").values()) == {"excluded"})
        await shown.go_to("node-0001", "edge")
        await shown.pilot.press("ctrl+t", "a", *"role=edge", "enter", "ctrl+s")
        await shown.agree()
        await shown.until(lambda: shown.states("edge")["node-0001"] == "ready")
        assert shown.states("edge") == {"node-0000": "excluded", "node-0001": "ready", "node-0002": "excluded"}
        assert shown.drawn.count("ready") == 1
        assert [entry.kubectl for entry in shown.session.journal.entries] == ["kubectl label node node-0001 role=edge"]


async def test_an_outdated_pod_that_waits_for_its_deletion_is_updated_by_one_key(console):
    async with console(daemon_set("agent", "OnDelete")) as shown:
        await shown.until(lambda: set(shown.states("agent").values()) == {"ready"})

        def newer(thing):
            thing["spec"]["template"]["spec"]["containers"][0]["image"] = "example/app:2"

        shown.cluster.storage.edit(DAEMON_SETS, "agent", "default", newer)
        await shown.until(lambda: set(shown.states("agent").values()) == {"outdated"})
        await shown.go_to("node-0001", "agent")
        await shown.pilot.press("u")
        await shown.agree()
        await shown.until(lambda: shown.states("agent")["node-0001"] == "ready")
        assert shown.states("agent") == {"node-0000": "outdated", "node-0001": "ready", "node-0002": "outdated"}


async def test_in_read_only_mode_nothing_is_asked_and_nothing_is_sent(console):
    async with console(daemon_set("agent"), read_only=True) as shown:
        await shown.until(lambda: set(shown.states("agent").values()) == {"ready"})
        (pod,) = (pod for pod in shown.session.state.pods if pod.spec.node_name == "node-0001")
        await shown.go_to("node-0001", "agent")
        await shown.pilot.press("ctrl+d")
        await shown.until(lambda: "read-only" in shown.notice.lower())
        with pytest.raises(ReadOnly):
            await shown.session.perform(DeletePod(pod.namespace, pod.name, pod.uid, node="node-0001"))
        assert shown.cluster.storage.get(PODS, pod.name, "default")["metadata"]["uid"] == pod.uid


async def test_a_server_that_was_away_is_shown_as_stale_and_then_caught_up_with(console):
    async with console(daemon_set("agent")) as shown:
        await shown.until(lambda: shown.live and set(shown.states("agent").values()) == {"ready"})
        port = int(shown.cluster.url.rpartition(":")[2])
        await shown.cluster.server.stop()
        await shown.until(lambda: shown.screen.query_one(ContextBar).status.data is Data.STALE)
        assert "Not live" in str(shown.screen.query_one(RemarkLines).render())
        assert shown.drawn.count("ready") == 3
        shown.cluster.world.create(DAEMON_SETS, daemon_set("later"))
        await shown.cluster.server.start(port)
        await shown.until(lambda: shown.live and set(shown.states("later").values()) == {"ready"})
        assert shown.screen.query_one(ContextBar).status.data is Data.LIVE
        assert shown.drawn.count("ready") == 6


async def test_each_context_of_the_demo_may_do_what_its_user_may(console):
    async with console(daemon_set("agent"), context="viewer") as shown:
        await shown.until(lambda: "No right to read nodes" in str(shown.screen.query_one(RemarkLines).render()))
        await shown.until(lambda: set(shown.states("agent").values()) == {"ready"})
        await shown.go_to("node-0001", "agent")
        await shown.pilot.press("ctrl+d")
        await shown.until(lambda: "delete pods" in shown.notice)
        await shown.app.go_to(Goal("nobody"))
        await shown.until(lambda: "No right to see DaemonSets" in shown.drawn)
