"""The lines of a coverage grid as runs of text and ink: pure, so that lines can be compared, kept and tested."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len

from ktui.domain.arrangement import Arrangement, Column, Count, GroupRow, node_faulty
from ktui.domain.coverage import Coverage, CoveredNode, State
from ktui.domain.nouns import counted
from ktui.domain.text import printable
from ktui.widgets.grid_cursor import EDGE, GridCursor
from ktui.widgets.grid_layout import CALM, Form, Layout, calm, head_counts
from ktui.widgets.runs import Canvas, Ink, Run, cut, cut_middle, fit
from ktui.widgets.spot import Spot
from ktui.widgets.symbols import Symbols

Content: TypeAlias = State | Count
"""What stands in a cell: a node's state, or what a group adds up to."""


@dataclass(frozen=True, slots=True)
class Line:
    """All that decides how a row looks: equal lines are drawn equal."""

    title: str
    """The node's name as it is shown, or the group's title."""
    cells: tuple[Content, ...]
    """What stands in the visible columns."""
    group: int = 0
    """How many nodes the group has; 0: it is a node."""
    folded: bool = False
    indent: bool = False
    signs: str = ""
    """Beside a node's name: not ready, cordoned."""
    wrong: bool = False
    """Whether the node is wrong by itself."""
    cursor: int | None = None
    """The column the cursor is on, or `EDGE`; None: it is on another row."""
    marked: frozenset[int] = frozenset()
    """Marked columns, or `EDGE`."""
    changing: frozenset[int] = frozenset()
    """Columns whose change was asked for and is not seen yet, or `EDGE`."""


@dataclass(frozen=True, slots=True)
class HeadLine:
    """All that decides how a line of the head looks."""

    corner: str
    """What stands above the nodes."""
    cells: tuple[tuple[str, str], ...] = ()
    """What stands in the visible columns, and the component class of its ink."""
    cursor: int | None = None
    """The column the cursor is on."""
    focus: bool = False
    """Whether the cursor is in the head itself."""
    full: tuple[str, str, str] | None = None
    """A line above rotated names: the cursor's column's name in full, its totals, and the component class of these."""
    marked: frozenset[int] = frozenset()
    """Marked columns."""


