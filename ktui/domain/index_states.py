"""What becomes of each index of an Indexed Job, however many there are: ranges stay ranges."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import groupby

from ktui.domain.indexes import Indexes, Range

NONE = Indexes()
_PIECE = 4096
"""So many indexes are looked at in one go."""


class IndexState(IntEnum):
    """What becomes of one index; a byte each."""

    WAITING = 0
    DONE = 1
    FAILED = 2
    RUNNING = 3
    BACKING_OFF = 4
    PENDING = 5

    @property
    def word(self) -> str:
        """The state in words."""
        return self.name.lower().replace("_", " ")


class IndexStates:
    """The states of all indexes. What is done or failed is said in ranges, what is under way one by one.

    Args:
        total: how many indexes there are.
        done: the completed indexes.
        failed: the failed indexes.
        active: by index, the state of those that are neither, and do not just wait.
    """

    def __init__(
        self,
        total: int,
        done: Indexes = NONE,
        failed: Indexes = NONE,
        active: Mapping[int, IndexState] | None = None,
    ) -> None:
        self.total = total
        """How many indexes there are."""
        self._ranges = tuple(
            (state, *_columns(each.ranges)) for state, each in ((IndexState.DONE, done), (IndexState.FAILED, failed))
        )
        under_way = sorted((index, state) for index, state in (active or {}).items() if 0 <= index < total)
        self._active = array("q", (index for index, _ in under_way))
        self._active_states = bytes(state for _, state in under_way)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, IndexStates):
            return NotImplemented
        return (self.total, self._ranges, self._active, self._active_states) == (
            other.total,
            other._ranges,
            other._active,
            other._active_states,
        )

    __hash__ = None  # type: ignore[assignment]  # it is compared, and never a key

    def part(self, first: int, end: int) -> bytes:
        """The states from one index up to another, which is not included: a byte each, an `IndexState`."""
        end = min(end, self.total)
        states = bytearray(max(0, end - first))
        for state, starts, ends in self._ranges:
            places = slice(bisect_left(ends, first), bisect_left(starts, end))
            for low, high in zip(starts[places], ends[places], strict=True):
                if low == high:
                    states[low - first] = state
                else:
                    begin, stop = max(first, low) - first, min(end, high + 1) - first
                    states[begin:stop] = bytes((state,)) * (stop - begin)
        for place in range(bisect_left(self._active, first), bisect_left(self._active, end)):
            index = self._active[place] - first
            if states[index] != IndexState.DONE:  # its pod is counted, and not gone yet
                states[index] = self._active_states[place]
        return bytes(states)

    def state(self, index: int) -> IndexState:
        """The state of one index."""
        return IndexState(self.part(index, index + 1)[0])

    def counts(self) -> dict[IndexState, int]:
        """How many indexes are in each state."""
        found = dict.fromkeys(IndexState, 0)
        for first in range(0, self.total, _PIECE):
            part = self.part(first, first + _PIECE)
            for state in IndexState:
                found[state] += part.count(state)
        return found

    def folds(self) -> Folds:
        """The indexes in as few ranges of one state each as there can be."""
        starts, states = array("q"), bytearray()
        for first in range(0, self.total, _PIECE):
            at = first
            for state, alike in groupby(self.part(first, first + _PIECE)):
                if not states or states[-1] != state:
                    starts.append(at)
                    states.append(state)
                at += sum(1 for _ in alike)
        return Folds(self.total, starts, bytes(states))

    def next(self, index: int, step: int, states: frozenset[IndexState]) -> int | None:
        """The nearest other index in one of some states, after (``step`` 1) or before (-1) an index."""
        wanted = bytes(states)
        if step > 0:
            for first in range(index + 1, self.total, _PIECE):
                part = self.part(first, first + _PIECE)
                found = min((at for state in wanted if (at := part.find(bytes([state]))) >= 0), default=-1)
                if found >= 0:
                    return first + found
            return None
        for end in range(index, 0, -_PIECE):
            first = max(0, end - _PIECE)
            part = self.part(first, end)
            found = max(part.rfind(bytes([state])) for state in wanted)
            if found >= 0:
                return first + found
        return None


class Folds:
    """Indexes as ranges of one state each, ascending, without a gap.

    Args:
        total: how many indexes there are.
        starts: where each range begins.
        states: the state of each.
    """

    def __init__(self, total: int, starts: Sequence[int], states: bytes) -> None:
        self._total = total
        self._starts = starts
        self._states = states

    def __len__(self) -> int:
        return len(self._starts)

    def fold(self, place: int) -> tuple[int, int, IndexState]:
        """First and last index of a range, and the state of all of them."""
        end = self._starts[place + 1] if place + 1 < len(self._starts) else self._total
        return self._starts[place], end - 1, IndexState(self._states[place])

    def place(self, index: int) -> int:
        """The range that an index is in."""
        return max(0, bisect_right(self._starts, index) - 1)


def _columns(ranges: Iterable[Range]) -> tuple[array[int], array[int]]:
    starts, ends = array("q"), array("q")
    for first, last in ranges:
        starts.append(first)
        ends.append(last)
    return starts, ends
