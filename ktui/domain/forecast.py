"""How long a queue of alike tasks will take some workers, from how long the tasks before it took.

The rest is played through a few times. What is uncertain about how long tasks take differs from play to play
(`ktui.domain.lengths.World`), and so does what is chance. How the results are spread says how sure the answer is.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from random import Random

from ktui.domain.lengths import Lengths, Task, World

_TRIALS, _TRIALS_LEAST = 40, 20
_DRAWS = 2000
"""About so many tasks are under way in all trials together: with more workers, there are fewer trials."""
_WAVES, _SINGLY = 2, 64
"""How many tasks a worker, and in all, are played one by one at the end; what comes before is worked out at once."""
_TRIES_MOST = 12
"""So many tries for each task are played in a trial; what fails as often as that will not end."""
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Outlook:
    """When the rest will be done, in seconds from now."""

    low: float
    """It takes longer than this in nineteen of twenty cases."""
    middle: float
    high: float
    """It takes less than this in nineteen of twenty cases."""


def forecast(
    begun: Sequence[Task],
    waiting: int,
    workers: int,
    *,
    each: int = 1,
    coming: Sequence[float] = (),
    idle: Sequence[float] = (0.0,),
    pause: float = 0.0,
    doubt: float = 0.1,
    seed: str = "",
) -> Outlook | None:
    """Play the rest through.

    Args:
        begun: tasks that have begun, at least one of which has succeeded.
        waiting: how many tasks have not begun, nor are about to.
        workers: how many tasks can be under way at once.
        each: of the tasks that have begun, only one in so many is given.
        coming: tasks that have a worker and are about to begin: after how many seconds.
        idle: how long workers stood idle between two tasks.
        pause: how long no more tasks will be given to workers.
        doubt: how far all lengths may be off, as a part of them.
        seed: where the random draws start; the same seed gives the same answer.
    """
    if workers < 1 or not any(task.done and task.weight > 0 for task in begun):
        return None
    ages = [task.seconds for task in begun if task.done is None]
    rest = _Rest(ages, coming, -(-waiting // each), -(-workers // each), each, idle, pause)
    chance = Random(seed)  # noqa: S311 (no secret)
    lengths = Lengths(begun)
    trials = min(_TRIALS, max(_TRIALS_LEAST, _DRAWS // max(1, rest.workers)))
    ends = sorted(rest.play(lengths.world(chance), exp(chance.gauss(0.0, doubt)), chance) for _ in range(trials))
    # The mean of the half in the middle: where there are two likely ends, a median jumps from one to the other.
    middle = ends[len(ends) // 4 : -(len(ends) // 4)]
    return Outlook(_quantile(ends, _LOW), sum(middle) / len(middle), _quantile(ends, _HIGH))


def _quantile(ends: Sequence[float], part: float) -> float:
    place = part * (len(ends) - 1)
    before = ends[int(place)]
    return before + (ends[min(int(place) + 1, len(ends) - 1)] - before) * (place - int(place))


@dataclass(frozen=True)
class _Rest:
    """What is to be played."""

    ages: Sequence[float]
    coming: Sequence[float]
    waiting: int
    workers: int
    each: int
    """How many each of them stands for."""
    idle: Sequence[float]
    pause: float

    def play(self, world: World, scale: float, chance: Random) -> float:
        """When all is done, if tasks go as in this world, and take so many times as long."""
        under_way: list[tuple[float, bool]] = []
        last = 0.0
        for start, age in (*((0.0, age) for age in self.ages), *((until, 0.0) for until in self.coming)):
            seconds, done = world.rest(age)
            under_way.append((start + seconds * scale, done))
            if self.each > 1:
                last = max(last, start + world.rest(age, self.each)[0] * scale)
        queue = min(self.waiting, max(_WAVES * self.workers, _SINGLY))
        draws = world.whole(queue + len(under_way) + _SINGLY)
        idle = chance.choices(self.idle, k=len(draws))
        if ahead := self.waiting - queue:
            length = sum(seconds for seconds, _ in draws) / len(draws) * scale + sum(self.idle) / len(self.idle)
            work = ahead * length * len(draws) / max(1, sum(done for _, done in draws))
            under_way += [(self.pause, True)] * (self.workers - len(under_way))
            free = _filled([end for end, _ in under_way], work)
            # They do not all become free at the same moment.
            under_way = [
                (end if end == until else end + (chance.random() - 0.5) * length, done)
                for end, (until, done) in zip(free, under_way, strict=True)
            ]
        heapq.heapify(under_way)
        places = self.workers - len(under_way)  # fewer than none, where there were more workers before
        now, tries = 0.0, _TRIES_MOST * len(draws)
        while under_way or queue:
            while queue and places > 0 and tries:
                if not draws:
                    draws, idle = world.whole(_SINGLY), chance.choices(self.idle, k=_SINGLY)
                seconds, done = draws.pop()
                start = max(now, self.pause) + idle.pop()
                heapq.heappush(under_way, (start + seconds * scale, done))
                if self.each > 1:
                    last = max(last, start + world.rest(0.0, self.each)[0] * scale)
                queue, places, tries = queue - 1, places - 1, tries - 1
            if not under_way:
                break
            now, done = heapq.heappop(under_way)
            queue += not done
            places += 1
        return max(now, last)


def _filled(free: Sequence[float], work: float) -> list[float]:
    """When workers are free, in the order given, after so much more work was given to whoever was free first."""
    held = 0.0
    level = 0.0
    for count, at in enumerate(sorted(free), 1):
        if count > 1 and level <= at:
            break
        held += at
        level = (work + held) / count
    return [max(level, each) for each in free]
