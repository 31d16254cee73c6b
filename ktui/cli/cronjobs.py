"""``ktui cronjobs``: when CronJobs run, without a screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import click

from ktui.cli.coverage import ANSWER_SECONDS
from ktui.cli.next_runs import moment
from ktui.cli.options import cluster_options, cron_job_name, duration, options
from ktui.cli.scope import named
from ktui.domain.nouns import counted

if TYPE_CHECKING:
    from ktui.cli.cron_inquiry import CronJobsAnswer
    from ktui.cli.looking import Seen
    from ktui.cluster.connection import Connection
    from ktui.domain.objects import Key

_EXAMPLES = """\b
Examples:
  ktui cronjobs -A
  ktui cronjobs etl/nightly --next 10 --from 2026-03-28T00:00:00Z -o wide
  ktui cronjobs -A -o json | jq '.cronJobs[] | select(.warnings != []) | {name, warnings}'
"""


@click.command("cronjobs", short_help="Say when CronJobs run, how they went, and what is wrong.", epilog=_EXAMPLES)
@cluster_options
@click.argument("names", metavar="[NAME]...", type=cron_job_name, nargs=-1)
@click.option(
    "--next", "coming", type=click.IntRange(0, 1000), default=3, show_default=True, help="How many next runs."
)
@click.option("--last", "gone", type=click.IntRange(0, 100), default=5, show_default=True, help="How many last runs.")
@click.option("--from", "after", metavar="RFC3339", type=moment, help="The next runs after this time [now].")
@click.option(
    "-o", "--output", type=click.Choice(["table", "wide", "json", "csv"]), default="table", help="How to print it."
)
@click.option("--timeout", metavar="DURATION", type=duration, help="How long to wait for an answer [1m].")
@click.pass_context
def cronjobs(
    ctx: click.Context,
    /,
    *,
    names: tuple[tuple[str, str], ...],
    coming: int,
    gone: int,
    after: datetime | None,
    output: str,
    timeout: float | None,
    **_: object,
) -> int:
    """Say when CronJobs run next, as their controller computes it, what became of the last runs, and what is wrong.

    NAME is a CronJob, as NAMESPACE/NAME or of the one namespace that is looked at. Exit codes: 0 all is well; 1 a
    schedule cannot be read or never comes, or the last run failed, or none has succeeded for two runs, or one that is
    named does not exist; 2 wrong usage; 3 cannot tell. The data goes to stdout, everything else to stderr.
    """
    asked = options(ctx)
    seconds = ANSWER_SECONDS if timeout is None else timeout

    import asyncio

    from ktui.cli import cron_document, looking
    from ktui.cli.formats import to_json
    from ktui.cluster.kubeconfig import connect

    connection = connect(asked.kubeconfig, asked.context, asked.namespaces[0] if asked.namespaces else None)
    keys, namespaces = named(asked, connection, names)
    seen = asyncio.run(_ask(connection, keys, namespaces, coming, gone, after, seconds))
    answer = seen.answer
    if answer.cron_jobs or not answer.unseen:
        if output in {"json", "csv"}:
            found = cron_document.document(answer, context=connection.context, now=seen.at)
            text = to_json(found) if output == "json" else cron_document.to_csv(found)
        else:
            text = cron_document.to_table(answer, seen.at, wide=output == "wide")
        click.echo(text, nl=False)
    looking.tell(_remarks(seen, namespaces, seconds), answer.code, connection)
    return answer.code


async def _ask(
    connection: Connection,
    keys: tuple[Key, ...],
    namespaces: tuple[str, ...] | None,
    coming: int,
    gone: int,
    after: datetime | None,
    seconds: float,
) -> Seen[CronJobsAnswer]:
    from ktui.cli.cron_inquiry import CronJobsInquiry
    from ktui.cli.looking import beside, look, paced, reading, say

    session = reading(connection, namespaces, CronJobsInquiry.kinds)
    inquiry = CronJobsInquiry(session.state, keys, namespaces, coming=coming, gone=gone, after=after)
    looking = look(
        session.state, inquiry, paced(seconds), wait=False, clock=time.time, say=say, server=connection.server
    )
    return await beside(session, looking)


def _remarks(seen: Seen[CronJobsAnswer], namespaces: tuple[str, ...] | None, seconds: float) -> Iterator[str]:
    """The sentences for stderr: what the answer is, why, and what it does not know."""
    from ktui.cli.gaps import in_lines
    from ktui.domain.cron_runs import schedule_of
    from ktui.domain.schedule import Schedule

    answer = seen.answer
    where = "all namespaces" if namespaces is None else ", ".join(namespaces)
    yield from in_lines(answer.gaps)
    for key in answer.absent:
        yield f"there is no CronJob {'/'.join(key)}"
    if seen.timed_out:
        yield f"time-out after {seconds:g} s"
    schedules = [schedule_of(told.cron_job) for told in answer.cron_jobs]
    assumed = sum(isinstance(each, Schedule) and not each.zone_given for each in schedules)
    if assumed:
        yield f"note: of {counted(assumed, 'CronJob')} the zone is the controller's, which is taken as UTC"
    told = f"{counted(len(answer.cron_jobs), 'CronJob')} in {where}"
    match answer.code:
        case 0:
            yield f"all is well: {told}"
        case 1:
            yield f"something is wrong: {len(answer.wrong)} of {told}"
        case _:
            yield f"cannot tell: {told}"
