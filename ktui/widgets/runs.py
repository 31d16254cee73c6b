"""Lines as runs of text in one ink each: what a widget says to draw, before colours are known."""

from __future__ import annotations

from itertools import zip_longest
from typing import TypeAlias

from rich.cells import cell_len, get_character_cell_size
from textual.strip import Strip

Ink: TypeAlias = tuple[str, ...]
"""Names of component classes, each laid over the one before."""
Run: TypeAlias = tuple[str, Ink]
"""Text and its ink."""


def cut(text: str, width: int, ellipsis: str) -> str:
    """The beginning of a text in at most ``width`` cells, with an ellipsis where something is left out."""
    if len(text) <= width and text.isascii():
        return text
    if cell_len(text) <= width:
        return text
    return head(text, width - cell_len(ellipsis)) + ellipsis if width > 0 else ""


def cut_middle(text: str, width: int, ellipsis: str) -> str:
    """Beginning and end of a text in at most ``width`` cells: names of nodes differ at their end."""
    if cell_len(text) <= width:
        return text
    if width < 5:
        return cut(text, width, ellipsis)
    end = tail(text, (width - 1) // 2)
    return head(text, width - 1 - cell_len(end)) + ellipsis + end


def fit(text: str, width: int, ellipsis: str, align: str = "left") -> str:
    """A text in exactly ``width`` cells: cut, or filled up with spaces; ``left``, ``right`` or ``center`` of them."""
    text = cut(text, width, ellipsis)
    room = max(0, width - cell_len(text))
    before = {"left": 0, "right": room}.get(align, room // 2)
    return " " * before + text + " " * (room - before)


def wrap(text: str, width: int, first: str = "", rest: str = "") -> list[str]:
    """A text in lines of at most ``width`` cells, broken at spaces where that is possible.

    Args:
        text: what to break.
        width: at least one cell more than ``rest``.
        first: what stands before the first line.
        rest: what stands before all others.
    """
    lines: list[str] = []
    line, lead, bare = first, first, True
    for word in text.split(" "):
        joined = line + word if bare else f"{line} {word}"
        if cell_len(joined) > width and not bare:
            lines.append(line)
            joined, lead = rest + word, rest
        # Looked at no further than there is room for: what a cluster says may be one word of a megabyte.
        while len(beginning := head(joined, width)) < len(joined):
            if len(beginning) <= len(
                lead
            ):  # a wide character where there is room for a narrow one: it has to go somewhere
                break
            lines.append(beginning)
            joined, lead = rest + joined[len(beginning) :], rest
        line, bare = joined, False
    return [*lines, line]


def head(text: str, width: int) -> str:
    """As much of the beginning of a text as there is room for."""
    if text.isascii():
        return text[: max(0, width)]
    used = 0
    for place, character in enumerate(text):
        used += get_character_cell_size(character)
        if used > width:
            return text[:place]
    return text


def tail(text: str, width: int) -> str:
    """As much of the end of a text as there is room for."""
    return head(text[::-1], width)[::-1]


class Canvas:
    """A line of cells to put texts on."""

    def __init__(self, width: int, ink: Ink) -> None:
        """An empty line, in the ink of the cells that nothing will be put on."""
        self._texts = [" "] * width
        self._inks = [ink] * width

    def put(self, x: int, text: str, ink: Ink) -> None:
        """Put text at a place; what does not fit on the line is left out."""
        for character in text:
            width = get_character_cell_size(character)
            if width and x >= 0 and x + width <= len(self._texts):
                self._texts[x] = character
                self._inks[x : x + width] = [ink] * width
                self._texts[x + 1 : x + width] = [""] * (width - 1)
            x += width

    def tint(self, x: int, width: int, ink: Ink) -> None:
        """Change the ink of some cells."""
        for place in range(max(0, x), min(x + width, len(self._inks))):
            self._inks[place] = ink

    def runs(self) -> list[Run]:
        """The line in as few runs as there are changes of ink."""
        runs: list[Run] = []
        start = 0
        for x in range(1, len(self._inks)):
            if self._inks[x] != self._inks[start]:
                runs.append(("".join(self._texts[start:x]), self._inks[start]))
                start = x
        if self._inks:
            runs.append(("".join(self._texts[start:]), self._inks[start]))
        return runs


def differing(before: Strip, after: Strip) -> list[tuple[int, int]]:
    """Where two lines differ: beginnings and widths. Small gaps are not worth moving the cursor for."""
    spans: list[tuple[int, int]] = []
    for x, (old, new) in enumerate(zip_longest(_cells(before), _cells(after))):
        if old == new:
            continue
        if spans and x - sum(spans[-1]) < _GAP:
            spans[-1] = (spans[-1][0], x + 1 - spans[-1][0])
        else:
            spans.append((x, 1))
    return spans


_GAP = 6


def _cells(strip: Strip) -> list[tuple[str, object]]:
    """What each cell looks like; of a space only its ground can be seen, as long as nothing is under or over it."""
    cells: list[tuple[str, object]] = []
    for text, style, _ in strip:
        plain = style is not None and not (style.reverse or style.underline or style.strike)
        ground = style.bgcolor if plain and style is not None else style
        space = (" ", ground)
        if text.isascii() and text.isprintable():  # each is a cell wide: no need to ask
            cells += [space if character == " " else (character, style) for character in text]
        else:
            for character in text:
                cells += [space if character == " " else (character, style)] * get_character_cell_size(character)
    return cells
