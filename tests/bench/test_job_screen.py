"""A Job of 100,000 indexes: how long it takes to open, to answer a key, and what it takes of memory.

Prints figures; run with ``pytest -m bench -s tests/bench/test_job_screen.py``.
"""

from __future__ import annotations

import gc
import itertools
import random
import time
import tracemalloc

import batches
import pytest
from stage.session import settled, stage
from stage.world import World

from ktui.domain.indexes import Indexes
from ktui.screens.places import JobOf
from ktui.session.session import prepare
from ktui.widgets.index_grid import IndexGrid

pytestmark = pytest.mark.bench

TOTAL = 100_000
DONE = {
    "a few gaps": Indexes(((0, 41_999), (42_010, 60_000))),
    "a third at random": Indexes.of(sorted(random.Random(1).sample(range(TOTAL), TOTAL // 3))),
    "every other": Indexes.of(range(0, TOTAL, 2)),
}
KEYS = ("down", "right", "pagedown", "up", "greater_than_sign", "end", "home", "pagedown", "less_than_sign", "left")


def job(done, version):
    return batches.job(
        "huge",
        completions=TOTAL,
        parallelism=500,
        completionMode="Indexed",
        backoffLimitPerIndex=2,
        metadata={"resourceVersion": str(version)},
        status={
            "active": 300,
            "succeeded": len(done),
            "completedIndexes": str(done),
            "failedIndexes": "9,77,4711,99001",
            "startTime": batches.ago(hours=2),
        },
    )


def world(done):
    made = World()
    made.node("node-1")
    free = Indexes.below(TOTAL) - done
    for index in itertools.islice(free, 0, 600, 2):
        made.state.pods.upsert(batches.pod(f"huge-{index}-r", owner="huge", index=index, node="node-1"))
    for index in itertools.islice(free, 1, 400, 2):
        made.state.pods.upsert(batches.failed_pod(f"huge-{index}-f", owner="huge", index=index, finished=3, code=7))
    return made.settle()


def at(times, share):
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1e3


@pytest.mark.parametrize("name", DONE)
async def test_a_job_of_100_000_indexes_opens_at_once_and_answers_keys(name):
    done = DONE[name]
    made = world(done)
    app = stage(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        made.state.jobs.upsert(job(done, 1))
        started = time.perf_counter()
        app.screen.go(JobOf(("etl", "huge")))
        await pilot.pause()
        while not app.screen.query(IndexGrid):
            await pilot.pause()
        opened = time.perf_counter() - started
        await settled(pilot)
        spent = []
        for turn in range(300):
            gc.collect() if turn % 50 == 0 else None
            key = "f" if turn in {150, 225} else KEYS[turn % len(KEYS)]
            started = time.process_time()
            await pilot.press(key)
            spent.append(time.process_time() - started)
        changed = []
        for version in range(2, 12):
            done = done | Indexes.of([version * 997])
            made.state.jobs.upsert(job(done, version))
            started = time.process_time()
            app.screen.redraw()
            changed.append(time.process_time() - started)
    print(
        f"\n{name}, {len(DONE[name].ranges):,} ranges: opened in {opened * 1e3:.0f} ms; a key {at(spent, 0.5):.1f} ms, "
        f"p99 {at(spent, 0.99):.1f} ms; another status {at(changed, 0.5):.1f} ms"
    )
    assert at(spent, 0.99) < 50
    assert opened < 2


@pytest.mark.parametrize("name", DONE)
async def test_it_takes_less_than_10_mib(name):
    done = DONE[name]
    made = world(done)
    app = stage(made)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        made.state.jobs.upsert(batches.job("small", completions=9, completionMode="Indexed"))
        app.screen.go(JobOf(("etl", "small")))  # what any Job's screen takes
        await settled(pilot)
        await prepare()  # what is imported to speak to a server is no Job's
        gc.collect()
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        made.state.jobs.upsert(job(done, 1))
        app.screen.go(JobOf(("etl", "huge")))
        await settled(pilot)
        for key in (*KEYS, "f", "down", "f"):
            await pilot.press(key)
        gc.collect()
        after, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    print(f"\n{name}: {(after - before) / 2**20:.1f} MiB, at most {(peak - before) / 2**20:.1f} MiB")
    assert peak - before < 10 * 2**20
