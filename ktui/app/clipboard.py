"""Giving text to the clipboard of the machine at which the user sits, through the terminal: also over SSH and in tmux.

The terminal is told by OSC 52 (xterm's Operating System Commands). It never says whether it did it.
"""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.app import App

from ktui.domain.nouns import counted

if TYPE_CHECKING:
    from ktui.screens.taking import TakingScreen

MOST_TERMINALS = 74_000
"""Bytes that nearly all terminals take: 100,000 of base64."""
MOST = 1_000_000
"""Bytes that are given to any: tmux takes no sequence of more than 1 MiB, and a slow line has to carry them."""
_SCREEN_PIECE = 76
"""GNU screen takes a string in pieces of no more than 256 bytes."""
_NO_CLIPBOARD = re.compile(r"linux|vt\d+|cons25|ansi|console")
_KEPT = {"\n", "\t"}


@dataclass(frozen=True)
class Given:
    """What is written to the terminal, and what is said of it."""

    sequence: str
    """``""``: nothing is written."""
    said: str
    failed: bool = False


def give(text: str, what: str, environ: Mapping[str, str] = os.environ, *, save: str = "ctrl-s") -> Given:
    """Say how a text gets to the clipboard.

    Args:
        text: what is copied.
        what: what it is, for a sentence: ``the name of the pod``.
        environ: the environment, which tells the terminal.
        save: the key that saves what is shown.
    """
    text = harmless(text)
    size = len(text.encode())
    if _NO_CLIPBOARD.fullmatch(environ.get("TERM", "")) and "TMUX" not in environ:
        return Given(
            "",
            f"This terminal ({environ['TERM']}) has no clipboard. {save} saves what is shown into a file.",
            failed=True,
        )
    if size > MOST:
        return Given(
            "",
            f"{_capital(what)} is {size:,} bytes, more than a terminal takes. {save} saves it into a file.",
            failed=True,
        )
    lines = text.count("\n")
    length = counted(lines, "line") if lines > 1 else counted(len(text), "character")
    said = f"Copied {what}: {length}."
    if size > MOST_TERMINALS:
        said += f" Many terminals take no more than {MOST_TERMINALS:,} bytes: look whether it is all there."
    return Given(osc52(text, environ), said)


def osc52(text: str, environ: Mapping[str, str] = os.environ) -> str:
    """The sequence that sets the clipboard, wrapped for what stands between the app and the terminal."""
    encoded = base64.b64encode(text.encode()).decode()
    plain = f"\x1b]52;c;{encoded}\x07"
    if "TMUX" in environ:
        # The plain one is for tmux (set-clipboard), the other is handed on by it (allow-passthrough).
        return plain + "\x1bPtmux;" + plain.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if environ.get("TERM", "").startswith("screen"):
        pieces = [encoded[at : at + _SCREEN_PIECE] for at in range(0, len(encoded), _SCREEN_PIECE)] or [""]
        return "\x1bP\x1b]52;c;" + "\x1b\\\x1bP".join(pieces) + "\x07\x1b\\"
    return plain


def harmless(text: str) -> str:
    """A text without what could do something where it is pasted: controls, and marks that turn the writing round."""
    if text.isprintable():
        return text
    return "".join(each for each in text if each in _KEPT or unicodedata.category(each) not in {"Cc", "Cf", "Cs"})


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class CopyingApp(App[None]):
    """An app that gives text to the terminal's clipboard."""

    _doubted = False

    def copy_to_clipboard(self, text: str) -> None:
        """Copy without a word, as Textual's own widgets want it."""
        self._hand(text, give(text, "the text"))

    # By its name, and not by @on, which would need the class: the first frame does not wait for it.
    def on_taking_screen_copy_wanted(self, event: TakingScreen.CopyWanted) -> None:
        """Copy, and say what was copied; the first time, that one cannot know whether it arrived."""
        given = give(event.text, event.what, save=event.screen.key_of("save") or "ctrl-s")
        self._hand(event.text, given)
        if given.failed:
            event.screen.complain(given.said)
            return
        doubt = "" if self._doubted else " A terminal that ignores OSC 52 does not say so: try to paste."
        self._doubted = True
        event.screen.say(given.said + doubt)

    def _hand(self, text: str, given: Given) -> None:
        self._clipboard = text
        if given.sequence and self._driver is not None:
            self._driver.write(given.sequence)
