from datetime import timedelta

from ktui.demo.clock import ManualClock
from ktui.demo.past import PastClock


def test_the_past_goes_forward_until_it_arrives_in_the_present() -> None:
    present = ManualClock()
    clock = PastClock(present)
    early = present.now() - timedelta(days=2)
    clock.set(early)
    clock.set(early - timedelta(days=1))
    assert clock.now() == early
    clock.set(early + timedelta(days=1))
    assert clock.now() == early + timedelta(days=1)
    clock.arrive()
    assert clock.now() == present.now()


async def test_it_sleeps_as_the_present_does() -> None:
    present = ManualClock()
    clock = PastClock(present)
    await present.advance(5)
    await clock.sleep_until(present.now())
    assert clock.now() == present.now()
