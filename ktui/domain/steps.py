"""Long work in short steps: generators that yield often, so that whoever runs them can do something else between.

A yield costs nothing to speak of; a step takes about a millisecond.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")
Steps: TypeAlias = Generator[None, None, T]
"""Work that yields after each step and returns a ``T`` at its end."""

STEP = 250
"""So many things that take some microseconds each are one step."""
_SAMPLED = 1024
_PARTS = 128


def pieces(things: Sequence[T], size: int = STEP) -> Iterator[Sequence[T]]:
    """A sequence in pieces, each for one step."""
    for start in range(0, len(things), size):
        yield things[start : start + size]


def run(steps: Steps[T]) -> T:
    """Do all steps at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


def ordered(things: Sequence[T], value: Callable[[T], Any], *, falling: bool = False) -> Steps[list[T]]:
    """Sort by a value as `sorted` does: those of equal values stay in their order, falling or not.

    A sample says where to divide the values; each part is then sorted by itself. What many things have in common is a
    part of its own, and need not be sorted. Values of None are last.
    """
    borders = _borders(things, value)
    parts: list[list[T]] = [[] for _ in range(2 * len(borders) + 1)]
    last: list[T] = []
    for piece in pieces(things):
        for thing in piece:
            own = value(thing)
            if own is None:
                last.append(thing)
                continue
            place = bisect_left(borders, own)
            parts[2 * place + (place < len(borders) and borders[place] == own)].append(thing)
        yield
    for part in parts[::2]:
        part.sort(key=value, reverse=falling)
        yield
    done: list[T] = []
    for part in reversed(parts) if falling else parts:
        done += part
    return done + last


def _borders(things: Sequence[T], value: Callable[[T], Any]) -> list[Any]:
    """Different values that divide things into parts of about the same size; none where there are few."""
    if len(things) <= _SAMPLED:
        return []
    sampled = (value(thing) for thing in things[:: len(things) // _SAMPLED])
    sample = sorted(each for each in sampled if each is not None)
    return [each for each, _ in groupby(sample[:: max(1, len(sample) // _PARTS)])]
