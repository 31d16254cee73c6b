"""Text with escape sequences, as programs write it for terminals: colours become tones, everything else is taken out.

Nothing of it reaches a terminal as it came.
"""

from __future__ import annotations

import re

from ktui.domain.text import printable

TAB = 8
"""Cells from one tab stop to the next."""

TONES = ("red", "green", "yellow", "blue", "magenta", "cyan")
"""The tones that a text may have, beside ``bold`` and ``dim``; black, white and exact colours have none."""

_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)(?P<parameters>[0-?]*)[ -/]*(?P<final>[@-~])"  # a control sequence; ``m`` is colour
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # a string: titles, links, graphics
    r"|\x1b[ -/]*[0-~]"  # any other sequence
)
_COLOUR = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
_SGR_TONES = {code: tone for at, tone in enumerate(TONES, 1) for code in (30 + at, 90 + at)}


def uncoloured(text: bytes) -> bytes:
    """Lines of bytes without control sequences, so that they can be looked through."""
    return _COLOUR.sub(b"", text) if b"\x1b" in text else text


def tame(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """One line of text as pieces that are safe to draw, each with its tones.

    A tab reaches to the next tab stop, a carriage return at the end goes away, other control characters are shown as
    replaced. An escape sequence that does not end is no sequence: what follows it is not hidden.
    """
    text = text.rstrip("\r")
    if text.isprintable():
        return [(printable(text), ())]
    pieces: list[tuple[str, tuple[str, ...]]] = []
    tones: tuple[str, ...] = ()
    column = at = 0

    def put(part: str) -> None:
        nonlocal column
        if "\t" in part:
            part = (" " * (column % TAB) + part).expandtabs(TAB)[column % TAB :]
        if part:
            pieces.append((printable(part), tones))
            column += len(part)

    for found in _ESCAPE.finditer(text):
        put(text[at : found.start()])
        at = found.end()
        if found["final"] == "m":
            tones = _toned(tones, found["parameters"])
    put(text[at:])
    return pieces


def _toned(tones: tuple[str, ...], parameters: str) -> tuple[str, ...]:
    """The tones after a colour sequence (ECMA-48 8.3.117, SGR)."""
    codes = [int(part) if part.isdigit() and len(part) < 4 else 0 for part in re.split("[;:]", parameters)]
    weights, colour = set(tones) & {"bold", "dim"}, next((tone for tone in tones if tone in TONES), "")
    at = 0
    while at < len(codes):
        code = codes[at]
        if code == 0:
            weights, colour = set(), ""
        elif code == 1:
            weights.add("bold")
        elif code == 2:
            weights.add("dim")
        elif code == 22:
            weights = set()
        elif code in {38, 48}:
            # An exact colour: of the first sixteen of the palette the tone is known.
            form = codes[at + 1] if at + 1 < len(codes) else 0
            if code == 38:
                index = codes[at + 2] if form == 5 and at + 2 < len(codes) else -1
                colour = _SGR_TONES.get(30 + index if index < 8 else 82 + index, "") if 0 <= index < 16 else ""
            at += {5: 2, 2: 4}.get(form, 0)
        elif 30 <= code <= 39 or 90 <= code <= 97:
            colour = _SGR_TONES.get(code, "")
        at += 1
    return (*sorted(weights), *([colour] if colour else []))
