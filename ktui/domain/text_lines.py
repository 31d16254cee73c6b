"""A text to read on the screen: lines in tones, which form a tree, so that parts of it can be folded away.

A text may have some 100,000 lines: whatever is a `Text` may make its lines when they are asked for.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeAlias

Part: TypeAlias = tuple[str, str]
"""Text and its tone: how it is meant. A theme says how that looks; whatever it says, the text says too."""
Path: TypeAlias = tuple[str | int, ...]
"""Where a line is in its text, from the outside inwards: ``("spec", "containers", 0, "image")``."""

TONES = ("good", "warn", "bad", "dim", "accent", "title", "key", "string", "number", "word", "mark")
"""The tones that a part may have, beside none."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line."""

    parts: tuple[Part, ...] = ()
    path: Path = ()
    """What it is about; no two lines of a text have the same, those without one aside."""
    heads: int = 0
    """So many lines after it belong to it, and can be folded away."""
    scope: Path = ()
    """What the paths of those lines begin with."""
    hang: int = 0
    """Where it is broken, what follows stands so many cells to the right."""
    value: str | None = None
    """What is copied of it; None: the whole line."""

    @property
    def text(self) -> str:
        """The line without tones."""
        return "".join(text for text, _ in self.parts)


class Text(Protocol):
    """Lines by number. A list of lines is one."""

    def __len__(self) -> int: ...

    def __getitem__(self, number: int, /) -> TextLine: ...


def plain(text: Text) -> Iterator[str]:
    """The lines without tones, as they are copied or saved."""
    return (text[number].text for number in range(len(text)))


def find(text: Text, path: Path) -> int | None:
    """The number of the line that is about something; None if there is none."""
    at, end = 0, len(text)
    while at < end:
        line = text[at]
        if line.path == path and path:
            return at
        if line.heads and path[: len(line.scope)] == line.scope:
            at, end = at + 1, min(end, at + 1 + line.heads)
        else:
            at += 1 + line.heads
    return None


def nearest(text: Text, path: Path) -> int | None:
    """The line that is about something, or else about what that is a part of."""
    for length in range(len(path), 0, -1):
        at = find(text, path[:length])
        if at is not None:
            return at
    return None


class Folded:
    """Which lines of a text are seen while some of its parts are folded away.

    Args:
        text: the lines.
        paths: of the lines whose parts are folded away.
    """

    def __init__(self, text: Text, paths: Collection[Path] = ()) -> None:
        self._end = len(text)
        spans = sorted((at + 1, at + 1 + text[at].heads) for path in paths if (at := find(text, path)) is not None)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in spans:
            if end > start and (not self._ends or start >= self._ends[-1]):
                self._starts.append(start)
                self._ends.append(min(end, self._end))
        self._gone = [0]
        for start, end in zip(self._starts, self._ends, strict=True):
            self._gone.append(self._gone[-1] + end - start)

    def __len__(self) -> int:
        """How many lines are seen."""
        return self._end - self._gone[-1]

    def seen(self, number: int) -> int:
        """The line itself, or the one that it is folded away under."""
        at = bisect_right(self._starts, number) - 1
        return self._starts[at] - 1 if at >= 0 and number < self._ends[at] else number

    def hides(self, number: int) -> int:
        """How many lines are folded away under a line."""
        at = bisect_left(self._starts, number + 1)
        found = at < len(self._starts) and self._starts[at] == number + 1
        return self._ends[at] - self._starts[at] if found else 0

    def rank(self, number: int) -> int:
        """How many lines are seen before a line that is seen."""
        return number - self._gone[bisect_right(self._starts, number)]

    def ranked(self, rank: int) -> int:
        """The line before which so many are seen."""
        number = rank
        for start, end in zip(self._starts, self._ends, strict=True):
            if number < start:
                break
            number += end - start
        return number

    def after(self, number: int) -> int | None:
        """The next line that is seen."""
        number += 1 + self.hides(number)
        return number if number < self._end else None

    def before(self, number: int) -> int | None:
        """The line before that is seen."""
        return self.seen(number - 1) if number > 0 else None
