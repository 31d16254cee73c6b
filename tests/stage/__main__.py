"""``python -m stage [busy | crash | fall | hang | refuse | silent]``: the console in a terminal, its session staged."""

import asyncio
import itertools
import sys
from contextlib import asynccontextmanager

from ktui.app import run
from ktui.domain.errors import KtuiError
from ktui.settings import Settings
from stage.session import StagedSession
from stage.world import World, zoo

STORIES = ("crash", "unready", "ready")


class BusySession(StagedSession):
    """Many pods, of which another one in twelve changes in every fiftieth of a second."""

    def __init__(self, world):
        super().__init__(world)
        self.crowd = world

    async def run(self):
        for turn in itertools.count():
            await asyncio.sleep(0.02)
            _many(self.crowd, range(turn % 12, 12 * 60, 12), STORIES[turn // 12 % len(STORIES)])


class SilentSession(StagedSession):
    """The server takes what it is asked to do, and never answers."""

    async def _do(self, action):
        await asyncio.Event().wait()


def _many(world, places, story):
    for place in places:
        node, daemon = f"node-{place // 12:02}", f"agent-{place % 12:02}"
        world.pod("kube-system", daemon, node, story=story, name=f"{daemon}-{node}", uid=f"{daemon}-{node}")


def crowd():
    """60 nodes and 12 DaemonSets, and a pod on each."""
    world = World()
    for node in range(60):
        world.node(f"node-{node:02}", pool="fluent")
    for daemon in range(12):
        world.daemon_set("kube-system", f"agent-{daemon:02}")
    _many(world, range(12 * 60), "ready")
    return world.settle()


@asynccontextmanager
async def opener(goal):
    if "crash" in sys.argv:
        raise RuntimeError("a fault on purpose")
    if "fall" in sys.argv:
        from ktui.screens.coverage import CoverageScreen

        CoverageScreen.action_faults = lambda _: {}["a fault on purpose"]
    if "hang" in sys.argv:
        await asyncio.Event().wait()
    if "refuse" in sys.argv:
        raise KtuiError("There is no kubeconfig.")
    if "busy" in sys.argv:
        yield BusySession(crowd())
    else:
        yield (SilentSession if "silent" in sys.argv else StagedSession)(zoo())


sys.exit(run(opener, Settings(mouse=False)))
