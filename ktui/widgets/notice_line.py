"""What has to be told and must not be missed: the server's words about an action, until they have been read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip

from ktui.domain.text import printable
from ktui.widgets.inked import Inked
from ktui.widgets.runs import Run, cut, wrap
from ktui.widgets.symbols import symbols

MOST_LINES = 3
"""Lines a notice may take; the journal has the rest."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was told."""

    text: str
    failed: bool = False
    """Whether it tells of a failure."""
    stays: bool = False
    """Whether it has to be read, though it tells of no failure."""
    more: int = 0
    """How many other notices wait behind it."""


class NoticeLine(Inked):
    """The notice that is to be read, on up to three lines; without one it takes no room.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    INK_PREFIX = "notice-line--"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"notice-line--failed", "notice-line--told", "notice-line--keys"}
    DEFAULT_CSS = """
    NoticeLine {
        height: auto;
        .notice-line--failed { color: $error-lighten-2; text-style: bold; }
        .notice-line--told { color: $text; }
        .notice-line--keys { color: $text-muted; }
    }
    """

    notice: reactive[Notice | None] = reactive[Notice | None](None, layout=True)
    """What is to be read; None: nothing."""
    keys: reactive[tuple[str, str]] = reactive(("J", "esc"))
    """The key, or the command, that opens the journal, and the key that closes a notice."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self.symbols = symbols(ascii_only)
        self.display = False

    def watch_notice(self, notice: Notice | None) -> None:
        """Take room only for a notice."""
        self.display = notice is not None

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the text takes."""
        del container, viewport
        return max(1, len(self._lines(width)))

    def render_line(self, y: int) -> Strip:
        """One of its lines."""
        width = self.size.width
        lines = self._lines(width)
        if self.notice is None or y >= len(lines):
            return self.strip((), width)
        runs: list[Run] = [(lines[y], ("failed" if self.notice.failed else "told",))]
        if y == len(lines) - 1:
            keys = self._keys()
            runs += [(" " * (width - cell_len(lines[y]) - cell_len(keys) - 1), ()), (keys, ("keys",))]
        return self.strip(runs, width)

    def _lines(self, width: int) -> list[str]:
        """The text in lines, with room on the last one for the keys."""
        if self.notice is None or width <= 0:
            return []
        symbols = self.symbols
        sign = f" {symbols.refused} " if self.notice.failed else " "
        text = printable(self.notice.text, symbols.replacement)
        lines = wrap(text, max(16, width - 1), sign, " " * len(sign))
        if len(lines) > MOST_LINES:
            rest = " ".join(line.strip() for line in lines[MOST_LINES - 1 :])
            lines = [*lines[: MOST_LINES - 1], " " * len(sign) + rest]
        room = width - cell_len(self._keys()) - 3
        if cell_len(lines[-1]) > room:
            if len(lines) < MOST_LINES:
                lines.append("")
            else:
                lines[-1] = cut(lines[-1], room, symbols.ellipsis)
        return lines

    def _keys(self) -> str:
        """Which keys help."""
        if self.notice is None:
            return ""
        journal, close = self.keys
        more = f"{self.notice.more} more, " if self.notice.more else ""
        named = journal if journal.startswith(":") else f"{journal} journal"
        where = f"{named}, " if self.notice.failed and journal else ""
        return f"{more}{where}{close} closes" if close else f"{more}{where}".rstrip(", ")
