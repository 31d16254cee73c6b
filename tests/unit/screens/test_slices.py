"""ktui.screens.slices: work in steps lets everything else run between."""

import asyncio

from ktui.screens.slices import EVERY, PATIENCE, PAUSE, SLICE, in_slices


async def test_everything_else_runs_between_slices_and_the_half_done_is_looked_at():
    moment, steps, turns, looks = [0.0], [], [], []

    def work():
        for step in range(100):
            moment[0] += SLICE / 2
            steps.append(step)
            yield

    async def others():
        while len(steps) < 100:
            turns.append(len(steps))
            await asyncio.sleep(PAUSE / 10)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(others())
        tasks.create_task(in_slices(work(), lambda: looks.append(len(steps)), lambda: moment[0]))
    assert len(steps) == 100
    assert len(set(turns)) >= 40
    assert len(looks) == int(100 * SLICE / 2 / EVERY)


async def test_what_is_quick_is_done_without_a_pause():
    done = []
    task = in_slices(iter([done.append(1), done.append(2)]), done.clear, lambda: 0.0)
    await task
    assert done == [1, 2]


async def test_what_takes_several_turns_has_them_all_before_the_next_slice_but_does_not_stop_the_work():
    moment, done = [0.0], []

    def work():
        for _ in range(3):
            moment[0] += SLICE
            done.append("slice")
            yield

    async def key(turns):
        for _ in range(turns):
            moment[0] += PATIENCE / 5
            done.append("turn")
            await asyncio.sleep(0.001)

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(in_slices(work(), lambda: None, lambda: moment[0]))
        tasks.create_task(key(3))
    assert done == ["slice", "turn", "turn", "turn", "slice", "slice"]
    done.clear()
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(in_slices(work(), lambda: None, lambda: moment[0]))
        tasks.create_task(key(20))
    assert done.index("slice", 1) < 10