Face: TypeAlias = Line | HeadLine | None
"""What decides how a visible line looks; None: it is empty."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws lines within one layout, scrolled to one place."""

    symbols: Symbols
    layout: Layout
    domain: str
    """What all names of nodes end in and is not shown."""
    left: int
    """How far the columns are scrolled, in cells."""
    room: int
    """How many cells of them are visible."""

    @property
    def columns(self) -> range:
        """The columns that are visible, if only in part."""
        starts = self.layout.starts
        return range(max(0, bisect_right(starts, self.left) - 1), bisect_right(starts, self.left + self.room - 1))

    # ---- what there is to draw

    def line(self, place: int, arrangement: Arrangement, coverage: Coverage, cursor: GridCursor) -> Line:
        """What decides how a row looks."""
        row = arrangement.rows[place]
        columns = arrangement.columns
        on = cursor.column if cursor.row == place else None
        if isinstance(row, GroupRow):
            counts = tuple(row.counts[column] for column in self.columns)
            return Line(row.title, counts, group=row.size, folded=row.folded, cursor=on)
        node = row.covered
        marked = self._among(cursor.marks, node.name, columns)
        changing = self._among(cursor.changing, node.name, columns)
        return Line(
            title=node.name.removesuffix(self.domain),
            cells=tuple(coverage.state(node.name, columns[column].key) for column in self.columns),
            indent=isinstance(arrangement.rows[0], GroupRow),
            signs=_signs(node, self.symbols) + (self.symbols.changing if EDGE in changing else ""),
            wrong=node_faulty(node),
            cursor=on,
            marked=marked,
            changing=changing,
        )

    def _among(self, spots: frozenset[Spot], node: str, columns: tuple[Column, ...]) -> frozenset[int]:
        """The visible columns whose cells of a node are among some spots, and `EDGE` if the node is."""
        if not spots:
            return frozenset()
        found = {place for place in self.columns if Spot(node=node, daemon_set=columns[place].key) in spots}
        return frozenset(found | ({EDGE} if Spot(node=node) in spots else set()))

    def head_line(self, y: int, arrangement: Arrangement, cursor: GridCursor) -> HeadLine:
        """What decides how a line of the head looks."""
        columns, layout = arrangement.columns, self.layout
        on = cursor.column if 0 <= cursor.column < len(columns) else None
        corner = self._nodes(arrangement) if y == 0 else self._beyond() if y == layout.head - 1 else ""
        if layout.form.narrow and y == 0:
            return HeadLine(corner, cursor=on, full=None if on is None else self._full(columns[on]))
        cells = tuple(self._head_cell(y, place, columns[place]) for place in self.columns)
        marked = frozenset(place for place in self.columns if Spot(daemon_set=columns[place].key) in cursor.marks)
        return HeadLine(corner, cells, on, cursor.row == EDGE, marked=marked)

    # ---- how it is drawn

    def runs(self, face: Face) -> list[Run]:
        """A line as it is drawn."""
        if face is None:
            return []
        return self._row_runs(face) if isinstance(face, Line) else self._head_runs(face)

    def _row_runs(self, line: Line) -> list[Run]:
        base: Ink = ("crosshair",) if line.cursor is not None else ()
        canvas = Canvas(self.room, base)
        ready, _ = self._content(State.READY, 0)
        for place, content in zip(self.columns, line.cells, strict=True):
            text, own = self._changing() if place in line.changing else self._content(content, place)
            self._put(canvas, place, text, (*base, own), marked=place in line.marked, cursor=place == line.cursor)
            if text == ready and place != line.cursor:  # its word is for those who look for it
                canvas.tint(self.layout.starts[place] - self.left + 3, len(text) - 2, (*base, "calm"))
        return [*self._name(line, base), *canvas.runs()]

    def _name(self, line: Line, base: Ink) -> list[Run]:
        symbols, width = self.symbols, self.layout.node_width
        if line.group:
            lead, tail = (symbols.shut if line.folded else symbols.open) + " ", str(line.group)
            ink: Ink = (*base, "group")
        else:
            lead, tail = "  " if line.indent else " ", line.signs
            ink = (*base, "node-wrong" if line.wrong else "node")
        if EDGE in line.marked:
            lead, ink = lead[:-1] + "*", (*ink, "marked")
        if line.cursor == EDGE:
            lead, ink = lead[:-1] + "[" if not line.group else lead, (*ink, "cursor")
        room = max(0, width - 1 - len(lead) - len(tail) - bool(tail))
        title = cut_middle(printable(line.title, symbols.replacement), room, symbols.ellipsis)
        end = "]" if line.cursor == EDGE else " "
        text = f"{lead}{title}{end}" if tail == "" else f"{lead}{fit(title, room, symbols.ellipsis)} {tail}{end}"
        return [(fit(text, width, symbols.ellipsis), ink)]

    def _head_runs(self, line: HeadLine) -> list[Run]:
        base: Ink = ("head",)
        canvas = Canvas(self.room, base)
        for place, (text, own) in zip(self.columns, line.cells, strict=bool(line.cells)):
            under = place == line.cursor
            ink: Ink = (*base, *(("head-cursor",) if under else ()), own)
            self._put(canvas, place, text, ink, marked=place in line.marked, cursor=under and line.focus)
        if line.full is not None and line.cursor is not None:
            self._put_full(canvas, line.cursor, *line.full)
        width = self.layout.node_width
        return [(fit(f" {line.corner}", width - 1, self.symbols.ellipsis) + " ", base), *canvas.runs()]

    def _put(self, canvas: Canvas, place: int, text: str, ink: Ink, *, marked: bool, cursor: bool) -> None:
        """Put the text of a column on a line, with a mark before it and the cursor around it."""
        if not text:
            return
        x = self.layout.starts[place] - self.left + self._indent(self.layout.widths[place], cell_len(text))
        packed = self.layout.form is Form.PACKED
        if marked:
            ink = (*ink, "marked")
            canvas.put(x - 1, "" if packed else "*", ink)
        if cursor:
            ink = (*ink, "cursor")
            canvas.put(x - 1, "" if packed else "[", ink)
            canvas.put(x + cell_len(text), "" if packed else "]", ink)
        canvas.put(x, text, ink)

    def _indent(self, width: int, length: int) -> int:
        """How far from a column's beginning a text of some length stands."""
        match self.layout.form:
            case Form.PACKED:
                return 0
            case Form.WIDE:
                return 1
            case Form.SHORT | Form.DENSE:  # the cursor's other side is the next column's first cell
                return 1 + max(0, width - 1 - length) // 2
        return max(0, width - length) // 2

    def _changing(self) -> tuple[str, str]:
        """The text of a cell whose change is not seen yet, and the component class of its ink."""
        sign = self.symbols.changing
        return f"{sign} changing" if self.layout.form is Form.WIDE else sign, "changing"

    def _content(self, content: Content, place: int) -> tuple[str, str]:
        """The text of a cell, and the component class of its ink."""
        states = self.symbols.states
        if isinstance(content, State):
            return (f"{states[content]} {content}" if self.layout.form is Form.WIDE else states[content]), content.value
        sign = states[content.worst]
        if self.layout.form.narrow or not content.desired:
            return sign, content.worst.value
        missing = content.desired - content.ready
        texts = (f"{content.ready}/{content.desired}", f"-{missing}" if missing > 0 else sign)
        own = content.worst.value if missing or content.worst not in CALM else "calm"
        return next((each for each in texts if len(each) <= self._text_room(place)), sign), own

    def _text_room(self, place: int) -> int:
        """How wide a text in a column may be."""
        return self.layout.widths[place] - (1 if self.layout.form is Form.SHORT else 2)

    def _head_cell(self, y: int, place: int, column: Column) -> tuple[str, str]:
        """The text of a column on a line of the head, and the component class of its ink."""
        layout = self.layout
        line = y - 1 if layout.form.narrow else y
        if line < len(layout.names[place]):
            return layout.names[place][line], "head"
        sign, own = self._standing(column)
        if layout.form.narrow:
            return sign, own
        room = self._text_room(place)
        return next((each for each in head_counts(column, self.symbols) if cell_len(each) <= room), sign), own

    def _standing(self, column: Column) -> tuple[str, str]:
        """A column's whole state in one sign, and the component class of its ink."""
        if calm(column):
            return self.symbols.good, "calm"
        if not column.covered.totals.controller_agrees:
            return self.symbols.differs, "differs"
        return self.symbols.states[column.worst], column.worst.value

    def _full(self, column: Column) -> tuple[str, str, str]:
        symbols = self.symbols
        namespace, name = (printable(part, symbols.replacement) for part in column.key)
        return name, f" {head_counts(column, symbols)[0]}  {namespace}", self._standing(column)[1]

    def _put_full(self, canvas: Canvas, place: int, name: str, rest: str, own: str) -> None:
        """The name and totals of the cursor's column in full, above it as far as there is room."""
        symbols = self.symbols
        name = cut(name, self.room - 2, symbols.ellipsis)
        rest = cut(rest, self.room - 2 - cell_len(name), symbols.ellipsis)
        above = self.layout.starts[place] - self.left + self._indent(self.layout.widths[place], 1)
        x = max(0, min(above, self.room - cell_len(name + rest) - 2))
        canvas.put(x, f"{symbols.down} {name}", ("head", "head-cursor"))
        canvas.put(x + 2 + cell_len(name), rest, ("head", own))

    def _nodes(self, arrangement: Arrangement) -> str:
        """How many nodes there are, and are shown, in as many words as fit."""
        shown, everywhere = arrangement.nodes, arrangement.nodes + arrangement.hidden_nodes
        nodes = counted(everywhere, "node")
        words: tuple[str, ...] = (nodes, str(everywhere))
        if arrangement.hidden_nodes:
            words = (f"{shown} of {nodes}", f"{shown} of {everywhere}", f"{shown}/{everywhere}")
        return next((each for each in words if len(each) + 2 <= self.layout.node_width), words[-1])

    def _beyond(self) -> str:
        """How many columns are out of sight on either side."""
        layout, symbols = self.layout, self.symbols
        left = sum(start < self.left for start in layout.starts)
        ends = (start + width for start, width in zip(layout.starts, layout.widths, strict=True))
        right = sum(end > self.left + self.room for end in ends)
        parts = [f"{symbols.left}{left}" if left else "", f"{right}{symbols.right}" if right else ""]
        return " ".join(part for part in parts if part)


