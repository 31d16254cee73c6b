"""What became of the runs of a CronJob, from the Jobs and events that are still there.

Source: kubernetes ``pkg/controller/cronjob/cronjob_controllerv2.go`` (``syncCronJob``, ``cleanupFinishedJobs``). Jobs
are kept as the history limits say, so of a run without a Job it is said that it was missed only where its Job would
still be there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum

from ktui.domain.batch import CronJob, Job
from ktui.domain.cron_runs import runs_before, scheduled_at
from ktui.domain.durations import spell
from ktui.domain.events import Event
from ktui.domain.job_state import FAILURES, JobState, elapsed, ended, state_of
from ktui.domain.job_words import why_failed

_DAWN = datetime.min.replace(tzinfo=UTC)
_SOON = timedelta(seconds=10)
"""So long the controller may take to start what is due."""
_NEAR = timedelta(minutes=2)
"""An event so soon after a run's time is about that run."""


class Outcome(StrEnum):
    """What became of one run."""

    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    DUE = "due"
    """It should have been started, and still may be."""
    MISSED = "missed"
    SKIPPED = "skipped"
    """The one before was still going, and the policy is Forbid."""
    REPLACED = "replaced"
    """The next one was due, and the policy is Replace."""
    SUSPENDED = "suspended"
    """The CronJob was not to run it."""
    UNKNOWN = "unknown"
    """It failed and its Job is not kept, or it never started."""


@dataclass(frozen=True)
class Run:
    """One run."""

    at: datetime
    """When it was due; of one that somebody has started by hand, when that was."""
    outcome: Outcome
    why: str = ""
    """Why it failed, did not start or has not yet, in words."""
    job: Job | None = None
    took: timedelta | None = None
    """How long it took, or has until now."""
    manual: bool = False
    """Whether somebody has started it by hand."""


def history(
    cron_job: CronJob, jobs: Iterable[Job], now: datetime, count: int, events: Iterable[Event] = ()
) -> tuple[Run, ...]:
    """Its last runs, the oldest first.

    Args:
        cron_job: the CronJob.
        jobs: the Jobs that it owns.
        now: the time.
        count: how many runs at most.
        events: what its controller says of it.
    """
    owned = list(jobs)
    started = {scheduled: job for job in owned if (scheduled := scheduled_at(cron_job, job)) is not None}
    runs = [_started(cron_job, job, at, now) for at, job in started.items()]
    runs += [
        _started(cron_job, job, job.metadata.creation_timestamp or _DAWN, now, manual=True)
        for job in owned
        if scheduled_at(cron_job, job) is None
    ]
    slots = [run.astimezone(UTC) for run in runs_before(cron_job, now, count)]
    absent = _Absent(cron_job, owned, started, now, list(events), slots)
    for place, at in enumerate(slots):
        if at not in started:
            found = absent.run(at, latest=place == len(slots) - 1)
            if found is not None:
                runs.append(found)
    return tuple(sorted(runs, key=lambda run: run.at)[-count:])


def last_success(cron_job: CronJob, jobs: Iterable[Job]) -> datetime | None:
    """When a run of it last succeeded, as far as its status and its Jobs tell."""
    ends = [ended(job) for job in jobs if state_of(job) is JobState.COMPLETE]
    known = [end for end in (cron_job.status.last_successful_time, *ends) if end is not None]
    return max(known, default=None)


def _started(cron_job: CronJob, job: Job, at: datetime, now: datetime, *, manual: bool = False) -> Run:
    state = state_of(job)
    outcome, why = Outcome.RUNNING, ""
    if state is JobState.COMPLETE:
        outcome = Outcome.SUCCEEDED
    elif state in FAILURES:
        outcome, why = Outcome.FAILED, why_failed(job)
    elif state is JobState.TERMINATING and cron_job.spec.concurrency_policy == "Replace":
        outcome, why = Outcome.REPLACED, "the next run was due"
    return Run(at, outcome, why, job, elapsed(job, now), manual)


