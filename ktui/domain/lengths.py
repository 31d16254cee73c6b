"""How long tasks take, from those that have ended and from those that have run for so long without ending.

Quick tasks end first, so those that have ended look quicker than all: the ones that still run count as lasting for at
least so long (Kaplan and Meier's estimate). Nothing says how tasks go that take longer than any so far; there Weibull's
law goes on, fitted to the longer half. What cannot be known is not guessed once, but drawn anew for each `World`: which
of the tasks say how much (the Bayesian bootstrap), the two parameters of Weibull's law (from their posterior), and
whether there is another, much slower kind of task, of which none has ended.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma, log, sqrt
from random import Random

_ALIKE, _UNLIKE = 3.0, 4.0
"""Tasks less apart than the first, in standard deviations, are of one kind; more than the second, of two."""
_CUTS = 12
_ENDED_LEAST = 4
"""Fewer that have ended, on either side, do not show that something has changed."""
_APART = 0.4
"""A length that was seen stands for those around it: this part of it at most, and no further than halfway."""
_LONGER = 0.5
"""How many tasks, beside those that were seen, take longer than all of them: between each two there is one, and this
half is what is not below the shortest."""
_OTHER_KIND = 0.04
"""So many tasks, beside those that were seen, are of a kind of which none has ended."""
_OTHER_LEAST, _OTHER_SHAPE, _OTHER_SPREAD = 1.5, 1.5, 0.15
"""Such a task takes so many times the longest at least (the rest is Pareto's law), and all of them about the same."""
_LONGEST_MOST = 20.0
"""No task takes longer than so many times the longest one known."""
_TAIL_LEAST = 8
"""From so many that have ended on, the tail is fitted to the longer half of them."""
_POWERS = (0.7, 1.0, 1.4, 2.0, 2.8, 4.0, 5.6, 8.0, 11.0, 16.0)
"""Shapes of Weibull's law: 1 is the exponential law, less has a longer tail."""


@dataclass(frozen=True)
class Task:
    """A task, or a try at one, that has begun."""

    seconds: float
    """How long it took, or has taken until now."""
    done: bool | None
    """Whether it succeeded, or failed and is tried again; ``None``: it is under way."""
    weight: float = 1.0
    """How much it says about those to come."""


def lately(begun: Sequence[Task]) -> list[Task]:
    """Give tasks their weight: little or none to those that went otherwise than those which began after them.

    So the slow ones at the start do not count any more, once enough has ended that went otherwise.

    Args:
        begun: tasks in the order in which they began.

    Returns:
        Those that say something, and all that are under way.
    """
    order = sorted(range(len(begun)), key=lambda place: (begun[place].seconds, begun[place].done is None))
    weights = [task.weight for task in begun]
    first, weight = 0, 1.0
    for _ in range(2):  # more than two changes are not looked for
        cuts = sorted({first + (len(begun) - first) * part // _CUTS for part in range(1, _CUTS)} - {first})
        apart, cut = max(((_apart(begun, order, first, cut), cut) for cut in cuts), default=(0.0, first))
        if apart <= _ALIKE:
            break
        weight = min(1.0, max(0.0, (_UNLIKE - apart) / (_UNLIKE - _ALIKE)))
        weights[:cut] = [each * weight for each in weights[:cut]]
        first = cut
    return [
        Task(task.seconds, task.done, weight)
        for task, weight in zip(begun, weights, strict=True)
        if weight > 0 or task.done is None
    ]


def _apart(begun: Sequence[Task], order: Sequence[int], first: int, cut: int) -> float:
    """How many standard deviations the tasks before a cut and those after it are apart (Mantel's log-rank test).

    Args:
        begun: tasks in the order in which they began.
        order: their places, the shortest first.
        first: where those begin that are looked at.
        cut: where the later ones begin.
    """
    old, new = cut - first, len(begun) - cut
    old_ended = new_ended = 0
    expected = variance = 0.0
    for place in order:
        if place < first:
            continue
        is_old = place < cut
        if begun[place].done is not None:
            part = old / (old + new)
            expected += part
            variance += part * (1 - part)
            old_ended += is_old
            new_ended += not is_old
        old -= is_old
        new -= not is_old
    if min(old_ended, new_ended) < _ENDED_LEAST or variance <= 0:
        return 0.0
    return abs(old_ended - expected) / sqrt(variance)


class Lengths:
    """What is known about how long tasks take.

    Args:
        begun: tasks, at least one of which has ended and has a weight.
    """

    def __init__(self, begun: Sequence[Task]) -> None:
        self.begun = sorted(begun, key=lambda task: (task.seconds, task.done is None))
        ends = [task.seconds for task in self.begun if task.done is not None]
        gaps = [after - before for before, after in pairwise(ends)]
        below, above = [gaps[0] if gaps else ends[0], *gaps], [*gaps, 0.0]
        self.lows = [end - min(gap, _APART * end) / 2 for end, gap in zip(ends, below, strict=True)]
        self.highs = [end + min(gap, _APART * end) / 2 for end, gap in zip(ends, above, strict=True)]
        self.done = [bool(task.done) for task in self.begun if task.done is not None]
        self.longest = ends[-1]
        whole = sum(task.weight for task in self.begun if task.done is not None)
        self.typical = max(
            1e-3, sum(task.seconds * task.weight for task in self.begun if task.done is not None) / whole
        )
        """A scale, in seconds."""
        beyond = [task for task in self.begun if task.seconds > self.longest]
        self.other = max([_OTHER_LEAST * self.longest, *(task.seconds for task in beyond)])
        """How long tasks of another kind take at least."""
        bar = ends[len(ends) // 2] if len(ends) >= _TAIL_LEAST else 0.0
        plain = [task for task in self.begun if bar < task.seconds <= self.longest]
        self._one_kind = _Tail([*plain, *beyond], bar, self.typical)
        self._first_kind = _Tail(plain, bar, self.typical) if beyond else self._one_kind
        self._two_kinds = self._likely_two(sum(task.weight for task in beyond)) if beyond else 0.0

    def _likely_two(self, others: float) -> float:
        """How likely the tasks that have run for longer than all that have ended are of another kind than those."""
        plain = sum(task.weight for task in self.begun) - others
        # That so many of all are of the other kind, where any part of them may be, but hardly more than none.
        chosen = lgamma(others + _OTHER_KIND) + lgamma(plain + 1) - lgamma(plain + others + 1 + _OTHER_KIND)
        before = lgamma(_OTHER_KIND) - lgamma(1 + _OTHER_KIND)
        odds = self._first_kind.evidence - self._one_kind.evidence + chosen - before
        return 1 / (1 + exp(-max(-700.0, min(700.0, odds))))

    def world(self, chance: Random) -> World:
        """One of the ways in which tasks may go, given what was seen."""
        random = chance.random
        two = random() < self._two_kinds
        # Each a draw of the exponential law, times its weight; `expovariate` takes three times as long.
        weights = [-log(1.0 - random()) * task.weight for task in self.begun]
        other, longer = chance.gammavariate(_OTHER_KIND, 1.0), chance.gammavariate(_LONGER, 1.0)
        left = sum(weights) + other + longer
        held = 0.0
        cumulated: list[float] = []
        for task, weight in zip(self.begun, weights, strict=True):
            if task.seconds > self.longest:
                if two:
                    other += weight
                continue
            if task.done is not None:
                held += (1.0 - held) * weight / left
                cumulated.append(held)
            left -= weight
        power, rate = (self._first_kind if two else self._one_kind).draw(chance)
        return World(self, chance, cumulated, power, rate, other / max(1e-300, longer))


class World:
    """One of the ways in which tasks may go; `Lengths.world` makes it."""

    def __init__(
        self, lengths: Lengths, chance: Random, cumulated: list[float], power: float, rate: float, odds: float
    ) -> None:
        self._lengths = lengths
        self._chance = chance
        self._cumulated = cumulated
        self._power, self._rate = power, rate
        self._odds = odds
        """How many times as likely a task that takes longer than all that have ended is of another kind."""
        self._other = lengths.other * (1.0 - chance.random()) ** (-1 / _OTHER_SHAPE)
        self._most = _LONGEST_MOST * lengths.other / _OTHER_LEAST

    def rest(self, age: float, of: int = 1) -> tuple[float, bool]:
        """How much longer a task takes that has run for so long, and whether it succeeds then.

        Args:
            age: how long it has run.
            of: it is the longest of so many.
        """
        lengths, cumulated = self._lengths, self._cumulated
        lows, highs = lengths.lows, lengths.highs
        first = bisect_right(highs, age)
        below = cumulated[first - 1] if first else 0.0
        if first < len(lows) and age > lows[first]:
            below += (cumulated[first] - below) * (age - lows[first]) / (highs[first] - lows[first])
        point = below + self._chance.random() ** (1 / of) * (1.0 - below)
        place = bisect_right(cumulated, point, lo=first)
        if place == len(cumulated):
            return self._beyond(max(age, lengths.longest)) - age, True
        start = cumulated[place - 1] if place else 0.0
        part = (point - start) / (cumulated[place] - start)
        return max(0.0, lows[place] + part * (highs[place] - lows[place]) - age), lengths.done[place]

    def whole(self, count: int) -> list[tuple[float, bool]]:
        """How long so many tasks take that have not begun, and whether they succeed."""
        lengths, random = self._lengths, self._chance.random
        lows, highs, done = lengths.lows, lengths.highs, lengths.done
        beyond = len(lows)
        return [
            (lows[place] + random() * (highs[place] - lows[place]), done[place])
            if place < beyond
            else (self._beyond(lengths.longest), True)
            for place in self._chance.choices(range(beyond + 1), cum_weights=[*self._cumulated, 1.0], k=count)
        ]

    def _beyond(self, age: float) -> float:
        """How long a task takes that has run for so long, and longer than all that have ended."""
        chance, typical = self._chance, self._lengths.typical
        found: float
        here: float = (age / typical) ** self._power
        hazard = self._rate * (here - (self._lengths.longest / typical) ** self._power)
        odds = self._odds * exp(min(700.0, hazard))
        if chance.random() * (1 + odds) < odds:
            about = self._other * exp(chance.gauss(0.0, _OTHER_SPREAD))
            found = max(about, age + chance.expovariate(1.0) * self._other / 20)
        else:
            found = typical * (here + chance.expovariate(1.0) / self._rate) ** (1 / self._power)
        return max(age, min(found, self._most))


class _Tail:
    """Weibull's law for tasks that take longer than some length: what is known about its shape and rate.

    The shape is one of a few; with it given, the rate has a gamma distribution.

    Args:
        tasks: those that take longer.
        bar: that length, in seconds.
        typical: the scale, in seconds.
    """

    def __init__(self, tasks: Sequence[Task], bar: float, typical: float) -> None:
        bar /= typical
        known = [(max(1e-3, task.seconds / typical), task.done is not None, task.weight) for task in tasks]
        ended = sum(weight for _, done, weight in known if done)
        logarithms = sum(weight * log(seconds) for seconds, done, weight in known if done)
        self._count = ended + 0.5
        self._exposures = [
            sum(weight * (seconds**power - bar**power) for seconds, _, weight in known) + 0.5 for power in _POWERS
        ]
        likely = [
            ended * log(power) + (power - 1) * logarithms - self._count * log(exposure) + lgamma(self._count)
            for power, exposure in zip(_POWERS, self._exposures, strict=True)
        ]
        most = max(likely)
        self._likely = [exp(each - most) for each in likely]
        self.evidence = most + log(sum(self._likely))
        """The logarithm of how likely all this is under such a law."""

    def draw(self, chance: Random) -> tuple[float, float]:
        """A shape and a rate."""
        place = chance.choices(range(len(_POWERS)), weights=self._likely)[0]
        return _POWERS[place], max(1e-9, chance.gammavariate(self._count, 1.0) / self._exposures[place])
