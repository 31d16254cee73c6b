"""A cluster whose every text means harm: nothing of it reaches the terminal but text, and columns stay where they are.

Looked at are the bytes that leave, character by character, and what a terminal makes of them, line by line.
"""

import asyncio
import contextlib
import json

import pytest
from hostile import hostile_log, hostile_storage, poisoned
from stage import quick
from terminal_bytes import TakingDriver, Terminal, plain, strangers
from walking import WATCHED, Walk, examples

from ktui.app.console import KtuiApp
from ktui.cluster.kubeconfig import connect
from ktui.demo.authorization import USERS
from ktui.demo.server import Server
from ktui.screens.coverage import CoverageScreen
from ktui.screens.places import Main
from ktui.session import Session
from ktui.store.feed import Live

PATIENCE = 60.0
"""Seconds after which a cluster that is not shown is a failure."""
SIZE = (100, 30)
CONTEXTS = tuple(poisoned(name) for name in ("kind-lab", "prod", "here", "there"))


@pytest.fixture(autouse=True)
def own_files(tmp_path, monkeypatch):
    """What a user's keys leave behind is left here."""
    for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.setenv(name, str(tmp_path))


def kubeconfig(path, url):
    """A kubeconfig whose names are as bad as the rest."""
    contexts = [{"name": name, "context": {"cluster": name, "user": name, "namespace": "default"}} for name in CONTEXTS]
    whole = {
        "clusters": [{"name": name, "cluster": {"server": url}} for name in CONTEXTS],
        "users": [{"name": name, "user": {}} for name in CONTEXTS],
        "contexts": contexts,
        "current-context": CONTEXTS[0],
    }
    path.write_text(json.dumps(whole, ensure_ascii=False))
    return str(path)


class Console:
    """The app over such a cluster, on a terminal that is looked at."""

    def __init__(self, config):
        self.config = config
        self.session = None
        self.wrong = []
        self.app = KtuiApp(self.open, contexts=lambda: CONTEXTS)
        self.app.driver_class = TakingDriver
        self.app.taken = []

    @contextlib.asynccontextmanager
    async def open(self, goal):
        self.session = Session(connect(self.config), namespaces=goal.namespaces, kinds=WATCHED)
        try:
            yield self.session
        finally:
            await self.session.close()

    async def shown(self, pilot):
        async with asyncio.timeout(PATIENCE):
            while not isinstance(self.app.main_screen, CoverageScreen) or not self.live:
                await asyncio.sleep(0)
                await quick.calm(pilot, 1)

    @property
    def live(self):
        return all(isinstance(table.feed, Live) for table in self.session.state.of(WATCHED).values())

    def look(self, done):
        """Look at what has left since the last look."""
        for data in self.app.taken:
            self.wrong += [f"{done}: {each}" for each in strangers(data)]
        self.app.taken.clear()

    async def compare(self, pilot, place):
        """Draw all of the screen, and compare what a terminal makes of it with what was meant."""
        async with asyncio.timeout(PATIENCE):
            while self.app._curtain is not None:  # nothing is shown before the screen is all there
                await asyncio.sleep(0)
                await quick.calm(pilot, 1)
        self.look(f"on the way to {place}")
        self.app.screen.refresh(layout=True)
        await pilot.pause()
        terminal = Terminal(*SIZE)
        for data in self.app.taken:
            terminal.feed(data)
        meant = [plain(strip.text) for strip in self.app.screen._compositor.render_strips()]
        self.look(place)
        self.wrong += [
            f"{place}: {want!a} is {seen!a}" for want, seen in zip(meant, terminal.lines, strict=True) if want != seen
        ]


@contextlib.asynccontextmanager
async def spoilt(tmp_path):
    async with Server(hostile_storage(), USERS, hostile_log) as server:
        console = Console(kubeconfig(tmp_path / "config", server.url))
        async with console.app.run_test(headless=False, size=SIZE) as pilot:
            await console.shown(pilot)
            yield console, pilot
    assert console.wrong == []


async def test_no_place_lets_a_text_out_as_more_than_text(tmp_path):
    async with spoilt(tmp_path) as (console, pilot):
        walk = Walk(pilot, console.look)
        for place in examples(console.session):
            await walk.go(place)
            await console.compare(pilot, place)


@pytest.mark.walk
async def test_no_key_lets_a_text_out_as_more_than_text(tmp_path):
    async with spoilt(tmp_path) as (console, pilot):
        walk = Walk(pilot, console.look)
        for place in examples(console.session):
            await walk.keys(place, again=False)
            await walk.go(place)
            await console.compare(pilot, place)
        await walk.commands(Main("coverage"))
