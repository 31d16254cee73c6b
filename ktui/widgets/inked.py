"""Widgets that say what to draw as runs of text and ink, and let the style sheet say what an ink looks like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from ktui.widgets.contrast import FAINT, READABLE, legible_style
from ktui.widgets.runs import Ink, Run


class Inked(Widget):
    """A widget whose inks are component classes: ink ``ready`` is drawn as ``<INK_PREFIX>ready``."""

    INK_PREFIX: ClassVar[str] = ""
    """What the names of its component classes begin with."""
    FAINT: ClassVar[frozenset[str]] = frozenset()
    """Inks of what should not draw the eye; all others are made easy to read, whatever the theme."""

    def __init__(self) -> None:
        self._ink_styles: dict[Ink, Style] = {}
        super().__init__()

    def notify_style_update(self) -> None:
        """Forget what inks looked like."""
        super().notify_style_update()
        self._ink_styles.clear()

    def strip(self, runs: Sequence[Run], width: int) -> Strip:
        """A line as it is drawn, exactly as wide as is asked for.

        In as few segments as possible, since each costs bytes on the wire: spaces join what is before them where that
        cannot be seen.
        """
        pieces: list[tuple[list[str], Style]] = []
        for text, ink in runs:
            style = self.ink_style(ink)
            if pieces and (pieces[-1][1] is style or (text.isspace() and _same_ground(pieces[-1][1], style))):
                pieces[-1][0].append(text)
            elif text:
                pieces.append(([text], style))
        strip = Strip([Segment("".join(texts), style) for texts, style in pieces])
        return strip.adjust_cell_length(width, self.ink_style(()))

    def ink_style(self, ink: Ink) -> Style:
        """What an ink looks like."""
        style = self._ink_styles.get(ink)
        if style is None:
            names = [self.INK_PREFIX + name for name in ink]
            style = self.get_visual_style(*names).rich_style
            if any(self.get_component_styles(name).text_style.reverse for name in names):  # a visual style drops it
                style += Style(reverse=True)
            style = legible_style(style, READABLE if self.FAINT.isdisjoint(ink) else FAINT)
            self._ink_styles[ink] = style
        return style


def _same_ground(one: Style, other: Style) -> bool:
    """Whether a space looks the same in two styles."""
    return one.bgcolor == other.bgcolor and not any(
        style.reverse or style.underline or style.strike for style in (one, other)
    )
