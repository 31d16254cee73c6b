"""How long a Job will go on, from its recent completions, with a spread; and nothing where that would mean nothing.

A rule of thumb of ours: Kubernetes says nothing about it.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

from ktui.domain.batch import Job
from ktui.domain.forecast import forecast
from ktui.domain.job_pods import finished_at, index_of, sorted_out, started_at
from ktui.domain.job_state import (
    JobState,
    failed,
    failed_indexes,
    parallelism,
    state_of,
    succeeded,
)
from ktui.domain.lengths import Task, lately
from ktui.domain.objects import Pod

_RECENT_MOST = 250
"""So many of the pods born last, beside as many as are active, are looked at."""
_PLAYED_MOST = 120
"""So many that are active are played one by one; where there are more, each of so many stands for several."""
_IDLE_MOST, _STARTS = 50, 10
"""So many of the last times between two pods, and starts of pods, are looked at."""
_SOONER = 5.0
"""A pod that was born so many seconds before the Job began, by the clocks that tell it, may still be one of its own."""
_BY_COUNT = ((0.7, 0.3), (1.0, 1.2), (1.5, 4.0))
"""Without pods: as so many times what they seem to be the queue and the last task are taken. Found by playing Jobs."""
_LONGEST = 1e10
"""In seconds."""
_DOUBT = 0.12
"""How far, as a part of it, all lengths may be off even if all tasks so far took the same."""
_GUESSED = frozenset({JobState.RUNNING, JobState.WAITING})


@dataclass(frozen=True)
class Estimate:
    """How long a Job will go on."""

    at: datetime
    """When it was made."""
    low: timedelta
    """It goes on for longer in nineteen of twenty cases."""
    middle: timedelta
    high: timedelta
    """It goes on for less in nineteen of twenty cases."""
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
    recent = _Recent(job, pods or (), left, start, now)
    return recent.by_pods(left, pause) or recent.by_count(left)


@dataclass(frozen=True)
class _Life:
    """What a pod of a Job went through, in seconds since the Job began or was resumed."""

    born: float
    name: str
    started: float | None
    end: float | None
    done: bool | None

    @classmethod
    def of(cls, pod: Pod, done: bool | None, since: datetime) -> Self | None:
        """That of a pod that succeeded or failed, or (``None``) has not ended."""
        started, end = started_at(pod), None if done is None else finished_at(pod)
        born = pod.metadata.creation_timestamp or started
        if born is None or (done is not None and end is None):
            return None
        if any(each.restart_count for each in pod.status.container_statuses):
            started = born  # what is told is the start of its last life
        if started is None and (done is not None or pod.status.phase == "Running"):
            started = born
        times = [None if each is None else (each - since).total_seconds() for each in (born, started, end)]
        return cls(times[0] or 0.0, pod.name, times[1], times[2], done)


def _uncounted(job: Job, pods: Sequence[Pod]) -> int:
    """How many pods have succeeded that the Job's status does not tell of yet."""
    if len(pods) <= succeeded(job):
        return 0
    count, most = len(pods), job.spec.completions or 0
    if job.spec.completion_mode == "Indexed":
        count = sum(index is not None and index < most for index in {index_of(pod) for pod in pods})
    return max(0, count - succeeded(job))


def _length(seconds: float) -> timedelta:
    """A length of time; what numbers that no Job has would make of it is too long for Python."""
    return timedelta(seconds=min(seconds, _LONGEST))


