"""Asks a cluster the question of ``ktui coverage``, and words what is printed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from ktui.cli import formats
from ktui.cli.answer import URGENCY, Answer, Question
from ktui.cli.document import document
from ktui.cli.gaps import in_lines
from ktui.cli.looking import Seen, beside, paced, reading, say
from ktui.cli.observe import observe
from ktui.cluster.connection import Connection
from ktui.domain.coverage import State
from ktui.domain.kinds import COVERAGE
from ktui.domain.nouns import counted
from ktui.domain.text import printable


def ask(connection: Connection, question: Question, *, wait: bool, seconds: float) -> Seen[Answer]:
    """Ask, and wait for the answer.

    Args:
        connection: which cluster.
        question: what is asked.
        wait: go on until all is well; progress goes to stderr.
        seconds: how long it may take in all.

    Raises:
        KtuiError: the session cannot go on.
    """
    return asyncio.run(_ask(connection, question, wait=wait, seconds=seconds))


async def _ask(connection: Connection, question: Question, *, wait: bool, seconds: float) -> Seen[Answer]:
    session = reading(connection, question.namespaces, COVERAGE)
    looking = observe(
        session.state, question, paced(seconds), wait=wait, clock=time.time, say=say, server=connection.server
    )
    return await beside(session, looking)


def printed(seen: Seen[Answer], context: str, output: str, *, only_problems: bool) -> str:
    """The answer for stdout; nothing, if nothing at all is known.

    Args:
        seen: what was seen last.
        context: the kubeconfig's context.
        output: ``table``, ``wide``, ``json`` or ``csv``.
        only_problems: leave out the cells that are as they should be.
    """
    answer = seen.answer
    if answer.blind and not answer.daemon_sets:
        return ""
    cells = answer.troubles if only_problems or output == "table" else answer.cells
    found = document(answer, cells, context=context, now=seen.at)
    match output:
        case "json":
            return formats.to_json(found)
        case "csv":
            return formats.to_csv(found)
        case "wide":
            return formats.to_wide_table(found, totals=not only_problems)
        case _:
            return formats.to_table(found, totals=not only_problems)


def remarks(seen: Seen[Answer], question: Question, seconds: float) -> Iterator[str]:
    """The sentences for stderr: what the answer is, why, and what it does not know."""
    answer = seen.answer
    where = "all namespaces" if question.namespaces is None else ", ".join(question.namespaces)
    counts = answer.counts
    for column in answer.daemon_sets:
        if not column.totals.controller_agrees:
            yield printable(f"note: {'/'.join(column.key)}: {column.totals.disagreement}")
    yield from in_lines(answer.gaps)
    for key in answer.absent:
        yield f"there is no DaemonSet {'/'.join(key)}"
    yield from map(printable, answer.behind)
    told = ", ".join(f"{counts[state]} {state}" for state in URGENCY if counts[state] and state is not State.EXCLUDED)
    if not told:
        told = "nothing can be seen" if answer.blind else "no pod is wanted"
    sets, nodes = counted(len(answer.daemon_sets), "DaemonSet"), counted(len(answer.nodes), "node")
    told = f"{told} ({sets} in {where}, {nodes})"
    if seen.timed_out:
        yield f"time-out after {seconds:g} s"
    match answer.code:
        case 0:
            yield f"all that is wanted is ready: {told}"
        case 1:
            yield f"something is wrong: {told}"
        case _:
            yield f"cannot tell: {told}"
