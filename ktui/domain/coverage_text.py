"""Coverage as rows of words: what is saved of it."""

from __future__ import annotations

from collections.abc import Iterator

from ktui.domain.arrangement import Arrangement, GroupRow
from ktui.domain.coverage import Coverage


def rows(coverage: Coverage, arrangement: Arrangement) -> Iterator[list[str]]:
    """Yield the titles, then each row that is shown: a node with the state of each cell, a group with its counts."""
    yield ["NODE", *(column.title for column in arrangement.columns)]
    for row in arrangement.rows:
        if isinstance(row, GroupRow):
            yield [f"{row.title} ({row.size})", *(f"{count.ready}/{count.desired}" for count in row.counts)]
        else:
            yield [row.name, *(str(coverage.state(row.name, column.key)) for column in arrangement.columns)]
