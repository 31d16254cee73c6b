"""The question of ``ktui cronjobs``: when CronJobs run, what became of their runs, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ktui.cli.gaps import Gap, gaps
from ktui.domain.batch import CronJob
from ktui.domain.clock_changes import remarks
from ktui.domain.cron import ScheduleError
from ktui.domain.cron_history import Run, history, last_success
from ktui.domain.cron_runs import next_runs, schedule_of
from ktui.domain.cron_warnings import CronWarning, warnings
from ktui.domain.cron_words import words
from ktui.domain.kinds import CRON_JOB, CRON_JOB_EVENT, JOB, Kind
from ktui.domain.objects import Key
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live, Stale


@dataclass(frozen=True)
class CronJobTold:
    """What can be said of one CronJob."""

    cron_job: CronJob
    words: str
    """Its schedule in words; ``""`` where they would not be exact."""
    next: tuple[datetime, ...]
    remarks: tuple[str, ...]
    """Of each of these runs, what is odd about it."""
    runs: tuple[Run, ...] | None
    """What became of the last ones; ``None``: its Jobs could not be read."""
    success: datetime | None
    """When a run last succeeded."""
    warnings: tuple[CronWarning, ...]


@dataclass(frozen=True)
class CronJobsAnswer:
    """What can be said now."""

    cron_jobs: tuple[CronJobTold, ...]
    absent: tuple[Key, ...]
    """CronJobs that are asked about by name and do not exist."""
    gaps: tuple[Gap, ...]
    """What is not known in full."""

    @property
    def blind(self) -> bool:
        """Whether something may be wrong that cannot be seen. Events only add reasons."""
        return any(gap.kind in {CRON_JOB, JOB} for gap in self.gaps)

    @property
    def unseen(self) -> bool:
        """Whether there may be CronJobs that cannot be seen."""
        return any(gap.kind is CRON_JOB for gap in self.gaps)

    @property
    def wrong(self) -> tuple[CronJobTold, ...]:
        """Those that have a serious warning."""
        return tuple(told for told in self.cron_jobs if any(warning.serious for warning in told.warnings))

    @property
    def code(self) -> int:
        """The exit code: 1 if something is wrong, else 3 if it cannot be told, else 0."""
        if self.absent or self.wrong:
            return 1
        return 3 if self.blind else 0


class CronJobsInquiry:
    """Asks about CronJobs.

    Args:
        state: the tables.
        names: which; empty: all of the namespaces that are looked at.
        namespaces: where; ``None``: everywhere.
        coming: how many next runs are wanted.
        gone: how many last runs.
        after: from when the next runs are looked for; ``None``: now.
    """

    kinds: tuple[Kind, ...] = (CRON_JOB, JOB, CRON_JOB_EVENT)

    def __init__(
        self,
        state: ClusterState,
        names: tuple[Key, ...],
        namespaces: tuple[str, ...] | None,
        *,
        coming: int,
        gone: int,
        after: datetime | None,
    ) -> None:
        self._state = state
        self._names = names
        self._namespaces = namespaces
        self._coming, self._gone, self._after = coming, gone, after

    def answer(self, now: datetime) -> CronJobsAnswer:
        """What can be said now."""
        table = self._state.cron_jobs
        unseen = tuple(gaps(self._state, self.kinds, self._namespaces))
        keys = self._names or sorted(each.key for each in table)
        found = [each for each in map(table.get, keys) if each is not None]
        known = not any(gap.kind is CRON_JOB for gap in unseen)
        return CronJobsAnswer(
            cron_jobs=tuple(self._told(each, now) for each in found),
            absent=tuple(key for key in keys if key not in table) if known else (),
            gaps=unseen,
        )

    def settled(self) -> bool:
        """Nothing is waited for."""
        return True

    def progress(self) -> str:
        """Nothing is waited for."""
        return ""

    def _told(self, cron_job: CronJob, now: datetime) -> CronJobTold:
        state, after = self._state, self._after or now
        feed = state.jobs.feeds.get(None) or state.jobs.feeds.get(cron_job.namespace)
        known = isinstance(feed, Live | Stale)
        jobs = state.jobs.by("owner", cron_job.uid) if known else []
        events = state.cron_job_events.by("involved", cron_job.uid)
        schedule = schedule_of(cron_job)
        runs = next_runs(cron_job, after, self._coming)
        return CronJobTold(
            cron_job=cron_job,
            words="" if isinstance(schedule, ScheduleError) else words(schedule.rule),
            next=runs,
            remarks=() if isinstance(schedule, ScheduleError) else remarks(schedule, after, runs),
            runs=history(cron_job, jobs, now, self._gone, events) if known else None,
            success=last_success(cron_job, jobs),
            warnings=warnings(cron_job, jobs, now),
        )
