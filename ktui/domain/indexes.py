"""Sets of indexes of an Indexed Job, held as ranges: there may be 100,000 of them.

Source of the text form: kubernetes ``pkg/controller/job/indexed_job_utils.go`` (``parseIndexesFromString`` and
``orderedIntervals.String``).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

Range = tuple[int, int]
"""First and last index, both included."""


@dataclass(frozen=True)
class Indexes:
    """A set of indexes."""

    ranges: tuple[Range, ...] = ()
    """Ascending, apart from each other by at least one index."""

    @classmethod
    def of(cls, indexes: Iterable[int]) -> Indexes:
        """The set of single indexes, in any order."""
        return cls.joined((index, index) for index in indexes)

    @classmethod
    def joined(cls, ranges: Iterable[Range]) -> Indexes:
        """The set of ranges in any order, overlapping or not; one that runs backwards is empty."""
        found: list[Range] = []
        end = -2
        for each in sorted(each for each in ranges if each[0] <= each[1]):
            if found and each[0] <= end + 1:
                end = max(each[1], end)
                found[-1] = (found[-1][0], end)
            else:
                end = each[1]
                found.append(each)
        return cls(tuple(found))

    @classmethod
    def below(cls, total: int) -> Indexes:
        """All indexes from 0 that are less than a number."""
        return cls(((0, total - 1),) if total > 0 else ())

    @classmethod
    def read(cls, text: str, total: int) -> Indexes:
        """The set that a status, or a success policy, names.

        A part that cannot be read is skipped; the first part that begins at or past the end ends the reading, and a
        range that goes past the end is cut.

        Args:
            text: such as ``1,3-5,7``; nothing is the empty set.
            total: how many indexes the Job has.
        """
        return _read(text, total)

    def __str__(self) -> str:
        """The text form: three or more in a row are ``first-last``, two are ``first,last``."""
        return ",".join(
            f"{first}" if first == last else f"{first}{',' if last == first + 1 else '-'}{last}"
            for first, last in self.ranges
        )

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __contains__(self, index: object) -> bool:
        if not isinstance(index, int):
            return False
        place = bisect_right(self.ranges, index, key=lambda each: each[0]) - 1
        return place >= 0 and index <= self.ranges[place][1]

    def __iter__(self) -> Iterator[int]:
        for first, last in self.ranges:
            yield from range(first, last + 1)

    def __or__(self, other: Indexes) -> Indexes:
        return Indexes.joined([*self.ranges, *other.ranges])

    def __and__(self, other: Indexes) -> Indexes:
        return Indexes(tuple(_common(self.ranges, other.ranges)))

    def __sub__(self, other: Indexes) -> Indexes:
        return Indexes(tuple(_without(self.ranges, other.ranges)))


_NUMBER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_LONGEST = 18
"""So long a part is read in any case: its numbers have no more digits."""
_LETTERS = re.compile(r"[0-9,-]*")
"""All that the controller writes. To match 50,000 whole ranges would take 17 MiB."""


@lru_cache(maxsize=2)
def _read(text: str, total: int) -> Indexes:
    """A text of 50,000 ranges takes a frame to be read: of the Job that is looked at, both are read once."""
    if _LETTERS.fullmatch(text):
        with suppress(ValueError):  # a part that cannot be read
            return Indexes.joined(_usual_parts(text, total))
    return Indexes.joined(_parts(text, total))


def _usual_parts(text: str, total: int) -> Iterator[Range]:
    """The same as `_parts`, for a text in which every part can be read.

    Raises:
        ValueError: one cannot.
    """
    for part in text.split(","):
        if len(part) > _LONGEST:
            raise ValueError(part)
        first, dash, last = part.partition("-")
        low = int(first)
        if low >= total:
            return
        yield low, min(int(last), total - 1) if dash else low


def _parts(text: str, total: int) -> Iterator[Range]:
    for part in text.split(","):
        first, *rest = part.split("-")
        if not _NUMBER.fullmatch(first):
            continue
        if int(first) >= total:
            return
        last = rest[0] if rest else first
        if _NUMBER.fullmatch(last):
            yield int(first), min(int(last), total - 1)


def _common(ours: tuple[Range, ...], theirs: tuple[Range, ...]) -> Iterator[Range]:
    mine, yours = 0, 0
    while mine < len(ours) and yours < len(theirs):
        first = max(ours[mine][0], theirs[yours][0])
        last = min(ours[mine][1], theirs[yours][1])
        if first <= last:
            yield first, last
        if ours[mine][1] < theirs[yours][1]:
            mine += 1
        else:
            yours += 1


def _without(ours: tuple[Range, ...], theirs: tuple[Range, ...]) -> Iterator[Range]:
    place = 0
    for first, last in ours:
        start = first
        while place < len(theirs) and theirs[place][1] < start:
            place += 1
        hole = place
        while hole < len(theirs) and theirs[hole][0] <= last:
            if start < theirs[hole][0]:
                yield start, theirs[hole][0] - 1
            start = theirs[hole][1] + 1
            hole += 1
        if start <= last:
            yield start, last
