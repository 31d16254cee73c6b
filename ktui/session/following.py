"""How one kind's table is kept: one stream of everything, or one of each namespace that the user may see."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ktui.cluster.notices import Listed, Listing, Refused
from ktui.cluster.reflector import reflect
from ktui.cluster.timings import Timings
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object
from ktui.session.feeding import Feeder
from ktui.session.namespaces import VisibleNamespaces
from ktui.store.table import Table

if TYPE_CHECKING:
    from ktui.cluster.api import Api


class Follower:
    """Keeps one table.

    Args:
        api: the server.
        kind: what the table holds.
        table: what is written to.
        visible: finds the namespaces to fall back to where the user may not see all.
        timings: how long to wait for what.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        api: Api,
        kind: Kind,
        table: Table[Object],
        visible: VisibleNamespaces,
        timings: Timings,
        clock: Callable[[], float],
    ) -> None:
        self._api = api
        self._kind = kind
        self._table = table
        self._visible = visible
        self._timings = timings
        self._clock = clock
        self._parts: dict[str, asyncio.Task[None]] = {}

    async def run(self, namespaces: Sequence[str] | None) -> None:
        """Keep the table, until cancelled.

        Args:
            namespaces: what the user asked to see; ``None``: everything there is, or else whatever may be seen.
        """
        async with asyncio.TaskGroup() as tasks:
            if self._kind.namespaced and namespaces is not None:
                self._narrow(tasks, namespaces)
            else:
                await self._follow_all(tasks)

    async def _follow_all(self, tasks: asyncio.TaskGroup) -> None:
        feeder = Feeder(self._table, None, self._clock)
        stream = reflect(self._api, self._kind, timings=self._timings, clock=self._clock)
        async with contextlib.aclosing(stream) as notices:
            async for notice in notices:
                if isinstance(notice, Refused) and notice.forbidden and self._kind.namespaced:
                    self._narrow(tasks, await self._visible.of(self._kind, self._parts.keys()))
                elif isinstance(notice, Listing | Listed):
                    self._widen()
                if not self._parts:
                    feeder.take(notice)

    async def _follow_one(self, namespace: str) -> None:
        feeder = Feeder(self._table, namespace, self._clock)
        stream = reflect(self._api, self._kind, namespace, timings=self._timings, clock=self._clock)
        async with contextlib.aclosing(stream) as notices:
            async for notice in notices:
                feeder.take(notice)

    def _narrow(self, tasks: asyncio.TaskGroup, namespaces: Sequence[str]) -> None:
        """Follow these namespaces, and no others; go on with those that are followed already."""
        if not namespaces:
            self._widen()
            return
        for gone in self._parts.keys() - set(namespaces):
            self._parts.pop(gone).cancel()
        self._table.set_scope(namespaces)
        for namespace in namespaces:
            if namespace not in self._parts:
                self._parts[namespace] = tasks.create_task(self._follow_one(namespace))

    def _widen(self) -> None:
        """Back to one stream of everything."""
        if self._parts:
            for part in self._parts.values():
                part.cancel()
            self._parts.clear()
            self._table.set_scope(None)
