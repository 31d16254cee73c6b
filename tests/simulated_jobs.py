"""Jobs that are played through in no time: what the estimate of the time left is held against."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from math import inf

from ktui.domain.batch import Job, JobSpec, JobStatus
from ktui.domain.objects import (
    Condition,
    ContainerState,
    ContainerStateRunning,
    ContainerStateTerminated,
    ContainerStatus,
    Meta,
    Pod,
    PodStatus,
)

START = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
RESUMED = Condition(type="Suspended", status="False", reason="JobResumed")


@dataclass
class Life:
    """A pod: born, started, ended; seconds since the Job's start."""

    born: float
    started: float
    end: float
    done: bool
    gone: float = inf
    """When it was deleted before its end."""
    index: int | None = None
    pod: Pod | None = None
    """It, as it is when it has ended."""


@dataclass
class SimulatedJob:
    """A Job that is played as its controller plays it: so many pods at once, a new one for each that ends.

    A failure holds back all new pods for 10 s, 20 s, 40 s..., until a pod succeeds (``newBackoffRecord``); or, where
    `own_backoff` is set, only the one that would take its place.
    """

    completions: int
    parallelism: int
    lengths: Callable[[random.Random, int, float], float]
    """(chance, number of the attempt, seconds since the start) -> seconds that a pod works."""
    failing: float = 0.0
    """How likely a pod fails."""
    late: bool = False
    """Failures come when the pod would have ended; else at any time before."""
    own_backoff: bool = False
    starting: Callable[[random.Random, int, float], float] = lambda chance, *_: chance.uniform(1, 4)
    """(chance, number of the attempt, seconds since the start) -> seconds from a pod's birth to its start."""
    batch: tuple[int, float] | None = None
    """So many pods at most are created at once, and the next after so many seconds."""
    changes: tuple[tuple[float, int], ...] = ()
    """At this part of the completions, another parallelism; one of 0: it is suspended, and resumed as it was."""
    suspended_for: float = 600.0
    kept: int | None = None
    """So many ended pods are kept; ``None``: all."""
    indexed: bool = False
    seed: int = 0
    lives: list[Life] = field(default_factory=list)

    def __post_init__(self):
        self.starts = [0.0]
        self.breaks: list[tuple[float, float]] = []
        self.workers = [(0.0, self.parallelism)]
        self._play(random.Random(self.seed))
        self.ends = sorted(life.end for life in self.lives if life.done and life.gone == inf)
        self.end = self.ends[-1]

    def _play(self, chance):
        now = blocked = 0.0
        done = failures = attempts = 0
        workers, changes = self.parallelism, sorted(self.changes)
        running: list[tuple[float, int, Life]] = []
        held: list[float] = []
        open_indexes = list(range(self.completions))[::-1]
        numbers = count()
        while done < self.completions:
            while changes and done >= changes[0][0] * self.completions:
                after = changes.pop(0)[1]
                if after:
                    self.workers.append((now, workers := after))
                spared = sorted(running, key=lambda each: each[2].started)[:after]
                for each in running:
                    if each not in spared:
                        each[2].gone = now
                        if each[2].index is not None:
                            open_indexes.append(each[2].index)
                running = spared
                heapq.heapify(running)
                if not after:
                    self.breaks.append((now, now + self.suspended_for))
                    now += self.suspended_for
                    self.starts.append(now)
            held = [each for each in held if each > now]
            wanted = min(workers, self.completions - done) - len(running) - len(held)
            if wanted > 0 and now >= blocked:
                for _ in range(min(wanted, self.batch[0]) if self.batch else wanted):
                    attempts += 1
                    born = now + chance.uniform(0.1, 1.0)
                    started = born + self.starting(chance, attempts, born)
                    length, ok = self.lengths(chance, attempts, born), chance.random() >= self.failing
                    if not ok and not self.late:
                        length *= chance.random()
                    index = open_indexes.pop() if self.indexed else None
                    life = Life(born, started, started + max(0.5, length), ok, index=index)
                    self.lives.append(life)
                    heapq.heappush(running, (life.end, next(numbers), life))
                if self.batch and wanted > self.batch[0]:
                    blocked = now + self.batch[1]
                    wanted -= self.batch[0]
                else:
                    wanted = 0
            first = min([*held, *([blocked] if wanted > 0 and blocked > now else [])], default=inf)
            if running and running[0][0] <= first:
                now, _, life = heapq.heappop(running)
                if life.done:
                    done, failures = done + 1, 0
                    blocked = blocked if self.batch else now
                    continue
                if life.index is not None:
                    open_indexes.append(life.index)
                failures += 1
                if self.own_backoff:
                    held.append(now + 10.0)
                else:
                    blocked = now + min(600.0, 10.0 * 2 ** (failures - 1))
            else:
                now = first

    def moments(self, chance, looks, progress=0.2):
        """Moments at random between this progress and the end, while it is not suspended."""
        start = max(self.ends[int(len(self.ends) * progress)], self.workers[-1][0], self.starts[-1])
        found: list[float] = []
        while len(found) < looks:
            moment = chance.uniform(start, self.end)
            if not any(begin <= moment < end for begin, end in self.breaks):
                found.append(moment)
        return sorted(found)

    def at(self, moment, **status):
        """The Job and its pods so many seconds after the start."""
        now = START + timedelta(seconds=moment)
        born = [life for life in self.lives if life.born <= moment < life.gone]
        done = sum(life.done and life.end <= moment for life in born)
        failed = sum(not life.done and life.end <= moment for life in born)
        if len(self.starts) > 1 and moment >= self.starts[1]:
            status.setdefault("conditions", [RESUMED])
        start = max(each for each in self.starts if each <= moment)
        workers = [each for at, each in self.workers if at <= moment][-1]
        job = Job(
            metadata=Meta(name="work", namespace="etl", uid=f"job-{self.seed}"),
            spec=JobSpec(
                completions=self.completions,
                parallelism=workers,
                completion_mode="Indexed" if self.indexed else "NonIndexed",
            ),
            status=JobStatus(
                active=len(born) - done - failed, succeeded=done, failed=failed, start_time=_second(start), **status
            ),
        )
        if self.kept is not None:
            ended = sorted((life for life in born if life.end <= moment), key=lambda life: life.end)
            removed = {id(life) for life in ended[: -self.kept or None]}
            born = [life for life in born if id(life) not in removed]
        return job, [_pod(number, life, moment) for number, life in enumerate(born)], now


def _second(seconds):
    """A time as the API tells it: in whole seconds."""
    return START + timedelta(seconds=int(seconds))


def _pod(number, life, moment):
    if life.pod is not None and life.end <= moment:
        return life.pod
    started, ended = _second(life.started), _second(min(life.end, 1e7))
    if life.end <= moment:
        gone = ContainerStateTerminated(exit_code=0 if life.done else 1, started_at=started, finished_at=ended)
        phase, state = "Succeeded" if life.done else "Failed", ContainerState(terminated=gone)
    elif life.started <= moment:
        phase, state = "Running", ContainerState(running=ContainerStateRunning(started))
    else:
        phase, state = "Pending", ContainerState()
    found = Pod(
        metadata=Meta(name=f"work-{number}", namespace="etl", uid=f"p{number}", creation_timestamp=_second(life.born)),
        status=PodStatus(phase=phase, container_statuses=[ContainerStatus(name="main", state=state)]),
    )
    if life.end <= moment:
        life.pod = found
    return found