class _Absent:
    """What can be said of runs without a Job."""

    def __init__(
        self,
        cron_job: CronJob,
        owned: list[Job],
        started: dict[datetime, Job],
        now: datetime,
        events: list[Event],
        slots: list[datetime],
    ) -> None:
        spec = cron_job.spec
        self._cron_job = cron_job
        self._now = now
        self._events = events
        self._started = started
        self._last = cron_job.status.last_schedule_time
        kept: dict[JobState, list[datetime]] = {JobState.COMPLETE: [], JobState.FAILED: []}
        for job in owned:
            if state_of(job) in kept:
                kept[state_of(job)].append(job.status.start_time or job.metadata.creation_timestamp or _DAWN)
        self._success_lost = _lost_before(kept[JobState.COMPLETE], spec.successful_jobs_history_limit)
        self._failure_lost = _lost_before(kept[JobState.FAILED], spec.failed_jobs_history_limit)
        # The schedule may have been another once: nothing is told of what is older than a Job that is not of this one.
        strangers = [at for at in started if slots and slots[0] <= at < slots[-1] and at not in slots]
        self._known_since = max([min(started, default=_DAWN), *strangers])
        self._ttl = spec.job_template.spec.ttl_seconds_after_finished

    def run(self, at: datetime, *, latest: bool) -> Run | None:
        """The run that was due then; ``None`` if nothing is known of it any more."""
        if self._last is None or at > self._last:
            return self._not_started(at, latest=latest)
        if self._was_replaced(at):
            return Run(at, Outcome.REPLACED, "the next run was due")
        if at < self._known_since:
            return None
        if self._ttl is not None and self._now - at > timedelta(seconds=self._ttl):
            return None  # its Job may have been deleted for its age
        if at < self._success_lost:
            return None  # its Job may have been one too many
        before = self._still_going(at)
        policy = self._cron_job.spec.concurrency_policy
        if self._told("JobAlreadyActive", at) or (policy == "Forbid" and before is not None):
            return Run(at, Outcome.SKIPPED, _going(before))
        told = self._missed(at)
        if told:
            return Run(at, Outcome.MISSED, told)
        if at < self._failure_lost:
            return Run(at, Outcome.UNKNOWN, "it failed and its Job is not kept, or it never started")
        if policy == "Replace":
            return Run(at, Outcome.REPLACED, "its Job is gone: the next run has most likely replaced it")
        return Run(
            at, Outcome.MISSED, "nothing says why: the controller was away, it was suspended, or its Job deleted"
        )

    def _not_started(self, at: datetime, *, latest: bool) -> Run:
        spec = self._cron_job.spec
        if spec.suspend:
            return Run(at, Outcome.SUSPENDED)
        before = self._still_going(at)
        forbidden = spec.concurrency_policy == "Forbid" and before is not None
        deadline = spec.starting_deadline_seconds
        told = self._missed(at)
        if deadline is not None and self._now - at > timedelta(seconds=deadline):
            if forbidden:
                return Run(at, Outcome.SKIPPED, _going(before))
            return Run(at, Outcome.MISSED, f"it could not be started within {spell(timedelta(seconds=deadline))}")
        if not latest and forbidden:
            return Run(at, Outcome.SKIPPED, _going(before))
        if not latest:
            return Run(at, Outcome.MISSED, "of several that are due only the latest is started")
        if forbidden:
            return Run(at, Outcome.DUE, f"waits: {_going(before)}")
        if told:
            return Run(at, Outcome.MISSED, told)
        late = self._now - at
        return Run(at, Outcome.DUE, "" if late < _SOON else f"due for {spell(late)}; {self._failed_to_create(at)}")

    def _still_going(self, at: datetime) -> Job | None:
        """A run that had started before, and had not ended then."""
        for scheduled in sorted((each for each in self._started if each < at), reverse=True):
            job = self._started[scheduled]
            end = ended(job)
            if end is None or end > at:
                return job
        return None

    def _told(self, reason: str, at: datetime) -> Event | None:
        for event in self._events:
            seen = event.last_seen
            if event.reason == reason and seen is not None and at <= seen <= at + _NEAR:
                return event
        return None

    def _was_replaced(self, at: datetime) -> bool:
        """Whether the controller says that it has deleted its Job before that had ended."""
        if self._cron_job.spec.concurrency_policy != "Replace":
            return False
        name = f"{self._cron_job.name}-{int(at.timestamp()) // 60}"
        deleted = any(
            each.reason == "SuccessfulDelete" and each.message == f"Deleted job {name}" for each in self._events
        )
        ended = f"Saw completed job: {name},"
        return deleted and not any(each.message.startswith(ended) for each in self._events)

    def _missed(self, at: datetime) -> str:
        for event in self._events:
            if event.reason == "MissSchedule":
                try:
                    named = parsedate_to_datetime(event.message.partition(": ")[2])
                except ValueError:
                    continue
                if named == at:
                    return "the deadline for its start had passed"
        if any(event.reason == "TooManyMissedTimes" and (event.last_seen or _DAWN) > at for event in self._events):
            return "more than 100 runs were missed, and only the latest was started"
        return ""

    def _failed_to_create(self, at: datetime) -> str:
        for event in self._events:
            if event.reason == "FailedCreate" and (event.last_seen or _DAWN) >= at:
                return event.message
        return "the controller has not started it"


def _lost_before(kept: list[datetime], limit: int) -> datetime:
    """Before when Jobs of this outcome may have been deleted because of the history limit."""
    if limit == 0:
        return datetime.max.replace(tzinfo=UTC)
    return min(kept) if len(kept) >= limit else _DAWN


def _going(job: Job | None) -> str:
    return f"{job.name} was still going" if job else "the run before was still going"
