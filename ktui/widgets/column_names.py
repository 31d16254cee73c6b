"""Names of columns where there is less room than they need: broken into lines, or shortened so that they stay apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len

from ktui.widgets.runs import cut, cut_middle, head, tail

Name: TypeAlias = tuple[str, ...]
"""A name as it is shown, the uppermost line first."""

_AFTER_A_SEPARATOR = re.compile(r"(?<=[-._/])(?=[^-._/])")
_SEPARATORS = "-._/"
_READABLE = 5
"""From this width on, a word that is cut ends in an ellipsis, and one that is broken can still be read."""
_SYLLABLE = 2
"""What is left of a broken word is at least this wide; a letter alone is worth less than an ellipsis."""
_STALKS = 5
"""From this many letters on, one may be given up to say that a name goes on."""


@lru_cache(maxsize=4096)
def least_width(name: str, lines: int) -> int:
    """The least width in which a name takes no more than some lines, broken only behind its separators."""
    words = _words(name)
    narrowest = max(map(cell_len, words), default=1)
    return next(width for width in range(narrowest, cell_len(name) + 1) if len(_packed(words, width)) <= lines)


@lru_cache(maxsize=64)
def lying(names: tuple[str, ...], widths: tuple[int, ...], lines: int, ellipsis: str) -> tuple[Name, ...]:
    """Names in a head, in at most so many lines, all in as many; short ones stand on the ground.

    What cannot be shown in full is shortened, and where two would then look alike, otherwise shortened.
    """
    ways = [list(_ways(name, width, lines, ellipsis)) for name, width in zip(names, widths, strict=True)]
    chosen = _apart(ways)
    tallest = max(map(len, chosen), default=0)
    return tuple(("",) * (tallest - len(name)) + name for name in chosen)


@lru_cache(maxsize=64)
def standing(names: tuple[str, ...], lines: int, goes_on: str, replacement: str) -> tuple[Name, ...]:
    """Names on their heads, a letter a line; where two look alike, without what they share."""
    ways = [[tuple(way) for way in _stalks(_narrow(name, replacement), lines, goes_on)] for name in names]
    return tuple(("",) * (lines - len(name)) + name for name in _apart(ways))


def _words(name: str) -> list[str]:
    """``node-exporter`` as ``node-`` and ``exporter``."""
    return _AFTER_A_SEPARATOR.split(name)


def _packed(words: Sequence[str], width: int) -> Name:
    """Words in as few lines as possible; a word whose separator was cut off is not joined to the next one."""
    lines: list[str] = []
    for word in words:
        if lines and lines[-1][-1:] in _SEPARATORS and cell_len(lines[-1] + word) <= width:
            lines[-1] += word
        else:
            lines.append(word)
    return tuple(lines)


def _ways(name: str, width: int, lines: int, ellipsis: str) -> Iterator[Name]:
    """Yield a name in at most so many lines, the best way first; in full, if that is possible."""
    words = _words(name)
    if least_width(name, lines) <= width:
        yield _packed(words, width)
        return
    if lines == 1:
        yield (cut(name, width, ellipsis if width >= _READABLE else ""),)
        if width < _READABLE and len(words) > 1:
            yield (head("".join(word[0] for word in words), width),)
        yield (cut_middle(name, width, ellipsis),)
        yield (tail(name, width),)
        return
    if width >= _READABLE or len(words) == 1:
        pieces = [list(_pieces(word, width)) for word in words]
        broken = _packed([piece for word in pieces for piece in word], width)
        if len(broken) <= lines and all(len(word) < 2 or cell_len(word[-1]) >= _SYLLABLE for word in pieces):
            yield broken
    short = _packed([_clipped(word, width, ellipsis) for word in words], width)
    yield short[:lines]
    yield (*short[: lines - 1], *short[-1:])
    yield (*short[:1], *short[1 - lines :])
    yield short[-lines:]
    yield tuple(_pieces(name, width))[-lines:]


def _pieces(word: str, width: int) -> Iterator[str]:
    """Yield a word piece by piece, each as wide as may be; rather than by itself, its separator is left out."""
    while cell_len(word) > width:
        if cell_len(word) == width + 1 and word[-1] in _SEPARATORS:
            word = word[:-1]
            break
        piece = head(word, width) or word[0]
        yield piece
        word = word[len(piece) :]
    if word:
        yield word


def _clipped(word: str, width: int, ellipsis: str) -> str:
    """The beginning of a word; its separator is the first thing to go."""
    if cell_len(word) <= width:
        return word
    bare = word.rstrip(_SEPARATORS)
    return cut(bare, width, ellipsis) if width >= _READABLE else head(bare, width)


def _stalks(name: str, lines: int, goes_on: str) -> Iterator[str]:
    """Yield the letters of a name, the best way first: in full, its beginning, its first word as a letter, its end."""
    if len(name) <= lines:
        yield name
        return
    first, *rest = _words(name)
    initial = first[0] + "".join(rest) if rest else name
    for each in (name, first[0] + first[-1] + "".join(rest) if rest else name, initial):
        whole = len(each) <= lines or lines < _STALKS
        yield each[:lines] if whole else each[: lines - 1] + goes_on
    yield name[0] + name[len(name) - lines + 1 :]


def _narrow(name: str, replacement: str) -> str:
    return "".join(letter if cell_len(letter) == 1 else replacement for letter in name)


def _apart(ways: Sequence[Sequence[Name]]) -> list[Name]:
    """Of each name the first way, or where several look alike, for all of them the next one.

    Where no way tells them apart, the first one is the best again.
    """
    tried = [0] * len(ways)
    for _ in range(max(map(len, ways), default=0)):
        seen = Counter(way[at] for way, at in zip(ways, tried, strict=True))
        for place, way in enumerate(ways):
            if seen[way[tried[place]]] > 1 and tried[place] + 1 < len(way):
                tried[place] += 1
    seen = Counter(way[at] for way, at in zip(ways, tried, strict=True))
    return [way[0] if seen[way[at]] > 1 else way[at] for way, at in zip(ways, tried, strict=True)]
