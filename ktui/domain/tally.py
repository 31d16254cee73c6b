"""How many of a table's rows are in which state: counted in steps, for there may be 150,000."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from ktui.domain.objects import Key
from ktui.domain.steps import Steps, pieces
from ktui.domain.tabulation import Tabulation

R = TypeVar("R")


class Tally(Generic[R]):
    """Counts the rows that a table shows.

    Args:
        state: the state of a row, in a word.
    """

    def __init__(self, state: Callable[[R, datetime], str]) -> None:
        self._state = state
        self._states: dict[Key, tuple[R, str]] = {}
        self.counts: Mapping[str, int] = {}
        """How many rows were in each state when they were counted last; those in ``""`` are left out."""

    def count(self, table: Tabulation[R], now: datetime) -> Steps[None]:
        """Count again. Only of rows that have changed the state is asked."""
        states, counts = self._states, Counter[str]()
        if len(states) > 2 * table.total:
            states.clear()
        for piece in pieces(list(table.shown)):
            for key in piece:
                row = table.row(key)
                if row is None:
                    continue
                held = states.get(key)
                if held is None or held[0] is not row:
                    held = states[key] = (row, self._state(row, now))
                counts[held[1]] += 1
            yield
        del counts[""]
        self.counts = counts
