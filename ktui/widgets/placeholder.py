"""Lines in the middle, where there is nothing else to show."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Size

from ktui.domain.text import printable
from ktui.widgets.runs import Run, fit
from ktui.widgets.symbols import Symbols


def placeholder_runs(lines: Sequence[str], y: int, size: Size, symbols: Symbols) -> list[Run]:
    """What stands in a row when some lines stand in the middle, each of them too; ``[]``: nothing.

    Args:
        lines: the lines; they may hold anything.
        y: the row, from 0 on.
        size: of what they stand in the middle of.
        symbols: the signs that the terminal can draw.
    """
    place = y - max(0, (size.height - len(lines)) // 2)
    if not 0 <= place < len(lines):
        return []
    text = printable(lines[place], symbols.replacement)
    return [(fit(text, size.width, symbols.ellipsis, "center"), ("placeholder",))]
