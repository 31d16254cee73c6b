"""``ktui next-runs``: when a schedule runs, as the CronJob controller computes it. Asks no cluster."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ktui.domain.cron import ScheduleError

_EXAMPLES = """\b
Examples:
  ktui next-runs "30 2 * * *" --time-zone Europe/Paris
  ktui next-runs "0 0 13 * 5" --from 2026-03-07T00:00:00Z --count 3 -o json
"""

_NEVER = (
    "It never runs: no such day comes within five years, which is as far as the controller looks,"
    " or none before the year 10000."
)


def moment(text: str) -> datetime:
    """The time that an RFC 3339 text names.

    Raises:
        click.BadParameter: it is none, or has no offset from UTC.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise click.BadParameter(f"{text!r} is no RFC 3339 time; write it as 2026-03-07T00:00:00Z.")
    try:
        time.astimezone(UTC)
    except OverflowError as error:
        raise click.BadParameter(f"{text!r} is, in UTC, not within the years 1 to 9999.") from error
    return time


def explained(expression: str, error: ScheduleError) -> str:
    """Why a schedule is refused, with a mark under the place."""
    from ktui.domain.text import printable

    if error.position is None:
        return error.reason
    return f"position {error.position + 1}: {error.reason}\n  {printable(expression)}\n  {' ' * error.position}^"


@click.command("next-runs", short_help="Say when a CronJob's schedule runs next.", epilog=_EXAMPLES)
@click.argument("expression")
@click.option("--time-zone", metavar="ZONE", help="The CronJob's timeZone, as in Europe/Paris [UTC].")
@click.option("--from", "after", metavar="RFC3339", type=moment, help="The runs after this time [now].")
@click.option("--count", type=click.IntRange(1, 10_000), default=5, show_default=True, help="How many.")
@click.option("-o", "--output", type=click.Choice(["text", "json"]), default="text", help="How to print them.")
def next_runs(expression: str, time_zone: str | None, after: datetime | None, count: int, output: str) -> int:
    """Print the next runs of a schedule, computed as the CronJob controller does it.

    EXPRESSION is what stands in spec.schedule: five fields or a descriptor, in quotes. A local time that a change of
    the clock skips does not run; one that it repeats runs twice. Exit code 2: the API server would refuse it.
    """
    from ktui.domain.cron import ScheduleError
    from ktui.domain.schedule import Schedule

    try:
        schedule = Schedule(expression, time_zone)
    except ScheduleError as error:
        raise click.UsageError(explained(expression, error)) from error
    runs = [run.isoformat() for run in islice(schedule.runs(after or datetime.now(UTC)), count)]
    if output == "json":
        click.echo(json.dumps(runs))
    elif runs:
        click.echo("\n".join(runs))
    if not runs:
        click.echo(_NEVER, err=True)
    return 0
