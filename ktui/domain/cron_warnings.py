"""What is wrong, or will be, with a CronJob."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from ktui.domain.batch import CronJob, Job
from ktui.domain.cron import ScheduleError
from ktui.domain.cron_history import last_success
from ktui.domain.cron_runs import active, runs_before, schedule_of, scheduled_at
from ktui.domain.durations import ago, spell
from ktui.domain.job_state import FAILURES, FINISHED, elapsed, state_of

_MANY = 100
_TOO_OFTEN = 2
"""After so many runs in a row without a success it is worth a word."""


class WarningKind(StrEnum):
    """What a warning is about."""

    INVALID = "invalid"
    """The controller cannot read its schedule or its zone."""
    NEVER = "never"
    """Its schedule never comes."""
    NOT_SUCCEEDING = "notSucceeding"
    FAILED = "failed"
    """Its last run failed."""
    OVERLONG = "overlong"
    """A run took longer than the time until the next."""
    NO_HISTORY = "noHistory"
    """Its Jobs are not kept."""


SERIOUS = frozenset({WarningKind.INVALID, WarningKind.NEVER, WarningKind.NOT_SUCCEEDING, WarningKind.FAILED})
"""What is wrong now; the others are what makes it go wrong, or hides it."""


@dataclass(frozen=True)
class CronWarning:
    """Something that is wrong with a CronJob."""

    kind: WarningKind
    message: str

    @property
    def serious(self) -> bool:
        """Whether it is wrong now."""
        return self.kind in SERIOUS


def warnings(cron_job: CronJob, jobs: Iterable[Job], now: datetime) -> tuple[CronWarning, ...]:
    """What is wrong with a CronJob, the worst first.

    Args:
        cron_job: the CronJob.
        jobs: the Jobs that it owns.
        now: the time.
    """
    return tuple(CronWarning(kind, message) for kind, message in _warnings(cron_job, list(jobs), now))


def _warnings(cron_job: CronJob, jobs: list[Job], now: datetime) -> Iterator[tuple[WarningKind, str]]:
    schedule = schedule_of(cron_job)
    if isinstance(schedule, ScheduleError):
        yield WarningKind.INVALID, f"the controller cannot read it: {schedule.reason}"
    elif schedule.next(now) is None:
        yield WarningKind.NEVER, "it never runs: no such day comes within five years"
    started = [(at, job) for job in jobs if (at := scheduled_at(cron_job, job)) is not None]
    started.sort(key=lambda run: (run[0], run[1].name))
    if active(cron_job):
        yield from _without_success(cron_job, jobs, started, now)
    finished = [job for _, job in started if elapsed(job, now) is not None]
    if finished and state_of(finished[-1]) in FAILURES:
        yield WarningKind.FAILED, f"its last run, {finished[-1].name}, failed"
    yield from _overlong(cron_job, started, now)
    yield from _not_kept(cron_job)


def _without_success(
    cron_job: CronJob, jobs: list[Job], started: list[tuple[datetime, Job]], now: datetime
) -> Iterator[tuple[WarningKind, str]]:
    success = last_success(cron_job, jobs)
    due = runs_before(cron_job, now, _MANY, success)
    going = [at for at, job in started if state_of(job) not in FINISHED | FAILURES]
    if going:  # it may yet succeed, and what came after it may wait for it
        due = tuple(run for run in due if run.astimezone(UTC) < min(going))
    if len(due) >= _TOO_OFTEN:
        number = f"{_MANY} runs and more" if len(due) == _MANY else f"{len(due)} runs"
        since = f"since its last success{ago(success, now)}" if success else "since it was created"
        yield WarningKind.NOT_SUCCEEDING, f"{number} have come and none succeeded {since}"


def _overlong(
    cron_job: CronJob, started: list[tuple[datetime, Job]], now: datetime
) -> Iterator[tuple[WarningKind, str]]:
    schedule = schedule_of(cron_job)
    if isinstance(schedule, ScheduleError):
        return
    for at, job in reversed(started):
        took, following = elapsed(job, now), schedule.next(at)
        if took is None or following is None:
            continue
        period = timedelta(seconds=following.timestamp() - at.timestamp())
        if took > period:
            then = {
                "Forbid": "the next is then skipped or late",
                "Replace": "it is then cut off by the next",
            }.get(cron_job.spec.concurrency_policy, "both then run at once")
            yield (
                WarningKind.OVERLONG,
                f"{job.name} took {spell(took)}, and the next was due after {spell(period)}: {then}",
            )
            return


def _not_kept(cron_job: CronJob) -> Iterator[tuple[WarningKind, str]]:
    if cron_job.spec.failed_jobs_history_limit == 0:
        yield WarningKind.NO_HISTORY, "Jobs that fail are not kept (failedJobsHistoryLimit 0): nobody will see why"
    if cron_job.spec.successful_jobs_history_limit == 0:
        yield WarningKind.NO_HISTORY, "Jobs that succeed are not kept (successfulJobsHistoryLimit 0)"
