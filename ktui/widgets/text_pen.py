"""The lines of a text as rows of text and ink: pure, so that they can be compared, kept and tested."""

from __future__ import annotations

from ktui.domain.nouns import counted
from ktui.domain.text import printable
from ktui.domain.text_lines import Folded, Text, TextLine
from ktui.domain.text_search import TextSearch
from ktui.widgets.runs import Run
from ktui.widgets.symbols import Symbols
from ktui.widgets.text_rows import broken, cut_out, laid_over

MOST = 16_000
"""No more characters of a line are drawn: a value may be 10 MB in one line. All of them are copied and saved."""
CHANGED = "+"
"""Before a line that has just changed."""
_LAID_OUT = 400
"""The layout of so many lines is remembered."""


class TextPen:
    """Lays lines out as rows, those that are asked for.

    Args:
        signs: what to draw with.
        ascii_only: whether the terminal has no more than ASCII.
    """

    def __init__(self, signs: Symbols, *, ascii_only: bool) -> None:
        self._signs = signs
        self._ascii_only = ascii_only
        self._laid_out: dict[int, list[list[Run]]] = {}
        self.text: Text = ()
        """The lines."""
        self.folded = Folded(())
        """Which of them are seen."""
        self.found: TextSearch | None = None
        """What is marked in them."""
        self.room = 1
        """Cells for a row."""
        self.wrap = True
        """Whether long lines take several rows."""
        self.across = 0
        """So many cells of each line are to the left of what is seen, if it is cut."""

    def forget(self) -> None:
        """Lay all lines out anew: something is different."""
        self._laid_out.clear()

    def rows_of(self, number: int) -> list[list[Run]]:
        """A line in rows."""
        laid_out = self._laid_out.get(number)
        if laid_out is None:
            line = self.text[number]
            runs = self._runs(line, self.folded.hides(number))
            laid_out = broken(runs, self.room, line.hang) if self.wrap else [cut_out(runs, self.across, self.room)]
            if len(self._laid_out) >= _LAID_OUT:
                self._laid_out.clear()
            self._laid_out[number] = laid_out
        return laid_out

    def drawable(self, text: str) -> str:
        """A text with nothing in it that could do something to the terminal, or that it cannot show."""
        text = printable(text, self._signs.replacement)
        return text.encode("ascii", "replace").decode("ascii") if self._ascii_only else text

    def bars(self, height: int, start: int, end: int) -> str:
        """A scrollbar, from top to bottom, where lines from ``start`` to ``end`` are seen; nothing where all are."""
        total, signs = len(self.folded), self._signs
        if start == 0 and end >= total:
            return ""
        size = max(1, min(height - 1, height * (end - start) // max(1, total)))
        left = max(1, total - (end - start))
        begin = min(height - size, round((height - size) * start / left))
        return signs.track * begin + signs.thumb * size + signs.track * (height - begin - size)

    def _runs(self, line: TextLine, hidden: int) -> list[Run]:
        signs = self._signs
        runs: list[Run] = []
        left = MOST
        for text, tone in line.parts:
            shown = text[:left]
            left -= len(shown)
            runs.append((self.drawable(shown), (tone,) if tone else ()))
        if self.found is not None:
            runs = laid_over(runs, self.found.spans("".join(text for text, _ in runs)), "hit")
        more = sum(len(text) for text, _ in line.parts) - (MOST - left)
        if more:
            runs.append((f" {signs.ellipsis} {more:,} more characters, copied and saved in full", ("mark",)))
        if hidden:
            runs.append((f" {signs.ellipsis} {counted(hidden, 'line')}", ("mark",)))
        return runs
