"""What became of CronJobs: worked out when it is looked at, and not again before that could say something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from ktui.domain.batch import CronJob, Job
from ktui.domain.cron_history import Outcome, Run, history, last_success
from ktui.domain.cron_warnings import CronWarning, WarningKind, warnings
from ktui.domain.durations import human, spell
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Stale

RUNS = 20
"""So many of the last runs are looked at."""
_MOST_KEPT = 500


@dataclass(frozen=True)
class CronStanding:
    """What there is to say of a CronJob and its last runs."""

    runs: tuple[Run, ...]
    """The oldest first."""
    warnings: tuple[CronWarning, ...]
    """The worst first."""
    jobs: tuple[Job, ...]
    """Those that it owns."""
    succeeded: datetime | None
    """When a run last succeeded."""

    @property
    def serious(self) -> CronWarning | None:
        """The worst of what is wrong now."""
        return next((warning for warning in self.warnings if warning.serious), None)


class CronReckoning:
    """What became of the CronJobs that are looked at.

    Args:
        state: where their Jobs are, and what their controller says.
        now: the time.
    """

    def __init__(self, state: ClusterState, now: Callable[[], datetime]) -> None:
        self._state = state
        self._now = now
        self._kept: dict[str, tuple[object, CronStanding]] = {}

    def of(self, cron_job: CronJob) -> CronStanding:
        """What became of a CronJob; after a connection broke, what had become of it until then."""
        now = self._known_at()
        jobs = tuple(self._state.jobs.by("owner", cron_job.uid))
        events = self._state.cron_job_events.by("involved", cron_job.uid)
        # What is true of a run changes with its Job, with what is told of it, and with the time: a quarter of a minute
        # is near enough.
        versions = tuple(job.metadata.resource_version for job in jobs)
        mark = (cron_job.metadata.resource_version, versions, len(events), int(now.timestamp()) // 15)
        held = self._kept.get(cron_job.uid)
        if held is not None and held[0] == mark:
            return held[1]
        found = CronStanding(
            runs=history(cron_job, jobs, now, RUNS, events),
            warnings=warnings(cron_job, jobs, now),
            jobs=jobs,
            succeeded=last_success(cron_job, jobs),
        )
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[cron_job.uid] = (mark, found)
        return found

    def _known_at(self) -> datetime:
        """The time, or that from which on it is not known what the controller does."""
        now = self._now()
        feeds = (self._state.cron_jobs.feed, self._state.jobs.feed)
        broke = (datetime.fromtimestamp(feed.since, now.tzinfo) for feed in feeds if isinstance(feed, Stale))
        return min([now, *broke])


def state_words(cron_job: CronJob, told: CronStanding, now: datetime) -> str:
    """What becomes of a CronJob, in words short enough for a table; `CronStanding.warnings` say more."""
    if cron_job.metadata.deletion_timestamp is not None:
        return "being deleted"
    parts = ["suspended"] if cron_job.spec.suspend else []
    parts += [words] if (words := _trouble(told, now) or _last_run(told, quiet=cron_job.spec.suspend)) else []
    return ", ".join(parts or ["no run yet"])


def _trouble(told: CronStanding, now: datetime) -> str:
    """What is wrong now."""
    if told.serious is None:
        return ""
    match told.serious.kind:
        case WarningKind.INVALID:
            return "its schedule cannot be read"
        case WarningKind.NEVER:
            return "never runs"
        case WarningKind.FAILED:
            failed = next((run for run in reversed(told.runs) if run.outcome is Outcome.FAILED), None)
            return f"last run failed: {failed.why}" if failed is not None else "last run failed"
        case WarningKind.NOT_SUCCEEDING:
            return "never succeeded" if told.succeeded is None else f"no success for {spell(now - told.succeeded)}"
    return told.serious.message


def _last_run(told: CronStanding, *, quiet: bool) -> str:
    """How the last run went."""
    last = told.runs[-1] if told.runs else None
    running = [run for run in told.runs if run.outcome is Outcome.RUNNING]
    if running:
        return "running" if running[-1].took is None else f"running {human(running[-1].took)}"
    if last is None or (quiet and last.job is None):
        return ""
    if last.outcome is Outcome.SUCCEEDED:
        return "ok" if last.took is None else f"ok, took {human(last.took)}"
    return f"{last.outcome}: {last.why}" if last.why else str(last.outcome)
