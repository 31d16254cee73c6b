"""A list in which what the cursor is on can be seen without colour too."""

from __future__ import annotations

from textual.events import Click
from textual.style import Style
from textual.widgets import OptionList


class Offers(OptionList):
    """A list to choose from; the line of the cursor is reversed, as in tables.

    The style sheet cannot say so: Textual leaves ``reverse`` out of the styles that it draws options with.
    """

    DEFAULT_CSS = """
    Offers > .option-list--option-highlighted { color: $text; background: $background; text-style: bold; }
    Offers:focus > .option-list--option-highlighted { color: $text; background: $background; text-style: bold; }
    """

    def on_click(self, event: Click) -> None:
        """Pass over a click on what was drawn where there is nothing any more: Textual would end with it."""
        clicked = event.style.meta.get("option")
        if clicked is not None and clicked >= self.option_count:
            event.prevent_default()

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """How a part of it is drawn."""
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + Style(reverse=True) if "option-list--option-highlighted" in component_classes else style
