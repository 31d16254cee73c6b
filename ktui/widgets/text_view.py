"""A text to read: scrolled, searched, folded, wrapped; what is worked out is what is seen, however long the text is."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from ktui.domain.text_lines import TONES, Folded, Path, Text, TextLine, find, nearest
from ktui.domain.text_search import TextSearch
from ktui.widgets.inked import Inked
from ktui.widgets.placeholder import placeholder_runs
from ktui.widgets.runs import Run, differing
from ktui.widgets.symbols import symbols
from ktui.widgets.text_pen import CHANGED, TextPen
from ktui.widgets.text_place import TextPlace
from ktui.widgets.text_rows import width_of

GUTTER = 2
"""Cells before a line: whether something is folded away under it, or it has just changed."""
_NEXT_SLICE = 0.002
"""Seconds from one slice of a search to the next: a key gets its turn in between."""
_WHEEL = 3
"""Rows that a turn of the wheel goes."""


class TextView(Inked, can_focus=True):
    """A `Text`. It stays where one reads, by what stands there, when lines come and go before that.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    HELP: ClassVar[str] = "In a text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", id="text.up", tooltip="A line up.", show=False),
        Binding("down,j", "move(1)", "down", id="text.down", tooltip="A line down.", show=False),
        Binding("pageup,ctrl+b", "page(-1)", "page up", id="text.page_up", tooltip="A page up.", show=False),
        Binding(
            "pagedown,ctrl+f,space", "page(1)", "page down", id="text.page_down", tooltip="A page down.", show=False
        ),
        Binding("home,g", "begin", "first", id="text.begin", tooltip="The first line.", show=False),
        Binding("end,G", "end", "last", id="text.end", tooltip="The last line.", show=False),
        Binding("left", "across(-1)", "left", id="text.left", tooltip="To the left in long lines.", show=False),
        Binding("right", "across(1)", "right", id="text.right", tooltip="To the right in long lines.", show=False),
        Binding("enter", "fold", "fold", id="text.fold", tooltip="Fold away what belongs to this line, or show it."),
        Binding("w", "wrap", "wrap", id="text.wrap", tooltip="Wrap long lines, or cut them at the edge.", show=False),
        Binding("n", "hit(1)", "next hit", id="text.next_hit", tooltip="The next line that was found.", show=False),
        Binding(
            "N", "hit(-1)", "hit before", id="text.hit_before", tooltip="The line before that was found.", show=False
        ),
    ]
    INK_PREFIX = "text-view--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        f"text-view--{name}" for name in (*TONES, "cursor", "hit", "changed", "gutter", "bar", "placeholder")
    }
    DEFAULT_CSS = """
    TextView {
        width: 1fr;
        height: 1fr;
        .text-view--good { color: $text-success; }
        .text-view--warn { color: $text-warning; }
        .text-view--bad { color: $error-lighten-2; text-style: bold; }
        .text-view--dim { color: $text-muted; }
        .text-view--accent { color: $text-accent; }
        .text-view--title { color: $text; text-style: bold; }
        .text-view--key { color: $text-primary; }
        .text-view--string { color: $text; }
        .text-view--number { color: $text-warning; }
        .text-view--word { color: $text-accent; }
        .text-view--mark { color: $text-muted; text-style: italic; }
        .text-view--hit { text-style: bold reverse; }
        .text-view--changed { background: $warning 15%; }
        .text-view--gutter { color: $text-accent; }
        .text-view--bar { color: $text-disabled; }
        .text-view--placeholder { color: $text-muted; }
        .text-view--cursor { background: $block-hover-background; }
        &:focus .text-view--cursor { background: $block-hover-background; text-style: bold; }
        &:light .text-view--bad { color: $error-darken-1; }
        &:nocolor {
            .text-view--bad { color: $text; text-style: bold; }
            &:focus .text-view--cursor { text-style: bold underline; }
        }
    }
    """

    class Moved(Message):
        """The cursor is on another line, or more was found."""

    class NothingSought(Message):
        """The user wants to go to what was found, and nothing was looked for."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)
        self._pen = TextPen(self.symbols, ascii_only=ascii_only)
        self._place = TextPlace(Folded(()), self._pen.rows_of)
        self._paths: set[Path] = set()
        self._changed: frozenset[int] = frozenset()
        self._placeholder: tuple[str, ...] = ()
        self._strips: list[Strip] = []
        self._searching = False
        self.aside: frozenset[Path] = frozenset()
        """What is not looked through as long as it is folded away."""

    # ---- what is shown

    def show(self, text: Text, changed: Collection[int] = ()) -> None:
        """Show a text.

        Args:
            text: the lines.
            changed: the numbers of those that are not as they were.
        """
        before, place = self.text, self._place
        cursor = before[place.cursor].path if len(before) else ()
        top = before[place.top[0]].path if len(before) else ()
        height = place.height_of_cursor
        self._pen.text, self._changed, self._placeholder = text, frozenset(changed), ()
        self._refold()
        if cursor:
            found = nearest(text, cursor)
            self._place.cursor = self._place.folded.seen(found if found is not None else self._place.cursor)
            at_top = nearest(text, top) if height < 0 else None
            if at_top is not None:
                self._place.top = (at_top, 0)
            else:
                self._place.put_cursor_at(max(0, height))
        if self.found is not None:
            self._begin_search(self.found.wanted)
        self._draw_all()

    def placeholder(self, *lines: str) -> None:
        """Show some lines in the middle instead of a text; `show` ends that."""
        if lines != self._placeholder:
            self._placeholder = lines
            self._pen.text = ()
            self._refold()
            self._draw_all()

    @property
    def text(self) -> Text:
        """The lines that are shown."""
        return self._pen.text

    @property
    def found(self) -> TextSearch | None:
        """What was looked for, and where it stands."""
        return self._pen.found

    @property
    def wrap(self) -> bool:
        """Whether long lines take several rows."""
        return self._pen.wrap

    @wrap.setter
    def wrap(self, wrap: bool) -> None:
        self._pen.wrap, self._pen.across = wrap, 0
        self._pen.forget()

    @property
    def line(self) -> TextLine | None:
        """The line under the cursor."""
        return self.text[self._place.cursor] if len(self.text) else None

    @property
    def cursor(self) -> int:
        """The number of the line under the cursor, from 0 on."""
        return self._place.cursor

    def fold(self, path: Path, *, away: bool = True) -> None:
        """Fold away what belongs to a line, or show it again; that line need not be there yet."""
        if (path in self._paths) != away:
            self._paths ^= {path}
            self._refold()
            self._draw_all()

    def is_folded(self, path: Path) -> bool:
        """Whether what belongs to a line is folded away."""
        return path in self._paths

    # ---- drawing

    def render_line(self, y: int) -> Strip:
        """One row."""
        if y < len(self._strips):
            return self._strips[y]
        return Strip.blank(self.size.width, self.ink_style(()))

    def on_resize(self) -> None:
        """Lay lines out anew, and keep the cursor in sight."""
        self._pen.room = max(1, self.size.width - GUTTER - 1)
        self._pen.forget()
        self._place.resize(self.size.height)
        self._draw_all()
        self.refresh()

    def notify_style_update(self) -> None:
        """Draw all rows anew, in their new colours."""
        super().notify_style_update()
        self._strips = []
        self.call_later(self._draw)

    def _draw_all(self) -> None:
        self._pen.forget()
        self._draw()

    def _draw(self) -> None:
        """Draw what is seen: only what differs is written."""
        width, height = self.size
        if not height or not width:
            return
        before, self._strips = self._strips, self._all_strips(width, height)
        for y, after in enumerate(self._strips):
            if y >= len(before):
                self.refresh(Region(0, y, width, 1))
            elif before[y] != after:
                for x, length in differing(before[y], after):
                    self.refresh(Region(x, y, length, 1))

    def _all_strips(self, width: int, height: int) -> list[Strip]:
        if self._placeholder:
            told = [self._pen.drawable(line) for line in self._placeholder]
            return [self.strip(placeholder_runs(told, y, self.size, self.symbols), width) for y in range(height)]
        rows, bars = self._place.page(), self._pen.bars(height, *self._place.seen_ranks())
        strips = []
        for y in range(height):
            runs = self._row(*rows[y]) if y < len(rows) else []
            if bar := bars[y : y + 1]:
                runs = [*runs, (" " * max(0, width - 1 - width_of(runs)), ()), (bar, ("bar",))]
            strips.append(self.strip(runs, width))
        return strips

    def _row(self, number: int, row: int) -> list[Run]:
        runs = [(self._sign(number) if row == 0 else " ", ("gutter",)), (" ", ()), *self._pen.rows_of(number)[row]]
        over = ("changed",) * (number in self._changed) + ("cursor",) * (number == self._place.cursor)
        if over:
            runs = [(text, (*ink, *over)) for text, ink in runs]
            runs.append((" " * max(0, self.size.width - 1 - width_of(runs)), over))
        return runs

    def _sign(self, number: int) -> str:
        if self._place.folded.hides(number):
            return self.symbols.shut
        if number in self._changed:
            return CHANGED
        return self.symbols.open if number == self._place.cursor and self.text[number].heads else " "

    # ---- folding

    def _refold(self) -> None:
        place = self._place
        self._pen.folded = Folded(self.text, self._paths)
        self._place = TextPlace(self._pen.folded, self._pen.rows_of)
        self._place.resize(self.size.height)
        self._pen.forget()
        if len(self.text):
            last = len(self.text) - 1
            self._place.cursor = self._place.folded.seen(min(place.cursor, last))
            self._place.top = (self._place.folded.seen(min(place.top[0], last)), 0)

    def action_fold(self) -> None:
        """Fold away what belongs to the line under the cursor, or to the one that it belongs to itself; or show it."""
        line = self.line
        if line is not None and not line.heads:
            outside = find(self.text, line.path[:-1])
            line = None if outside is None else self.text[outside]
        if line is not None and line.heads:
            self.fold(line.path, away=line.path not in self._paths)
            self.post_message(self.Moved())

    # ---- looking for something

    def search(self, wanted: str) -> None:
        """Look for something, and go to the first line from here on in which it stands; ``""``: for nothing."""
        self._pen.found = None
        if wanted:
            self._begin_search(wanted)
            self._go_to_hit(self._place.cursor - 1, 1)
        self._draw_all()
        self.post_message(self.Moved())

    def _begin_search(self, wanted: str) -> None:
        hidden = [find(self.text, path) for path in self.aside & self._paths]
        spans = [(at + 1, at + 1 + self.text[at].heads) for at in hidden if at is not None]
        self._pen.found = TextSearch(self.text, wanted, spans)
        self._scan()

    def _scan(self) -> None:
        """Look through a slice of the text, and come back for the next."""
        self._searching = self.found is not None and self.found.advance()
        if self._searching:
            self.set_timer(_NEXT_SLICE, self._scan_on)

    def _scan_on(self) -> None:
        if self._searching and self.found is not None:
            none_yet = not self.found.numbers
            self._scan()
            if none_yet and self.found.numbers:
                self._go_to_hit(self._place.cursor - 1, 1)
            self.post_message(self.Moved())

    def action_hit(self, step: int) -> None:
        """Go to the next line that was found, or to the one before; from the last one on to the first."""
        if self.found is None:
            self.post_message(self.NothingSought())
        self._go_to_hit(self._place.cursor, step)

    def _go_to_hit(self, number: int, step: int) -> None:
        found = self.found
        if found is None or not found.numbers:
            return
        at = found.after(number) if step > 0 else found.before(number)
        if at is None:
            at = found.numbers[0 if step > 0 else -1]
        self._reveal(at)
        self._go(at)

    def _reveal(self, number: int) -> None:
        """Show what a line is folded away under."""
        while (head := self._place.folded.seen(number)) != number:
            self._paths.discard(self.text[head].path)
            self._refold()

    # ---- moving

    def go_to(self, path: Path) -> None:
        """Put the cursor on the line about something, if there is one."""
        at = nearest(self.text, path)
        if at is not None:
            self._reveal(at)
            self._go(at)

    def _go(self, number: int) -> None:
        self._place.go(number)
        self._draw()
        self.post_message(self.Moved())

    def action_move(self, lines: int) -> None:
        """Some lines up or down."""
        self._moved(self._place.move, lines)

    def action_page(self, pages: int) -> None:
        """Some pages up or down."""
        self._moved(self._place.scroll, pages * max(1, self.size.height - 1))

    def action_begin(self) -> None:
        """To the first line."""
        self._moved(lambda _: self._place.go(0), 0)

    def action_end(self) -> None:
        """To the last line."""
        self._moved(lambda _: self._place.end(), 0)

    def _moved(self, how: Callable[[int], None], by: int) -> None:
        if len(self.text):
            how(by)
            self._draw()
            self.post_message(self.Moved())

    def action_across(self, steps: int) -> None:
        """To the left or right in lines that are cut."""
        if not self.wrap:
            self._pen.across = max(0, self._pen.across + steps * max(1, self._pen.room // 2))
            self._draw_all()

    def action_wrap(self) -> None:
        """Wrap, or cut."""
        self.wrap = not self.wrap
        self._place.keep_in_sight()
        self._draw()
        self.post_message(self.Moved())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel goes down."""
        event.stop()
        self._moved(self._place.scroll, _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel goes up."""
        event.stop()
        self._moved(self._place.scroll, -_WHEEL)

    def on_click(self, event: events.Click) -> None:
        """The cursor goes to where it was clicked; on the sign before a line, or twice: fold."""
        rows = self._place.page()
        if event.y < len(rows):
            self._go(rows[event.y][0])
            if event.x < GUTTER or event.chain > 1:
                self.action_fold()
