"""How a coverage grid shares out its width: which form its columns take, where each begins, how tall the head is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate

from rich.cells import cell_len

from ktui.domain.arrangement import Column
from ktui.domain.coverage import State
from ktui.domain.text import printable
from ktui.widgets.column_names import Name, least_width, lying, standing
from ktui.widgets.symbols import Symbols


class Form(Enum):
    """How a column is drawn, the widest form first."""

    WIDE = "wide"
    """The name in full, and in each cell a glyph with its word."""
    NAMED = "named"
    """The name in full, if need be in several lines, and a glyph."""
    SHORT = "short"
    """The name in several lines and shortened, and a glyph."""
    DENSE = "dense"
    """A glyph, and room beside it for the cursor; names are a few letters, or stand on their heads."""
    PACKED = "packed"
    """A glyph and nothing else."""

    @property
    def narrow(self) -> bool:
        """Whether a column is as narrow as a glyph."""
        return self in {Form.DENSE, Form.PACKED}


WORD = max(len(state) for state in State) + 4
"""Cells a glyph, a word and the room beside them take."""
SHORTEST = 6
"""Least width of a column with a shortened name: room for ``47/48``, and for the cursor beside it."""
WIDEST_DENSE = 5
"""Most width of a column with a glyph alone."""
SHORTEST_NAME = 12
"""Least width of the column of nodes that room for the cursor is taken from."""
FEW_LINES = 6
"""With fewer lines than this, the head takes but one."""
MOST_LINES = 3
"""Most lines a name that lies may take."""
LONGEST_STALK = 12
"""Most lines a name on its head may take."""
LEAST_STALK = 4
"""With fewer letters than this on their heads, names lie down even in two cells."""
STRETCH = 2
"""Most cells that a column with a name in several lines gets beyond what it needs."""


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
    names: tuple[Name, ...]
    """What stands above each column, line by line."""
    head: int
    """How many lines the head takes; where there are few, one with names alone."""

    @property
    def trail(self) -> int:
        """Cells after the last column, for the cursor around a glyph."""
        return 1 if self.form in {Form.SHORT, Form.DENSE} else 0

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
    node_width = min(names, max(8, width // 3), width)
    room = max(1, width - node_width)
    titles = tuple([printable(column.title, symbols.replacement) for column in columns])
    named = _named(titles, columns, room, _lying_lines(height), symbols, wanted)
    if named is not None:
        form, widths, lines = named
        beside = 1 if form is Form.SHORT else 2
        names_shown = lying(titles, tuple([each - beside for each in widths]), lines, symbols.ellipsis)
    else:
        spared = width - 2 * len(columns) - 1
        packed = room < 2 * len(columns) + 1 and spared < max(SHORTEST_NAME, node_width - 6) and len(columns) <= room
        form = Form.PACKED if packed else Form.DENSE
        if form is Form.DENSE and spared >= SHORTEST_NAME:
            node_width = min(node_width, spared)
            room = width - node_width
        widths = (1 if packed else max(2, min(WIDEST_DENSE, (room - 1) // max(1, len(columns)))),) * len(columns)
        names_shown = _dense_names(titles, widths, height, symbols)
    lines = len(names_shown[0]) if names_shown else 0
    head = 1 if height < FEW_LINES else max(1, lines) + (2 if form.narrow else 1)
    return Layout(form, node_width, tuple(accumulate(widths, initial=0))[:-1], widths, names_shown, head)


def _lying_lines(height: int) -> int:
    """How many lines of a head may be for names that lie."""
    return 1 if height < FEW_LINES else max(1, min(MOST_LINES, height // 4))


def _named(
    titles: tuple[str, ...],
    columns: Sequence[Column],
    room: int,
    most_lines: int,
    symbols: Symbols,
    wanted: Form | None,
) -> tuple[Form, tuple[int, ...], int] | None:
    """The form, widths and lines of names that lie; None: columns are too narrow for that."""
    counts = [cell_len(head_counts(column, symbols)[0]) + 2 for column in columns]
    for form in (Form.WIDE, Form.NAMED):
        if wanted not in {None, form}:
            continue
        least = WORD if form is Form.WIDE else 5
        for lines in range(1, most_lines + 1):
            widths = tuple(
                [max(least, count, least_width(title, lines) + 2) for title, count in zip(titles, counts, strict=True)]
            )
            if sum(widths) <= room or wanted is form:
                return form, widths if lines == 1 else _stretched(widths, room), lines
    if wanted not in {None, Form.SHORT} or (SHORTEST * len(columns) >= room and wanted is None):
        return None
    return Form.SHORT, _shared([least_width(title, most_lines) + 1 for title in titles], room - 1), most_lines


def _shared(wishes: Sequence[int], room: int) -> tuple[int, ...]:
    """Widths for columns that cannot all have what they wish: those that wish for most get less."""
    wishes = [max(SHORTEST, wish) for wish in wishes]
    most = SHORTEST
    while most < max(wishes, default=0) and sum(min(wish, most + 1) for wish in wishes) <= room:
        most += 1
    widths = [min(wish, most) for wish in wishes]
    spare = room - sum(widths)
    for place, wish in enumerate(wishes):
        if wish > most and spare > 0:
            widths[place] += 1
            spare -= 1
    return _stretched(tuple(widths), room)


def _stretched(widths: tuple[int, ...], room: int) -> tuple[int, ...]:
    """Widths with a part of what room is left."""
    each = max(0, min(STRETCH, (room - sum(widths)) // max(1, len(widths))))
    return tuple([width + each for width in widths])


def _dense_names(titles: tuple[str, ...], widths: tuple[int, ...], height: int, symbols: Symbols) -> tuple[Name, ...]:
    """A few letters of each name that lie where there is room for three, else as many as may stand."""
    if not titles or height < FEW_LINES:
        return ((),) * len(titles)
    room = widths[0] - 1
    stalk = min(max(map(cell_len, titles)), LONGEST_STALK, max(1, (height - 5) // 3))
    if room > 2 or (room == 2 and stalk < LEAST_STALK):
        return lying(titles, (room,) * len(titles), min(_lying_lines(height), stalk + 1), "")
    return standing(titles, stalk, symbols.stalk, symbols.replacement)


def calm(column: Column) -> bool:
    """Whether a DaemonSet has all it wants, up to date, and no cell of it is wrong or about to change."""
    totals = column.covered.totals
    return totals.controller_agrees and totals.counted and totals.ready >= totals.desired and column.worst in CALM


CALM = frozenset({State.READY, State.EXCLUDED, State.KEPT, State.WAITING})
"""States that a DaemonSet is well with: what waits for its node is the node's trouble."""


def head_counts(column: Column, symbols: Symbols) -> tuple[str, ...]:
    """A column's totals, from the fullest words to the shortest: ``98/100 40 old``, ``98/100``, ``-2``.

    Where they are in doubt, the sign that says so is the last to go.
    """
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
    short = (doubt or f"-{missing}",) if doubt or missing > 0 else ()
    return (*old, whole, *short, symbols.states[column.worst])
