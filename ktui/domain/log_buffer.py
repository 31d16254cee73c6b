"""The last lines of some logs, bounded by the memory they take: what is oldest is let go of, and counted."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

LIMIT = 32 << 20
"""So many bytes are kept, unless something else is asked for."""
NOTE = -1
"""The source of what ktui itself says between the lines."""

_BLOCK = 64 << 10
_OVERHEAD = 300
"""What a block takes beside its text, in bytes."""
_SPLIT_KEPT = 8


@dataclass(eq=False)
class Block:
    """Some lines of one source, together: lines on their own would take three times the memory."""

    source: int
    first: int
    """The number of its first line."""
    text: bytes
    """Whole lines, each with its ``\\n``."""
    count: int

    @property
    def end(self) -> int:
        """The number after its last line."""
        return self.first + self.count


class LogBuffer:
    """Lines in the order in which they came. Each has a number that it keeps, whatever is let go of before it.

    Args:
        limit: so many bytes are kept.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._blocks: list[Block] = []
        self._firsts: list[int] = []
        self._split: dict[int, tuple[int, list[bytes]]] = {}
        self.size = 0
        """The bytes that it takes."""
        self.end = 0
        """The number that the next line will have."""
        self.begin = 0
        """The number of the first line since the last `clear`."""
        self.version = 0
        """Raised by every change."""

    def __len__(self) -> int:
        return self.end - self.first

    @property
    def first(self) -> int:
        """The number of the oldest line that is kept."""
        return self._firsts[0] if self._firsts else self.end

    @property
    def dropped(self) -> int:
        """How many lines came and are not kept."""
        return self.first - self.begin

    def add(self, source: int, lines: bytes) -> None:
        """Put some whole lines of a source at the end, each with its line break."""
        count = lines.count(b"\n")
        if not count:
            return
        last = self._blocks[-1] if self._blocks else None
        if last is not None and last.source == source and len(last.text) + len(lines) <= _BLOCK:
            last.text += lines
            last.count += count
            self.size += len(lines)
        else:
            self._blocks.append(Block(source, self.end, lines, count))
            self._firsts.append(self.end)
            self.size += len(lines) + _OVERHEAD
        self.end += count
        self.version += 1
        self._let_go()

    def note(self, words: str) -> None:
        """Put a line of ktui's own at the end."""
        self.add(NOTE, " ".join(words.split()).encode() + b"\n")

    def bound(self, limit: int) -> None:
        """Keep so many bytes from now on."""
        self._limit = limit
        self._let_go()
        self.version += 1

    def clear(self) -> None:
        """Let go of everything, and begin to count anew."""
        self._blocks.clear()
        self._firsts.clear()
        self._split.clear()
        self.size = 0
        self.begin = self.end
        self.version += 1

    def line(self, number: int) -> tuple[int, bytes]:
        """The source and the text of a line, without its end.

        Raises:
            IndexError: it is not kept any more, or never was.
        """
        if not self.first <= number < self.end:
            raise IndexError(number)
        block = self._blocks[bisect_right(self._firsts, number) - 1]
        return block.source, self._lines(block)[number - block.first]

    def blocks(self, number: int) -> Iterator[Block]:
        """The blocks from the one that holds that line, or from the oldest."""
        at = max(0, bisect_right(self._firsts, number) - 1)
        for block in self._blocks[at:]:
            if block.end > number:
                yield block

    def _lines(self, block: Block) -> list[bytes]:
        known = self._split.pop(block.first, None)
        if known is None or known[0] != block.count:
            known = (block.count, block.text.split(b"\n"))
        self._split[block.first] = known
        if len(self._split) > _SPLIT_KEPT:
            del self._split[next(iter(self._split))]
        return known[1]

    def _let_go(self) -> None:
        gone = 0
        while self.size > self._limit and gone < len(self._blocks) - 1:
            self.size -= len(self._blocks[gone].text) + _OVERHEAD
            self._split.pop(self._firsts[gone], None)
            gone += 1
        if gone:
            del self._blocks[:gone], self._firsts[:gone]
