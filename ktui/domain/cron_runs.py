"""When a CronJob runs, and when it should have run.

Source: kubernetes ``pkg/controller/cronjob/utils.go`` (``mostRecentScheduleTime``, ``formatSchedule``).
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, takewhile

from ktui.domain.batch import CronJob, Job
from ktui.domain.cron import Interval, ScheduleError
from ktui.domain.schedule import Schedule

_MINUTE = timedelta(minutes=1)
_YEARS = timedelta(days=5 * 366)


@lru_cache(maxsize=4096)
def _read(text: str, time_zone: str | None) -> Schedule | ScheduleError:
    try:
        return Schedule(text, time_zone, zone_allowed=True)
    except ScheduleError as error:
        return error


def schedule_of(cron_job: CronJob) -> Schedule | ScheduleError:
    """Its schedule, or why the controller cannot read it."""
    return _read(cron_job.spec.schedule, cron_job.spec.time_zone)


def zone_words(cron_job: CronJob) -> str:
    """Where its local times are meant; a zone that is not set is the controller's, and that nobody can see."""
    return _zone(cron_job, "the controller's, taken as UTC")


def zone_sign(cron_job: CronJob) -> str:
    """The same in a table: ``UTC*`` where none is set, and the controller's own is taken as UTC."""
    return _zone(cron_job, "UTC*")


def _zone(cron_job: CronJob, not_set: str) -> str:
    schedule = schedule_of(cron_job)
    if isinstance(schedule, ScheduleError):
        return cron_job.spec.time_zone or ""
    return str(schedule.zone) if schedule.zone_given else not_set


def next_runs(cron_job: CronJob, after: datetime, count: int) -> tuple[datetime, ...]:
    """Its runs strictly after a moment, in its zone; none while it is suspended, or if it never runs.

    What it has missed until now is no part of it: see `ktui.domain.cron_history`.
    """
    schedule = schedule_of(cron_job)
    if isinstance(schedule, ScheduleError) or not active(cron_job):
        return ()
    if isinstance(schedule.rule, Interval):
        after = _last_of_chain(cron_job, schedule.rule, after)
        return tuple(islice(schedule.runs(after), count))
    if count == 1:
        first = _next_minute(cron_job.spec.schedule, cron_job.spec.time_zone, int(after.timestamp()) // 60)
        return (first,) if first is not None else ()
    return tuple(islice(schedule.runs(after), count))


def active(cron_job: CronJob) -> bool:
    """Whether it will run again at all."""
    return not cron_job.spec.suspend and cron_job.metadata.deletion_timestamp is None


@lru_cache(maxsize=8192)
def _next_minute(text: str, time_zone: str | None, minute: int) -> datetime | None:
    # Runs come at whole minutes, so within a minute the next run stays the same: a table asks for it all the time.
    schedule = _read(text, time_zone)
    assert isinstance(schedule, Schedule)
    return schedule.next(datetime.fromtimestamp(minute * 60, UTC))


def runs_before(cron_job: CronJob, until: datetime, count: int, since: datetime | None = None) -> tuple[datetime, ...]:
    """Its last runs up to a moment, which is included, as the schedule has them; in its zone, the oldest first.

    Args:
        cron_job: the CronJob.
        until: the moment.
        count: how many at most.
        since: none before that; its creation, if not given.
    """
    schedule = schedule_of(cron_job)
    until = until.astimezone(UTC)  # in one zone, datetimes are compared by their clocks, and a clock may go back
    floor = max(since or cron_job.metadata.creation_timestamp or until - _YEARS, until - _YEARS)
    if isinstance(schedule, ScheduleError) or count < 1 or floor >= until:
        return ()
    if isinstance(schedule.rule, Interval):
        return _chain_before(cron_job, schedule, until, count, floor)
    few, many, width = timedelta(), timedelta(), count * _MINUTE + _MINUTE
    while True:
        start = max(floor, until - width)
        most = 4 * count
        found = list(islice(takewhile(lambda run: run <= until, schedule.runs(start)), most + 1))
        if len(found) > most:
            many = width
        elif len(found) < count and start > floor:
            few = width
        else:
            return tuple(found[-count:])
        width = (few + many) / 2 if many else width * 4


def _last_of_chain(cron_job: CronJob, rule: Interval, moment: datetime) -> datetime:
    """The last point of the chain of runs at or before a moment: each run counts from the one before."""
    start = cron_job.status.last_schedule_time or cron_job.metadata.creation_timestamp or moment
    try:
        return start + (moment - start) // rule.every * rule.every
    except OverflowError:
        return start  # the one before it would come before the year 1


def _chain_before(
    cron_job: CronJob, schedule: Schedule, until: datetime, count: int, floor: datetime
) -> tuple[datetime, ...]:
    assert isinstance(schedule.rule, Interval)
    last, every = _last_of_chain(cron_job, schedule.rule, until), schedule.rule.every
    most = min(count, (last - floor) // every + 1)
    found = [last - every * back for back in range(most - 1, -1, -1) if last - every * back > floor]
    return tuple(run.astimezone(schedule.zone) for run in found)


def scheduled_at(cron_job: CronJob, job: Job) -> datetime | None:
    """Which run a Job of it is; ``None`` if somebody has started it by hand.

    The annotation says it (since 1.28), and the name does: ``NAME-MINUTE``, in minutes since the epoch.
    """
    noted = job.metadata.annotations
    if noted is not None and noted.scheduled:
        with suppress(ValueError, OverflowError):  # anybody may write anything there, a time that UTC has not, too
            moment = datetime.fromisoformat(noted.scheduled)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
    minute = job.name.removeprefix(f"{cron_job.name}-")
    if minute != job.name and minute.isascii() and minute.isdigit() and len(minute) in {8, 9}:
        return datetime.fromtimestamp(int(minute) * 60, UTC)
    return None
