"""A table of any number of rows: cursor, marks and columns, by keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from ktui.domain.objects import Key
from ktui.widgets.table_drawing import HEAD, DrawnTable
from ktui.widgets.table_layout import TableLayout

WHEEL = 3
"""Rows that a turn of the mouse's wheel scrolls."""


class TableView(DrawnTable, can_focus=True):
    """Rows under a head; the first columns stay in place while the others are scrolled.

    It shows a `Tabulation`, and asks it for the rows in sight whenever they are drawn.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False, id="table.up", tooltip="The row above."),
        Binding("down,j", "move(1)", "down", show=False, id="table.down", tooltip="The row below."),
        Binding("pageup,ctrl+b", "page(-1)", "page up", show=False, id="table.page_up", tooltip="A page up."),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="table.page_down", tooltip="A page down."),
        Binding("home,g", "top", "first row", show=False, id="table.top", tooltip="The first row, to stay first."),
        Binding("end,G", "bottom", "last row", show=False, id="table.bottom", tooltip="The last row."),
        Binding("left", "sideways(-1)", "left", show=False, id="table.left", tooltip="Columns to the left."),
        Binding("right", "sideways(1)", "right", show=False, id="table.right", tooltip="Columns to the right."),
        Binding("h", "sideways_letter(-1)", "left", show=False, id="table.h", tooltip="Columns to the left."),
        Binding("l", "sideways_letter(1)", "right", show=False, id="table.l", tooltip="Columns to the right."),
        Binding("enter", "choose", "open", id="table.choose", show=False, tooltip="Go into the row."),
        Binding("space", "mark", "mark", id="table.mark", show=False, tooltip="Mark the row, or unmark it."),
        Binding(
            "ctrl+@,ctrl+space",
            "mark_range",
            "mark range",
            id="table.mark_range",
            show=False,
            tooltip="Mark all rows from the last mark to here.",
        ),
        Binding("ctrl+backslash", "unmark", "unmark", id="table.unmark", show=False, tooltip="Take all marks away."),
        Binding(
            "shift+left",
            "choose_column(-1)",
            "column before",
            id="table.column_before",
            show=False,
            tooltip="Choose the column before, to sort by it with O.",
        ),
        Binding(
            "shift+right",
            "choose_column(1)",
            "next column",
            id="table.column_after",
            show=False,
            tooltip="Choose the next column, to sort by it with O.",
        ),
    ]

    class Told(Message):
        """What a table tells."""

        def __init__(self, table: TableView) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> TableView:
            """The table."""
            return self.table

    class RowHighlighted(Told):
        """The cursor is on another row now, or on none."""

        def __init__(self, table: TableView, key: Key | None) -> None:
            super().__init__(table)
            self.key = key
            """The row."""

    class RowChosen(Told):
        """A row was chosen, with enter or a double click."""

        def __init__(self, table: TableView, key: Key) -> None:
            super().__init__(table)
            self.key = key
            """The row."""

    class MarksChanged(Told):
        """Other rows are marked than before."""

        def __init__(self, table: TableView, marks: frozenset[Key]) -> None:
            super().__init__(table)
            self.marks = marks
            """What is marked now."""

    class HeadClicked(Told):
        """The head of a column was clicked."""

        def __init__(self, table: TableView, name: str) -> None:
            super().__init__(table)
            self.name = name
            """The column's."""

    class ColumnChosen(Told):
        """Another column was chosen, to be sorted by."""

        def __init__(self, table: TableView, name: str) -> None:
            super().__init__(table)
            self.name = name
            """The column's."""

    class RoomFound(Told):
        """There is room for other wide columns than are shown."""

        def __init__(self, table: TableView, names: frozenset[str]) -> None:
            super().__init__(table)
            self.names = names
            """Theirs."""

    sideways_letters = True
    """Whether ``h`` and ``l`` scroll columns; a screen that has other uses for them sets it to False."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__(ascii_only=ascii_only)
        self._told: tuple[Key | None, frozenset[Key]] = (None, frozenset())
        self._dragging = False

    @property
    def chosen_column(self) -> str:
        """The name of the column that was chosen; ``""``: none was."""
        return self._chosen

    def unmark(self) -> None:
        """Mark nothing any more."""
        self._mark(self._cursor.unmark)

    def drawn(self) -> None:
        """Tell what has changed since."""
        key, marks = self._told
        self._told = (self.cursor, self.marks)
        if self.cursor != key:
            self.post_message(self.RowHighlighted(self, self.cursor))
        if self.marks is not marks:  # to compare 100,000 takes as long as a frame
            self.post_message(self.MarksChanged(self, self.marks))
        if self._spare != self._table.view.spare:
            self.post_message(self.RoomFound(self, self._spare))

    # ---- keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave ``h`` and ``l`` to the screen where it wants them."""
        return self.sideways_letters if action == "sideways_letter" else super().check_action(action, parameters)

    def _go(self, move: Callable[[], None]) -> None:
        """Move the cursor."""
        if not self._placeholder:
            move()
            self._keep_cursor_in_sight()
            self._lay_out()
            self._update()

    def action_move(self, rows: int) -> None:
        """Move the cursor by rows."""
        self._go(lambda: self._cursor.put(self._table, self._cursor.place + rows))

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are in sight, and the rows with it."""
        rows = pages * max(1, self.page - 1)
        self._top = max(0, min(self._top + rows, len(self._table.shown) - self.page))
        self.action_move(rows)

    def action_top(self) -> None:
        """Move the cursor to the first row, to stay first."""
        self._go(lambda: self._cursor.go_home(self._table))

    def action_bottom(self) -> None:
        """Move the cursor to the last row."""
        self._go(lambda: self._cursor.put(self._table, len(self._table.shown) - 1))

    def action_sideways(self, columns: int) -> None:
        """Scroll the columns that do not stay in place."""
        self._layout = self._layout.scrolled(max(self._layout.first, self._layout.staying) + columns)
        self._update()

    def action_sideways_letter(self, columns: int) -> None:
        """Scroll the columns that do not stay in place."""
        self.action_sideways(columns)

    def action_choose(self) -> None:
        """Go into the row."""
        if self.cursor is not None:
            self.post_message(self.RowChosen(self, self.cursor))

    def action_mark(self) -> None:
        """Mark the row, or take its mark away."""
        self._mark(lambda: self._cursor.mark(self._table))

    def action_mark_range(self) -> None:
        """Mark all rows from the last mark to the cursor."""
        self._mark(lambda: self._cursor.mark_range(self._table))

    def action_unmark(self) -> None:
        """Take all marks away."""
        self.unmark()

    def _mark(self, mark: Callable[[], None]) -> None:
        if self.cursor is not None:
            mark()
            self._update()

    def action_choose_column(self, columns: int) -> None:
        """Choose the column before or after the one that is chosen or sorted by."""
        names = [column.called for column in self._layout.columns]
        if names:
            at = next((names.index(each) for each in (self._chosen, self._table.view.sort) if each in names), -1)
            self.choose_column(names[max(0, min(at + columns, len(names) - 1))])

    def choose_column(self, name: str) -> None:
        """Choose a column, and bring it in sight; ``""``: none is any more."""
        self._chosen = name
        layout = self._layout
        place = next((at for at, column in enumerate(layout.columns) if column.called == name), 0)
        if name and place >= layout.staying and not self._whole(layout, place):
            tried = (layout.scrolled(first) for first in range(min(layout.first, place), place + 1))
            self._layout = next((each for each in tried if self._whole(each, place)), layout.scrolled(place))
        self._update()
        if name:
            self.post_message(self.ColumnChosen(self, name))

    @staticmethod
    def _whole(layout: TableLayout, column: int) -> bool:
        """Whether a column is in sight as a whole."""
        return any(place == column and x + layout.widths[place] <= layout.room for place, x in layout.places)

    # ---- mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the row that is clicked; a second click goes into it, one on the head sorts."""
        if self._placeholder or event.x >= self._room:
            return
        if event.y < HEAD:
            column = self._layout.column_at(event.x)
            if column is not None:
                self.post_message(self.HeadClicked(self, self._layout.columns[column].called))
        elif event.y - HEAD + self._top < len(self._table.shown):
            self._go(lambda: self._cursor.put(self._table, event.y - HEAD + self._top))
            if event.chain > 1:
                self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the rows; the cursor stays where it is."""
        event.stop()
        if event.shift or event.ctrl:
            self.action_sideways(1)
        else:
            self._scroll(self._top + WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the rows; the cursor stays where it is."""
        event.stop()
        if event.shift or event.ctrl:
            self.action_sideways(-1)
        else:
            self._scroll(self._top - WHEEL)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the scrollbar."""
        if event.x >= self._room and not self._placeholder:
            self._dragging = True
            self.capture_mouse()
            self._drag(event.y)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Drag the scrollbar."""
        if self._dragging:
            self._drag(event.y)

    def on_mouse_up(self) -> None:
        """Let the scrollbar go."""
        if self._dragging:
            self._dragging = False
            self.release_mouse()

    def _drag(self, y: int) -> None:
        beyond = len(self._table.shown) - self.page
        self._scroll(round(beyond * (y - HEAD) / max(1, self.page - 1)))
