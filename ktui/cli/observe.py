"""Looks at the cells of ``ktui coverage``, until their question can be answered or all is well."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ktui.cli.answer import URGENCY, Answer, Question, answer
from ktui.cli.looking import Pace, Seen, look
from ktui.domain.coverage import Coverage, State, cover
from ktui.domain.kinds import COVERAGE, Kind
from ktui.store.cluster_state import ClusterState
from ktui.store.snapshot import snapshot


async def observe(
    state: ClusterState,
    question: Question,
    pace: Pace,
    *,
    wait: bool,
    clock: Callable[[], float],
    say: Callable[[str], None],
    server: str = "the server",
) -> Seen[Answer]:
    """Look until there is an answer; with ``wait``, until all is well or that can never be told for want of a right.

    Args:
        state: tables that somebody else fills meanwhile.
        question: what is asked.
        pace: how patient to be.
        wait: go on until all is well.
        clock: the time, in seconds since the epoch.
        say: takes lines of progress.
        server: what to call who is asked, in those.
    """
    return await look(state, _Cells(state, question), pace, wait=wait, clock=clock, say=say, server=server)


class _Cells:
    """The question of ``ktui coverage``."""

    def __init__(self, state: ClusterState, question: Question) -> None:
        self._state = state
        self._question = question
        self._covered: Coverage | None = None
        self._found: Answer | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What has to be read for an answer."""
        return COVERAGE

    def answer(self, now: datetime) -> Answer:
        """What can be said now."""
        self._covered = cover(snapshot(self._state), now, self._covered)
        self._found = answer(self._question, self._covered, self._state)
        return self._found

    def settled(self) -> bool:
        """Whether all is well, or will never be told."""
        return self._found is not None and (self._found.code == 0 or self._found.denied)

    def progress(self) -> str:
        """How far it is, in a line."""
        return progress(self._found) if self._found else ""


def progress(found: Answer) -> str:
    """How far it is, in a line."""
    counts = found.counts
    parts = [f"{counts[state]} {state}" for state in URGENCY if counts[state] and state is not State.EXCLUDED]
    return ", ".join([*parts, *found.behind, *(f"{'/'.join(key)} does not exist" for key in found.absent)])
