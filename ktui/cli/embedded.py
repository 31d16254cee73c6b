"""The embedded cluster of ``ktui demo``: under the console, or served to others."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
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
    from ktui.settings import Settings


_PATIENCE = 1.0
"""How long the program waits, in seconds, for the cluster to end; then the cluster ends with the program."""


@dataclass(frozen=True)
class Wish:
    """Which embedded cluster."""

    scenario: str
    nodes: int
    seed: int
    speed: float

    def cluster(self, directory: Path) -> Cluster:
        """The cluster, not yet started.

        Args:
            directory: where it may leave files.
        """
        from ktui.demo.cluster import Cluster

        return Cluster(self.scenario, nodes=self.nodes, seed=self.seed, speed=self.speed, directory=directory)


def serve_others(wish: Wish) -> int:
    """Print the path of a kubeconfig, and stay until a signal ends it; give the exit code.

    Raises:
        ConfigError: the cluster cannot be started.
    """
    with Embedded(wish) as embedded:
        return asyncio.run(_serve(embedded))


async def _serve(embedded: Embedded) -> int:
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[int] = loop.create_future()

    def end(number: int) -> None:
        if not ended.done():
            ended.set_result(number)

    async def tell() -> None:
        try:
            path = await embedded.started()
            click.echo(str(path))
            click.echo(f"The API server listens on {kubeconfig.connect(str(path)).server}; ctrl-c ends it.", err=True)
        except (ConfigError, OSError) as error:  # nobody reads, or there is no room for what is told
            if not ended.done():
                ended.set_exception(error)

    # The cluster has a loop of its own: a signal is heard at once, however busy it is.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end, number)
    async with asyncio.TaskGroup() as tasks:
        telling = tasks.create_task(tell())
        await asyncio.wait({ended})
        telling.cancel()
    return 128 + ended.result()


def open_console(asked: Options, wish: Wish) -> int:
    """Open the console on the embedded cluster; give the exit code."""
    from ktui.app.start import run

    wanted = beginning(preferences(asked), wish)
    with Embedded(wish) as embedded:

        @asynccontextmanager
        async def open_session(goal: Goal) -> AsyncIterator[Session]:
            path = await embedded.started()
            session = await asyncio.to_thread(_session, asked, wanted, path, goal)
            try:
                yield session
            finally:
                await session.close()

        def contexts() -> Sequence[str]:
            return [one.name for one in kubeconfig.contexts(str(embedded.path))] if embedded.path else ()

        goal = Goal(None, asked.namespaces or None, called="the embedded cluster, which is starting")
        return run(open_session, wanted, goal=goal, contexts=contexts)


def beginning(wanted: Settings, wish: Wish) -> Settings:
    """Settings that begin where there is something to see in a cluster, unless the user wants to begin elsewhere."""
    from ktui.demo.scenarios.registry import SCENARIOS

    about = SCENARIOS[wish.scenario].about
    return replace(wanted, start=about) if about and wanted.start == type(wanted)().start else wanted


def _session(asked: Options, wanted: Settings, path: Path, goal: Goal) -> Session:
    # The journal stays in memory: nothing is left behind.
    return Session(
        kubeconfig.connect(str(path), goal.context, goal.namespaces[0] if goal.namespaces else None),
        read_only=bool(asked.read_only),
        namespaces=goal.namespaces,
        rules=wanted.guard,
    )


class Embedded:
    """The embedded cluster in a thread and an event loop of its own, so that its work never delays a key.

    A context manager; it begins when it is first asked for, which is after the first frame, and ends with the console.
    Whatever the thread is doing then, nobody waits long for it, and its files are gone: a cluster that comes up later
    finds no place for them, and ends.
    """

    def __init__(self, wish: Wish) -> None:
        self._wish = wish
        self._ready: Future[Path] = Future()
        self._thread: threading.Thread | None = None
        self._ended: Future[None] = Future()
        self._directory: TemporaryDirectory[str] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set_result(None)
        if self._directory is not None:
            self._directory.cleanup()
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
            self._directory = TemporaryDirectory(prefix="ktui-", ignore_cleanup_errors=True)
            # A daemon: a cluster that is long in coming up must not keep the program from ending.
            self._thread = threading.Thread(
                target=self._run, args=(Path(self._directory.name),), name="embedded cluster", daemon=True
            )
            self._thread.start()
        try:
            # Shielded: who gives up waiting does not end the cluster for who asks next.
            return await asyncio.shield(asyncio.wrap_future(self._ready))
        except OSError as error:
            raise ConfigError(f"The embedded cluster cannot be started: {error}.") from error

    def _run(self, directory: Path) -> None:
        try:
            asyncio.run(self._live(directory))
        except BaseException as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    async def _live(self, directory: Path) -> None:
        async with self._wish.cluster(directory) as cluster:
            self._ready.set_result(cluster.kubeconfig)
            await asyncio.wrap_future(self._ended)
