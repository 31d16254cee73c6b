"""What a filter looks for, as it is typed: text, ``-l selector`` or ``-f letters``; a ``!`` before it inverts it.

A text may be a pattern (`ktui.domain.patterns`), in which ``^a`` and ``b$`` are the ends of a cell or a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ktui.domain.labels import Selector, SelectorError, parse
from ktui.domain.patterns import OR, THEN, alternatives, in_order

LABELS = "-l"
"""What a filter by labels begins with."""
LOOSELY = "-f"
"""What a filter begins with whose letters need only come in that order."""

_SIGNS = (OR, THEN, "^", "$")
"""What makes a text a pattern."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A filter that was read. Made by `sought`."""

    text: str = ""
    """What a text has to contain, case folded; ``""`` if it is not that sort of filter."""
    pieces: tuple[tuple[str, ...], ...] = ()
    """If the text is a pattern, what has to be found instead: all of one of these, in their order."""
    selector: Selector | None = None
    """What labels have to meet."""
    letters: re.Pattern[str] | None = None
    """What finds the letters in a text."""
    inverse: bool = False
    """Whether what does not match is wanted."""
    fault: str = ""
    """Why the filter cannot be understood; it then looks for nothing."""

    @property
    def active(self) -> bool:
        """Whether it looks for anything."""
        return bool(self.text) or self.selector is not None or self.letters is not None

    def within(self, text: str) -> bool:
        """Whether a text holds what is looked for, the inverse not regarded."""
        if self.letters is not None:
            return self.letters.search(text) is not None
        return self.within_folded(text.casefold())

    def within_folded(self, text: str) -> bool:
        """Whether lines of a text, which is case folded, hold the text that is looked for."""
        if not self.pieces:
            return self.text in text
        framed = f"\n{text}\n"
        return any(in_order(each, framed) for each in self.pieces)

    def on(self, labels: Mapping[str, str]) -> bool:
        """Whether labels meet the selector, the inverse not regarded."""
        return self.selector is None or self.selector.matches(labels)

    def narrows(self, before: Sought) -> bool:
        """Whether it can only find what the filter before it found: one that was typed a letter further."""
        if self.pieces or before.pieces or self.inverse or before.inverse:
            return False
        return bool(before.text) and before.text in self.text


def sought(text: str) -> Sought:
    """Read a filter."""
    text = text.strip()
    inverse = text.startswith("!")
    wanted = text.removeprefix("!").strip()
    option, _, rest = wanted.partition(" ")
    if option == LABELS:
        try:
            return Sought(selector=parse(rest), inverse=inverse)
        except SelectorError as error:
            return Sought(fault=str(error))
    if option == LOOSELY:
        letters = re.compile(".*?".join(map(re.escape, rest.strip())), re.IGNORECASE | re.DOTALL)
        return Sought(letters=letters, inverse=inverse)
    return Sought(text=wanted.casefold(), pieces=_pieces(wanted.casefold()), inverse=inverse)


def _pieces(text: str) -> tuple[tuple[str, ...], ...]:
    """What a pattern consists of; nothing if the text is none."""
    if not any(sign in text for sign in _SIGNS):
        return ()
    return tuple(tuple(map(_framed, pieces)) for pieces in alternatives(text))


def _framed(piece: str) -> str:
    """A piece, with the ends of a line where it names them."""
    begin, end = piece.startswith("^"), piece.endswith("$")
    return f"{chr(10) * begin}{piece.removeprefix('^').removesuffix('$')}{chr(10) * end}"
