"""What the server serves, asked when somebody wants to know and kept for the session."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from ktui.domain.errors import UsageError
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object
from ktui.domain.resources import Catalogue, Resource
from ktui.domain.table_row import TableRow
from ktui.store.table import Table

DEFINITIONS = Kind(
    "CustomResourceDefinition",
    "customresourcedefinitions",
    TableRow,
    group="apiextensions.k8s.io",
    namespaced=False,
)
"""What is followed to hear of new resources: as rows, because the definitions themselves are long."""
AGAIN = 2.0
"""Seconds after which a server is asked again because of a name that it did not know."""

_Mark: TypeAlias = frozenset[tuple[str, str]] | None


class KnownResources:
    """Keeps what a server serves: asked again for a name that is not known, and after a definition changed.

    Args:
        ask: asks the server.
        definitions: the table of what defines resources, as far as the user may see it.
        clock: the time, in seconds.
    """

    def __init__(
        self, ask: Callable[[], Awaitable[Catalogue]], definitions: Table[Object], clock: Callable[[], float]
    ) -> None:
        self._ask = ask
        self._definitions = definitions
        self._clock = clock
        self._asking = asyncio.Lock()
        self._asked_at: float | None = None
        self._mark: _Mark = None
        self.catalogue = Catalogue()
        """What is known so far."""

    async def learn(self) -> Catalogue:
        """What the server serves, as of now.

        Raises:
            ClusterError: it could not be asked, and never was.
        """
        async with self._asking:
            mark = self._marked()
            if self._mark is None:
                self._mark = mark
            if self._asked_at is None or mark not in {None, self._mark}:
                await self._ask_now()
        return self.catalogue

    async def find(self, name: str) -> Resource:
        """The resource that a name means: see `Catalogue.find`.

        Raises:
            UsageError: there is none, or none whose objects can be listed.
            ClusterError: the server could not be asked.
        """
        await self.learn()
        found = self.catalogue.find(name)
        async with self._asking:
            since = None if self._asked_at is None else self._clock() - self._asked_at
            if found is None and (since is None or not 0 <= since < AGAIN):
                await self._ask_now()
                found = self.catalogue.find(name)
        if found is None:
            raise UsageError(self._unknown(name))
        if not found.listable:
            can = ", ".join(sorted(found.verbs)) or "nothing"
            raise UsageError(f"Objects of {found.qualified} cannot be listed; the server offers: {can}.")
        return found

    async def _ask_now(self) -> None:
        self.catalogue = await self._ask()
        self._mark = self._marked()
        self._asked_at = self._clock()

    def _marked(self) -> _Mark:
        """Which definitions there are, in which state; None if that is not known."""
        if not self._definitions.loaded:
            return None
        return frozenset((each.uid, each.metadata.resource_version) for each in self._definitions)

    def _unknown(self, name: str) -> str:
        near = self.catalogue.near(name)
        meant = f" Did you mean {' or '.join(f':{each}' for each in near)}?" if near else ""
        silent = "".join(f" {each} does not answer: {why}." for each, why in self.catalogue.unanswered.items())
        return f"The server has no resource {name!r}.{meant}{silent}"
