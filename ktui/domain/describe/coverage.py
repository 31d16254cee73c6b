"""A node's row, or a DaemonSet's column, of Coverage: how many cells are in which state, and what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ktui.domain.cell import State
from ktui.domain.describe.around import Around, CellSentence
from ktui.domain.describe.blocks import Block, Fact, Note, Section, Table, section

MOST = 100
"""So many cells are told one by one."""
_TONES = {State.READY: "good", State.EXCLUDED: "dim", State.UNKNOWN: "dim", State.KEPT: "dim"}


def cells(title: str, column: str, around: Around) -> Iterator[Section]:
    """The states, counted, and the cells that say something, those that are wrong first.

    Args:
        title: of the section.
        column: what the names of the cells are.
        around: what is known.
    """
    if around.cells is None:
        yield from section(title, [Note(around.missing["cells"], "warn")] if "cells" in around.missing else [])
        return
    counts = Counter(cell.state for cell in around.cells)
    order = [str(state) for state in State]
    told = [f"{counts[state]} {state}" for state in sorted(counts, key=order.index)]
    blocks: list[Block] = [Fact("In all", ", ".join(told) or "none")]
    worth = sorted(filter(_worth_telling, around.cells), key=lambda cell: (not cell.wrong, cell.name))
    if worth:
        rows = tuple((cell.name, (cell.state, _tone(cell)), cell.sentence) for cell in worth[:MOST])
        blocks.append(Table((column, "STATE", "WHY"), rows))
    if len(worth) > MOST:
        blocks.append(Note(f"and {len(worth) - MOST:,} more: Coverage shows them all", "mark"))
    wrong = sum(cell.wrong for cell in around.cells)
    yield Section(title, tuple(blocks), (f"{wrong} wrong", "bad") if wrong else "nothing wrong")


def _worth_telling(cell: CellSentence) -> bool:
    return cell.wrong or cell.state not in {State.READY, State.EXCLUDED}


def _tone(cell: CellSentence) -> str:
    return "bad" if cell.wrong else _TONES.get(State(cell.state), "warn")
