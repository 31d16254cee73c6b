"""How far Jobs are: worked out when it is looked at, and not again before that could say something else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.job_state import JobState, state_of
from ktui.domain.progress import Progress, progress
from ktui.store.cluster_state import ClusterState

_HOLDS = timedelta(seconds=10)
"""It is worked out anew after so long, even if the Job has not changed: what runs runs on, and its pods change."""
_AT_ONCE = 8
"""So many that are at work are worked out in a second: each takes some milliseconds, and a screen may show fifty."""
_COUNTS_AGAIN, _COUNTS_MOST = 25, 5
"""One with so many active pods counts as one more, and so on, up to so many: it takes as much longer."""
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

    def of(self, job: Job) -> Progress:
        """How far a Job is; what its pods tell may be some seconds old, or still missing."""
        now, version = self._now(), job.metadata.resource_version
        held = self._kept.get(job.uid)
        if held is not None and held[0] == version and timedelta() <= now - held[1] < _HOLDS:
            return held[2]
        if state_of(job) in _AT_WORK and not self._may_make(job, now):
            return held[2] if held is not None and held[0] == version else progress(job, None, now)
        pods = self._state.pods.by("owner", job.uid) if self._state.pods.loaded else None
        found = progress(job, pods, now)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[job.uid] = (version, now, found)
        return found

    def _may_make(self, job: Job, now: datetime) -> bool:
        """Whether there is time for another one in this second."""
        second = int(now.timestamp())
        if second != self._second:
            self._second, self._made = second, 0
        if self._made >= _AT_ONCE:
            return False
        self._made += min(1 + job.status.active // _COUNTS_AGAIN, _COUNTS_MOST)
        return True
