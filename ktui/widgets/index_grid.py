"""The indexes of an Indexed Job, a sign each, drawn line by line, or folded to ranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ktui.domain.index_states import Folds, IndexState, IndexStates
from ktui.widgets.inked import Inked
from ktui.widgets.runs import Ink, Run, fit

SIGNS: Mapping[IndexState, str] = {
    IndexState.WAITING: "·",
    IndexState.DONE: "■",
    IndexState.FAILED: "✖",
    IndexState.RUNNING: "●",
    IndexState.BACKING_OFF: "↻",
    IndexState.PENDING: "◌",
}
"""What stands for a state."""
ASCII_SIGNS: Mapping[IndexState, str] = {
    IndexState.WAITING: ".",
    IndexState.DONE: "#",
    IndexState.FAILED: "X",
    IndexState.RUNNING: "o",
    IndexState.BACKING_OFF: "b",
    IndexState.PENDING: "p",
}
"""The same in ASCII."""
TROUBLE = frozenset({IndexState.FAILED, IndexState.BACKING_OFF})
"""What ``<`` and ``>`` look for."""

_ROWS = (500, 200, 100, 50, 20, 10)
"""How many indexes a line may have: round numbers, so that a place can be read off."""
_GROUP = 10
"""So many stand together, before a space."""

_Face: TypeAlias = tuple[int, bytes, int | None] | None
"""What decides how a line looks: its first index, the states, and which of them the cursor is on."""


class IndexGrid(Inked, ScrollView, can_focus=True):
    """Indexes as a block of signs, or as a list of ranges.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move(-1, 0)", "left", show=False, id="indexes.left", tooltip="The index before."),
        Binding("right", "move(1, 0)", "right", show=False, id="indexes.right", tooltip="The next index."),
        Binding("up,k", "move(0, -1)", "up", show=False, id="indexes.up", tooltip="A line up."),
        Binding("down,j", "move(0, 1)", "down", show=False, id="indexes.down", tooltip="A line down."),
        Binding("pageup,ctrl+b", "page(-1)", "page up", show=False, id="indexes.page_up", tooltip="A page up."),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="indexes.page_down", tooltip="A page down."),
        Binding("home,g", "to(0)", "first", show=False, id="indexes.first", tooltip="The first index."),
        Binding("end,G", "to(-1)", "last", show=False, id="indexes.last", tooltip="The last index."),
        Binding(
            "greater_than_sign",
            "trouble(1)",
            "next failed",
            show=False,
            id="indexes.next",
            tooltip="The next index that failed or is backing off.",
        ),
        Binding(
            "less_than_sign",
            "trouble(-1)",
            "failed before",
            show=False,
            id="indexes.previous",
            tooltip="The index before that failed or is backing off.",
        ),
        Binding("f", "fold", "fold", id="indexes.fold", tooltip="Indexes as ranges of one state each, or one by one."),
        Binding("enter", "choose", "pods", id="indexes.choose", tooltip="The pods of this index.", show=False),
    ]
    INK_PREFIX = "index-grid--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        *(f"index-grid--{state.name.lower()}" for state in IndexState),
        "index-grid--gutter",
        "index-grid--cursor",
    }
    """One for each state, and those of the numbers and the cursor."""
    DEFAULT_CSS = """
    IndexGrid {
        width: 1fr;
        height: 1fr;
        overflow: hidden auto;
        scrollbar-size: 0 1;
        .index-grid--waiting { color: $text-disabled; }
        .index-grid--done { color: $text-success; }
        .index-grid--running { color: $text-primary; text-style: bold; }
        .index-grid--failed { color: $error-lighten-2; text-style: bold; }
        .index-grid--backing_off, .index-grid--pending { color: $text-warning; text-style: bold; }
        .index-grid--gutter { color: $text-muted; }
        .index-grid--cursor { text-style: bold reverse; }
        &:light .index-grid--failed { color: $error-darken-1; }
    }
    """

    class Told(Message):
        """What an index grid tells."""

        def __init__(self, grid: IndexGrid, index: int) -> None:
            super().__init__()
            self.grid = grid
            self.index = index
            """Which index it is about."""

        @property
        def control(self) -> IndexGrid:
            """The grid."""
            return self.grid

    class IndexHighlighted(Told):
        """The cursor is on another index now."""

    class IndexChosen(Told):
        """An index was chosen, with enter or a double click."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.states = IndexStates(0)
        """What is shown."""
        self.cursor = 0
        """The index that the cursor is on."""
        self.folded = False
        """Whether ranges are shown."""
        self._ascii_only = ascii_only
        self._signs = ASCII_SIGNS if ascii_only else SIGNS
        self._folds: Folds | None = None
        self._drawn: dict[int, _Face] = {}
        if ascii_only:
            self.styles.scrollbar_size_vertical = 0

    def show(self, states: IndexStates) -> None:
        """Show the states of indexes; only lines that differ are drawn again."""
        if states == self.states:
            return
        grown = states.total != self.states.total
        self.states, self._folds = states, None
        self.cursor = max(0, min(self.cursor, states.total - 1))
        if grown or self.folded:
            self._lay_out()
        self._refresh_differing()

    # ---- drawing

    @property
    def per_row(self) -> int:
        """How many indexes stand on a line."""
        room = self.scrollable_content_region.width - self._gutter
        return next((each for each in _ROWS if each // _GROUP * (_GROUP + 1) <= room), _ROWS[-1])

    @property
    def folds(self) -> Folds:
        """The ranges, worked out when they are first looked at."""
        if self._folds is None:
            self._folds = self.states.folds()
        return self._folds

    @property
    def _gutter(self) -> int:
        return len(f"{max(0, self.states.total - 1):,}") + 2

    @property
    def _rows(self) -> int:
        return len(self.folds) if self.folded else -(-self.states.total // self.per_row)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are, where the height is left to it."""
        del container, viewport, width
        return self._rows

    def render_line(self, y: int) -> Strip:
        """One line of what is visible."""
        face = self._drawn[y] = self._face(y)
        return self.strip(self._runs(face), self.scrollable_content_region.width)

    def on_resize(self) -> None:
        """Share out the new width, and keep the cursor in sight."""
        self._lay_out()
        self._keep_in_sight()
        self.refresh()

    def _face(self, y: int) -> _Face:
        row = y + self.scroll_offset.y
        if row >= self._rows:
            return None
        if self.folded:
            first, last, state = self.folds.fold(row)
            return last, bytes([state]), first if first <= self.cursor <= last else -1 - first
        first = row * self.per_row
        at = self.cursor - first
        return first, self.states.part(first, first + self.per_row), at if 0 <= at < self.per_row else None

    def _runs(self, face: _Face) -> list[Run]:
        if face is None:
            return []
        return self._folded_runs(face) if self.folded else self._block_runs(*face)

    def _block_runs(self, first: int, states: bytes, cursor: int | None) -> list[Run]:
        gutter: Ink = ("gutter",) if cursor is None else ()
        runs: list[Run] = [(f"{first:>{self._gutter - 1},} ", gutter)]
        for at, value in enumerate(states):
            state = IndexState(value)
            if at and at % _GROUP == 0:
                runs.append((" ", ()))
            ink: Ink = (state.name.lower(), "cursor") if at == cursor else (state.name.lower(),)
            runs.append((self._signs[state], ink))
        return runs

    def _folded_runs(self, face: tuple[int, bytes, int | None]) -> list[Run]:
        last, states, mark = face
        assert mark is not None, "a range says where it begins"
        under = mark >= 0
        first = mark if under else -1 - mark
        state = IndexState(states[0])
        named = f"{first:,}" if first == last else f"{first:,}-{last:,}"
        text = f" {self._signs[state]} {named:>{2 * self._gutter}}  {state.word}"
        count = "" if first == last else f"  {last - first + 1:,} indexes"
        ink: Ink = (state.name.lower(), "cursor") if under else (state.name.lower(),)
        return [(fit(text + count, self.scrollable_content_region.width, ""), ink)]

    def _refresh_differing(self) -> None:
        width = self.scrollable_content_region.width
        for y in range(self.size.height):
            if self._face(y) != self._drawn.get(y, ()):
                self.refresh(Region(0, y, width, 1))

    def _lay_out(self) -> None:
        size = Size(self.scrollable_content_region.width, self._rows)
        if size != self.virtual_size:
            self.virtual_size = size
            if self.styles.is_auto_height:
                self.refresh(layout=True)

    # ---- moving

    def go(self, index: int) -> None:
        """Put the cursor on an index."""
        if not self.states.total:
            return
        index = max(0, min(index, self.states.total - 1))
        if index != self.cursor:
            self.cursor = index
            self._keep_in_sight()
            self._refresh_differing()
            self.post_message(self.IndexHighlighted(self, index))

    def _keep_in_sight(self) -> None:
        row = self.folds.place(self.cursor) if self.folded else self.cursor // self.per_row
        top, height = self.scroll_offset.y, max(1, self.size.height)
        self.scroll_to(y=min(max(top, row - height + 1), row), animate=False)

    def action_move(self, right: int, down: int) -> None:
        """Move the cursor by indexes and lines."""
        if not self.folded:
            self.go(self.cursor + right + down * self.per_row)
        elif len(self.folds):
            place = self.folds.place(self.cursor) + right + down
            self.go(self.folds.fold(max(0, min(place, len(self.folds) - 1)))[0])

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many lines as are visible."""
        self.action_move(0, pages * max(1, self.size.height - 1))

    def action_to(self, index: int) -> None:
        """Move the cursor to the first or, with -1, to the last index."""
        self.go(index if index >= 0 else self.states.total - 1)

    def action_trouble(self, step: int) -> None:
        """Move the cursor to the nearest index that failed or is backing off."""
        found = self.states.next(self.cursor, step, TROUBLE)
        if found is not None:
            self.go(found)

    def action_fold(self) -> None:
        """Show ranges, or every index."""
        self.folded = not self.folded
        self._drawn.clear()
        self._lay_out()
        self._keep_in_sight()
        self.refresh()

    def action_choose(self) -> None:
        """Tell that the index under the cursor was chosen."""
        if self.states.total:
            self.post_message(self.IndexChosen(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on what is clicked; a second click chooses it."""
        row = event.y + self.scroll_offset.y
        if row >= self._rows:
            return
        if self.folded:
            self.go(self.folds.fold(row)[0])
        else:
            at = event.x - self._gutter
            if at >= 0:
                self.go(row * self.per_row + min(at - at // (_GROUP + 1), self.per_row - 1))
        if event.chain > 1:
            self.action_choose()
