"""One line that says how something is shown, on the left, and what it comes to, on the right."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ktui.widgets.symbols import symbols


class SummaryLine(Widget):
    """Two lists in one line: of the right one as many parts as fit, of the left one what room is left.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    left: reactive[tuple[Content, ...]] = reactive(())
    """How it is shown, the most important first."""
    right: reactive[tuple[Content, ...]] = reactive(())
    """What it comes to, the most important first."""

    DEFAULT_CSS = """
    SummaryLine { height: 1; padding: 0 1; color: $text-muted; }
    """

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        signs = symbols(ascii_only)
        self._between = Content(f" {signs.dot} " if signs.dot == "·" else ", ")
        self._ellipsis = Content(signs.ellipsis)

    def render(self) -> Content:
        """Left, a gap, right."""
        width = self.content_size.width
        first = self.left[0].cell_length if self.left else 0
        right = self._fitting(self.right, width - first - 2)
        room = width - right.cell_length - 2
        left = self._fitting(self.left, room) or (self.left[0].truncate(max(0, room)) if self.left else Content(""))
        return Content.assemble(left, " " * max(1, width - left.cell_length - right.cell_length), right)

    def _fitting(self, parts: Sequence[Content], room: int) -> Content:
        """As many parts as there is room for, and a sign if there are more."""
        for count in range(len(parts), 0, -1):
            shown = [*parts[:count], *([self._ellipsis] if count < len(parts) else [])]
            line = self._between.join(shown)
            if line.cell_length <= room:
                return line
        return Content("")
