"""From a reflector's notices to a table and its feed: the one writer of a table, or of its part in a namespace."""

from __future__ import annotations

import gc
from collections.abc import Callable
from typing import assert_never

from ktui.cluster.notices import Deleted, Following, Listed, Listing, Notice, Refused, Stalled, Upserted
from ktui.domain.objects import Object
from ktui.store import feed
from ktui.store.table import Table

SETTLING = 10_000
"""After so many objects of a first list the garbage collector is told to leave alone what is there: walking over
100,000 pods that nobody dropped would hold up the loop for 100 ms, again and again."""


class Feeder:
    """Writes what one stream says into its table.

    Args:
        table: what to write to.
        namespace: which part of it; all of it if not given.
        clock: seconds since the epoch.
    """

    def __init__(self, table: Table[Object], namespace: str | None, clock: Callable[[], float]) -> None:
        self._table = table
        self._namespace = namespace
        self._clock = clock
        self._listed = False
        self._count = 0
        self._broke_at: float | None = None

    def take(self, notice: Notice) -> None:
        """Write one notice."""
        match notice:
            case Upserted(obj):
                self._table.upsert(obj)
            case Deleted(key):
                self._table.delete(key)
            case Listing(objects):
                self._table.extend(objects)
                before, self._count = self._count, self._count + len(objects)
                if not self._listed:
                    self._set(feed.Loading(self._count))
                    if before // SETTLING != self._count // SETTLING:
                        gc.freeze()
            case Listed(keys):
                self._table.retain(keys, self._namespace)
                self._listed = True
                self._count = 0
            case Following():
                self._broke_at = None
                self._set(feed.Live())
            case Stalled(why, retry_at, since):
                self._count = 0
                if self._broke_at is None:
                    self._broke_at = self._clock() if since is None else since
                if self._listed:
                    self._set(feed.Stale(self._broke_at, why, retry_at))
                else:
                    self._set(feed.Failed(why, retry_at))
            case Refused(why, retry_at, forbidden):
                # What the user may no longer see is not shown as if it were still so.
                self._table.retain((), self._namespace)
                self._listed = False
                self._count = 0
                self._set(feed.Refused(why, retry_at, forbidden))
            case _:
                assert_never(notice)

    def _set(self, state: feed.Feed) -> None:
        self._table.set_feed(state, self._namespace)
