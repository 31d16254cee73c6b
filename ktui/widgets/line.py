"""A line to type into."""

from __future__ import annotations

from textual.widgets import Input

from ktui.domain.text import printable


class Line(Input):
    """A line that holds nothing that could act on a terminal: it is drawn as it is, and anything may be pasted."""

    def validate_value(self, value: str) -> str:
        """Take a text without what must not be drawn."""
        return printable(value)
