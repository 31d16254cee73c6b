"""The coverage grid: nodes by DaemonSets, drawn line by line."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ktui.domain.arrangement import Arrangement
from ktui.domain.coverage import Coverage
from ktui.widgets import grid_inks
from ktui.widgets.grid_cursor import EDGE, GridCursor
from ktui.widgets.grid_layout import Form, Layout, lay_out
from ktui.widgets.grid_lines import Face, Pen, name_width
from ktui.widgets.inked import Inked
from ktui.widgets.placeholder import placeholder_runs
from ktui.widgets.runs import differing
from ktui.widgets.spot import Spot
from ktui.widgets.symbols import symbols


class CoverageGrid(Inked, ScrollView, can_focus=True):
    """Nodes by DaemonSets; head and names stay in place while the rest scrolls both ways.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    HELP: ClassVar[str] = "In the grid"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1, 0)", "up", show=False, id="grid.up", tooltip="A row up."),
        Binding("down,j", "move(1, 0)", "down", show=False, id="grid.down", tooltip="A row down."),
        Binding("left", "move(0, -1)", "left", show=False, id="grid.left", tooltip="A column to the left."),
        Binding("right", "move(0, 1)", "right", show=False, id="grid.right", tooltip="A column to the right."),
        Binding("h", "sideways(-1)", "left", show=False, id="grid.h", tooltip="A column to the left."),
        Binding("l", "sideways(1)", "right", show=False, id="grid.l", tooltip="A column to the right."),
        Binding("g", "to_row(False)", "top", show=False, id="grid.top", tooltip="To the first row."),
        Binding("G", "to_row(True)", "bottom", show=False, id="grid.bottom", tooltip="To the last row."),
        Binding(
            "home", "to_column(False)", "first column", show=False, id="grid.first", tooltip="To the first column."
        ),
        Binding("end", "to_column(True)", "last column", show=False, id="grid.last", tooltip="To the last column."),
        Binding("pageup,ctrl+b", "page(-1)", "page up", show=False, id="grid.page_up", tooltip="A page up."),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="grid.page_down", tooltip="A page down."),
        Binding(
            "enter",
            "choose",
            "open",
            id="grid.choose",
            tooltip="Go into the pod, the node or the DaemonSet; open or shut a group.",
        ),
        Binding("space", "mark", "mark", id="grid.mark", tooltip="Mark this cell, row or column, or unmark it."),
        Binding(
            "ctrl+@,ctrl+space",
            "mark_range",
            "mark range",
            id="grid.mark_range",
            show=False,
            tooltip="Mark everything from the last mark to here.",
        ),
        Binding(
            "ctrl+w", "widen", "wide", id="grid.widen", tooltip="Draw columns with their names in full, or as they fit."
        ),
    ]
    INK_PREFIX = "coverage-grid--"
    FAINT = frozenset({"excluded"})
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"coverage-grid--{name}" for name in grid_inks.NAMES}
    """One for each state, and those of head, names, groups, cursor and marks."""
    DEFAULT_CSS = grid_inks.CSS

    class Told(Message):
        """What a grid tells."""

        def __init__(self, grid: CoverageGrid) -> None:
            super().__init__()
            self.grid = grid

        @property
        def control(self) -> CoverageGrid:
            """The grid."""
            return self.grid

    class CellHighlighted(Told):
        """The cursor is on something else now."""

        def __init__(self, grid: CoverageGrid, spot: Spot) -> None:
            super().__init__(grid)
            self.spot = spot
            """What it is on."""

    class CellChosen(Told):
        """A cell, row or column was chosen, with enter or a double click."""

        def __init__(self, grid: CoverageGrid, spot: Spot) -> None:
            super().__init__(grid)
            self.spot = spot
            """What was chosen."""

    class GroupToggled(Told):
        """A group should be shut, or opened."""

        def __init__(self, grid: CoverageGrid, title: str) -> None:
            super().__init__(grid)
            self.title = title
            """The group's title."""

    class MarksChanged(Told):
        """Other things are marked than before."""

        def __init__(self, grid: CoverageGrid, marks: frozenset[Spot]) -> None:
            super().__init__(grid)
            self.marks = marks
            """What is marked now."""

    sideways_letters = True
    """Whether ``h`` and ``l`` move the cursor; a screen that has other uses for them sets it to False."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)
        self._coverage: Coverage | None = None
        self._arrangement = Arrangement()
        self._cursor = GridCursor()
        self._wanted_form: Form | None = None
        self._placeholder: tuple[str, ...] = ()
        self._layout: Layout = lay_out((), 1, 1, 1, self.symbols)
        self._domain = ""
        self._last_pen: Pen | None = None
        self._drawn: dict[int, Face] = {}
        self._strips: LRUCache[Face, Strip] = LRUCache(512)
        if ascii_only:
            self.styles.scrollbar_size_vertical = 0

    @property
    def cursor(self) -> Spot | None:
        """What the cursor is on; None where there is nothing."""
        return None if self._placeholder else self._cursor.spot

    @property
    def marks(self) -> frozenset[Spot]:
        """What is marked; nothing that is not shown."""
        return self._cursor.marks

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._mark(self._cursor.unmark)

    @property
    def form(self) -> Form:
        """How columns are drawn now."""
        return self._layout.form

    def show(self, coverage: Coverage, arrangement: Arrangement, changing: frozenset[Spot] = frozenset()) -> None:
        """Show nodes by DaemonSets, and what is ``changing``; only lines that differ are drawn again."""
        cursor = self._cursor
        cursor.changing = changing
        spot, marks, height = cursor.spot, cursor.marks, cursor.row - self.scroll_offset.y
        replaced = bool(self._placeholder) or self._coverage is None
        self._placeholder, self._coverage, self._arrangement = (), coverage, arrangement
        cursor.settle(coverage, arrangement)
        if self._lay_out() or replaced:
            self.refresh()
        if cursor.moved and not replaced and cursor.row != EDGE:
            self.scroll_to(y=cursor.row - height, animate=False)
        self._refresh_differing()
        self._tell(spot, marks)

    def placeholder(self, *lines: str) -> None:
        """Show some lines of text instead of a grid, in the middle; `show` ends that."""
        if lines != self._placeholder:
            self._placeholder = lines
            self.virtual_size = Size(0, 0)
            self.refresh()

    # ---- drawing

    @property
    def _width(self) -> int:
        """Cells there are for lines; the scrollbar, where there is one, takes its own off them."""
        return self.scrollable_content_region.width

    def watch_show_vertical_scrollbar(self) -> None:
        """Share out the width anew: a scrollbar has come or gone."""
        if self.is_mounted:
            self.on_resize()

    def render_line(self, y: int) -> Strip:
        """One line of what is visible."""
        width = self._width
        if self._placeholder or self._coverage is None:
            room = Size(width, self.size.height)
            return self.strip(placeholder_runs(self._placeholder, y, room, self.symbols), width)
        pen = self._pen()
        face = self._drawn[y] = self._face(pen, y)
        return self._strip_of(pen, face)

    def notify_style_update(self) -> None:
        """Forget what was drawn in other colours."""
        super().notify_style_update()
        self._strips.clear()

    def on_resize(self) -> None:
        """Share out the new width, and keep the cursor in sight."""
        if self._coverage is not None and not self._placeholder:
            self._lay_out()
            self._keep_cursor_in_sight()
        self.refresh()

    def _face(self, pen: Pen, y: int) -> Face:
        """What decides how a visible line looks."""
        arrangement, cursor, layout = self._arrangement, self._cursor, pen.layout
        if y < layout.head:
            return pen.head_line(y, arrangement, cursor)
        row = y - layout.head + self.scroll_offset.y
        if row >= len(arrangement.rows) or self._coverage is None:
            return None
        return pen.line(row, arrangement, self._coverage, cursor)

    def _refresh_differing(self) -> None:
        """Draw the visible lines again that differ from what was drawn, and of those no more than differs."""
        pen = self._pen()
        for y in range(self.size.height):
            face = self._face(pen, y)
            if y not in self._drawn:
                self.refresh(Region(0, y, self._width, 1))
            elif face != self._drawn[y]:
                before, after = self._strip_of(pen, self._drawn[y]), self._strip_of(pen, face)
                for x, width in differing(before, after):
                    self.refresh(Region(x, y, width, 1))

    def _pen(self) -> Pen:
        """What all visible lines are drawn with; with another, nothing drawn before counts."""
        node_width = self._layout.node_width
        pen = Pen(self.symbols, self._layout, self._domain, self.scroll_offset.x, self._width - node_width)
        if pen != self._last_pen:
            self._last_pen = pen
            self._drawn.clear()
            self._strips.clear()
        return pen

    def _strip_of(self, pen: Pen, face: Face) -> Strip:
        strip = self._strips.get(face)
        if strip is None:
            strip = self._strips[face] = self.strip(pen.runs(face), self._width)
        return strip

    # ---- placing

    def _lay_out(self) -> bool:
        """Share out the width; whether anything has another place than before."""
        width, height = self._width, self.size.height
        arrangement = self._arrangement
        if self._coverage is None:
            return False
        names, self._domain = name_width(self._coverage, arrangement)
        layout = lay_out(arrangement.columns, width, height, names, self.symbols, self._wanted_form)
        changed = layout != self._layout
        self._layout = layout
        size = Size(layout.node_width + layout.body_width, layout.head + len(arrangement.rows))
        if size != self.virtual_size:
            self.virtual_size = size
        return changed

    def _keep_cursor_in_sight(self) -> None:
        layout, cursor = self._layout, self._cursor
        left, top = self.scroll_offset
        x: int | None = None
        if cursor.column != EDGE and cursor.column < len(layout.starts):
            room = self._width - layout.node_width
            start = layout.starts[cursor.column]
            end = start + layout.widths[cursor.column] + layout.trail
            if start < left or room < end - start:
                x = start
            elif end > left + room:
                x = next(at for at in layout.starts if at >= end - room)
        y: int | None = None
        if cursor.row != EDGE:
            room = max(1, self.size.height - layout.head)
            y = min(max(top, cursor.row - room + 1), cursor.row)
            if y == 1 and cursor.row == 1:
                y = 0  # the first group's own line
        self.scroll_to(x, y, animate=False)

    def _tell(self, spot: Spot | None, marks: frozenset[Spot]) -> None:
        """Tell what has changed since."""
        if self._cursor.spot is not None and self._cursor.spot != spot:
            self.post_message(self.CellHighlighted(self, self._cursor.spot))
        if self._cursor.marks != marks:
            self.post_message(self.MarksChanged(self, self._cursor.marks))

    def _go(self, row: int, column: int) -> None:
        if self._coverage is None or self._placeholder:
            return
        spot = self._cursor.spot
        self._cursor.put(self._arrangement, row, column)
        self._keep_cursor_in_sight()
        self._refresh_differing()
        self._tell(spot, self._cursor.marks)

    # ---- keys and mouse

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ``h`` and ``l`` to the screen where it wants them."""
        return self.sideways_letters if action == "sideways" else super().check_action(action, parameters)

    def action_move(self, down: int, right: int) -> None:
        """Move the cursor by rows and columns."""
        self._go(self._cursor.row + down, self._cursor.column + right)

    def action_sideways(self, right: int) -> None:
        """Move the cursor by columns."""
        self.action_move(0, right)

    def action_to_row(self, last: bool) -> None:
        """Move the cursor to the first or the last row."""
        self._go(len(self._arrangement.rows) - 1 if last else 0, self._cursor.column)

    def action_to_column(self, last: bool) -> None:
        """Move the cursor to the first or the last column."""
        self._go(self._cursor.row, len(self._arrangement.columns) - 1 if last else 0)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are visible, and the rows with it."""
        rows = max(1, self.size.height - self._layout.head - 1)
        self.scroll_to(y=self.scroll_offset.y + pages * rows, animate=False)
        self._go(max(0, self._cursor.row + pages * rows), self._cursor.column)

    def action_choose(self) -> None:
        """Open what the cursor is on; a group is opened or shut."""
        spot = self.cursor
        if spot is None:
            return
        if spot.group:
            self.post_message(self.GroupToggled(self, spot.group))
        else:
            self.post_message(self.CellChosen(self, spot))

    def action_mark(self) -> None:
        """Mark what the cursor is on, or take the mark away; a group is opened or shut."""
        spot = self.cursor
        if spot is not None and spot.group:
            self.post_message(self.GroupToggled(self, spot.group))
        else:
            self._mark(self._cursor.mark)

    def action_mark_range(self) -> None:
        """Mark all from the last mark to the cursor."""
        self._mark(lambda: self._cursor.mark_range(self._arrangement))

    def _mark(self, mark: Callable[[], None]) -> None:
        if self.cursor is not None:
            marks = self._cursor.marks
            mark()
            self._refresh_differing()
            self._tell(self._cursor.spot, marks)

    def action_widen(self) -> None:
        """Draw columns with their names in full even if they do not fit, or as they fit."""
        self._wanted_form = None if self._wanted_form else Form.NAMED
        self.on_resize()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what is clicked; a group is opened or shut, and a second click chooses."""
        if self._coverage is None or self._placeholder:
            return
        layout = self._layout
        row = EDGE if event.y < layout.head else event.y - layout.head + self.scroll_offset.y
        column = EDGE
        if event.x >= layout.node_width:
            found = layout.column_at(event.x - layout.node_width + self.scroll_offset.x)
            column = len(layout.starts) - 1 if found is None else found
        if row >= len(self._arrangement.rows):
            return
        self._go(row, column)
        spot = self.cursor
        if spot is not None and (event.chain > 1 or (spot.group and column == EDGE)):
            self.action_choose()
