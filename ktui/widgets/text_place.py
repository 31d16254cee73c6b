"""Where one is in a text whose lines may take several rows each: the top row, the line under the cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ktui.domain.text_lines import Folded
from ktui.widgets.runs import Run

Row = tuple[int, int]
"""The number of a line, and of one of its rows."""


class TextPlace:
    """A window over rows. Only the lines in it, and those on the way to where it goes, are laid out.

    Args:
        folded: which lines are seen.
        rows_of: the rows of a line.
    """

    def __init__(self, folded: Folded, rows_of: Callable[[int], Sequence[Sequence[Run]]]) -> None:
        self.folded = folded
        self._rows_of = rows_of
        self._height = 1
        self.top: Row = (0, 0)
        """What stands in the first row."""
        self.cursor = 0
        """The number of the line under the cursor."""

    def resize(self, height: int) -> None:
        """Show so many rows, with the cursor among them."""
        self._height = max(1, height)
        self.keep_in_sight()

    def page(self) -> list[Row]:
        """The rows that are seen."""
        rows: list[Row] = []
        number: int | None = self.top[0]
        row = self.top[1]
        if not len(self.folded):
            return rows
        while number is not None and len(rows) < self._height:
            rows += [(number, each) for each in range(row, len(self._rows_of(number)))]
            number, row = self.folded.after(number), 0
        return rows[: self._height]

    def seen_ranks(self) -> tuple[int, int]:
        """How many lines come before those that are seen, and before those that come after them."""
        rows = self.page()
        if not rows:
            return 0, 0
        return self.folded.rank(rows[0][0]), self.folded.rank(rows[-1][0]) + 1

    @property
    def height_of_cursor(self) -> int:
        """The row of the screen in which the line under the cursor begins; -1: it is not seen."""
        rows = self.page()
        return rows.index((self.cursor, 0)) if (self.cursor, 0) in rows else -1

    def put_cursor_at(self, height: int) -> None:
        """Let the line under the cursor begin in a row of the screen, if there is so much before it."""
        self.top = self._up((self.cursor, 0), height)
        self._fill()

    def go(self, number: int) -> None:
        """Put the cursor on a line that is seen."""
        self.cursor = number
        self.keep_in_sight()

    def end(self) -> None:
        """Put the cursor on the last line that is seen, with its end in the last row."""
        number = self.folded.ranked(len(self.folded) - 1)
        self.cursor = number
        self.top = self._up((number, len(self._rows_of(number)) - 1), self._height - 1)

    def move(self, lines: int) -> None:
        """Move the cursor; within a line that is longer than the screen, the rows."""
        for _ in range(abs(lines)):
            last = (self.cursor, len(self._rows_of(self.cursor)) - 1)
            page = self.page()
            if lines > 0 and page and page[-1][0] == self.cursor and page[-1] != last:
                self.top = self._down(self.top, 1)
            elif lines < 0 and self.top[0] == self.cursor and self.top[1] > 0:
                self.top = self._up(self.top, 1)
            else:
                number = self.folded.after(self.cursor) if lines > 0 else self.folded.before(self.cursor)
                if number is None:
                    return
                self.cursor = number
                self._follow(downwards=lines > 0)

    def scroll(self, rows: int) -> None:
        """Move the window, and the cursor with it."""
        page = self.page()
        height = next((at for at, (number, _) in enumerate(page) if number == self.cursor), 0)
        before = self.top
        self.top = self._down(self.top, rows) if rows > 0 else self._up(self.top, -rows)
        self._fill()
        page = self.page()
        if self.top == before:  # the end, or the beginning
            height = len(page) - 1 if rows > 0 else 0
        self.cursor = page[min(height, len(page) - 1)][0]

    def keep_in_sight(self) -> None:
        """Move the window as little as it takes to see the line under the cursor, the beginning of it at least."""
        if len(self.folded):
            self.top = (self.top[0], min(self.top[1], len(self._rows_of(self.top[0])) - 1))
            self._follow(downwards=False)
            self._fill()

    def _follow(self, *, downwards: bool) -> None:
        first, last = (self.cursor, 0), (self.cursor, len(self._rows_of(self.cursor)) - 1)
        page = self.page()
        if first in page and (last in page or last[1] >= self._height):
            return
        if first < self.top:
            tall = last[1] >= self._height
            self.top = first if downwards or not tall else self._up(last, self._height - 1)
        else:
            self.top = self._up(min(last, (self.cursor, self._height - 1)), self._height - 1)

    def _fill(self) -> None:
        """Leave no row empty at the end that could be filled."""
        page = self.page()
        if len(page) < self._height and page:
            self.top = self._up(self.top, self._height - len(page))

    def _up(self, row: Row, by: int) -> Row:
        number, at = row[0], row[1] - by
        while at < 0:
            before = self.folded.before(number)
            if before is None:
                return number, 0
            number = before
            at += len(self._rows_of(number))
        return number, at

    def _down(self, row: Row, by: int) -> Row:
        number, at = row[0], row[1] + by
        while at >= (count := len(self._rows_of(number))):
            after = self.folded.after(number)
            if after is None:
                return number, count - 1
            number, at = after, at - count
        return number, at
