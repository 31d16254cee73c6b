"""Waits until a question can be answered, or until its answer is settled.

The server is never polled: the tables follow it, and a look is taken when they have changed, or when time has passed.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar

import click

from ktui.cluster.connection import Connection
from ktui.cluster.timings import Timings
from ktui.domain.errors import KtuiError, first_of
from ktui.domain.kinds import Kind
from ktui.domain.nouns import counted, noun_of
from ktui.domain.text import printable
from ktui.session import Session
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Feed, Loading

_QUIET = 5.0
"""Seconds of silence after which the server is asked for a sign of life: who waits for an answer does so in vain no
longer than it takes."""
CANNOT_TELL = 3
"""The exit code where there is no answer."""

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)


@dataclass(frozen=True)
class Pace:
    """How patient a look is. All in seconds."""

    timeout: float
    """How long it may take in all."""
    grace: float = 3.0
    """How long a connection that never stood may fail until that is the answer; with ``wait`` it may come yet."""
    patience: float = 10.0
    """After so long the first failure of one is the answer: who was silent until then is not asked again."""
    aloud: bool = False
    """Whether somebody watches who wants to hear of progress, though nothing but an answer is waited for."""
    tick: float = 1.0
    """The longest time between two looks."""
    merge: float = 0.1
    """The least time between two looks: a thousand changes cost one."""
    progress: float = 2.0
    """The least time between two lines of progress."""


@dataclass(frozen=True)
class Seen(Generic[A]):
    """The last look."""

    answer: A
    at: datetime
    timed_out: bool
    """Whether time ran out before there was an answer, or before it was settled."""


class Inquiry(Protocol[A_co]):
    """A question, as `look` asks it."""

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What has to be read for an answer."""

    def answer(self, now: datetime) -> A_co:
        """What can be said now."""

    def settled(self) -> bool:
        """Whether no wait makes the last answer another."""

    def progress(self) -> str:
        """The last answer in a line."""


async def look(
    state: ClusterState,
    inquiry: Inquiry[A],
    pace: Pace,
    *,
    wait: bool,
    clock: Callable[[], float],
    say: Callable[[str], None],
    server: str = "the server",
) -> Seen[A]:
    """Look until there is an answer; with ``wait``, until it is settled.

    Args:
        state: tables that somebody else fills meanwhile.
        inquiry: what is asked.
        pace: how patient to be.
        wait: go on until the answer is settled.
        clock: the time, in seconds since the epoch.
        say: takes lines of progress.
        server: what to call who is asked, in those.
    """
    time = asyncio.get_running_loop().time
    began = time()
    deadline = began + pace.timeout
    broken_at: float | None = None
    line, said, say_at = "", "", began
    with _changes(state) as changed:
        while True:
            changed.clear()
            moment = time()
            timed_out = moment >= deadline
            feeds = list(_feeds(state, inquiry))
            broken_at = (broken_at or moment) if any(isinstance(feed, Failed) for feed in feeds) else None
            failing = broken_at is not None and (moment - broken_at >= pace.grace or moment - began >= pace.patience)
            hopeless = failing and not wait
            first = any(isinstance(feed, Loading | Failed) for feed in feeds)
            if timed_out or hopeless or not first:
                now = datetime.fromtimestamp(clock(), UTC)
                found = inquiry.answer(now)
                settled = inquiry.settled()
                if timed_out or hopeless or not wait or settled:
                    return Seen(found, now, timed_out and not settled)
                line = inquiry.progress()
            elif moment - began >= pace.progress:
                line = _far(state, inquiry, server)
            if (wait or pace.aloud) and line != said and moment >= say_at:
                say(line)
                said, say_at = line, moment + pace.progress
            with suppress(TimeoutError):
                async with asyncio.timeout(min(pace.tick, deadline - moment)):
                    await changed.wait()
                    await asyncio.sleep(pace.merge)


def paced(seconds: float) -> Pace:
    """How patient to be for whoever has started the command.

    Args:
        seconds: how long it may take in all.
    """
    return Pace(timeout=seconds, aloud=sys.stderr is not None and sys.stderr.isatty())


def reading(connection: Connection, namespaces: tuple[str, ...] | None, kinds: Iterable[Kind]) -> Session:
    """A session that only reads.

    Args:
        connection: which cluster.
        namespaces: what is looked at; ``None``: all.
        kinds: what is followed.
    """
    return Session(
        connection,
        read_only=True,
        namespaces=namespaces,
        said=lambda who, words: click.echo(f"{who}: {words}", err=True),
        # As kubectl: a plugin that insists on a terminal may have ours, if there is one.
        terminal=nullcontext if sys.stdin is not None and sys.stdin.isatty() else None,
        kinds=kinds,
        timings=Timings(quiet=_QUIET),
    )


def tell(remarks: Iterable[str], code: int, connection: Connection) -> None:
    """Say what there is to say of an answer; where there is none, whom was asked."""
    for line in remarks:
        click.echo(f"ktui: {line}", err=True)
    if code == CANNOT_TELL:
        files = ", ".join(str(file) for file in connection.files)
        named = f'context "{connection.context}"' + (f" of {files}" if files else "")
        told = f"ktui: asked was {connection.server}, which is {named}; --context and --kubeconfig choose another"
        click.echo(printable(told), err=True)


def say(line: str) -> None:
    """Say how far it is."""
    click.echo(printable(line), err=True)


async def beside(session: Session, looking: Coroutine[object, object, A]) -> A:
    """Let a session run for as long as somebody looks at it.

    Raises:
        KtuiError: the session cannot go on.
    """
    try:
        async with asyncio.TaskGroup() as tasks:
            running = tasks.create_task(session.run())
            found = await looking
            running.cancel()
    except BaseExceptionGroup as group:
        foreseen = group.subgroup(KtuiError)
        if foreseen is None:
            raise
        raise first_of(foreseen) from group
    return found


def _far(state: ClusterState, inquiry: Inquiry[object], server: str) -> str:
    """How far the first lists are, or why there are none yet."""
    failed = next((feed for feed in _feeds(state, inquiry) if isinstance(feed, Failed)), None)
    if failed is not None:
        return f"{failed.trouble}: {failed.why}"
    tables = state.of(inquiry.kinds).items()
    if not any(state.of(inquiry.kinds).values()):
        return f"waiting for {server} to answer"
    return "reading: " + ", ".join(counted(len(table), noun_of(kind.name)) for kind, table in tables)


def _feeds(state: ClusterState, inquiry: Inquiry[object]) -> Iterator[Feed]:
    for table in state.of(inquiry.kinds).values():
        yield from table.feeds.values()


@contextmanager
def _changes(state: ClusterState) -> Iterator[asyncio.Event]:
    changed = asyncio.Event()
    end = state.subscribe(changed.set)
    try:
        yield changed
    finally:
        end()
