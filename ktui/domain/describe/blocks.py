"""What a description is made of: facts, tables, notes, in sections that can be folded away; and their lines."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ktui.domain.steps import STEP, Steps
from ktui.domain.text import printable
from ktui.domain.text_lines import Part, Path, TextLine

Cell: TypeAlias = str | Part
"""A text, or a text and its tone."""

SHORT = 160
"""A value of more characters, or of several lines, is shown by its beginning, and in full when it is opened."""
_WIDEST = 48
"""Labels of a section take at most so many cells before their values."""
_GAP = 2


@dataclass(frozen=True)
class Fact:
    """A label and what it is."""

    label: str
    value: str
    tone: str = ""


@dataclass(frozen=True)
class Table:
    """Rows in columns."""

    titles: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    key: int = 0
    """The column that tells rows apart."""


@dataclass(frozen=True)
class Note:
    """A sentence."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """Some blocks under a title."""

    title: str
    blocks: tuple[Block, ...]
    remark: Cell = ""
    """What stands beside the title."""
    folded: bool = False
    """Whether it is folded away at first."""


Block: TypeAlias = Fact | Table | Note | Section


def section(title: str, blocks: Iterable[Block], remark: Cell = "", *, folded: bool = False) -> Iterator[Section]:
    """A section, if there is something in it."""
    found = tuple(blocks)
    if found:
        yield Section(title, found, remark, folded)


def facts(pairs: Iterable[tuple[str, str]]) -> Iterator[Fact]:
    """Facts of those that have a value."""
    return (Fact(label, value) for label, value in pairs if value)


@dataclass(frozen=True)
class Page:
    """A description, laid out."""

    lines: list[TextLine]
    folded: frozenset[Path]
    """What is folded away at first."""


def lay_out(blocks: Sequence[Block]) -> Steps[Page]:
    """Lay blocks out as lines."""
    lines: list[TextLine] = []
    folded: set[Path] = set()
    yield from _lay_out(blocks, (), 0, lines, folded)
    return Page(lines, frozenset(folded))


def _lay_out(blocks: Sequence[Block], path: Path, indent: int, lines: list[TextLine], folded: set[Path]) -> Steps[None]:
    label_width = min(_WIDEST, max((cells(each.label) for each in blocks if isinstance(each, Fact)), default=0))
    taken: dict[str, int] = {}
    after_section = False
    for block in blocks:
        name = _name(block)
        taken[name] = taken.get(name, 0) + 1
        here: Path = (*path, name if taken[name] == 1 else f"{name} {taken[name]}")
        if lines and not indent and (isinstance(block, Section) or after_section):
            lines.append(TextLine())
        after_section = isinstance(block, Section)
        match block:
            case Section():
                at = len(lines)
                lines.append(TextLine())
                yield from _lay_out(block.blocks, here, indent + 2, lines, folded)
                lines[at] = _heading(block, here, indent, len(lines) - at - 1)
                if block.folded:
                    folded.add(here)
            case Fact():
                yield from _fact(block, here, indent, label_width, lines, folded)
            case Note():
                parts = ((" " * indent + printable(block.text), block.tone),)
                lines.append(TextLine(parts, here, hang=indent + 2, value=block.text))
            case Table():
                lines.extend(_table(block, here, indent))


def _name(block: Block) -> str:
    match block:
        case Section():
            return block.title
        case Fact():
            return block.label
        case Note():
            return block.text
        case Table():
            return "table"


def _heading(block: Section, path: Path, indent: int, heads: int) -> TextLine:
    parts: list[Part] = [(" " * indent + printable(block.title), "title")]
    text, tone = _cell(block.remark)
    if text:
        parts.append((f"  {text}", tone or "dim"))
    return TextLine(tuple(parts), path, heads=heads, scope=path, hang=indent + 2)


def _fact(block: Fact, path: Path, indent: int, width: int, lines: list[TextLine], folded: set[Path]) -> Steps[None]:
    lead = " " * indent + printable(block.label)
    lead += " " * max(_GAP, indent + width + _GAP - cells(lead))
    value = block.value
    hang = min(cells(lead), indent + _WIDEST + _GAP)
    if len(value) <= SHORT and "\n" not in value.rstrip("\n"):
        shown = printable(value.rstrip("\n"))
        lines.append(TextLine(((lead, "dim"), (shown, block.tone)), path, hang=hang, value=value))
        return
    inside = [*value.rstrip("\n").split("\n")]
    beginning = printable(inside[0][: SHORT // 2])
    size = f" ({len(value):,} characters)"
    parts: tuple[Part, ...] = ((lead, "dim"), (beginning, block.tone), (size, "mark"))
    lines.append(TextLine(parts, path, heads=len(inside), scope=path, hang=hang, value=value))
    spaces = " " * (indent + 2)
    for number, line in enumerate(inside):
        lines.append(TextLine(((spaces + printable(line), ""),), (*path, number), hang=indent + 2, value=line))
        if number % STEP == 0:
            yield
    folded.add(path)


def _table(block: Table, path: Path, indent: int) -> Iterator[TextLine]:
    rows = [[_cell(each) for each in row] for row in block.rows]
    titles = [(title, "dim") for title in block.titles]
    widths = [max(cells(row[at][0]) for row in (titles, *rows)) for at in range(len(titles) - 1)]
    hang = indent + sum(widths) + _GAP * len(widths)
    yield TextLine(tuple(_columns(titles, widths, indent)), (*path, "titles"), hang=hang)
    taken: dict[str, int] = {}
    for row in rows:
        name = row[block.key][0]
        taken[name] = taken.get(name, 0) + 1
        here = (*path, name) if taken[name] == 1 else (*path, name, taken[name])
        yield TextLine(tuple(_columns(row, widths, indent)), here, hang=hang, value=name)


def _columns(row: Sequence[Part], widths: Sequence[int], indent: int) -> Iterator[Part]:
    yield " " * indent, ""
    for (text, tone), width in zip(row, widths, strict=False):
        yield text + " " * (width - cells(text) + _GAP), tone
    yield row[-1]


def _cell(cell: Cell) -> Part:
    text, tone = (cell, "") if isinstance(cell, str) else cell
    return printable(text.rstrip("\n")), tone


def cells(text: str) -> int:
    """The cells that a text takes on a terminal: two for a wide character, none for one that is laid over another."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else not unicodedata.combining(each) for each in text)
