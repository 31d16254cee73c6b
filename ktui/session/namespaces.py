"""Which namespaces to look at where the user may not look at all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

import msgspec

from ktui.domain.errors import ClusterError, Forbidden, NotFound
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object

if TYPE_CHECKING:
    from ktui.cluster.api import Api
    from ktui.cluster.timings import Timings

MOST_FOLLOWED = 50
"""Each takes a connection for every kind."""
MOST_TRIED = 200


class _Names(msgspec.Struct):
    items: list[Object] = []


class VisibleNamespaces:
    """Finds the namespaces in which the user may list a kind, by trying.

    Tried are the context's namespace and, if the user may list them, all others. The server's answer to the very
    request that is meant is the one thing that cannot mislead: rules reviews may be incomplete.

    Args:
        api: the server.
        own: the context's namespace.
        timings: ``refused``: so long the list of namespaces is kept; ``settling``: so long after the server's return
            its no means little.
        clock: seconds since the epoch.
    """

    def __init__(self, api: Api, own: str, timings: Timings, clock: Callable[[], float]) -> None:
        self._api = api
        self._own = own
        self._timings = timings
        self._clock = clock
        self._asking = asyncio.Lock()
        self._names: list[str] = []
        self._asked_at: float | None = None
        self.left_out = 0
        """How many namespaces are not looked at, because there are too many."""

    async def of(self, kind: Kind, held: Collection[str] = ()) -> list[str]:
        """The namespaces in which this kind may be listed.

        Args:
            kind: what is to be listed.
            held: where it is listed already; these stay where the server does not say yes or no now.
        """
        known = await self._candidates()
        names = [*known, *sorted(set(held).difference(known))] if self._young else known
        async with asyncio.TaskGroup() as tasks:
            tries = [(name, tasks.create_task(self._may_list(kind, name, held))) for name in names[:MOST_TRIED]]
        found = [name for name, may in tries if may.result()]
        self.left_out = max(0, len(names) - MOST_TRIED) + max(0, len(found) - MOST_FOLLOWED)
        return found[:MOST_FOLLOWED]

    @property
    def _young(self) -> bool:
        return self._api.pulse.young(self._timings.settling)

    async def _candidates(self) -> list[str]:
        async with self._asking:
            if self._asked_at is None or not 0 <= self._clock() - self._asked_at < self._timings.refused:
                others = await self._all()
                self._names = [self._own, *(name for name in others if name != self._own)]
                self._asked_at = None if self._young else self._clock()
            return self._names

    async def _all(self) -> list[str]:
        try:
            body = await self._api.get("/api/v1/namespaces")
            return sorted(item.name for item in msgspec.json.decode(body, type=_Names).items)
        except (ClusterError, msgspec.DecodeError):
            return []

    async def _may_list(self, kind: Kind, namespace: str, held: Collection[str]) -> bool:
        try:
            await self._api.get(kind.path(namespace), {"limit": "1"})
        except (Forbidden, NotFound):
            return self._young and namespace in held
        except ClusterError:
            return namespace in held
        return True
