"""Where the cursor and the marks of a grid are: held by object, and found again in every new arrangement."""

from __future__ import annotations

from ktui.domain.arrangement import Arrangement, GroupRow, NodeRow
from ktui.domain.coverage import WRONG, Coverage
from ktui.widgets.spot import Spot

EDGE = -1
"""In place of a row: the head. In place of a column: the names."""


class GridCursor:
    """The cursor and the marks of a grid."""

    def __init__(self) -> None:
        self.row = 0
        """Which row it is on; `EDGE` for the head."""
        self.column = 0
        """Which column it is on; `EDGE` for the names."""
        self.spot: Spot | None = None
        """What it is on; None where there is nothing."""
        self.marks: frozenset[Spot] = frozenset()
        """What is marked."""
        self.changing: frozenset[Spot] = frozenset()
        """What a change was asked for that is not seen yet."""
        self.moved = False
        """Whether a user has put it somewhere; until then it is on the first problem."""
        self._group = ""
        self._last_mark: Spot | None = None

    def settle(self, coverage: Coverage, arrangement: Arrangement) -> None:
        """Find the same things in another arrangement; where they have gone, the nearest, and no mark."""
        if self.spot is None or not self.moved:
            row, column = _first_problem(coverage, arrangement)
        else:
            row, column = self._find_row(arrangement, self.spot), self._find_column(arrangement, self.spot)
        self._put(arrangement, row, column)
        if self.marks:
            self.marks = _still_there(self.marks, arrangement)

    def put(self, arrangement: Arrangement, row: int, column: int) -> None:
        """Go to a place, or the nearest there is."""
        self.moved = True
        self._put(arrangement, row, column)

    def mark(self) -> None:
        """Mark what the cursor is on, or take the mark away. Groups cannot be marked."""
        if self.spot is None or self.spot.group:
            return
        self.marks ^= {self.spot}
        self._last_mark = self.spot

    def unmark(self) -> None:
        """Mark nothing any more."""
        self.marks = frozenset()

    def mark_range(self, arrangement: Arrangement) -> None:
        """Mark all from the last mark to the cursor: cells, rows or columns, as the cursor is on one."""
        if self.spot is None or self.spot.group:
            return
        last = self._last_mark if self._last_mark in self.marks else None
        if last is None:
            self.mark()
            return
        rows = _between(self._find_row(arrangement, last), self.row)
        columns = _between(self._find_column(arrangement, last), self.column)
        if EDGE in {self.row, self.column}:
            rows = rows if self.row != EDGE else range(EDGE, 0)
            columns = columns if self.column != EDGE else range(EDGE, 0)
        else:
            rows, columns = range(max(0, rows.start), rows.stop), range(max(0, columns.start), columns.stop)
        found = (spot_at(arrangement, row, column) for row in rows for column in columns)
        self.marks |= {spot for spot in found if spot is not None and not spot.group}

    def _put(self, arrangement: Arrangement, row: int, column: int) -> None:
        lowest_row = EDGE if arrangement.columns else 0
        self.row = max(lowest_row, min(row, len(arrangement.rows) - 1))
        self.column = max(EDGE, min(column, len(arrangement.columns) - 1))
        if self.row == EDGE and self.column == EDGE:
            self.column = 0
        self.spot = spot_at(arrangement, self.row, self.column)
        self._group = _group_of(arrangement, self.row)

    def _find_row(self, arrangement: Arrangement, spot: Spot) -> int:
        if not spot.node and not spot.group:
            return EDGE
        rows = arrangement.rows
        if 0 <= self.row < len(rows) and _names(rows[self.row], spot):
            return self.row
        for place, row in enumerate(rows):
            if _names(row, spot):
                return place
        shut = Spot(group=self._group)
        return next((place for place, row in enumerate(rows) if _names(row, shut)), max(0, self.row))

    def _find_column(self, arrangement: Arrangement, spot: Spot) -> int:
        if spot.daemon_set is None:
            return EDGE
        keys = [column.key for column in arrangement.columns]
        return keys.index(spot.daemon_set) if spot.daemon_set in keys else max(0, self.column)


def spot_at(arrangement: Arrangement, row: int, column: int) -> Spot | None:
    """What is at a place; None where there is nothing."""
    rows, columns = arrangement.rows, arrangement.columns
    if row >= len(rows) or column >= len(columns) or (row < 0 and column < 0):
        return None
    key = columns[column].key if column >= 0 else None
    if row < 0:
        return Spot(daemon_set=key)
    at = rows[row]
    return Spot(group=at.title, daemon_set=key) if isinstance(at, GroupRow) else Spot(node=at.name, daemon_set=key)


def _names(row: GroupRow | NodeRow, spot: Spot) -> bool:
    if isinstance(row, GroupRow):
        return row.title == spot.group
    return row.name == spot.node


def _group_of(arrangement: Arrangement, row: int) -> str:
    rows = arrangement.rows
    if not rows or not isinstance(rows[0], GroupRow):
        return ""
    return next((at.title for at in reversed(rows[: row + 1]) if isinstance(at, GroupRow)), "")


def _first_problem(coverage: Coverage, arrangement: Arrangement) -> tuple[int, int]:
    """The first node, and its first cell that is wrong."""
    for place, row in enumerate(arrangement.rows):
        if isinstance(row, NodeRow):
            states = (coverage.state(row.name, column.key) for column in arrangement.columns)
            return place, next((column for column, state in enumerate(states) if state in WRONG), 0)
    return 0, 0


def _still_there(marks: frozenset[Spot], arrangement: Arrangement) -> frozenset[Spot]:
    """The marks that can still be seen: one that cannot would be acted on unseen."""
    nodes = {row.name for row in arrangement.rows if isinstance(row, NodeRow)} | {""}
    keys = {column.key for column in arrangement.columns} | {None}
    return frozenset(mark for mark in marks if mark.node in nodes and mark.daemon_set in keys)


def _between(one: int, other: int) -> range:
    return range(min(one, other), max(one, other) + 1)
