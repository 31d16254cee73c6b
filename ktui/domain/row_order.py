"""One order of a table's rows: by a column's keys, rows with equal ones by name, and those without one last."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from ktui.domain.objects import Key
from ktui.domain.tabular import Column

R = TypeVar("R")


class Order(Generic[R]):
    """An order of rows.

    Args:
        column: what to sort by; None: by key.
        falling: whether from the highest to the lowest; rows that are equal are by key either way.
    """

    def __init__(self, column: Column[R] | None, *, falling: bool = False) -> None:
        self.column = column
        self.falling = falling
        self.keys: list[Key] = []
        """The rows in this order."""
        self.ranks: dict[Key, Any] = {}
        """What each is sorted by; empty if that is its key."""

    def serves(self, column: Column[R] | None, *, falling: bool) -> bool:
        """Whether it is the order that is wanted."""
        return self.column == column and (column is None or self.falling == falling)

    def rank(self, keys: Iterable[Key], rows: Mapping[Key, R], now: datetime) -> None:
        """Learn what rows are sorted by."""
        for key in keys:
            row = rows.get(key)
            if row is not None:
                self.ranks[key] = self.rank_of(row, now)

    def rank_of(self, row: R, now: datetime) -> object:
        """What a row is sorted by, if not by its key."""
        if self.column is None:
            return None
        return self.column.key(row, now) if self.column.key is not None else self.column.text(row, now)

    def place(self, keys: Sequence[Key], key: Key) -> int | None:
        """Where a row stands among rows that are in this order; None if it does not."""
        if self.column is not None and key not in self.ranks:
            return None
        place = self.slot(keys, key)
        return place if place < len(keys) and keys[place] == key else None

    def slot(self, keys: Sequence[Key], key: Key) -> int:
        """Where a row, whose rank is known, belongs among rows that are in this order."""
        if self.column is None:
            return bisect_left(keys, key)
        return bisect_left(keys, self._standing(key), key=self._standing)

    def _standing(self, key: Key) -> _Standing:
        return _Standing(self.ranks[key], key, self.falling)


class _Standing:
    """What says which of two rows is first."""

    __slots__ = ("falling", "key", "rank")

    def __init__(self, rank: object, key: Key, falling: bool) -> None:
        self.rank: Any = rank
        self.key = key
        self.falling = falling

    def __lt__(self, other: _Standing) -> bool:
        if self.rank is None or other.rank is None:
            return (self.rank is None, self.key) < (other.rank is None, other.key)
        if self.rank == other.rank:
            return self.key < other.key
        return bool(self.rank < other.rank) is not self.falling
