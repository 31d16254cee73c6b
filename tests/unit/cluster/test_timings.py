import asyncio

import pytest
from virtual_time import Instant, Manual

from ktui.cluster.timings import Backoff, pause


def waits(backoff, times, **how):
    return [backoff.next(**how) for _ in range(times)]


def test_each_wait_is_twice_the_one_before_up_to_the_longest():
    clock = Instant()
    assert waits(Backoff(clock.timings(), clock), 8) == pytest.approx([1.2, 2.4, 4.8, 9.6, 19.2, 38.4, 45, 45])


def test_a_wait_is_spread_over_its_whole_length_again():
    clock = Instant()
    low, high = (Backoff(clock.timings(jitter=lambda spread=spread: spread), clock) for spread in (0, 0.999))
    assert low.next() == pytest.approx(0.8)
    assert high.next() == pytest.approx(1.6, rel=0.01)


def test_a_gentle_first_failure_costs_next_to_nothing_and_the_next_ones_do():
    clock = Instant()
    assert waits(Backoff(clock.timings(), clock), 3, gently=True) == pytest.approx([0.05, 2.4, 4.8])


def test_after_a_healthy_time_it_begins_anew():
    clock = Instant()
    backoff = Backoff(clock.timings(), clock)
    waits(backoff, 5)
    clock.now += 119
    assert backoff.next() == pytest.approx(38.4)
    clock.now += 120
    assert backoff.next() == pytest.approx(1.2)


def test_what_works_makes_it_begin_anew():
    clock = Instant()
    backoff = Backoff(clock.timings(), clock)
    waits(backoff, 5)
    backoff.reset()
    assert backoff.next() == pytest.approx(1.2)


def test_failures_without_end_are_no_number_without_end():
    clock = Instant()
    assert waits(Backoff(clock.timings(), clock), 5000)[-1] == 45


async def test_a_pause_ends_by_itself():
    assert await pause(0) is False
    assert await pause(0, asyncio.Event()) is False


async def test_a_pause_ends_when_it_is_woken():
    wake = asyncio.Event()
    wake.set()
    assert await pause(3600, wake) is True


async def soon(task):
    """Whether a task is not done, when everything was done that takes no time."""
    for _ in range(20):
        await asyncio.sleep(0)
    return not task.done()


async def rested(clock, backoff, back, after):
    """How long a wait of 40 s lasts in which the server comes back after so many seconds."""
    began = clock.now
    async with asyncio.TaskGroup() as tasks:
        resting = tasks.create_task(backoff.rest(40, back))
        await clock.advance(after)
        back.set()
        while await soon(resting):
            await clock.advance(0.1)
    return clock.now - began


async def test_whoever_is_called_back_in_vain_comes_a_little_later_each_time_and_never_later_than_planned():
    clock = Manual()
    backoff = Backoff(clock.timings(), clock)
    waits = [await rested(clock, backoff, asyncio.Event(), after=5) for _ in range(8)]
    assert waits == pytest.approx([5, 6.2, 7.4, 9.8, 14.6, 24.2, 40, 40], abs=0.25)
    backoff.opened()
    assert await rested(clock, backoff, asyncio.Event(), after=5) == pytest.approx(5, abs=0.25)


async def test_whom_nobody_calls_back_waits_as_long_as_was_said():
    clock = Instant()
    await Backoff(clock.timings(), clock).rest(40, asyncio.Event())
    await Backoff(clock.timings(), clock).rest(40)
    assert clock.pauses == [40, 40]
