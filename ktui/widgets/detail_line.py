"""What stands below a table: more of the row under the cursor, in one line."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from ktui.widgets.runs import cut
from ktui.widgets.symbols import symbols


class DetailLine(Widget):
    """A line of text, cut with a sign where there is no room for all of it.

    Args:
        ascii_only: whether the terminal has no more than ASCII.
    """

    DEFAULT_CSS = """
    DetailLine { height: 1; padding: 0 1; color: $text-muted; }
    """

    text: reactive[str] = reactive("")
    """What it says."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        super().__init__()
        self._ellipsis = symbols(ascii_only).ellipsis

    def render(self) -> Content:
        """The line."""
        return Content(cut(self.text, self.content_size.width, self._ellipsis))
