import asyncio
from datetime import UTC, datetime

from ktui.demo.clock import Clock, ManualClock, micro_stamp, moment, stamp

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)


async def test_each_sleeper_wakes_at_its_own_hour():
    clock = ManualClock(NEW_YEAR)
    woken = []

    async def sleeper(name, seconds, times):
        for _ in range(times):
            await clock.sleep(seconds)
            woken.append((name, stamp(clock.now())))

    async with asyncio.TaskGroup() as group:
        group.create_task(sleeper("slow", 5, 1))
        group.create_task(sleeper("quick", 2, 3))
        await clock.advance(10)

    assert woken == [
        ("quick", "2026-01-01T00:00:02Z"),
        ("quick", "2026-01-01T00:00:04Z"),
        ("slow", "2026-01-01T00:00:05Z"),
        ("quick", "2026-01-01T00:00:06Z"),
    ]
    assert stamp(clock.now()) == "2026-01-01T00:00:10Z"


async def test_a_cancelled_sleeper_is_passed_over():
    clock = ManualClock(NEW_YEAR)
    async with asyncio.TaskGroup() as group:
        sleeper = group.create_task(clock.sleep(3))
        await clock.settle()
        sleeper.cancel()
        await clock.advance(5)
    assert stamp(clock.now()) == "2026-01-01T00:00:05Z"


async def test_a_hastened_clock_sleeps_for_a_fraction_of_the_real_time():
    clock = Clock(speed=1_000_000, start=NEW_YEAR)
    await clock.sleep_until(moment("2026-01-01T01:00:00Z"))
    assert clock.now() >= moment("2026-01-01T01:00:00Z")


def test_times_are_written_as_the_api_writes_them():
    instant = datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    assert stamp(instant) == "2026-01-02T03:04:05Z"
    assert micro_stamp(instant) == "2026-01-02T03:04:05.000678Z"
    assert moment(micro_stamp(instant)) == instant
