"""Looking for something in a text that may be long: a slice of its lines at a time."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ktui.domain.text_lines import Text

SLICE = 1000
"""So many lines are looked at in a millisecond or two."""


class TextSearch:
    """The lines of a text in which something stands, found a slice at a time.

    Args:
        text: the lines.
        wanted: what is looked for, whether in capitals or not.
        aside: beginnings and ends of what is not looked through.
    """

    def __init__(self, text: Text, wanted: str, aside: Sequence[tuple[int, int]] = ()) -> None:
        self._text = text
        self._aside = aside
        self._pattern = re.compile(re.escape(wanted), re.IGNORECASE)
        self._lowered = wanted.lower()
        self._looked = 0
        self.wanted = wanted
        """What is looked for."""
        self.numbers: list[int] = []
        """The numbers of the lines that were found, in order."""

    @property
    def complete(self) -> bool:
        """Whether all lines were looked at."""
        return self._looked >= len(self._text)

    @property
    def progress(self) -> float:
        """How much of the text was looked at, from 0 to 1."""
        return self._looked / max(1, len(self._text))

    def advance(self, lines: int = SLICE) -> bool:
        """Look at some more lines; whether there are more after that."""
        end = min(len(self._text), self._looked + lines)
        for number in range(self._looked, end):
            if self._lowered in self._text[number].text.lower() and not self._is_aside(number):
                self.numbers.append(number)
        self._looked = end
        return not self.complete

    def _is_aside(self, number: int) -> bool:
        return any(start <= number < end for start, end in self._aside)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a line: beginnings and ends."""
        return [found.span() for found in self._pattern.finditer(text)]

    def after(self, number: int) -> int | None:
        """The next line after this one in which it stands."""
        at = bisect_right(self.numbers, number)
        return self.numbers[at] if at < len(self.numbers) else None

    def before(self, number: int) -> int | None:
        """The line before this one in which it stands."""
        at = bisect_left(self.numbers, number)
        return self.numbers[at - 1] if at else None

    def place(self, number: int) -> int:
        """Which of the lines that were found this is, from 1 on; 0: it is none."""
        at = bisect_left(self.numbers, number)
        return at + 1 if at < len(self.numbers) and self.numbers[at] == number else 0
