"""Jobs that are played through in no time: what the estimate of the time left is held against."""

from __future__ import annotations

import heapq
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

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


@dataclass
class Life:
    """A pod: born, started, ended; seconds since the Job's start."""

    born: float
    started: float
    end: float
    done: bool


@dataclass
class SimulatedJob:
    """A Job that is played as its controller plays it: so many pods at once, a new one for each that ends."""

    completions: int
    parallelism: int
    lengths: object
    """(chance, number of the attempt, seconds since the start) -> seconds that a pod works."""
    failing: float = 0.0
    """How likely a pod fails, halfway through."""
    starting: tuple[float, float] = (1.0, 4.0)
    """Seconds from a pod's birth to its start."""
    seed: int = 0
    lives: list[Life] = field(default_factory=list)

    def __post_init__(self):
        chance = random.Random(self.seed)
        free = [0.0] * self.parallelism
        heapq.heapify(free)
        running: list[tuple[float, bool]] = []
        done = attempts = failures = 0
        blocked = 0.0
        while done < self.completions:
            # Pods whose end is before the next birth are counted first: the controller sees them.
            wanted = self.completions - done - len(running)
            birth = max(heapq.nsmallest(1, free)[0], blocked) if free and wanted > 0 else float("inf")
            if running and running[0][0] <= birth:
                end, ok = heapq.heappop(running)
                heapq.heappush(free, end)
                if ok:
                    done, failures = done + 1, 0
                else:
                    failures += 1
                    blocked = end + min(600.0, 10.0 * 2 ** (failures - 1))
                continue
            heapq.heappop(free)
            attempts += 1
            started = birth + chance.uniform(*self.starting)
            ok = chance.random() >= self.failing
            length = self.lengths(chance, attempts, birth)
            end = started + (length if ok else length * chance.random())
            self.lives.append(Life(birth, started, end, ok))
            heapq.heappush(running, (end, ok))
        self.ends = sorted(life.end for life in self.lives if life.done)
        self.end = self.ends[-1]

    def at(self, moment, **status):
        """The Job and its pods so many seconds after the start."""
        now = START + timedelta(seconds=moment)
        born = [life for life in self.lives if life.born <= moment]
        done = sum(life.done and life.end <= moment for life in born)
        failed = sum(not life.done and life.end <= moment for life in born)
        job = Job(
            metadata=Meta(name="work", namespace="etl", uid=f"job-{self.seed}"),
            spec=JobSpec(completions=self.completions, parallelism=self.parallelism),
            status=JobStatus(
                active=len(born) - done - failed, succeeded=done, failed=failed, start_time=START, **status
            ),
        )
        return job, [_pod(number, life, moment) for number, life in enumerate(born)], now


def _pod(number, life, moment):
    started, ended = START + timedelta(seconds=life.started), START + timedelta(seconds=life.end)
    if life.end <= moment:
        gone = ContainerStateTerminated(exit_code=0 if life.done else 1, started_at=started, finished_at=ended)
        phase, state = "Succeeded" if life.done else "Failed", ContainerState(terminated=gone)
    elif life.started <= moment:
        phase, state = "Running", ContainerState(running=ContainerStateRunning(started))
    else:
        phase, state = "Pending", ContainerState()
    born = START + timedelta(seconds=life.born)
    return Pod(
        metadata=Meta(name=f"work-{number}", namespace="etl", uid=f"p{number}", creation_timestamp=born),
        status=PodStatus(phase=phase, container_statuses=[ContainerStatus(name="main", state=state)]),
    )


RESUMED = Condition(type="Suspended", status="False", reason="JobResumed")
SCENARIOS = {
    "steady": {"completions": 100, "parallelism": 8, "lengths": lambda chance, *_: chance.gauss(60, 6)},
    "long tail": {"completions": 100, "parallelism": 8, "lengths": lambda chance, *_: chance.lognormvariate(4, 0.75)},
    "slow start": {
        "completions": 100, "parallelism": 8,
        "lengths": lambda chance, number, _: chance.gauss(60, 8) * (2.5 if number <= 12 else 1.0),
    },
    "retries": {
        "completions": 100, "parallelism": 8, "lengths": lambda chance, *_: chance.uniform(30, 90), "failing": 0.15,
    },
    "stragglers": {
        "completions": 120, "parallelism": 10,
        "lengths": lambda chance, *_: chance.gauss(60, 8) * (6.0 if chance.random() < 0.05 else 1.0),
    },
    "few at once": {"completions": 12, "parallelism": 3, "lengths": lambda chance, *_: chance.uniform(40, 120)},
    "many at once": {
        "completions": 600, "parallelism": 150, "lengths": lambda chance, *_: chance.lognormvariate(4, 0.4),
    },
}  # fmt: skip
"""Ways in which Jobs go."""
