"""Text from a cluster, made safe to draw.

Names, messages and label values may hold anything: escape sequences that move the cursor or set the window's title,
line breaks, characters that turn the direction of writing. A terminal must never get them.
"""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was that must not be drawn."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories: control, format (bidirectional marks, zero widths), surrogate, private, unassigned, breaks."""


def printable(text: str, replacement: str = REPLACEMENT) -> str:
    """One line of text without a character that could do something to a terminal.

    Line breaks and tabs become a space; everything else of the kind becomes ``replacement``.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe(character, replacement) for character in text)


def _safe(character: str, replacement: str) -> str:
    if character in "\n\r\t":
        return " "
    return replacement if unicodedata.category(character) in _UNSAFE else character
