"""How far Jobs are: worked out when it is looked at, and not again before that could say something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.job_state import JobState, state_of
from ktui.domain.progress import Progress, progress
from ktui.domain.steps import Steps
from ktui.store.cluster_state import ClusterState

_HOLDS = timedelta(seconds=10)
"""It is worked out anew after so long, even if the Job has not changed: what runs runs on, and its pods change."""
_AT_ONCE = 6
"""Of those at work so many that have few pods are worked out in a second when they are asked for: it takes 10 ms."""
_COUNTS_AGAIN, _COUNTS_MOST = 20, 6
"""One with so many pods counts as one more, and so on, up to so many: it takes as much longer."""
_DUE_MOST = 100
"""So many, those that were asked for last, are worked out later: a screen shows fewer."""
_AT_WORK = frozenset({JobState.RUNNING, JobState.WAITING})
_MOST_KEPT = 500


class Reckoning:
    """How far the Jobs are that are looked at.

    Args:
        state: where their pods are.
        now: the time.
    """

    def __init__(self, state: ClusterState, now: Callable[[], datetime]) -> None:
        self._state = state
        self._now = now
        self._kept: dict[str, tuple[str, datetime, Progress]] = {}
        self._second, self._made = 0, 0
        self._due: dict[str, Job] = {}

    @property
    def due(self) -> bool:
        """Whether there is `work` to be done for Jobs that were asked for."""
        return bool(self._due)

    def of(self, job: Job) -> Progress:
        """How far a Job is; what its pods tell may be some seconds old, or still missing."""
        now, version = self._now(), job.metadata.resource_version
        held = self._kept.get(job.uid)
        if held is not None and held[0] == version and timedelta() <= now - held[1] < _HOLDS:
            return held[2]
        if state_of(job) in _AT_WORK and not self._may_make(job, now):
            self._put_off(job)
            if held is not None and held[0] == version:
                return held[2]
            known = progress(job, None, now)
            lately = held is not None and held[2].left is not None and timedelta() <= now - held[1] < 2 * _HOLDS
            return replace(known, left=held[2].left) if held is not None and lately else known
        return self._make(job, now)

    def work(self) -> Steps[None]:
        """Work out what was put off, a Job a step, those that were asked for last first."""
        due, self._due = self._due, {}
        for job in reversed(due.values()):
            self._make(job, self._now())
            yield

    def _make(self, job: Job, now: datetime) -> Progress:
        self._due.pop(job.uid, None)
        pods = self._state.pods.by("owner", job.uid) if self._state.pods.loaded else None
        found = progress(job, pods, now)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[job.uid] = (job.metadata.resource_version, now, found)
        return found

    def _put_off(self, job: Job) -> None:
        self._due.pop(job.uid, None)
        if len(self._due) >= _DUE_MOST:
            del self._due[next(iter(self._due))]
        self._due[job.uid] = job

    def _may_make(self, job: Job, now: datetime) -> bool:
        """Whether there is time for another one in this second."""
        second = int(now.timestamp())
        if second != self._second:
            self._second, self._made = second, 0
        counts = min(1 + self._state.pods.count("owner", job.uid) // _COUNTS_AGAIN, _COUNTS_MOST)
        if self._made + counts > _AT_ONCE:
            return False
        self._made += counts
        return True
