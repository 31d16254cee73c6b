"""What has to be known of what is shown, above it: that it is stale, or not all of it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static


class RemarkLines(Static):
    """Some lines of text; without any it takes no room."""

    DEFAULT_CSS = """
    RemarkLines { height: auto; padding: 0 1; color: $text-warning; }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.display = False

    def tell(self, lines: Sequence[str]) -> None:
        """Show these lines."""
        text = "\n".join(lines)
        if text != self.content:
            self.update(text)
        self.display = bool(lines)
