"""The lines of some logs: the newest as they come, or any others that are kept; all, or those that are meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from textual.binding import Binding, BindingType
from textual.events import MouseScrollDown, MouseScrollUp, Resize
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ktui.domain.escapes import TONES
from ktui.domain.log_buffer import LogBuffer
from ktui.domain.log_filter import LogFilter, Selection
from ktui.domain.text import printable
from ktui.widgets.inked import Inked
from ktui.widgets.log_layout import SOURCES, WIDEST_LABEL, LogLook, rows, written
from ktui.widgets.log_place import GAP, AllLines, LogPlace, Row
from ktui.widgets.runs import Run, fit

_LAID_OUT = 400
"""The layout of so many lines is remembered."""
_WHEEL = 3
"""Rows that a turn of the wheel goes."""


class LogView(Inked, can_focus=True):
    """Lines of a `LogBuffer`. It shows what there is when it is told to (`redraw`), however often lines come.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    INK_PREFIX = "log-view--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"log-view--{name}"
        for name in (*TONES, "bold", "dim", "note", "stamp", "hit", "here", *(f"source-{n}" for n in range(SOURCES)))
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "up", id="log.up", tooltip="A row up; stops following.", show=False),
        Binding("down,j", "scroll(1)", "down", id="log.down", tooltip="A row down.", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "page up", id="log.page_up", tooltip="A page up.", show=False),
        Binding(
            "pagedown,ctrl+f,space", "page(1)", "page down", id="log.page_down", tooltip="A page down.", show=False
        ),
        Binding("home,g", "begin", "first", id="log.begin", tooltip="The oldest line that is kept.", show=False),
        Binding("end,G", "end", "last", id="log.end", tooltip="The newest line, and follow.", show=False),
        Binding("left,h", "across(-1)", "left", id="log.left", tooltip="To the left in long lines.", show=False),
        Binding("right,l", "across(1)", "right", id="log.right", tooltip="To the right in long lines.", show=False),
    ]
    DEFAULT_CSS = """
    LogView {
        height: 1fr;
        width: 1fr;
        .log-view--red { color: $text-error; }
        .log-view--green { color: $text-success; }
        .log-view--yellow { color: $text-warning; }
        .log-view--blue { color: $text-primary; }
        .log-view--magenta { color: mediumorchid; }
        .log-view--cyan { color: $text-accent; }
        .log-view--bold { text-style: bold; }
        .log-view--dim { color: $text-muted; }
        .log-view--note { color: $text-muted; text-style: italic; }
        .log-view--stamp { color: $text-muted; }
        .log-view--hit { text-style: bold reverse; }
        .log-view--here { background: $block-hover-background; text-style: bold; }
        .log-view--source-0 { color: $text-primary; }
        .log-view--source-1 { color: $text-success; }
        .log-view--source-2 { color: $text-warning; }
        .log-view--source-3 { color: $text-accent; }
        .log-view--source-4 { color: mediumorchid; }
        .log-view--source-5 { color: $text-secondary; }
        .log-view--source-6 { color: $text-error; }
        .log-view--source-7 { color: $text-muted; }
        &:light .log-view--magenta, &:light .log-view--source-4 { color: darkmagenta; }
        &:nocolor .log-view--here { text-style: bold underline; }
    }
    """

    class Moved(Message):
        """Other lines are shown, or it follows, or does not any more."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._ascii_only = ascii_only
        self._buffer = LogBuffer()
        self._place = LogPlace(self._buffer, self._rows_of)
        self._labels: tuple[str, ...] = ()
        self._words: tuple[str, ...] = ()
        self._look = LogLook(width=80, ascii_only=ascii_only)
        self._laid_out: dict[int, list[list[Run]]] = {}
        self._shown: list[Row] = []
        """The number of the line and of its row, for each row that is shown; -1 is no line."""
        self._strips: list[Strip] = []
        self.following = True
        """Whether the newest line stays in sight."""
        self.here: int | None = None
        """The line that was gone to."""

    # ---- what is shown

    def show(self, buffer: LogBuffer, labels: Sequence[str], selection: Selection | None = None) -> None:
        """Show the lines of a buffer, or those of them that are selected.

        Args:
            buffer: the lines.
            labels: the names of the sources, by number; all ``""`` where there is only one.
            selection: the lines that are meant; None: all.
        """
        if buffer is not self._buffer:
            self._buffer, self._place, self.here = buffer, LogPlace(buffer, self._rows_of), None
            self._laid_out.clear()
        if tuple(labels) != self._labels:
            self._labels = tuple(labels)
            self._laid_out.clear()
        self._place.lines = selection or AllLines(buffer)
        self.redraw()

    def placeholder(self, *words: str) -> None:
        """Show some words instead of lines; none: the lines again."""
        if words != self._words:
            self._words = words
            self.redraw()

    def look(self, *, wrap: bool | None = None, stamps: bool | None = None, wanted: LogFilter | None = None) -> None:
        """Show lines another way; what is not given stays as it is."""
        look = self._look
        self._restyle(
            replace(
                look,
                wrap=look.wrap if wrap is None else wrap,
                stamps=look.stamps if stamps is None else stamps,
                wanted=look.wanted if wanted is None else wanted,
                across=0 if wrap else look.across,
            )
        )
        self.redraw()

    @property
    def wrap(self) -> bool:
        """Whether long lines take several rows."""
        return self._look.wrap

    @property
    def stamps(self) -> bool:
        """Whether each line begins with its time."""
        return self._look.stamps

    @property
    def on_screen(self) -> list[int]:
        """The numbers of the lines that are in sight."""
        return list(dict.fromkeys(number for number, _ in self._shown if number >= 0))

    def text_of(self, number: int) -> str:
        """A line in full, as it is copied or saved."""
        source, line = self._buffer.line(number)
        return written(line, stamps=self._look.stamps, label=self._called(source))

    def redraw(self) -> None:
        """Show what there is now: only rows that differ are drawn."""
        width, height = self.size
        if not height:
            return
        self._restyle(replace(self._look, width=width, label_width=self._label_width(width)))
        shown: list[Row] = []
        if not self._words:
            shown = self._place.last_page(height) if self.following else self._place.page(height)
        strips = [self._strip(*row) for row in shown] or self._told(width, height)
        before, self._strips, self._shown = self._strips, strips, shown
        for y in range(height):
            if before[y : y + 1] != strips[y : y + 1]:
                self.refresh(Region(0, y, width, 1))

    def render_line(self, y: int) -> Strip:
        """One row."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.ink_style(()))

    def on_resize(self, event: Resize) -> None:
        """Lay lines out anew."""
        del event
        self.redraw()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw all rows anew, in their new colours."""
        super().notify_style_update()
        self._strips = []
        self.call_later(self.redraw)

    # ---- rows

    def _restyle(self, look: LogLook) -> None:
        if look != self._look:
            self._look = look
            self._laid_out.clear()

    def _told(self, width: int, height: int) -> list[Strip]:
        """The words that stand instead of lines, in the middle."""
        ellipsis = "~" if self._ascii_only else "…"
        lines = [fit(printable(line), width, ellipsis, "center") for line in self._words]
        before = [""] * max(0, (height - len(lines)) // 2)
        return [self.strip([(line, ("dim",))], width) for line in [*before, *lines]]

    def _rows(self, number: int) -> list[list[Run]]:
        laid_out = self._laid_out.get(number)
        if laid_out is None:
            source, line = self._buffer.line(number)
            laid_out = rows(line, source, self._called(source), self._look)
            if len(self._laid_out) >= _LAID_OUT:
                self._laid_out.clear()
            self._laid_out[number] = laid_out
        return laid_out

    def _rows_of(self, number: int) -> int:
        return len(self._rows(number))

    def _called(self, source: int) -> str:
        return self._labels[source] if 0 <= source < len(self._labels) else ""

    def _label_width(self, width: int) -> int:
        widest = max((cell_len(printable(name)) for name in self._labels), default=0)
        return min(WIDEST_LABEL, width // 3, widest)

    def _strip(self, number: int, row: int) -> Strip:
        width = self._look.width
        if (number, row) == GAP:
            dots = "..." if self._ascii_only else "…"
            words = f"{dots} {self._buffer.dropped:,} lines before this are not kept {dots}"
            return self.strip([(fit(words, width, dots), ("note",))], width)
        runs: list[Run] = self._rows(number)[row]
        if number == self.here:
            runs = [(text, (*ink, "here")) for text, ink in runs]
        return self.strip(runs, width)

    # ---- moving

    def follow(self, *, following: bool) -> None:
        """Keep the newest line in sight, or stay where one is."""
        if not following:
            self._stay()
        self.following = following
        if following:
            self.here = None
        self._moved()

    def go_to(self, number: int) -> None:
        """Put a line in the middle."""
        self.following, self.here = False, number
        self._place.top = (number, 0)
        self._place.go_up(self.size.height // 2)
        self._moved()

    def action_scroll(self, by: int) -> None:
        """Some rows up or down; without any line, nowhere."""
        if self._place.empty:
            return
        self._stay()
        if by < 0:
            self.following = False
            self._place.go_up(-by)
        elif not self.following:
            self._place.go_down(by)
        self._moved()

    def action_page(self, by: int) -> None:
        """Some pages up or down."""
        self.action_scroll(by * max(1, self.size.height - 1))

    def action_begin(self) -> None:
        """To the oldest line that is kept."""
        self.following = False
        self._place.top = (self._buffer.first, 0)
        self._moved()

    def action_end(self) -> None:
        """To the newest line, and follow."""
        self.follow(following=True)

    def action_across(self, by: int) -> None:
        """To the left or right."""
        if not self._look.wrap:
            across = max(0, self._look.across + by * (self._look.width // 2))
            self._restyle(replace(self._look, across=across))
            self._moved()

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel goes up."""
        event.stop()
        self.action_scroll(-_WHEEL)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel goes down."""
        event.stop()
        self.action_scroll(_WHEEL)

    def _stay(self) -> None:
        """Make what is seen first the top."""
        self._place.top = next((row for row in self._shown if row != GAP), self._place.top)

    def _moved(self) -> None:
        self.redraw()
        if not self.following:
            self._stay()
        self.post_message(self.Moved())
