"""A container that never stops writing is read like any other, and none of its lines is kept."""

from datetime import timedelta

import pytest

from ktui.demo.chatter import RATE, Chatter, rate_of
from ktui.demo.clock import ManualClock


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
async def chatter(clock):
    made = Chatter(clock, clock.now(), rate=50_000)
    await clock.advance(2)
    return made


def text(chatter, begin, end, *, stamps=False):
    return b"".join(chatter.written(begin, end, stamps=stamps)).decode().splitlines()


async def test_it_writes_so_many_lines_a_second(chatter, clock):
    assert len(chatter) == 100_000
    await clock.advance(0.1)
    assert len(chatter) == 105_000


async def test_every_line_has_its_number_and_its_time(chatter, clock):
    lines = text(chatter, 49_999, 50_001, stamps=True)
    assert [line.split()[:2] for line in lines] == [
        ["2026-01-01T00:00:00.999000000Z", "000049999"],
        ["2026-01-01T00:00:01.000000000Z", "000050000"],
    ]
    assert text(chatter, 0, 12_000) == text(chatter, 0, 7) + text(chatter, 7, 12_000)
    assert chatter.after(clock.now() - timedelta(seconds=1)) == 50_000


async def test_it_stops_when_its_container_has_ended(clock):
    chatter = Chatter(clock, clock.now(), 1000, clock.now() + timedelta(seconds=1))
    await clock.advance(60)
    assert len(chatter) == 1000


@pytest.mark.parametrize(("written", "rate"), [("50000", 50_000), ("x", 0), ("", 0), ("99999999", 1_000_000)])
def test_the_rate_is_an_annotation(written, rate):
    assert rate_of({"metadata": {"annotations": {RATE: written}}}) == rate
