"""The drawing of a table, line by line: what it costs depends on what is in sight alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, ClassVar

from textual.cache import LRUCache
from textual.geometry import Region
from textual.strip import Strip

from ktui.domain.objects import Key
from ktui.domain.tabular import Column, Sheet
from ktui.domain.tabulation import Tabulation
from ktui.widgets.inked import Inked
from ktui.widgets.placeholder import placeholder_runs
from ktui.widgets.runs import differing
from ktui.widgets.symbols import symbols
from ktui.widgets.table_cursor import TableCursor
from ktui.widgets.table_layout import TableLayout, grown, lay_out, with_room
from ktui.widgets.table_lines import Cell, Face, HeadLine, Line, TablePen, natural_widths

HEAD = 1
"""Lines of the head."""
SAMPLED = 100
"""So many rows beside those in sight say how wide columns are, so that these stay as they are while one scrolls."""


class DrawnTable(Inked):
    """Rows under a head; the first columns stay in place while the others are scrolled.

    It shows a `Tabulation`, and asks it for the rows in sight whenever they are drawn.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    INK_PREFIX = "table-view--"
    INKS: ClassVar[tuple[str, ...]] = (
        *("good", "warn", "bad", "dim", "accent"),
        *("head", "head-cursor", "cursor", "marked", "changing", "placeholder", "bar"),
    )
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"table-view--{name}" for name in INKS}
    """One for each tone, and those of head, cursor and marks."""
    DEFAULT_CSS = """
    DrawnTable {
        width: 1fr;
        height: 1fr;
        .table-view--good { color: $text-success; }
        .table-view--warn { color: $text-warning; }
        .table-view--bad { color: $error-lighten-2; text-style: bold; }
        .table-view--dim { color: $text-muted; }
        .table-view--accent { color: $text-primary; }
        .table-view--head { color: $text-muted; }
        .table-view--head-cursor { color: $text; text-style: bold; }
        .table-view--cursor { background: $block-hover-background; text-style: bold; }
        .table-view--marked { text-style: underline; }
        .table-view--changing { color: $text-accent; text-style: bold; }
        .table-view--placeholder { color: $text-muted; }
        .table-view--bar { color: $text-disabled; }
        &:focus .table-view--cursor { text-style: bold reverse; }
        &:light .table-view--bad { color: $error-darken-1; }
    }
    """

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)
        self._table: Tabulation[Any] = Tabulation(Sheet("", (), key=lambda row: row))
        self._now = datetime.min.replace(tzinfo=UTC)
        self._cursor = TableCursor()
        self._changing: frozenset[Key] = frozenset()
        self._placeholder: tuple[str, ...] = ()
        self._layout = TableLayout()
        self._seen: tuple[object, ...] = ()
        self._top = 0
        self._chosen = ""
        self._last_pen: TablePen | None = None
        self._drawn: dict[int, Face] = {}
        self._cells: dict[Key, tuple[Cell, ...]] = {}
        """What stands in rows that were looked at since the last `show`: while one scrolls, most come again."""
        self._spare: frozenset[str] = frozenset()
        """The names of the wide columns that there is room for."""
        self._measured: set[Key] = set()
        """The rows that the layout has room for, since the last `show`."""
        self._strips: LRUCache[Face, Strip] = LRUCache(512)

    @property
    def cursor(self) -> Key | None:
        """The row that the cursor is on; None where there is none."""
        return None if self._placeholder else self._cursor.key(self._table)

    @property
    def marks(self) -> frozenset[Key]:
        """What is marked; nothing that is not shown."""
        return self._cursor.marks

    def look_for(self, key: Key) -> None:
        """Put the cursor on a row, as soon as it is there."""
        self._cursor.look_for(key)
        self._settle()
        self._update()

    def show(self, table: Tabulation[Any], now: datetime, changing: frozenset[Key] = frozenset()) -> None:
        """Show a table as it is now, and what is ``changing``; only what differs is drawn again."""
        replaced, self._placeholder = bool(self._placeholder), ()
        self._table, self._now, self._changing = table, now, changing
        self._cells.clear()
        self._measured.clear()
        self._settle()
        self._lay_out()
        if replaced:
            self._drawn.clear()
            self.refresh()
        self._update()

    def placeholder(self, *lines: str) -> None:
        """Show some lines of text instead of a table, in the middle; `show` ends that."""
        if lines != self._placeholder:
            self._placeholder = lines
            self.refresh()

    def lay_out_anew(self) -> None:
        """Share out the width by what is in sight now."""
        self._seen = ()
        self._lay_out()
        self._update()

    # ---- drawing

    @property
    def page(self) -> int:
        """How many rows are in sight."""
        return max(1, self.size.height - HEAD)

    def render_line(self, y: int) -> Strip:
        """One line of what is visible."""
        if self._placeholder:
            runs = placeholder_runs(self._placeholder, y, self.size, self.symbols)
            return self.strip(runs, self.size.width)
        pen = self._pen()
        face = self._drawn[y] = self._face(pen, y, self._thumb())
        return self._strip_of(pen, face)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        """Share out the new width, and keep the cursor in sight."""
        self.lay_out_anew()
        self._keep_cursor_in_sight()
        self.refresh()

    def _face(self, pen: TablePen, y: int, thumb: range) -> Face:
        """What decides how a visible line looks."""
        table = self._table
        if y < HEAD:
            return HeadLine(table.view.sort, table.view.falling, self._chosen)
        place = y - HEAD + self._top
        shown = table.shown
        key = shown[place] if place < len(shown) else None
        row = table.row(key) if key is not None else None
        if key is None or row is None:
            return None
        cells = self._cells.get(key)
        if cells is None:
            cells = self._cells[key] = pen.cells(table.sheet, row, self._now)
        return Line(
            cells,
            cursor=place == self._cursor.place,
            marked=key in self._cursor.marks,
            changing=key in self._changing,
            bar="" if not thumb else self.symbols.thumb if y in thumb else self.symbols.track,
        )

    def _thumb(self) -> range:
        """The lines of the scrollbar that stand for the rows in sight; none where all are in sight."""
        total, page = len(self._table.shown), self.page
        if total <= page:
            return range(0)
        size = max(1, page * page // total)
        start = HEAD + round((page - size) * self._top / (total - page))
        return range(start, start + size)

    def _update(self) -> None:
        """Draw the visible lines again that differ from what was drawn, and of those no more than differs; tell."""
        if self._placeholder or not self.is_mounted:
            return
        self._top = max(0, min(self._top, len(self._table.shown) - self.page))
        pen, thumb = self._pen(), self._thumb()
        regions: list[Region] = []
        for y in range(self.size.height):
            face = self._face(pen, y, thumb)
            if y not in self._drawn:
                regions.append(Region(0, y, self.size.width, 1))
            elif face != self._drawn[y]:
                before, after = self._strip_of(pen, self._drawn[y]), self._strip_of(pen, face)
                regions += [Region(x, y, width, 1) for x, width in differing(before, after)]
        if regions:
            self.refresh(*regions)
        self.drawn()

    def _pen(self) -> TablePen:
        """What all visible lines are drawn with; with another, nothing drawn before counts."""
        pen = self._last_pen
        if pen is None or pen.layout is not self._layout:
            pen = self._last_pen = TablePen(self.symbols, self._layout, self._layout.places)
            self._drawn.clear()
            self._cells.clear()
            self._strips.clear()
        return pen

    def _strip_of(self, pen: TablePen, face: Face) -> Strip:
        strip = self._strips.get(face)
        if strip is None:
            strip = self._strips[face] = self.strip(pen.runs(face), self.size.width)
        return strip

    # ---- placing

    def _settle(self) -> None:
        """Find the cursor's row again, at the same height if it can be."""
        height = self._cursor.place - self._top
        self._cursor.settle(self._table)
        if 0 <= height < self.page:
            self._top = self._cursor.place - height
        if not self._cursor.moved:
            self._top = 0

    def _lay_out(self) -> None:
        """Share out the width: anew if sort, filter or columns are others, else only where more is needed."""
        table, view = self._table, self._table.view
        columns = table.columns
        seen = (columns, view.sort, view.text, view.faults_only, view.namespaces, self._room, not table.shown)
        if seen == self._seen:
            come = [key for key in self._in_sight() if key not in self._measured]
            if come:
                self._layout = grown(self._layout, self._naturals(columns, come))
                self._measured.update(come)
            if not (view.spare and self._layout.short):
                return
        self._seen = seen
        shown = table.shown
        keys = (*self._in_sight(), *shown[:: max(1, len(shown) // SAMPLED)])
        free = bool(shown) and view.columns is None and not view.wide
        everything = table.sheet.shown(replace(view, wide=True)) if free else columns
        naturals = self._naturals(everything, keys)
        self._spare = with_room(everything, naturals, self._room) if free else view.spare
        widths = dict(zip((column.called for column in everything), naturals, strict=True))
        self._layout = lay_out(columns, [widths[each.called] for each in columns], self._room, self._layout.first)

    @property
    def _room(self) -> int:
        """Cells there are for columns; the last one is the scrollbar's."""
        return max(1, self.size.width - 1)

    def _in_sight(self) -> list[Key]:
        return list(self._table.shown[self._top : self._top + self.page])

    def _naturals(self, columns: Sequence[Column[Any]], keys: Iterable[Key]) -> list[int]:
        rows = (self._table.row(key) for key in keys)
        return natural_widths(columns, [row for row in rows if row is not None], self._now, self.symbols)

    def _keep_cursor_in_sight(self) -> None:
        self._top = min(max(self._top, self._cursor.place - self.page + 1), self._cursor.place)

    def _scroll(self, top: int) -> None:
        """Put another row to the top."""
        self._top = max(0, min(top, len(self._table.shown) - self.page))
        self._lay_out()
        self._update()

    def drawn(self) -> None:
        """What was drawn may be another row under the cursor, or other marks."""
