"""What a filter looks for, as it is typed: text, ``-l selector`` or ``-f letters``; a ``!`` before it inverts it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ktui.domain.labels import Selector, SelectorError, parse

LABELS = "-l"
"""What a filter by labels begins with."""
LOOSELY = "-f"
"""What a filter begins with whose letters need only come in that order."""


@dataclass(frozen=True, slots=True)
class Sought:
    """A filter that was read. Made by `sought`."""

    text: str = ""
    """What a text has to contain, case folded; ``""`` if it is not that sort of filter."""
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
        return self.text in text.casefold()

    def on(self, labels: Mapping[str, str]) -> bool:
        """Whether labels meet the selector, the inverse not regarded."""
        return self.selector is None or self.selector.matches(labels)

    def narrows(self, before: Sought) -> bool:
        """Whether it can only find what the filter before it found: one that was typed a letter further."""
        return bool(before.text) and before.text in self.text and not before.inverse and not self.inverse


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
    return Sought(text=wanted.casefold(), inverse=inverse)
