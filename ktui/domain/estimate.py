"""How long a Job will go on, from its recent completions, with a spread; and nothing where that would mean nothing.

A rule of thumb of ours: Kubernetes says nothing about it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt

from ktui.domain.batch import Job
from ktui.domain.forecast import Task, forecast
from ktui.domain.job_pods import finished_at, sorted_out
from ktui.domain.job_state import (
    JobState,
    failed_indexes,
    parallelism,
    state_of,
    succeeded,
)
from ktui.domain.objects import Pod

_RECENT_MOST = 200
"""How many ended pods are looked at."""
_HALF_LIFE = 8
"""After so many more, or as many as may run at once, a pod says half as much about those to come."""
_GUESSED = frozenset({JobState.RUNNING, JobState.WAITING})


@dataclass(frozen=True)
class Estimate:
    """How long a Job will go on."""

    at: datetime
    """When it was made."""
    low: timedelta
    """It goes on for longer in nine of ten cases."""
    middle: timedelta
    high: timedelta
    """It goes on for less in nine of ten cases."""
    per_minute: float
    """How many completions came in a minute lately."""

    def left(self, now: datetime) -> timedelta:
        """What is left of it at another moment."""
        return max(timedelta(), self.middle - (now - self.at))


def to_do(job: Job) -> int | None:
    """How many successes it still needs; ``None`` where nobody can know."""
    completions, needed = job.spec.completions, job.spec.completions
    if completions is None or needed is None:
        return None
    policy = job.spec.success_policy
    if policy is not None:
        if any(rule.succeeded_indexes is not None or rule.succeeded_count is None for rule in policy.rules):
            return None  # which index is next is the controller's to choose
        needed = min([needed, *(rule.succeeded_count or needed for rule in policy.rules)])
    lost = len(failed_indexes(job) or ())
    return max(0, min(needed, completions - lost) - succeeded(job))


def estimate(job: Job, pods: Iterable[Pod] | None, now: datetime, *, pause: float = 0.0) -> Estimate | None:
    """Say how long it will go on.

    Args:
        job: the Job.
        pods: its pods, as far as they are still there; ``None``: they are not known.
        now: the time.
        pause: how many seconds its controller waits before it starts another pod.

    Returns:
        ``None`` for what has no known end or does not go on by itself: a work queue, what is suspended, paused, ending
        or somebody else's; and as long as nothing has completed since it began, or was resumed.
    """
    left, start = to_do(job), job.status.start_time
    if left is None or start is None or state_of(job) not in _GUESSED or job.spec.suspend or now <= start:
        return None
    recent = _Recent(job, pods or (), start, now)
    return recent.by_pods(left, pause) or recent.by_count(left)


class _Recent:
    """What the pods of a Job tell of its pace, since it began or was resumed."""

    def __init__(self, job: Job, pods: Iterable[Pod], start: datetime, now: datetime) -> None:
        self._job = job
        self._now = now
        self._since = start
        held = sorted_out(pods)
        self._workers = parallelism(job)
        self._ages = [
            self._seconds(born, now) for pod in held.active if (born := pod.metadata.creation_timestamp) is not None
        ]
        self._lives: list[tuple[float, float, bool]] = []
        """Birth and end of each ended pod, in seconds since the start, and whether it succeeded."""
        for pod, done in ((pod, done) for some, done in ((held.succeeded, True), (held.failed, False)) for pod in some):
            born, end = pod.metadata.creation_timestamp, finished_at(pod)
            if born is not None and end is not None and start <= end <= now and start - born < timedelta(seconds=5):
                self._lives.append((self._seconds(start, born), self._seconds(start, end), done))
        self._lives.sort(key=lambda life: life[1])

    def by_pods(self, left: int, pause: float) -> Estimate | None:
        """From how long its pods took, and have taken until now."""
        lives = self._lives[-_RECENT_MOST:]
        half_life = max(_HALF_LIFE, self._workers)
        now = self._seconds(self._since, self._now)
        under_way = sorted(self._ages, reverse=True)[: max(0, left)]
        begun: list[tuple[float, float, bool | None]] = [*lives, *((now - age, now, None) for age in under_way)]
        begun.sort(key=lambda life: life[0])
        tasks = [
            Task(max(0.0, end - born), done, 0.5 ** ((len(begun) - 1 - place) / half_life))
            for place, (born, end, done) in enumerate(begun)
        ]
        outlook = forecast(
            tasks,
            max(0, left - len(under_way)),
            self._workers,
            gaps=self._gaps(lives),
            pause=pause,
            seed=self._job.uid,
        )
        if outlook is None:
            return None
        done = [end for _, end, ok in lives if ok]
        window = self._seconds(self._since, self._now) - (done[0] if len(done) > 1 else 0.0)
        rate = (len(done) - (len(done) > 1)) / max(window, 1.0) * 60
        return Estimate(
            self._now,
            timedelta(seconds=outlook.low),
            timedelta(seconds=outlook.middle),
            timedelta(seconds=outlook.high),
            rate,
        )

    def by_count(self, left: int) -> Estimate | None:
        """From the counters alone; of a Job that was suspended they do not say how many came since then."""
        done = succeeded(self._job)
        if not done or any(each.type == "Suspended" for each in self._job.status.conditions):
            return None
        passed = self._seconds(self._since, self._now)
        middle = passed * left / done
        doubt = min(0.9, 1.3 / sqrt(done))
        return Estimate(
            self._now,
            timedelta(seconds=middle * (1 - doubt)),
            timedelta(seconds=middle),
            timedelta(seconds=middle / (1 - doubt)),
            done / max(passed, 1.0) * 60,
        )

    def _gaps(self, lives: Sequence[tuple[float, float, bool]]) -> list[float]:
        """How long a place stood empty before the next pod took it."""
        now = self._seconds(self._since, self._now)
        births = sorted([born for born, _, _ in lives] + [now - age for age in self._ages])
        freed = [end for _, end, _ in lives]
        heapq.heapify(freed)
        gaps = [born - heapq.heappop(freed) for born in births[self._workers :] if freed and freed[0] <= born]
        return gaps or [0.0]

    @staticmethod
    def _seconds(start: datetime, end: datetime) -> float:
        return (end - start).total_seconds()