class _Recent:
    """What a Job and its pods tell of its pace, since it began or was resumed."""

    def __init__(self, job: Job, pods: Iterable[Pod], left: int, start: datetime, now: datetime) -> None:
        self._job = job
        self._at = now
        self._now = (now - start).total_seconds()
        self._workers = parallelism(job)
        held = sorted_out(pods)
        sorts = (
            *((pod, None) for pod in held.active),
            *((pod, True) for pod in held.succeeded),
            *((pod, False) for pod in held.failed),
        )
        self._uncounted = _uncounted(job, held.succeeded)
        self._active = max(len(held.active), min(job.status.active, self._workers))
        # Of those born in the same second, which come last must have nothing to do with how they went.
        latest = heapq.nlargest(
            _RECENT_MOST + 3 * len(held.active),
            sorts,
            key=lambda each: (each[0].metadata.creation_timestamp or start, each[0].name),
        )
        self._each = max(1, -(-max(self._active, min(self._workers, left)) // _PLAYED_MOST))
        recent = _RECENT_MOST + len(held.active)
        self._lives = self._told(latest[:recent], start)
        self._before = self._told(latest[recent :: self._each], start)

    def _told(self, pods: Iterable[tuple[Pod, bool | None]], start: datetime) -> list[_Life]:
        """The lives of pods, in the order in which they were born."""
        found = [
            life
            for pod, done in pods
            if (life := _Life.of(pod, done, start)) is not None
            and life.born > -_SOONER
            and (life.end is None or 0 <= life.end <= self._now)
        ]
        return sorted(found, key=lambda life: (life.born, life.name))

    def by_pods(self, left: int, pause: float) -> Estimate | None:
        """From how long its pods took, and have taken until now."""
        tasks = lately(
            [
                Task(max(0.0, (self._now if life.end is None else life.end) - life.started), life.done)
                for life in (*self._before, *self._lives[:: self._each])
                if life.started is not None
            ]
        )
        ends = [life.end for life in self._lives if life.done and life.end is not None]
        since = min(ends) if len(ends) > 1 else 0.0
        rate = (len(ends) - (len(ends) > 1)) / max(self._now - since, 1.0)
        return self._forecast(tasks, left, rate, pause)

    def by_count(self, left: int) -> Estimate | None:
        """From the counters; of a Job that was suspended they do not say how many came since then."""
        done = succeeded(self._job)
        if not done or any(each.type == "Suspended" for each in self._job.status.conditions):
            return None
        active, places = self._active, min(self._workers, done + left)
        part = min(1.0, active / places)  # those that have no next task have ended first
        worked = done + failed(self._job) + active * (1 - part / 2)
        about = places * self._now / worked
        started = [life.started for life in self._lives if life.started is not None]
        youngest = self._now - max(started) if started else about * (1 - part)
        queue = max(0, left - active) * about / places
        last = about if queue else max(about / 5, about - youngest)
        low, middle, high = (_length(few * queue + one * last) for few, one in _BY_COUNT)
        return Estimate(self._at, low, middle, high, done / max(self._now, 1.0) * 60)

    def _forecast(self, tasks: Sequence[Task], left: int, rate: float, pause: float) -> Estimate | None:
        left = max(0, left - self._uncounted)
        under_way = sorted((task for task in tasks if task.done is None), key=lambda task: -task.seconds)
        under_way = under_way[: -(-left // self._each)]
        idle = self._idle()
        coming = self._coming(idle)[:: self._each][: max(0, left // self._each - len(under_way))]
        outlook = forecast(
            [*(task for task in tasks if task.done is not None), *under_way],
            max(0, left - (len(under_way) + len(coming)) * self._each),
            self._workers,
            each=self._each,
            coming=coming,
            idle=idle,
            seed=self._job.uid,
            pause=pause,
            doubt=_DOUBT,
        )
        if outlook is None:
            return None
        low, middle, high = (_length(each) for each in (outlook.low, outlook.middle, outlook.high))
        return Estimate(self._at, low, middle, high, rate * 60)

    def _idle(self) -> list[float]:
        """How long a place stood empty, or had a pod that did not work yet, between two pods that worked."""
        freed = deque(sorted(life.end for life in self._lives if life.end is not None))
        empty: deque[float] = deque()
        found: list[float] = []
        ended = 0
        for born_before, life in enumerate(self._lives):
            while freed and freed[0] <= life.born:
                empty.append(freed.popleft())
                ended += 1
            # Where there were more places before, some were not filled again.
            while len(empty) > max(1, self._workers - (born_before - ended)):
                empty.popleft()
            if empty:
                gap = life.born - empty.popleft()
                if life.started is not None:
                    found.append(gap + life.started - life.born)
        found = found or [life.started - life.born for life in self._lives if life.started is not None]
        return found[-_IDLE_MOST:] or [0.0]

    def _coming(self, idle: Sequence[float]) -> list[float]:
        """When the pods start that have not: those that wait for longer than is usual one by one, as lately."""
        starts = sorted(life.started for life in self._lives if life.started is not None)[-_STARTS:]
        each = (self._now - starts[0]) / len(starts) if starts else 0.0
        found: list[float] = []
        late = 0
        for age in (self._now - life.born for life in self._lives if life.started is None):
            longer = [wait - age for wait in idle if wait > age]
            late += not longer
            found.append(sum(longer) / len(longer) if longer else late * each)
        return found
