"""Text from a cluster, made safe to draw.

Names, messages and label values may hold anything: escape sequences that move the cursor or set the window's title,
line breaks, characters that turn the direction of writing. A terminal must never get them. Nor must it get what makes
a character of another width in some terminals and not in others: columns would break in one or the other.
"""

from __future__ import annotations

import unicodedata

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
"""Stands where a character was that must not be drawn."""

_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories: control, format (bidirectional marks, zero widths), surrogate, private, unassigned, breaks."""
_WIDTHLESS = {
    *range(0xFE00, 0xFE10),  # variation selectors: some terminals draw an emoji with one in two cells, some in one
    *range(0xE0100, 0xE01F0),
    *range(0x1F3FB, 0x1F400),  # skin tones: part of the emoji before, or a picture beside it
    0x20DD, 0x20DE, 0x20DF, 0x20E0, 0x20E2, 0x20E3, 0x20E4,  # marks that enclose, such as keycaps
}  # fmt: skip
_FLAGS = range(0x1F1E6, 0x1F200)
"""The letters of which flags are made: two of them are one picture, or two letters of some width."""
_MENDED = {**dict.fromkeys(_WIDTHLESS), **{letter: chr(letter - _FLAGS.start + ord("A")) for letter in _FLAGS}}


def printable(text: str, replacement: str = REPLACEMENT) -> str:
    """One line of text without a character that could do something to a terminal.

    Line breaks and tabs become a space; everything else of the kind becomes ``replacement``. What only changes how the
    character before it looks is left out, and flags are told by their letters.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_safe(character, replacement) for character in text.translate(_MENDED))


def _safe(character: str, replacement: str) -> str:
    if character in "\n\r\t":
        return " "
    return replacement if unicodedata.category(character) in _UNSAFE else character
