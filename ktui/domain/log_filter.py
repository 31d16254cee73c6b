"""Which lines of a log are meant: a filter as it is typed, and the lines that match it, found a slice at a time."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ktui.domain.escapes import uncoloured
from ktui.domain.log_buffer import NOTE, Block, LogBuffer
from ktui.domain.log_lines import stamp_length
from ktui.domain.patterns import alternatives, in_order

_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""Case is of no matter in ASCII only: there a line can be looked through as bytes."""
SLICE = 4000
"""So many lines are looked at before others get their turn: a few milliseconds."""


@dataclass(frozen=True)
class LogFilter:
    """A filter as it is typed after ``/``.

    Text, in any case; ``a|b`` for one or the other; ``a.*b`` for one after the other; ``!`` before it for the lines
    without it; ``-f`` before it for its letters in that order.
    """

    text: str = ""
    """As it was typed."""

    @property
    def negated(self) -> bool:
        """Whether the lines without it are meant."""
        return self.text.startswith("!")

    @property
    def alternatives(self) -> tuple[tuple[str, ...], ...]:
        """The texts to find, in small letters: all of one of these, in their order."""
        typed = self.text.removeprefix("!").strip().translate(_SMALL)
        if typed.startswith("-f"):
            letters = tuple(typed[2:].replace(" ", ""))
            return (letters,) if letters else ()
        return alternatives(typed)

    def matcher(self) -> Callable[[bytes], bool]:
        """Says of a line, in small letters, whether it is meant."""
        wanted = [tuple(part.encode() for part in parts) for parts in self.alternatives]
        negated = self.negated
        return lambda line: not wanted or any(in_order(parts, line) for parts in wanted) != negated

    @property
    def plain(self) -> bytes:
        """The text to find, in small letters, if that is all there is to it; else ``b""``."""
        wanted = self.alternatives
        return wanted[0][0].encode() if len(wanted) == 1 and len(wanted[0]) == 1 and not self.negated else b""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where in a text that is meant the pieces are: begins and ends, in order."""
        if self.negated:
            return []
        text = text.translate(_SMALL)
        found = set()
        for parts in self.alternatives:
            begins = self._places(parts, text)
            found |= {(begin, begin + len(part)) for begin, part in begins}
        return sorted(found)

    def _places(self, parts: tuple[str, ...], text: str) -> Iterator[tuple[int, str]]:
        at = 0
        while len(parts) == 1 and (at := text.find(parts[0], at)) >= 0:
            yield at, parts[0]
            at += len(parts[0])
        if len(parts) > 1:
            places = []
            for part in parts:
                at = text.find(part, at)
                if at < 0:
                    return
                places.append((at, part))
                at += len(part)
            yield from places


def _lines_with(wanted: bytes, text: bytes, begin: int, end: int) -> Iterator[int]:
    """Which lines from ``begin`` to ``end`` hold a text behind their time stamps: most lines are not even looked at."""
    number = at = 0
    while (found := text.find(wanted, at)) >= 0:
        start = text.rfind(b"\n", at, found) + 1 or at
        number += text.count(b"\n", at, start)
        if number >= end:
            return
        if number >= begin and (
            found >= (body := start + stamp_length(text[start : start + 40]))
            or wanted in text[body : text.index(b"\n", body)]
        ):
            yield number
        at = text.index(b"\n", found) + 1
        number += 1


class Selection:
    """The lines of a buffer that a filter means, found a slice at a time and added to as lines come.

    Args:
        buffer: the lines.
        wanted: the filter.
        label: what stands before the lines of a source, which is looked through too.
    """

    def __init__(self, buffer: LogBuffer, wanted: LogFilter, label: Callable[[int], str] = lambda _: "") -> None:
        self._buffer = buffer
        self._match = wanted.matcher()
        self._label = label
        self._scanned = buffer.first
        self._numbers = array("Q")
        self.filter = wanted
        """What is meant."""

    @property
    def complete(self) -> bool:
        """Whether every line was looked at."""
        return self._scanned >= self._buffer.end

    @property
    def progress(self) -> float:
        """How much of the lines was looked at, from 0 to 1."""
        kept = len(self._buffer)
        return max(0, self._scanned - self._buffer.first) / kept if kept else 1.0

    @property
    def count(self) -> int:
        """How many lines are meant, of those that are kept and were looked at."""
        return len(self._numbers) - self._begin

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers of those lines."""
        return self._numbers[self._begin :]

    @property
    def _begin(self) -> int:
        return bisect_left(self._numbers, self._buffer.first)

    def advance(self, lines: int = SLICE) -> bool:
        """Look at some more lines; True if there are more to look at."""
        if begin := self._begin:
            del self._numbers[:begin]
        self._scanned = max(self._scanned, self._buffer.first)
        for block in self._buffer.blocks(self._scanned):
            if lines <= 0:
                break
            begin = self._scanned - block.first
            end = min(block.count, begin + lines)
            lines -= end - begin
            self._scanned = block.first + end
            if block.source != NOTE:
                self._numbers.extend(block.first + at for at in self._found(block, begin, end))
        return not self.complete

    def _found(self, block: Block, begin: int, end: int) -> Iterator[int]:
        label = self._label(block.source).lower().encode()
        plain = self.filter.plain
        # Colours may stand within a word.
        text = uncoloured(block.text).lower()
        if plain and plain not in label:
            return _lines_with(plain, text, begin, end)
        before = label + b" " if label else b""
        lines = text.split(b"\n", end)[begin:end]
        return (at for at, line in enumerate(lines, begin) if self._match(before + line[stamp_length(line) :]))

    # ---- from line to line

    def after(self, number: int) -> int | None:
        """The next line that is meant."""
        at = bisect_right(self._numbers, number)
        return self._numbers[at] if at < len(self._numbers) else None

    def before(self, number: int) -> int | None:
        """The line before that is meant."""
        at = bisect_left(self._numbers, number) - 1
        return self._numbers[at] if at >= self._begin else None
