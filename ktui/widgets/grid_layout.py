"""How a coverage grid shares out its width: which form its columns take, where each begins, how tall the head is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from rich.cells import cell_len

from ktui.domain.arrangement import Column
from ktui.domain.coverage import State
from ktui.widgets.symbols import Symbols


class Form(Enum):
    """How a column is drawn, the widest form first."""

    WIDE = "wide"
    """The name in full, and in each cell a glyph with its word."""
    NAMED = "named"
    """The name in full, and a glyph."""
    SHORT = "short"
    """The name shortened, and a glyph."""
    DENSE = "dense"
    """A glyph, and room beside it for the cursor; names stand on their heads."""
    PACKED = "packed"
    """A glyph and nothing else."""

    @property
    def narrow(self) -> bool:
        """Whether a column is as narrow as a glyph."""
        return self in {Form.DENSE, Form.PACKED}


WORD = max(len(state) for state in State) + 4
"""Cells a glyph, a word and the room beside them take."""
SHORTEST = 8
"""Least width of a column with a shortened name."""
SHORTEST_NAME = 12
"""Least width of the column of nodes that room for the cursor is taken from."""
FEW_LINES = 6
"""With fewer lines than this, the head takes but one."""
LONGEST_STALK = 12
"""Most lines a name on its head may take."""


@dataclass(frozen=True)
class Layout:
    """Where everything stands, in cells."""

    form: Form
    node_width: int
    """Width of the column of nodes."""
    starts: tuple[int, ...]
    """Where each column begins, from the first one's beginning."""
    widths: tuple[int, ...]
    """How wide each column is, with the room beside it."""
    stalk: int
    """How many letters of a name on its head are shown; 0 in forms where names lie."""
    head: int
    """How many lines the head takes; where there are few, one with names alone."""

    @property
    def trail(self) -> int:
        """Cells after the last column, for the cursor around a glyph."""
        return 1 if self.form is Form.DENSE else 0

    @property
    def body_width(self) -> int:
        """How wide all columns are together."""
        return self.starts[-1] + self.widths[-1] + self.trail if self.starts else 0

    def column_at(self, x: int) -> int | None:
        """Which column is at a place, counted from the first one's beginning."""
        for column, start in enumerate(self.starts):
            if start <= x < start + self.widths[column]:
                return column
        return None


def lay_out(
    columns: Sequence[Column], width: int, height: int, names: int, symbols: Symbols, wanted: Form | None = None
) -> Layout:
    """Choose the widest form that fits, and place the columns.

    Args:
        columns: what there is to show.
        width: cells there are.
        height: lines there are.
        names: how wide the column of nodes would be with its names in full.
        symbols: the signs that are used.
        wanted: a form to take even if it does not fit, in which case columns scroll.
    """
    node_width = min(names, max(8, width // 3))
    room = max(1, width - node_width)
    form = wanted or next((form for form in Form if _least(form, columns, symbols) <= room), None)
    if form in {None, Form.PACKED}:
        spared = width - _least(Form.DENSE, columns, symbols)
        form = Form.DENSE if form is None or spared >= max(SHORTEST_NAME, node_width - 6) else form
        if form is Form.DENSE and spared >= SHORTEST_NAME:
            node_width = min(node_width, spared)
            room = width - node_width
    widths = _widths(form, columns, room, symbols)
    stalk = 0
    if form.narrow and height >= FEW_LINES:
        longest = max((cell_len(column.title) for column in columns), default=1)
        stalk = min(longest, LONGEST_STALK, max(1, (height - 5) // 3))
    head = 1 if height < FEW_LINES else stalk + 2
    return Layout(form, node_width, tuple(accumulate(widths, initial=0))[:-1], widths, stalk, head)


def calm(column: Column) -> bool:
    """Whether a DaemonSet has all it wants, up to date, and no cell of it is wrong or about to change."""
    totals = column.covered.totals
    return totals.controller_agrees and totals.counted and totals.ready >= totals.desired and column.worst in CALM


CALM = frozenset({State.READY, State.EXCLUDED, State.KEPT, State.WAITING})
"""States that a DaemonSet is well with: what waits for its node is the node's trouble."""


def head_counts(column: Column, symbols: Symbols) -> tuple[str, ...]:
    """A column's totals, from the fullest words to the shortest: ``98/100 40 old``, ``98/100``, ``-2``."""
    totals, outdated = column.covered.totals, column.covered.outdated
    doubt = "" if totals.controller_agrees else symbols.differs
    doubt += "" if totals.counted else "?"
    missing = totals.desired - totals.ready
    whole = f"{totals.ready}/{totals.desired}{doubt}"
    if calm(column):
        return (f"{symbols.good} {totals.desired}", symbols.good)
    old = (f"{whole} {outdated} old",) if outdated else ()
    if missing <= 0 and outdated:
        return (*old, f"{outdated} old", symbols.states[State.OUTDATED])
    short = (f"-{missing}",) if missing > 0 else ()
    return (*old, whole, *short, symbols.states[column.worst])


def _least(form: Form, columns: Sequence[Column], symbols: Symbols) -> int:
    if form is Form.SHORT:
        return SHORTEST * len(columns)
    return sum(_widths(form, columns, 0, symbols)) + (form is Form.DENSE)


def _widths(form: Form, columns: Sequence[Column], room: int, symbols: Symbols) -> tuple[int, ...]:
    match form:
        case Form.PACKED:
            return (1,) * len(columns)
        case Form.DENSE:
            return (max(2, min(4, (room - 1) // max(1, len(columns)))),) * len(columns)
        case Form.SHORT:
            each = max(SHORTEST, room // max(1, len(columns)))
            return (each,) * len(columns)
    least = WORD if form is Form.WIDE else 5
    return tuple(max(least, cell_len(column.title) + 2, cell_len(_fullest(column, symbols)) + 2) for column in columns)


def _fullest(column: Column, symbols: Symbols) -> str:
    return head_counts(column, symbols)[0]