def name_width(coverage: Coverage, arrangement: Arrangement) -> tuple[int, str]:
    """How wide the column of nodes would be with every name in full, and the domain that is left out of all of them.

    All nodes count, filtered or not, so that columns stay where they are while a filter is typed.
    """
    rows = arrangement.rows
    grouped = bool(rows) and isinstance(rows[0], GroupRow)
    groups = (cell_len(row.title) + len(str(row.size)) + 4 for row in rows if isinstance(row, GroupRow))
    longest, domain = _measure(tuple([node.name for node in coverage.nodes]))
    names = longest + _BESIDE + (2 if grouped else 1)
    return max(names, len(counted(len(coverage.nodes), "node")) + 2, *(groups if grouped else ())), domain


_BESIDE = 4
"""Cells beside a name: two signs, a space before and one after them."""


@lru_cache(maxsize=4)
def _measure(names: tuple[str, ...]) -> tuple[int, str]:
    """How long names are at most, and what all of them end in, from their first dot on, which is not counted."""
    _, dot, domain = names[0].partition(".") if names else ("", "", "")
    shared = dot + domain
    if not domain or not all(name.endswith(shared) and len(name) > len(shared) for name in names):
        shared = ""
    return max(map(cell_len, names), default=0) - len(shared), shared


def _signs(node: CoveredNode, symbols: Symbols) -> str:
    """What stands beside a node's name."""
    if node.node is None:
        return "?"
    ready = {"True": "", "False": symbols.not_ready}.get(node.ready, "?")
    return ready + (symbols.cordoned if node.unschedulable else "")
