"""Looking at one object in full, or at some objects around it, for as long as a screen shows them."""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import msgspec

from ktui.cluster.notices import Refused
from ktui.cluster.reflector import reflect
from ktui.cluster.timings import Timings
from ktui.domain.document import Document, document, kind_of_document
from ktui.domain.errors import KtuiError
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key, Object
from ktui.session.feeding import Feeder
from ktui.store.feed import Feed
from ktui.store.table import Table

if TYPE_CHECKING:
    from ktui.cluster.api import Api


class Look:
    """Some objects, followed apart from the store: what one screen shows, and only while it does.

    Args:
        kind: which objects; a field selector says which of them.
        namespace: where; everywhere if not given.
        opened: opens the way to the server.
        timings: how long to wait for what.
        clock: seconds since the epoch.
        told: called after each change.
    """

    def __init__(
        self,
        kind: Kind,
        namespace: str | None,
        *,
        opened: Callable[[], Awaitable[Api]],
        timings: Timings,
        clock: Callable[[], float],
        told: Callable[[], None],
    ) -> None:
        self._namespace = namespace
        self._opened = opened
        self._timings = timings
        self._clock = clock
        self.kind = kind
        """Which objects."""
        self.table: Table[Object] = Table()
        """What there is of them, and how true that is."""
        self.table.subscribe(told)

    @property
    def feed(self) -> Feed:
        """How true it is."""
        return self.table.feed

    async def run(self) -> None:
        """Follow, until cancelled."""
        api = await self._opened()
        feeder = Feeder(self.table, None, self._clock)
        stream = reflect(api, self.kind, self._namespace, timings=self._timings, clock=self._clock)
        async with contextlib.aclosing(stream) as notices:
            async for notice in notices:
                if isinstance(notice, Refused):
                    await self.refused(api)
                feeder.take(notice)

    async def refused(self, api: Api) -> None:
        """What is to be done where the objects may not be followed."""


class LookAt(Look):
    """One object in full.

    Args:
        kind: of which kind.
        key: which.
        opened: opens the way to the server.
        timings: how long to wait for what.
        clock: seconds since the epoch.
        told: called after each change.
    """

    def __init__(
        self,
        kind: Kind,
        key: Key,
        *,
        opened: Callable[[], Awaitable[Api]],
        timings: Timings,
        clock: Callable[[], float],
        told: Callable[[], None],
    ) -> None:
        namespace, name = key
        whole = kind_of_document(kind, name)
        super().__init__(whole, namespace or None, opened=opened, timings=timings, clock=clock, told=told)
        self.key = key
        """Which object."""
        self.last: Document | None = None
        """The object as it was seen last; it may be gone since."""
        self.read_at: float | None = None
        """When it was read, if it may be read and not followed."""
        self.gone_at: float | None = None
        """Since when it is gone, if it was there before."""
        self.table.subscribe(self._look)

    @property
    def gone(self) -> bool:
        """Whether it is not there any more."""
        return self.gone_at is not None

    def _look(self) -> None:
        held = self.table.get(self.key)
        if isinstance(held, Document):
            self.last, self.gone_at = held, None
        elif not self.table.loaded:
            self.gone_at = None
        elif self.last is not None and self.gone_at is None:
            self.gone_at = self._clock()

    async def refused(self, api: Api) -> None:
        """Read it once: who may not list may be allowed to get."""
        path = f"{self.kind.path(self.key[0])}/{self.key[1]}"
        with contextlib.suppress(KtuiError, msgspec.DecodeError):
            self.last, self.read_at = document(await api.get(path)), self._clock()
