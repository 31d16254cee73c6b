"""Logs of a CronJob's run know that a newer one has begun, and the key that goes there."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from ktui.domain.batch import CronJob, Job
from ktui.domain.kinds import JOB
from ktui.screens.log_search import SearchedLogs
from ktui.screens.places import LogsOf
from ktui.screens.surroundings import Surroundings
from ktui.store.cluster_state import ClusterState


def newest_run(state: ClusterState, cron_job: str) -> Job | None:
    """The Job that a CronJob, meant by its uid, has created last; None: there is none, as far as is known."""
    jobs = state.jobs.by("owner", cron_job)
    return max(jobs, key=lambda job: (str(job.metadata.creation_timestamp), job.name), default=None)


def logs_of_newest(state: ClusterState, cron_job: CronJob) -> LogsOf | None:
    """The logs of the last run of a CronJob."""
    job = newest_run(state, cron_job.uid)
    return None if job is None else logs_of_run(job, cron_job.uid)


def logs_of_run(job: Job, cron_job: str) -> LogsOf:
    """The logs of a run of a CronJob, meant by its uid."""
    return LogsOf(f"job {job.name}", job.namespace, owner=job.uid, cron_job=cron_job)


class RunLogs(SearchedLogs):
    """A screen with logs, which may be those of a CronJob's run.

    Args:
        around: the session, and what the user wants.
        place: whose logs.
    """

    HELP: ClassVar[str] = "Logs of a CronJob"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "R",
            "newest",
            "newest run",
            id="logs.newest",
            tooltip="The logs of the CronJob's newest run, when another has begun.",
            show=False,
        ),
    ]

    def __init__(self, around: Surroundings, place: LogsOf) -> None:
        super().__init__(around, (JOB,) if place.cron_job else ())
        self.place = place
        """Whose logs."""

    @property
    def newer_run(self) -> Job | None:
        """A run of the CronJob that has begun after this one; None: there is none."""
        newest = newest_run(self.session.state, self.place.cron_job) if self.place.cron_job else None
        return newest if newest is not None and newest.uid != self.place.owner else None

    def action_newest(self) -> None:
        """Go to the logs of the newest run."""
        newer = self.newer_run
        if newer is not None:
            self.go(logs_of_run(newer, self.place.cron_job), into=False)
        elif self.place.cron_job:
            self.say("These are the logs of the newest run.")
        else:
            self.say("These are not the logs of a CronJob's run.")
