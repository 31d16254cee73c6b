"""Where one is in a log: which rows of which lines are in sight, and what comes of going up and down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeAlias

from ktui.domain.log_buffer import LogBuffer

Row: TypeAlias = tuple[int, int]
"""A row of a line that may take several: the line's number, and which of its rows, from 0 on."""
GAP: Row = (-1, 0)
"""The row that says how many lines are not kept."""


class Lines(Protocol):
    """Which lines there are to show."""

    def after(self, number: int) -> int | None:
        """The next one."""

    def before(self, number: int) -> int | None:
        """The one before."""


class AllLines:
    """All lines of a buffer.

    Args:
        buffer: the lines.
    """

    def __init__(self, buffer: LogBuffer) -> None:
        self._buffer = buffer

    def after(self, number: int) -> int | None:
        """The next one."""
        number = max(number + 1, self._buffer.first)
        return number if number < self._buffer.end else None

    def before(self, number: int) -> int | None:
        """The one before."""
        number = min(number, self._buffer.end) - 1
        return number if number >= self._buffer.first else None


class LogPlace:
    """A place in a log.

    Args:
        buffer: the lines that are kept.
        rows_of: how many rows a line takes.
    """

    def __init__(self, buffer: LogBuffer, rows_of: Callable[[int], int]) -> None:
        self._buffer = buffer
        self._rows_of = rows_of
        self.lines: Lines = AllLines(buffer)
        """Those that are shown."""
        self.top: Row = (buffer.first, 0)
        """The row that is seen first, unless the newest ones are followed."""

    @property
    def empty(self) -> bool:
        """Whether there is no line to show."""
        return self.lines.before(self._buffer.end) is None

    def last_page(self, height: int) -> list[Row]:
        """The rows of the newest lines."""
        shown: list[Row] = []
        number = self.lines.before(self._buffer.end)
        while number is not None and len(shown) < height:
            shown[:0] = [(number, row) for row in range(self._rows_of(number))]
            number = self.lines.before(number)
        if len(shown) < height and self._buffer.dropped:
            shown.insert(0, GAP)
        return shown[-height:]

    def page(self, height: int) -> list[Row]:
        """The rows from the top one on; if they are too few, those before it too."""
        at, row = self.top
        number = self.lines.after(at - 1)
        shown: list[Row] = []
        if number is not None and self._buffer.dropped and not row and self.lines.before(number) is None:
            shown.append(GAP)
        if number != at:
            row = 0
        while number is not None and len(shown) < height:
            shown += [(number, each) for each in range(row, self._rows_of(number))]
            number, row = self.lines.after(number), 0
        return shown[:height] if len(shown) >= height else self.last_page(height)

    def go_up(self, by: int) -> None:
        """Some rows up, as far as there are lines."""
        number, row = self._held()
        row -= by
        while row < 0:
            before = self.lines.before(number)
            if before is None:
                row = 0
                break
            number = before
            row += self._rows_of(number)
        self.top = (number, row)

    def go_down(self, by: int) -> None:
        """Some rows down, as far as there are lines."""
        number, row = self._held()
        row += by
        while row >= (count := self._rows_of(number)):
            after = self.lines.after(number)
            if after is None:
                row = count - 1
                break
            number, row = after, row - count
        self.top = (number, row)

    def _held(self) -> Row:
        """The top row, or the oldest there is if that is not kept any more."""
        at, row = self.top
        number = self.lines.after(at - 1)
        if number is None:
            number = self.lines.before(at)
        return (at, row) if number == at else (number if number is not None else at, 0)
