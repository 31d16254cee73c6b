"""``ktui jobs``: how far Jobs are, without a screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from ktui.cli.coverage import ANSWER_SECONDS, WAIT_SECONDS
from ktui.cli.options import cluster_options, duration, job_name, options
from ktui.cli.scope import named
from ktui.domain.nouns import counted

if TYPE_CHECKING:
    from ktui.cli.job_inquiry import JobsAnswer
    from ktui.cli.looking import Seen
    from ktui.cluster.connection import Connection
    from ktui.domain.objects import Key

_EXAMPLES = """\b
Examples:
  ktui jobs -A -o wide
  ktui jobs etl/import etl/report --wait --timeout 2h && ./publish
  ktui jobs -n etl -o json | jq -r '.jobs[] | select(.state == "failed") | "\\(.name) \\(.message)"'
"""


@click.command(short_help="Say how far Jobs are, and whether one has failed.", epilog=_EXAMPLES)
@cluster_options
@click.argument("names", metavar="[NAME]...", type=job_name, nargs=-1)
@click.option(
    "-o", "--output", type=click.Choice(["table", "wide", "json", "csv"]), default="table", help="How to print it."
)
@click.option("--wait", is_flag=True, help="Wait until all of them have finished.")
@click.option("--timeout", metavar="DURATION", type=duration, help="How long to wait [5m], or for an answer [1m].")
@click.pass_context
def jobs(
    ctx: click.Context,
    /,
    *,
    names: tuple[tuple[str, str], ...],
    output: str,
    wait: bool,
    timeout: float | None,
    **_: object,
) -> int:
    """Say how far Jobs are: type, state, progress, failures, how long so far and how long yet.

    NAME is a Job, as NAMESPACE/NAME or of the one namespace that is looked at. Exit codes: 0 all are complete or on
    their way; 1 one has failed, or one that is named does not exist; 2 wrong usage; 3 cannot tell, or with --wait not
    finished in time. The data goes to stdout, everything else to stderr.
    """
    asked = options(ctx)
    seconds = timeout if timeout is not None else WAIT_SECONDS if wait else ANSWER_SECONDS

    import asyncio

    from ktui.cli import job_document, looking
    from ktui.cli.formats import to_json
    from ktui.cluster.kubeconfig import connect

    connection = connect(asked.kubeconfig, asked.context, asked.namespaces[0] if asked.namespaces else None)
    keys, namespaces = named(asked, connection, names)
    seen = asyncio.run(_ask(connection, keys, namespaces, wait=wait, seconds=seconds))
    answer = seen.answer
    if answer.jobs or not answer.blind:
        if output in {"json", "csv"}:
            found = job_document.document(answer, context=connection.context, now=seen.at)
            text = to_json(found) if output == "json" else job_document.to_csv(found)
        else:
            text = job_document.to_table(answer, seen.at, wide=output == "wide")
        click.echo(text, nl=False)
    code = answer.code or (3 if seen.timed_out else 0)
    looking.tell(_remarks(seen, namespaces, seconds, wait=wait), code, connection)
    return code


async def _ask(
    connection: Connection, keys: tuple[Key, ...], namespaces: tuple[str, ...] | None, *, wait: bool, seconds: float
) -> Seen[JobsAnswer]:
    from ktui.cli.job_inquiry import JobsInquiry
    from ktui.cli.looking import beside, look, paced, reading, say

    session = reading(connection, namespaces, JobsInquiry.kinds)
    inquiry = JobsInquiry(session.state, keys, namespaces, wait=wait)
    looking = look(
        session.state, inquiry, paced(seconds), wait=wait, clock=time.time, say=say, server=connection.server
    )
    return await beside(session, looking)


def _remarks(
    seen: Seen[JobsAnswer], namespaces: tuple[str, ...] | None, seconds: float, *, wait: bool
) -> Iterator[str]:
    """The sentences for stderr: what the answer is, why, and what it does not know."""
    from ktui.cli.gaps import in_lines
    from ktui.cli.job_inquiry import in_words

    answer = seen.answer
    where = "all namespaces" if namespaces is None else ", ".join(namespaces)
    yield from in_lines(answer.gaps)
    for key in answer.absent:
        yield f"there is no Job {'/'.join(key)}"
    for key in answer.deleted:
        yield f"Job {'/'.join(key)} was deleted before it had finished"
    if seen.timed_out:
        yield f"time-out after {seconds:g} s"
    nothing = "nothing can be seen" if answer.blind else "there is no Job"
    told = f"{in_words(answer.counts) or nothing} ({counted(len(answer.jobs), 'Job')} in {where})"
    if answer.code == 1:
        yield f"something is wrong: {told}"
    elif answer.code or seen.timed_out:
        yield f"cannot tell: {told}"
    else:
        yield f"{'all have finished well' if wait else 'all are complete or on their way'}: {told}"
