"""The embedded cluster as a whole: storage, server, controllers, kubelets, a scenario, in the caller's event loop."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from ktui.demo.authorization import USERS, User
from ktui.demo.bootstrap import found
from ktui.demo.clock import Clock, ManualClock
from ktui.demo.controllers import start_controllers
from ktui.demo.engine import Engine
from ktui.demo.kubeconfig import TemporaryKubeconfig
from ktui.demo.kubelet import Kubelet
from ktui.demo.log_text import LogText
from ktui.demo.node_agent import NodeAgent
from ktui.demo.past import PastClock
from ktui.demo.recorder import TTL
from ktui.demo.scenarios.registry import SCENARIOS
from ktui.demo.scenarios.script import Script
from ktui.demo.scheduler import Scheduler
from ktui.demo.server import Server
from ktui.demo.storage import Storage
from ktui.demo.stories import FAST, Pace, Stories
from ktui.demo.world import World


class Cluster:
    """The embedded cluster, an async context manager.

    Args:
        scenario: which cluster; see `ktui.demo.scenarios.registry`.
        nodes: how many nodes.
        seed: fixes names, uids and everything that is left to chance.
        speed: seconds of the cluster in one second of the world.
        clock: another clock: with a `ManualClock` the cluster stands still but for `settle` and `advance`.
        users: who is known by which bearer token.
        pace: how long things take; the scenario's own if not given.
        directory: where to make the kubeconfig's directory; where temporary files are, if not given.

    Raises:
        LookupError: there is no such scenario.
    """

    def __init__(
        self,
        scenario: str = "default",
        nodes: int = 48,
        seed: int = 1,
        speed: float = 1.0,
        clock: Clock | None = None,
        users: Mapping[str, User] = USERS,
        pace: Pace | None = None,
        directory: Path | None = None,
    ) -> None:
        if scenario not in SCENARIOS:
            raise LookupError(f"no scenario named {scenario}: there are {', '.join(SCENARIOS)}")
        self._scenario = SCENARIOS[scenario]
        self._nodes = nodes
        self._present = clock or Clock(speed)
        self._users = users
        self._pace = pace or self._scenario.pace
        self._directory = directory
        self._stack = AsyncExitStack()
        self.clock = PastClock(self._present)
        """The cluster's time."""
        self.storage = Storage(self.clock, seed)
        """The cluster's objects."""
        self.world = World(self.storage, self.clock, seed)
        """The same with its indexes and its work, as controllers see it."""
        self._engine = Engine(self.world, patient=not isinstance(self._present, ManualClock))
        self.agent = NodeAgent(self.world, self._scenario.heartbeat)
        """The nodes' kubelets: breaks and mends nodes."""
        self.server = Server(self.storage, users, LogText(self.world))
        """The API server; stopped and started on its port, it was away for a while."""
        self._kubeconfig: TemporaryKubeconfig | None = None

    @property
    def url(self) -> str:
        """Where the API server listens."""
        return self.server.url

    @property
    def kubeconfig(self) -> Path:
        """The temporary kubeconfig: context ``demo`` for the administrator, and one for each other user.

        Raises:
            RuntimeError: the cluster does not run.
        """
        if self._kubeconfig is None:
            raise RuntimeError("the embedded cluster has not been started")
        return self._kubeconfig.path

    async def __aenter__(self) -> Self:
        self.write_history()
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(self.server)
            self._kubeconfig = TemporaryKubeconfig(self.server.urls, self._users, self._directory)
            stack.callback(self._kubeconfig.remove)
            tasks = await stack.enter_async_context(asyncio.TaskGroup())
            stack.callback(tasks.create_task(self._engine.run()).cancel)
            self._stack = stack.pop_all()
        await self.settle()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What went wrong outside is no matter of the tasks inside.
        await self._stack.aclose()

    async def settle(self) -> None:
        """Does everything that is due now and what follows from it; with a clock moved by hand, until all is quiet."""
        self._engine.drain()
        if isinstance(self._present, ManualClock):
            await self._present.settle()
            self._engine.drain()

    async def advance(self, seconds: float) -> None:
        """Lets time pass.

        Raises:
            TypeError: the clock is not moved by hand.
        """
        if not isinstance(self._present, ManualClock):
            raise TypeError("only a ManualClock can be advanced")
        await self._present.advance(seconds)
        await self.settle()

    def write_history(self) -> None:
        """Does what the scenario says until now; `async with` begins with this."""
        kubelet = Kubelet(self.world, self.agent, Stories(), FAST)
        Scheduler(self.world)
        lifecycle = start_controllers(self.world)
        premiere = self._present.now()
        self.world.recorder.silent_before = premiere - TTL
        script = Script(self.world, self.clock, self.agent, kubelet, lifecycle, self._nodes)
        self.clock.set(premiere - self._scenario.age)
        found(self.world)
        self._scenario.build(script)
        script.at()
        self.clock.arrive()
        kubelet.pace = self._pace
        self.agent.begin()
        lifecycle.begin(self._scenario.grace)
