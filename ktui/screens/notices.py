"""What was told and has not been read yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ktui.widgets.notice_line import Notice

MOST_QUOTED = 200
"""So many characters of what one program says are one notice."""
MOST_KEPT = 50
"""So many notices wait to be read; before that, the oldest are forgotten."""


class Notices:
    """Notices, the newest last. Those that tell of a failure, or that have to be read, wait until they are closed.

    Args:
        changed: called when there are others to show.
    """

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self._changed = changed
        self._waiting: list[Notice] = []
        self._cut_off: set[str] = set()

    @property
    def shown(self) -> Notice | None:
        """The newest, with how many wait behind it; None: there is none."""
        return replace(self._waiting[-1], more=len(self._waiting) - 1) if self._waiting else None

    def tell(self, notice: Notice) -> None:
        """Add one. What may be forgotten gives way to it."""
        self.forget()
        self._waiting = [*(each for each in self._waiting if each != notice), notice][-MOST_KEPT:]
        self._changed()

    def quote(self, who: str, words: str) -> None:
        """Add what a program says.

        What one program says in short lines is one notice: a sentence, and the address that it speaks of.
        """
        start = f"{who} says: "
        before = self._waiting[-1] if self._waiting else None
        text = f"{start}{words}"
        if before is not None and before.text.startswith(start) and len(before.text) + len(words) < MOST_QUOTED:
            self._waiting.pop()
            text = f"{before.text} {words}"
        self.tell(Notice(text, stays=True))

    def cut_off(self, text: str) -> None:
        """Add what leaving has done to an action that was under way: whoever leaves ktui altogether hears it too."""
        self._cut_off.add(text)
        self.tell(Notice(text, failed=True))

    @property
    def farewell(self) -> list[str]:
        """What was cut off and was not read yet."""
        return [each.text for each in self._waiting if each.text in self._cut_off]

    def withdraw(self, text: str) -> bool:
        """Take back what does not hold any more; False if it was closed already."""
        left = [each for each in self._waiting if each.text != text]
        held, self._waiting = len(left) < len(self._waiting), left
        self._changed()
        return held

    def forget(self) -> None:
        """Drop what need not be read."""
        self._waiting = [each for each in self._waiting if each.failed or each.stays]
        self._changed()

    def close(self) -> bool:
        """Close the newest; False if there is none."""
        if not self._waiting:
            return False
        self._waiting.pop()
        self._changed()
        return True
