"""Where the cursor and the marks of a table are: held by the rows' keys, and found again wherever these go."""

from __future__ import annotations

from typing import Any

from ktui.domain.objects import Key
from ktui.domain.tabulation import Tabulation

_MANY = 500
"""So many marks are looked for in one pass over all rows."""


class TableCursor:
    """The cursor and the marks of a table."""

    def __init__(self) -> None:
        self.place = 0
        """Which of the shown rows it is on."""
        self.marks: frozenset[Key] = frozenset()
        """The rows that are marked."""
        self.moved = False
        """Whether a user has put it somewhere; until then it stays on the first row, whichever that is."""
        self._held: Key | None = None
        self._last_mark: Key | None = None
        self._version: int | None = None
        """That of the table when marks were last compared with it."""

    def key(self, table: Tabulation[Any]) -> Key | None:
        """The row it is on; None where there is none."""
        shown = table.shown
        return shown[self.place] if 0 <= self.place < len(shown) else None

    def settle(self, table: Tabulation[Any]) -> None:
        """Find the same rows again; where they have gone, the next one, and no mark.

        While rows are still being filtered they may be yet to come: then it is not told where they are.
        """
        found = table.place(self._held) if self._held is not None and self.moved else None
        if found is not None:
            self.place = found
        elif not self.moved:
            self.place = 0
        self.place = max(0, min(self.place, len(table.shown) - 1))
        if not table.busy:
            self._held = self.key(table)
            if self.marks and self._version != table.version:
                self._let_fall(table)
            self._version = table.version

    def _let_fall(self, table: Tabulation[Any]) -> None:
        """Take the marks away from what is not shown any more. Looking for each has its price: of many, all at once."""
        if len(self.marks) < _MANY:
            kept = frozenset(mark for mark in self.marks if table.place(mark) is not None)
        else:
            kept = self.marks.intersection(table.shown)
        if len(kept) < len(self.marks):
            self.marks = kept

    def put(self, table: Tabulation[Any], place: int) -> None:
        """Go to a row, or to the nearest there is. On the first one it stays whatever comes before it later."""
        self.place = max(0, min(place, len(table.shown) - 1))
        self._held = self.key(table)
        self.moved = True

    def go_home(self, table: Tabulation[Any]) -> None:
        """Go to the first row, and stay first: rows that come before it do not push it down."""
        self.put(table, 0)
        self.moved = False

    def look_for(self, key: Key) -> None:
        """Go to a row as soon as it is there."""
        self._held, self.moved = key, True

    def mark(self, table: Tabulation[Any]) -> None:
        """Mark the row it is on, or take the mark away."""
        key = self.key(table)
        if key is not None:
            self.marks ^= {key}
            self._last_mark = key

    def mark_range(self, table: Tabulation[Any]) -> None:
        """Mark all rows from the last mark to the cursor."""
        last = table.place(self._last_mark) if self._last_mark is not None and self._last_mark in self.marks else None
        if last is None:
            self.mark(table)
        else:
            first, final = sorted((last, self.place))
            self.marks |= frozenset(table.shown[first : final + 1])

    def unmark(self) -> None:
        """Mark nothing any more."""
        self.marks = frozenset()
