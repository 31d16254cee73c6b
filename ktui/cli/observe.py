"""Waits until a question can be answered, or until its answer is that all is well.

The server is never polled: the tables follow it, and a look is taken when they have changed, or when time has passed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from ktui.cli.answer import URGENCY, Answer, Question, answer
from ktui.domain.coverage import Coverage, State, cover
from ktui.domain.kinds import COVERAGE
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Feed, Loading
from ktui.store.snapshot import snapshot


@dataclass(frozen=True)
class Pace:
    """How patient a look is. All in seconds."""

    timeout: float
    """How long it may take in all."""
    grace: float = 3.0
    """How long a connection that never stood may fail until that is the answer; with ``wait`` it may come yet."""
    tick: float = 1.0
    """The longest time between two looks."""
    merge: float = 0.1
    """The least time between two looks: a thousand changes cost one."""
    progress: float = 2.0
    """The least time between two lines of progress."""


@dataclass(frozen=True)
class Seen:
    """The last look."""

    answer: Answer
    at: datetime
    timed_out: bool
    """Whether time ran out before there was an answer, or before all was well."""


async def observe(
    state: ClusterState,
    question: Question,
    pace: Pace,
    *,
    wait: bool,
    clock: Callable[[], float],
    say: Callable[[str], None],
) -> Seen:
    """Look until there is an answer; with ``wait``, until all is well or that can never be told for want of a right.

    Args:
        state: tables that somebody else fills meanwhile.
        question: what is asked.
        pace: how patient to be.
        wait: go on until all is well.
        clock: the time, in seconds since the epoch.
        say: takes lines of progress.
    """
    time = asyncio.get_running_loop().time
    began = time()
    deadline = began + pace.timeout
    broken_at: float | None = None
    line, said, say_at = "", "", began
    covered: Coverage | None = None
    with _changes(state) as changed:
        while True:
            changed.clear()
            moment = time()
            timed_out = moment >= deadline
            broken_at = (broken_at or moment) if any(isinstance(feed, Failed) for feed in _feeds(state)) else None
            hopeless = not wait and broken_at is not None and moment - broken_at >= pace.grace
            first = any(isinstance(feed, Loading | Failed) for feed in _feeds(state))
            if timed_out or hopeless or not first:
                now = datetime.fromtimestamp(clock(), UTC)
                covered = cover(snapshot(state), now, covered)
                found = answer(question, covered, state)
                if timed_out or hopeless or not wait or found.code == 0 or found.denied:
                    return Seen(found, now, timed_out)
                line = progress(found)
            elif moment - began >= pace.progress:
                line = _reading(state)
            if wait and line != said and moment >= say_at:
                say(line)
                said, say_at = line, moment + pace.progress
            with suppress(TimeoutError):
                async with asyncio.timeout(min(pace.tick, deadline - moment)):
                    await changed.wait()
                    await asyncio.sleep(pace.merge)


def progress(found: Answer) -> str:
    """How far it is, in a line."""
    counts = found.counts
    parts = [f"{counts[state]} {state}" for state in URGENCY if counts[state] and state is not State.EXCLUDED]
    return ", ".join([*parts, *found.behind, *(f"{'/'.join(key)} does not exist" for key in found.absent)])


def _reading(state: ClusterState) -> str:
    """How far the first lists are, or why there are none yet."""
    failed = next((feed for feed in _feeds(state) if isinstance(feed, Failed)), None)
    if failed is not None:
        return f"no connection: {failed.why}"
    return "reading: " + ", ".join(f"{len(table)} {kind.plural}" for kind, table in state.of(COVERAGE).items())


def _feeds(state: ClusterState) -> Iterator[Feed]:
    for table in state.of(COVERAGE).values():
        yield from table.feeds.values()


@contextmanager
def _changes(state: ClusterState) -> Iterator[asyncio.Event]:
    changed = asyncio.Event()
    end = state.subscribe(changed.set)
    try:
        yield changed
    finally:
        end()
