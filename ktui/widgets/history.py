"""What was typed into the line at the bottom, to be brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterable

MOST = 500
"""So many lines are kept for each sign."""


class History:
    """Lines by the sign that they were typed after, the newest last; none twice.

    Args:
        commands: those that were typed after ``:`` in earlier runs.
        added: is given the sign and the line of what is added.
    """

    def __init__(
        self, commands: Iterable[str] = (), added: Callable[[str, str], None] = lambda _sign, _line: None
    ) -> None:
        self._lines = {":": list(dict.fromkeys(commands))[-MOST:]}
        self._added = added

    def of(self, sign: str) -> list[str]:
        """The lines of a sign, the newest last."""
        return self._lines.get(sign, [])

    def add(self, sign: str, line: str) -> None:
        """Keep a line; it is the newest now."""
        line = line.strip()
        if line:
            self._lines[sign] = [*(each for each in self.of(sign) if each != line), line][-MOST:]
            self._added(sign, line)
