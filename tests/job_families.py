"""Families of Jobs, each Job of which is made up from a seed: what the estimate of the time left is held against.

`PLAIN` are four Jobs that are always the same but for chance. The estimate was made with `PLAIN` and `SEEN` at hand.
`UNSEEN` were written afterwards, and `LAST` when all was done; decision 10 tells what little was changed with them.
"""

from __future__ import annotations

import random

from simulated_jobs import SimulatedJob

# ---- how long pods work


def steady(chance):
    mean, part = chance.uniform(20, 600), chance.uniform(0.02, 0.25)
    return lambda c, *_: c.gauss(mean, mean * part)


def uniform(chance):
    low, most = chance.uniform(10, 100), chance.uniform(1.5, 6)
    return lambda c, *_: c.uniform(low, low * most)


def lognormal(chance, least=0.3, most=0.9):
    middle, sigma = chance.uniform(2.5, 6), chance.uniform(least, most)
    return lambda c, *_: c.lognormvariate(middle, sigma)


def pareto(chance):
    least, shape = chance.uniform(5, 100), chance.uniform(1.3, 3.5)
    return lambda c, *_: least * c.paretovariate(shape)


def exponential(chance):
    mean = chance.uniform(20, 300)
    return lambda c, *_: c.expovariate(1 / mean)


def weibull(chance):
    scale, shape = chance.uniform(20, 300), chance.uniform(0.8, 4)
    return lambda c, *_: c.weibullvariate(scale, shape)


def gamma(chance):
    shape, scale = chance.uniform(0.7, 8), chance.uniform(10, 100)
    return lambda c, *_: c.gammavariate(shape, scale)


def bimodal(chance):
    short, ratio, share = chance.uniform(10, 120), chance.uniform(2, 10), chance.uniform(0.2, 0.8)
    return lambda c, *_: c.gauss(short, short / 8) * (ratio if c.random() < share else 1.0)


def three_kinds(chance):
    kinds = [(chance.uniform(10, 400), chance.uniform(0.05, 0.2)) for _ in range(3)]
    return lambda c, *_: _kind(c, kinds)


def _kind(chance, kinds):
    mean, part = chance.choice(kinds)
    return chance.gauss(mean, mean * part)


def stragglers(chance, base=None):
    base, share, factor = base or steady(chance), chance.uniform(0.01, 0.2), chance.uniform(2, 20)
    return lambda c, *more: base(c, *more) * (factor if c.random() < share else 1.0)


def one_of(chance, *kinds):
    return chance.choice(kinds)(chance)


def usual(chance):
    return one_of(chance, steady, uniform, lognormal)


def any_of(chance):
    return one_of(
        chance, steady, uniform, lognormal, bimodal, pareto, exponential, weibull, three_kinds, stragglers
    )  # fmt: skip


# ---- how pods start


def pull(chance, workers):
    slow = chance.uniform(20, 120)
    return lambda c, number, _: c.uniform(1, 4) + (c.uniform(0.7, 1.3) * slow if number <= workers else 0.0)


def ramp(chance, workers):
    each = chance.uniform(0.5, 10)
    return lambda c, number, _: c.uniform(1, 4) + (number * each if number <= workers else 0.0)


# ---- Jobs


def size(chance, least=1, most=100, wanted=(10, 2000)):
    workers = round(least * (most / least) ** chance.random())
    many = round(wanted[0] * (wanted[1] / wanted[0]) ** chance.random())
    return {"parallelism": workers, "completions": max(many, 10, 2 * workers)}


def of(lengths, **more):
    return lambda chance: {**size(chance), "lengths": lengths(chance), **more}


