"""A session without a server: a state filled by hand, rights and refusals as a test wants them."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from types import SimpleNamespace

from ktui.app.console import KtuiApp
from ktui.cluster.access import Verdict
from ktui.cluster.timings import Timings
from ktui.domain.errors import KtuiError, NotFound
from ktui.domain.kinds import COVERAGE
from ktui.domain.resources import Catalogue
from ktui.screens.coverage import CoverageScreen
from ktui.session.gate import Gate
from ktui.session.guards import Guards
from ktui.session.journal import Journal
from ktui.session.logs import LogTail
from ktui.session.resources import DEFINITIONS, KnownResources
from ktui.settings import Settings
from stage.logs import Writers
from stage.looks import Looks
from stage.world import NOW, World


class StagedSession:
    """Behaves as `ktui.session.Session` does towards a screen; the gate is the real one."""

    def __init__(self, world: World, *, context="kind-lab", namespaces=None, read_only=False, refused=(), rules=()):
        server = "https://10.0.0.1:6443"
        self.connection = SimpleNamespace(
            context=context, server=server, namespace="default", user="admin", insecure=False
        )
        self.state = world.state
        self.looks = Looks(self.state._changed)
        self.look_at, self.look = self.looks.look_at, self.looks.look
        self.namespaces = namespaces
        self.read_only = read_only
        self.journal = Journal()
        self.guards = Guards(rules, context)
        self.refused = set(refused)
        """Verbs and resources that the authorizer refuses, as ``delete pods``."""
        self.asked = []
        self.performed = []
        self.rehearsed = []
        """What the server was asked to try out."""
        self.failure = None
        """What the server answers to the next action, if it refuses."""
        self.left = False
        self.watched = Counter(COVERAGE)
        self.writers = Writers()
        """What the pods write."""
        self.served = Catalogue()
        """What the server says it serves, or how it fails to."""
        self.known = KnownResources(self._discover, self.state.table(DEFINITIONS), NOW.timestamp)
        self.documents = {}
        """By key, the objects that are read in full."""
        self.entered = []
        """The shells that were opened."""
        self.ended = 0
        self.namespaces_left_out = 0
        self.terminal = None
        self._listeners = []
        self._gate = Gate(
            SimpleNamespace(allowed=self._ask, forget=lambda: None),
            self._do,
            self.journal,
            context=context,
            user="admin",
            read_only=read_only,
            clock=NOW.timestamp,
            guards=self.guards,
        )

    def subscribe(self, listener):
        self._listeners.append(listener)
        return self.state.subscribe(listener)

    def _tell(self):
        for listener in self._listeners:
            listener()

    def logs(self, scope, options, *, first=0):
        tail = LogTail(
            self.state,
            scope,
            options,
            opened=self._writers,
            timings=Timings(jitter=lambda: 0.0, backoff_first=30.0),
            clock=NOW.timestamp,
            first=first,
        )
        tail.subscribe(self._tell)
        return tail

    async def _writers(self):
        return self.writers

    def watch(self, kind):
        self.watched[kind] += 1
        return lambda: self.watched.subtract([kind])

    def resources(self):
        return self.known.catalogue

    async def learn_resources(self):
        return await self.known.learn()

    async def find_resource(self, name):
        return await self.known.find(name)

    async def rehearse(self, action):
        if self.failure is not None:
            raise self.failure
        self.rehearsed.append(action)
        metadata = action.manifest["metadata"]
        name = metadata.get("name") or f"{metadata['generateName']}x7k2p"
        spec = {**action.manifest.get("spec", {}), "backoffLimit": 6}
        return {**action.manifest, "metadata": {**metadata, "name": name}, "spec": spec}, ("as a server says",)

    async def fetch(self, kind, key):
        if key not in self.documents:
            raise NotFound(f'{kind.plural} "{key[1]}" not found', code=404)
        return self.documents[key]

    async def _discover(self):
        if isinstance(self.served, KtuiError):
            raise self.served
        return self.served

    async def run(self):
        try:
            await asyncio.Event().wait()
        finally:
            self.left = True

    async def permitted(self, right):
        return await self._gate.permitted(right)

    async def perform(self, action, *agreement):
        return await self._gate.perform(action, *agreement)

    async def shell(self, action, terminal, *agreement):
        """Lends the terminal, and ends as `ended` says: an exit code, or an error."""

        async def run(action):
            with terminal:
                self.entered.append(action)
            if isinstance(self.ended, Exception):
                raise self.ended
            return ()

        await self._gate.perform(action, *agreement, do=run)
        return self.ended

    async def _ask(self, right):
        self.asked.append(right)
        if f"{right.verb} {right.resource}" in self.refused:
            return Verdict(False, f"You may not {right.verb} {right.resource}.")
        return Verdict(True)

    async def _do(self, action):
        if self.failure is not None:
            raise self.failure
        self.performed.append(action)
        return ()


def stage(world_or_session, *, ascii_only=False, contexts=tuple, **settings) -> KtuiApp:
    """The app over a session that is not there, at a time that stands still."""
    session = world_or_session if isinstance(world_or_session, StagedSession) else StagedSession(world_or_session)
    goals = []

    @asynccontextmanager
    async def opener(goal):
        goals.append(goal)
        yield session

    app = KtuiApp(opener, Settings(**settings), contexts=contexts, ascii_only=ascii_only, clock=NOW.timestamp)
    app.session, app.goals = session, goals
    return app


async def settled(pilot) -> None:
    """Wait until what was pressed is done, and every right that it asked for is known."""
    await pilot.pause()
    asking = [each for each in pilot.app.workers if each.group == "rights"]
    if asking:
        await pilot.app.workers.wait_for_complete(asking)
    await pilot.pause()


async def shown(pilot) -> CoverageScreen:
    """The Coverage screen, once it is there and drawn."""
    await settled(pilot)
    screen = pilot.app.screen_stack[-1]
    assert isinstance(screen, CoverageScreen)
    return screen


async def visited(pilot, place, keys) -> None:
    """Go to a place and press keys there; the app comes to rest after each."""
    await settled(pilot)
    pilot.app.screen.go(place)
    await settled(pilot)
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
