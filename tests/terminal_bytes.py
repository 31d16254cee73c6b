"""What leaves for a terminal: taken down instead of written, and looked at character by character."""

from __future__ import annotations

import re
import unicodedata

import pyte
from hostile import FORBIDDEN
from textual.drivers.headless_driver import HeadlessDriver

_OURS = re.compile(
    r"\x1b\[[0-9;]*m"  # colours
    r"|\x1b\[[0-9]+;[0-9]+H"  # the cursor goes to a place
    r"|\x1b\[\?2026[hl]"  # a frame begins and ends
    r"|\x1b\[\?25[hl]"  # the cursor is hidden, and shown
    r"|\x1b\]22;[a-z]*\x07"  # the mouse's pointer
    r"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # what the user copies
)
"""All that a console has to say to a terminal beside text, once it is set up."""


_UNSURE = re.compile("[\u20dd-\u20e4\ufe00-\ufe0f\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")
"""What terminals disagree about how wide it makes a character."""


class TakingDriver(HeadlessDriver):
    """A driver without a terminal, which the app takes for one: it keeps what is written."""

    @property
    def is_headless(self) -> bool:
        """As far as the app knows, there is a terminal."""
        return False

    def write(self, data: str) -> None:
        """Keep it."""
        taken = self._app.taken = getattr(self._app, "taken", [])
        taken.append(data)


def strangers(data: str) -> list[str]:
    """What is in some output that a terminal must not get, with what is around it."""
    left = _OURS.sub(lambda match: " " * len(match[0]), data)
    wrong = [
        at
        for at, character in enumerate(left)
        if unicodedata.category(character) in FORBIDDEN or _UNSURE.match(character)
    ]
    return [ascii(data[max(0, at - 20) : at + 20]) for at in wrong if left[at] != "\n"]


class Terminal:
    """A terminal that shows what it is sent."""

    def __init__(self, width: int, height: int) -> None:
        self._screen = pyte.Screen(width, height)
        self._stream = pyte.Stream(self._screen)

    def feed(self, data: str) -> None:
        """Send it something."""
        self._stream.feed(data)

    @property
    def lines(self) -> list[str]:
        """What it shows."""
        return [plain(line) for line in self._screen.display]


def plain(line: str) -> str:
    """A line to be compared: a terminal puts a letter and its accent together where there is one of both."""
    return unicodedata.normalize("NFC", line.rstrip())
