"""Every key and command of every screen over the embedded cluster: with all rights, with few, with none, read-only.

Nothing breaks, nothing holds the loop up, nothing is written that must not be, and esc always leads back. The walk by
all users takes a while: `pytest -m walk`. What is not marked is a walk of each place as it is.
"""

import asyncio
import contextlib

import pytest
from stage import quick
from walking import WATCHED, Walk, examples, watchdog

from ktui.app.console import KtuiApp
from ktui.cluster.kubeconfig import connect
from ktui.demo.cluster import Cluster
from ktui.demo.requests import Target
from ktui.screens.coverage import CoverageScreen
from ktui.screens.places import Main
from ktui.session import Session
from ktui.store.feed import Failed, Loading

PATIENCE = 60.0
"""Seconds after which a cluster that is not shown is a failure."""
GROSS = 2.0
"""Seconds of work in one turn of the loop that no busy machine explains."""
WRITES = frozenset({"create", "update", "patch", "delete", "deletecollection"})


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    """What a user's keys leave behind is left here."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


class Console:
    """The app over a cluster, and what the server heard."""

    def __init__(self, cluster, context, read_only):
        self.cluster = cluster
        self.context = context
        self.read_only = read_only
        self.session = None
        self.written = []
        cluster.server.audit = self.hear
        self.app = KtuiApp(self.open, contexts=lambda: ["demo", "nobody"])

    @contextlib.asynccontextmanager
    async def open(self, goal):
        self.session = Session(
            connect(str(self.cluster.kubeconfig), self.context),
            read_only=self.read_only,
            namespaces=goal.namespaces,
            kinds=WATCHED,
        )
        try:
            yield self.session
        finally:
            await self.session.close()

    def hear(self, user, wanted: Target):
        if wanted.verb in WRITES and not wanted.resource.plural.startswith("selfsubject"):
            self.written.append((user.name, wanted))

    async def shown(self, pilot):
        """Wait until the first screen is there, with whatever the user may see."""
        async with asyncio.timeout(PATIENCE):
            while not isinstance(self.app.main_screen, CoverageScreen) or self._waiting:
                await asyncio.sleep(0)
                await quick.calm(pilot, 1)

    @property
    def _waiting(self):
        feeds = [feed for table in self.session.state.of(WATCHED).values() for feed in table.feeds.values()]
        return any(isinstance(feed, Loading | Failed) for feed in feeds)


@contextlib.asynccontextmanager
async def walked(context, *, read_only=False, agree=False, nodes=6):
    async with Cluster(nodes=nodes) as cluster:
        console = Console(cluster, context, read_only)
        async with console.app.run_test(size=(100, 30)) as pilot:
            await console.shown(pilot)
            with watchdog() as longest:
                yield console, Walk(pilot, agree=agree)
        assert longest[0][0] < GROSS, longest[:3]


async def test_every_place_can_be_gone_to_and_left():
    async with walked("demo") as (console, walk):
        for place in examples(console.session):
            screen = await walk.go(place)
            assert console.app.main_screen is screen
            await walk.key("escape")
        assert walk.left == []
    assert console.written == []


@pytest.mark.walk
@pytest.mark.parametrize(
    ("context", "read_only"), [("demo", True), ("reader", False), ("viewer", False), ("team", False), ("nobody", False)]
)
async def test_no_key_writes_without_the_right_to(context, read_only):
    async with walked(context, read_only=read_only) as (console, walk):
        for place in examples(console.session):
            await walk.keys(place, again=False)
        await walk.commands(Main("coverage"))
        assert {each.split()[0] for each in walk.left} <= {"q", ":quit", ":q", ":q!", ":qa", ":Q", ":exit"}
    assert console.written == []


@pytest.mark.walk
async def test_no_key_breaks_the_console_with_all_rights_when_everything_is_agreed_to():
    async with walked("demo", agree=True) as (console, walk):
        for place in examples(console.session):
            await walk.keys(place)
    assert console.written