def _slow_start(chance):
    told = {**size(chance), "lengths": usual(chance)}
    workers, kind = told["parallelism"], chance.randrange(3)
    if kind == 2:
        return {**told, "batch": (chance.randint(1, max(1, workers // 3)), chance.uniform(2, 20))}
    return {**told, "starting": (pull, ramp)[kind](chance, workers)}


def _warm_up(chance):
    told, base, factor = size(chance), usual(chance), chance.uniform(1.5, 4)
    some = chance.randint(1, max(1, told["completions"] // 8))
    return {**told, "lengths": lambda c, number, at: base(c, number, at) * (factor if number <= some else 1.0)}


def _retries(chance):
    told = {**size(chance), "lengths": usual(chance), "failing": chance.uniform(0.03, 0.35)}
    return {**told, "late": chance.random() < 0.3, "own_backoff": chance.random() < 0.3}


def _failing_late(chance):
    lengths = one_of(chance, steady, weibull, lognormal)
    return {**size(chance), "lengths": lengths, "failing": chance.uniform(0.1, 0.5), "late": True}


def _changed(chance):
    told = {**size(chance, 2), "lengths": usual(chance)}
    after = max(1, min(100, round(told["parallelism"] * chance.choice([0.3, 0.5, 2, 3]))))
    return {**told, "changes": ((chance.uniform(0.1, 0.8), after),)}


def _suspended(chance):
    return {**size(chance), "lengths": usual(chance), "changes": ((chance.uniform(0.1, 0.7), 0),)}


def _drifting(chance):
    told, by = size(chance), chance.uniform(0.5, 2)
    base, many = one_of(chance, steady, uniform, lognormal, weibull), told["completions"]
    return {**told, "lengths": lambda c, number, at: base(c, number, at) * by ** (number / many)}


def _all_at_once(chance):
    told = size(chance, 10)
    lengths = one_of(chance, steady, uniform, lognormal, weibull, exponential)
    return {**told, "completions": told["parallelism"], "lengths": lengths}


def _cleaned(chance):
    lengths = one_of(chance, steady, uniform, lognormal, weibull)
    return {**size(chance), "lengths": lengths, "kept": chance.randint(5, 40)}


def _mixed(chance):
    told, base = size(chance), any_of(chance)
    told["lengths"] = base
    if chance.random() < 0.4:
        told["failing"] = chance.uniform(0.02, 0.3)
        told["late"], told["own_backoff"] = chance.random() < 0.5, chance.random() < 0.5
    if chance.random() < 0.4:
        told["starting"] = chance.choice((pull, ramp))(chance, told["parallelism"])
    if chance.random() < 0.3:
        factor, some = chance.uniform(1.5, 3), chance.randint(1, told["completions"] // 6)
        told["lengths"] = lambda c, number, at: base(c, number, at) * (factor if number <= some else 1.0)
    if chance.random() < 0.4:
        after = chance.choice((0, max(1, told["parallelism"] // 2), min(100, told["parallelism"] * 2)))
        told["changes"] = ((chance.uniform(0.1, 0.7), after),)
    if chance.random() < 0.2:
        told["kept"] = chance.randint(10, 60)
    return told


def _hiccup(chance):
    """For a while, all that begins takes several times as long: a full disk, a slow registry."""
    told, base = size(chance), usual(chance)
    first, factor = chance.uniform(0.05, 0.5) * told["completions"], chance.uniform(2, 5)
    last = first + max(2, 0.1 * told["completions"])
    return {**told, "lengths": lambda c, number, at: base(c, number, at) * (factor if first < number < last else 1.0)}


def _slow_nodes(chance):
    share, factor = chance.uniform(0.1, 0.5), chance.uniform(1.3, 4)
    base = one_of(chance, steady, gamma)
    told = {**size(chance), "lengths": lambda c, *more: base(c, *more) * (factor if c.random() < share else 1.0)}
    return {**told, "failing": chance.choice((0.0, 0.1))}


def _changed_thrice(chance):
    changes = tuple((chance.uniform(0.05, 0.6), chance.randint(1, 60)) for _ in range(3))
    return {**size(chance), "lengths": one_of(chance, steady, gamma, lognormal), "changes": changes}


PLAIN = {
    "steady: 100 pods, 8 at once, 60 ± 6 s": lambda _: {
        "completions": 100, "parallelism": 8, "lengths": lambda c, *_: c.gauss(60, 6),
    },
    "long tail: lognormal, σ = 0.75": lambda _: {
        "completions": 100, "parallelism": 8, "lengths": lambda c, *_: c.lognormvariate(4, 0.75),
    },
    "slow start: the first 12 pods take 2.5 times as long": lambda _: {
        "completions": 100, "parallelism": 8,
        "lengths": lambda c, number, _: c.gauss(60, 8) * (2.5 if number <= 12 else 1.0),
    },
    "retries: 15 % of pods fail on the way": lambda _: {
        "completions": 100, "parallelism": 8, "lengths": lambda c, *_: c.uniform(30, 90), "failing": 0.15,
    },
}  # fmt: skip
SEEN = {
    "stragglers: 5 % take six times as long": lambda _: {
        "completions": 120, "parallelism": 10,
        "lengths": lambda c, *_: c.gauss(60, 8) * (6.0 if c.random() < 0.05 else 1.0),
    },
    "12 pods, 3 at once": lambda _: {"completions": 12, "parallelism": 3, "lengths": lambda c, *_: c.uniform(40, 120)},
    "600 pods, 150 at once": lambda _: {
        "completions": 600, "parallelism": 150, "lengths": lambda c, *_: c.lognormvariate(4, 0.4),
    },
    "steady, or uniform": of(lambda chance: one_of(chance, steady, uniform)),
    "lognormal, σ 0.3 to 0.9": of(lognormal),
    "two kinds of pods": of(bimodal),
    "stragglers: 1 to 20 %, 2 to 20 times": of(stragglers),
    "slow start: image pull, ramp, batches": _slow_start,
    "warm-up: up to 1/8 take up to 4 times": _warm_up,
    "retries: 3 to 35 % fail": _retries,
    "parallelism changed on the way": _changed,
    "suspended on the way": _suspended,
}  # fmt: skip
UNSEEN = {
    "Pareto, α 1.3 to 3.5": of(pareto),
    "exponential": of(exponential),
    "Weibull": of(weibull),
    "three kinds of pods": of(three_kinds),
    "stragglers among lognormal": of(lambda chance: stragglers(chance, lognormal(chance, 0.2, 0.6))),
    "ever slower or quicker, up to twice": _drifting,
    "all at once: 10 to 100": _all_at_once,
    "ended pods cleaned away": _cleaned,
    "10 to 50 % fail at their end": _failing_late,
    "all of this mixed": _mixed,
}
LAST = {
    "gamma": of(gamma),
    "slow for a while": _hiccup,
    "some nodes slower": _slow_nodes,
    "parallelism changed three times": _changed_thrice,
    "100 to 1,000 at once": lambda chance: {**size(chance, 100, 1000, (1000, 5000)), "lengths": any_of(chance)},
    "10 to 30 pods": lambda chance: {**size(chance, 1, 6, (10, 30)), "lengths": any_of(chance)},
}
FAMILIES = {**PLAIN, **SEEN, **UNSEEN, **LAST}


def made_up(family, seed):
    """One Job of a family, played."""
    chance = random.Random(f"{family}/{seed}")
    return SimulatedJob(**FAMILIES[family](chance), seed=seed, indexed=chance.random() < 0.5)
