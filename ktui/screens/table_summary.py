"""What a table's rows come to, in a few words with their signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from ktui.domain.cell import State
from ktui.domain.nouns import counted
from ktui.widgets.summary_line import Part
from ktui.widgets.symbols import symbols


@dataclass(frozen=True)
class Told:
    """How a summary tells of one state."""

    state: str
    """What rows count as; and the word."""
    sign: State | None = None
    """The state of the grid whose sign stands before it."""
    ink: str = ""
    noun: bool = False
    """Whether the word is a noun, whose form goes by the number."""


def parts(counts: Mapping[str, int], told: Sequence[Told], *, ascii_only: bool) -> tuple[Part, ...]:
    """How many rows are in which state, in the order in which it is told."""
    signs = symbols(ascii_only)
    found = []
    for each in told:
        count = counts.get(each.state, 0)
        if count:
            sign = signs.states[each.sign] if each.sign is not None else ""
            words = counted(count, each.state) if each.noun else f"{count:,} {each.state}"
            short = Content.assemble((sign, each.ink), f" {count:,}") if sign else Content(words)
            found.append(Part(Content.assemble((sign, each.ink), f" {words}") if sign else Content(words), short))
    return tuple(found)
