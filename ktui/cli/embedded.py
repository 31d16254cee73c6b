"""The embedded cluster of ``ktui demo``: under the console, or served to others."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import click

from ktui.app.goal import Goal
from ktui.cli.console import preferences
from ktui.cli.options import Options
from ktui.cluster import kubeconfig
from ktui.domain.errors import ConfigError
from ktui.session import Session

if TYPE_CHECKING:
    from ktui.demo.cluster import Cluster


_PATIENCE = 5.0
"""How long the program waits, in seconds, for the cluster to end; its files go with the interpreter in any case."""


@dataclass(frozen=True)
class Wish:
    """Which embedded cluster."""

    scenario: str
    nodes: int
    seed: int
    speed: float

    def cluster(self) -> Cluster:
        """The cluster, not yet started."""
        from ktui.demo.cluster import Cluster

        return Cluster(self.scenario, nodes=self.nodes, seed=self.seed, speed=self.speed)


def serve_others(wish: Wish) -> int:
    """Print the path of a kubeconfig, and stay until a signal ends it; give the exit code."""
    return asyncio.run(_serve(wish))


async def _serve(wish: Wish) -> int:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    by: list[int] = []

    def end(number: int) -> None:
        by.append(number)
        ended.set()

    async with wish.cluster() as cluster:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, end, number)
        click.echo(str(cluster.kubeconfig))
        click.echo(f"The API server listens on {cluster.url}; ctrl-c ends it.", err=True)
        await ended.wait()
    return 128 + by[0]


def open_console(asked: Options, wish: Wish) -> int:
    """Open the console on the embedded cluster; give the exit code."""
    from ktui.app.start import run

    with Embedded(wish) as embedded:

        @asynccontextmanager
        async def open_session(goal: Goal) -> AsyncIterator[Session]:
            path = await embedded.started()
            session = await asyncio.to_thread(_session, asked, path, goal)
            try:
                yield session
            finally:
                await session.close()

        def contexts() -> Sequence[str]:
            return [one.name for one in kubeconfig.contexts(str(embedded.path))] if embedded.path else ()

        goal = Goal(None, asked.namespaces or None, called="the embedded cluster, which is starting")
        return run(open_session, preferences(asked), goal=goal, contexts=contexts)


def _session(asked: Options, path: Path, goal: Goal) -> Session:
    # The journal stays in memory: nothing is left behind.
    return Session(
        kubeconfig.connect(str(path), goal.context, goal.namespaces[0] if goal.namespaces else None),
        read_only=bool(asked.read_only),
        namespaces=goal.namespaces,
    )


class Embedded:
    """The embedded cluster in a thread and an event loop of its own, so that its work never delays a key.

    A context manager; it begins when it is first asked for, which is after the first frame, and ends with the console.
    """

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._ready: Future[Path] = Future()
        self._thread: threading.Thread | None = None
        self._ended: Future[None] = Future()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set_result(None)
        if self._thread is not None:
            self._thread.join(_PATIENCE)

    @property
    def path(self) -> Path | None:
        """The kubeconfig, once there is one."""
        return self._ready.result() if self._ready.done() and not self._ready.exception() else None

    async def started(self) -> Path:
        """The kubeconfig, once the cluster runs.

        Raises:
            ConfigError: it cannot be started.
        """
        if self._thread is None:
            # A daemon: a cluster that is long in coming up must not keep the program from ending.
            self._thread = threading.Thread(target=self._run, name="embedded cluster", daemon=True)
            self._thread.start()
        try:
            # Shielded: who gives up waiting does not end the cluster for who asks next.
            return await asyncio.shield(asyncio.wrap_future(self._ready))
        except OSError as error:
            raise ConfigError(f"The embedded cluster cannot be started: {error}.") from error

    def _run(self) -> None:
        try:
            asyncio.run(self._live())
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _live(self) -> None:
        async with self._wish.cluster() as cluster:
            self._ready.set_result(cluster.kubeconfig)
            await asyncio.wrap_future(self._ended)
