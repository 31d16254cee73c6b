"""A table kept by the real way from a socket to the store, for tests against a fault server."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from fault_server import FaultServer
from patience import PATIENCE
from virtual_time import Instant

from ktui.cluster.api import Api
from ktui.cluster.connection import Connection
from ktui.cluster.reflector import reflect
from ktui.domain import kinds
from ktui.domain.kinds import Kind
from ktui.session.feeding import Feeder
from ktui.store.feed import Live
from ktui.store.table import Table


def connection(server: FaultServer, **more: Any) -> Connection:
    return Connection(context="test", cluster="test", user="tester", namespace="default", server=server.url, **more)


def pod(name: str, namespace: str = "default", **status: Any) -> dict[str, Any]:
    return {"metadata": {"name": name, "namespace": namespace, "uid": f"uid-{name}"}, "spec": {}, "status": status}


class Followed:
    """A table, what it said on the way, and how to wait for it."""

    def __init__(self, server: FaultServer, kind: Kind, namespace: str | None) -> None:
        self.server = server
        self.kind = kind
        self.namespace = namespace
        self.table: Table[Any] = Table()
        self.feeds: list[Any] = []
        self.sizes: list[int] = []
        self._changed = asyncio.Event()
        self.table.subscribe(self._note)
        server.listeners.append(self._changed.set)

    def _note(self) -> None:
        self._changed.set()
        self.sizes.append(len(self.table))
        feed = self.table.feed
        if not self.feeds or self.feeds[-1] != feed:
            self.feeds.append(feed)

    @property
    def true(self) -> bool:
        """Whether the table says what the server would, and knows it."""
        held = {obj.key: obj.metadata.resource_version for obj in self.table}
        there = {
            key: obj["metadata"]["resourceVersion"]
            for key, obj in self.server.objects[self.kind.plural].items()
            if self.namespace in {None, key[0]}
        }
        return held == there and isinstance(self.table.feed, Live)

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds, looking after every change of the table and every request."""
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def converge(self) -> None:
        """Wait until the table is the server's truth."""
        try:
            await self.until(lambda: self.true)
        except TimeoutError:
            held = sorted(f"{obj.key}@{obj.metadata.resource_version}" for obj in self.table)
            raise AssertionError(f"never converged: {self.table.feed}, holds {held}") from None


@contextlib.asynccontextmanager
async def followed(
    server: FaultServer, clock: Any = None, kind: Kind = kinds.POD, namespace: str | None = None, **timings: float
) -> AsyncIterator[Followed]:
    """A table that follows one kind of a server."""
    clock = clock or Instant()
    numbers = clock.timings(**timings)
    result = Followed(server, kind, namespace)

    async def follow(api: Api) -> None:
        feeder = Feeder(result.table, None, clock)
        stream = reflect(api, kind, namespace, timings=numbers, clock=clock)
        async with contextlib.aclosing(stream) as notices:
            async for notice in notices:
                feeder.take(notice)

    async with Api(connection(server), timings=numbers, clock=clock) as api, asyncio.TaskGroup() as tasks:
        task = tasks.create_task(follow(api))
        try:
            yield result
        finally:
            task.cancel()
