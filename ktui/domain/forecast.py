"""How long a queue of alike tasks will take some workers, from how long the tasks before it took.

The tasks that are under way tell something, too: one that has run for longer than most will not end like most. So how
long a task takes is estimated with those that have not ended counted as such (Kaplan and Meier's estimate), and then
the rest is played through a few times with random draws.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, sqrt
from random import Random

_TRIALS = 40
_WORKERS_MOST = 32
"""More workers are played by so many: each stands for several."""
_WAVES = 4
"""How many tasks a worker are played one by one at the end; what comes before is worked out at once."""
_DOUBT = 0.1
"""How far, as a part of it, all lengths may be off even if all tasks so far took the same: found by playing Jobs."""
_TRIES_MOST = 12
"""So many tries for each task are played in a trial; what fails as often as that will not end."""


@dataclass(frozen=True)
class Task:
    """A task, or a try at one, that has begun."""

    seconds: float
    """How long it kept its worker, or has until now."""
    done: bool | None
    """Whether it succeeded, or failed and is tried again; ``None``: it is under way."""
    weight: float = 1.0
    """How much it says about those to come."""


@dataclass(frozen=True)
class Outlook:
    """When the rest will be done, in seconds from now."""

    low: float
    """It takes longer than this in nine of ten cases."""
    middle: float
    high: float
    """It takes less than this in nine of ten cases."""


def forecast(
    begun: Sequence[Task],
    waiting: int,
    workers: int,
    *,
    gaps: Sequence[float] = (0.0,),
    pause: float = 0.0,
    seed: str = "",
) -> Outlook | None:
    """Play the rest through.

    Args:
        begun: tasks that have begun, at least one of which has succeeded.
        waiting: how many tasks have not begun.
        workers: how many tasks can be under way at once.
        gaps: how long workers stood idle between two tasks.
        pause: how long no task will begin.
        seed: where the random draws start; the same seed gives the same answer.
    """
    if not any(task.done for task in begun) or workers < 1:
        return None
    lengths = _Lengths(begun)
    chance = Random(seed)  # noqa: S311 (no secret)
    ends = sorted(_trial(lengths, begun, waiting, workers, gaps, pause, chance) for _ in range(_TRIALS))
    return Outlook(ends[_TRIALS // 10], ends[_TRIALS // 2], ends[-1 - _TRIALS // 10])


class _Lengths:
    """How long a task takes: a distribution over those that have ended, and a tail beyond them."""

    def __init__(self, begun: Sequence[Task]) -> None:
        whole = left = sum(task.weight for task in begun)
        factor, held = 1.0, 0.0
        self._seconds: list[float] = []
        self._done: list[bool] = []
        self._cumulated: list[float] = []
        for task in sorted(begun, key=lambda each: (each.seconds, each.done is None)):
            if task.done is None:
                # What it would have added here is spread over all that took longer.
                factor *= left / (left - task.weight) if left - task.weight > 1e-9 else 1.0
            else:
                held += task.weight * factor / whole
                self._seconds.append(task.seconds)
                self._done.append(task.done)
                self._cumulated.append(held)
            left -= task.weight
        self._whole = max(1.0, held)
        ended = [task for task in begun if task.done is not None or task.seconds > self._seconds[-1]]
        weight = sum(task.weight for task in ended)
        self.mean = sum(task.seconds * task.weight for task in ended) / weight
        self.spread = sqrt(sum(task.weight * (task.seconds - self.mean) ** 2 for task in ended) / weight)
        samples = weight**2 / sum(task.weight**2 for task in ended)
        self.uncertainty = self.spread / max(self.mean, 1e-9) / sqrt(samples)

    def draw(self, chance: Random, age: float = 0.0) -> tuple[float, bool]:
        """How long a task takes that has been under way for ``age`` seconds, in all, and whether it succeeds then."""
        first = bisect_right(self._seconds, age) if age > 0 else 0
        below = self._cumulated[first - 1] if first else 0.0
        point = below + chance.random() * (self._whole - below)
        place = bisect_right(self._cumulated, point, lo=first)
        if place < len(self._seconds):
            return self._seconds[place], self._done[place]
        longest = max(age, self._seconds[-1])
        return longest + chance.expovariate(1.0 / max(self.spread, self.mean / 20, 1e-3)), True


def _trial(
    lengths: _Lengths,
    begun: Sequence[Task],
    waiting: int,
    workers: int,
    gaps: Sequence[float],
    pause: float,
    chance: Random,
) -> float:
    scale = exp(chance.gauss(0.0, min(1.0, _DOUBT + 2 * lengths.uncertainty)))
    each = -(-workers // _WORKERS_MOST)
    ages = [task.seconds for task in begun if task.done is None]
    free: list[float] = []
    end, retries = 0.0, 0
    for age in ages:
        length, done = lengths.draw(chance, age)
        free.append(max(0.0, length - age) * scale)
        end = max(end, free[-1])
        retries += not done
    waiting += retries
    free += [pause] * (workers - len(free))
    if each > 1:
        free, waiting = sorted(free)[::each], round(waiting * len(free[::each]) / workers)
    singly = min(waiting, _WAVES * len(free))
    ahead = _ahead(lengths, waiting - singly, len(free), gaps, chance) * scale
    heapq.heapify(free)
    queue, tries = singly, _TRIES_MOST * singly
    while queue:
        queue -= 1
        start = max(heapq.heappop(free), pause) + chance.choice(gaps)
        length, done = lengths.draw(chance)
        heapq.heappush(free, start + length * scale)
        longest = max([length, *(lengths.draw(chance)[0] for _ in range(1, each))])
        end = max(end, start + longest * scale)
        if not done and tries:
            tries -= 1
            queue += 1
    return end + ahead


def _ahead(lengths: _Lengths, tasks: int, workers: int, gaps: Sequence[float], chance: Random) -> float:
    """How long the workers are kept by tasks that need not be played one by one."""
    if tasks <= 0:
        return 0.0
    draws = [lengths.draw(chance) for _ in range(60)]
    done = max(1, sum(ok for _, ok in draws))
    each = (sum(length for length, _ in draws) + sum(chance.choice(gaps) for _ in draws)) / done
    return tasks * each / workers
