"""How wide the columns of a table are: what is in sight decides, and it is kept while one scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from rich.cells import cell_len

from ktui.domain.tabular import Column

GUTTER = 1
"""Cells before the first column: for marks, and for the cursor where there is no other way to show it."""
GAP = 2
"""Cells between columns."""
TIGHT = 1
"""Cells between columns where the width is short of some."""
MARK = 4
"""Cells at the end of the head that say how many columns are out of sight."""


@dataclass(frozen=True)
class TableLayout:
    """Widths of columns, and how far they are scrolled."""

    columns: tuple[Column[Any], ...] = ()
    naturals: tuple[int, ...] = ()
    """How wide each column would be if there were room."""
    widths: tuple[int, ...] = ()
    room: int = 0
    """Cells there are in a line."""
    gap: int = GAP
    first: int = 0
    """The first column that is in sight beside those that stay."""

    @property
    def staying(self) -> int:
        """How many columns stay in place."""
        return sum(column.stays for column in self.columns)

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """The columns that are in sight: number and where it begins.

        The last one may be so in part: if it is the only one of those that are scrolled, or if it is text under a
        title that stands in full. Numbers that are cut, or that nothing says the meaning of, would mislead.
        """
        found, x = [], GUTTER
        first = max(self.first, self.staying)
        for place in (*range(self.staying), *range(first, len(self.columns))):
            end = x + self.widths[place]
            if x >= self.room or (place > first and end > self.room and not self._says_something(place, x)):
                break
            found.append((place, x))
            x = end + self.gap
        return tuple(found)

    def _says_something(self, place: int, x: int) -> bool:
        column = self.columns[place]
        return not column.right and x + cell_len(column.title) + MARK <= self.room

    @property
    def beyond(self) -> tuple[int, int]:
        """How many columns are out of sight to the left, and how many, if only in part, to the right."""
        seen = sum(x + self.widths[place] <= self.room for place, x in self.places)
        left = max(0, self.first - self.staying)
        return left, len(self.columns) - left - seen

    @property
    def short(self) -> bool:
        """Whether a text does not stand in full for want of room."""
        return any(width < natural for width, natural in zip(self.widths, self.naturals, strict=True))

    @property
    def last_first(self) -> int:
        """How far it can be scrolled: the first column from which on all others are in sight."""
        room = self.room - GUTTER - sum(width + self.gap for width in self.widths[: self.staying])
        at = len(self.columns)
        while at > self.staying and (room := room - self.widths[at - 1]) >= 0:
            at, room = at - 1, room - self.gap
        return min(at, len(self.columns) - 1)

    def scrolled(self, first: int) -> TableLayout:
        """The same, scrolled so that a column is the first one."""
        return replace(self, first=max(self.staying, min(first, self.last_first)))

    def column_at(self, x: int) -> int | None:
        """The column that is drawn at a place, or after which it is."""
        return next((place for place, start in reversed(self.places) if x >= start), None)


def lay_out(columns: Sequence[Column[Any]], naturals: Sequence[int], room: int, first: int = 0) -> TableLayout:
    """Share out the room among columns.

    Where cutting helps to show all of them, the widest that can be cut is cut first. Where it does not, columns have to
    be scrolled anyway: the first ones, as many as there is room for, share it, and the others wait behind the edge. The
    ones that stay leave half of it to those that are scrolled.
    """
    columns, naturals = tuple(columns), tuple(naturals)
    gap = GAP if GUTTER + _sum(naturals, GAP) <= room else TIGHT
    widths = _shared(columns, naturals, room - GUTTER, gap)
    if GUTTER + _sum(widths, gap) > room:
        widths = _scrolling(columns, naturals, room, gap)
    return TableLayout(columns, naturals, tuple(widths), room, gap).scrolled(first)


def _scrolling(columns: Sequence[Column[Any]], naturals: Sequence[int], room: int, gap: int) -> list[int]:
    """The widths of columns that do not fit beside each other, however much they are cut."""
    staying = sum(column.stays for column in columns)
    shared = _shared(columns[:staying], naturals[:staying], room // 2 - GUTTER, gap)
    for many in range(len(columns) - 1, staying, -1):
        last = columns[many - 1]
        free = room - GUTTER - max(0, cell_len(last.title) + MARK - naturals[many - 1])
        widths = _shared(columns[:many], naturals[:many], free, gap)
        if _sum(widths, gap) <= free and _sum(widths[:staying], gap) <= max(room // 2, _sum(shared, gap)):
            shared = widths
            break
    rest = zip(columns[len(shared) :], naturals[len(shared) :], strict=True)
    return [*shared, *(_cut(column, width, room // 2) for column, width in rest)]


def with_room(columns: Sequence[Column[Any]], naturals: Sequence[int], room: int) -> frozenset[str]:
    """The names of the wide columns that there is room for beside all others, every text in full.

    Args:
        columns: all columns there could be.
        naturals: how wide each would be.
        room: cells there are in a line.
    """
    free = (
        room - GUTTER - _sum([width for column, width in zip(columns, naturals, strict=True) if not column.wide], GAP)
    )
    found = []
    for column, width in zip(columns, naturals, strict=True):
        if column.wide and free >= width + GAP:
            free -= width + GAP
            found.append(column.called)
    return frozenset(found)


def _shared(columns: Sequence[Column[Any]], naturals: Sequence[int], room: int, gap: int) -> list[int]:
    """The widths of columns that are cut as far as that is needed, or possible."""

    def cut(most: int) -> list[int]:
        return [_cut(column, width, most) for column, width in zip(columns, naturals, strict=True)]

    if _sum(naturals, gap) <= room:
        return list(naturals)
    low, high = 1, max(1, room)
    while low < high:  # the widest cut with which all fit; none that is wider than the room does
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _sum(cut(middle), gap) <= room else (low, middle - 1)
    return cut(low)


def grown(layout: TableLayout, naturals: Sequence[int]) -> TableLayout:
    """The layout for rows that need more room: as it is as far as possible, for columns that move are hard to read."""
    wanted = tuple(max(pair) for pair in zip(layout.naturals, naturals, strict=True))
    if wanted == layout.naturals:
        return layout
    widths, free = list(layout.widths), layout.room - GUTTER - _sum(layout.widths, layout.gap)
    for place, (column, want) in enumerate(zip(layout.columns, wanted, strict=True)):
        more = want - widths[place]
        if more > free and not column.cut:
            return lay_out(layout.columns, wanted, layout.room, layout.first)
        if more > 0 and free > 0:
            widths[place] += min(more, free)
            free -= min(more, free)
    return replace(layout, naturals=wanted, widths=tuple(widths))


def _sum(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * max(0, len(widths) - 1)


def _cut(column: Column[Any], width: int, most: int) -> int:
    """How wide a column is when none that can be cut is wider than that."""
    return min(width, max(most, column.least, len(column.title) + 1)) if column.cut else width
