"""ktui.screens.slices: work in steps lets everything else run between."""

import asyncio

from ktui.screens.slices import EVERY, SLICE, in_slices


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
            await asyncio.sleep(0)

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
