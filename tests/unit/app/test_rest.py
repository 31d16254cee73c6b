"""ktui.app.rest: garbage that was kept out of the search is found when the user rests, and now and then after that."""

import asyncio
import gc
import weakref
from contextlib import asynccontextmanager

from stage.quick import press
from stage.session import StagedSession, shown
from stage.world import NOW, zoo

from ktui.app.console import KtuiApp
from ktui.app.rest import AGAIN, REST, Rest


class Ring:
    def __init__(self):
        self.itself = self


def given_up():
    """Something that only the collector can find, and that it was told to leave alone."""
    ring = Ring()
    gc.freeze()
    return weakref.ref(ring)


def test_what_was_given_up_is_found_after_a_rest_and_not_before():
    moment = [0.0]
    rest = Rest(lambda: moment[0])
    found = given_up()
    gc.collect()
    moment[0] = REST
    rest.tick()
    assert found() is not None  # it has only just begun
    rest.disturb()
    moment[0] += REST - 1
    rest.tick()
    assert found() is not None
    moment[0] += 1
    rest.tick()
    assert found() is None


def test_while_nobody_is_there_it_is_looked_for_again_after_a_long_time():
    moment = [0.0]
    rest = Rest(lambda: moment[0])
    rest.tick()
    for wait in (REST, AGAIN, AGAIN):
        found = given_up()
        moment[0] += wait - 1
        rest.tick()
        assert found() is not None
        moment[0] += 1
        rest.tick()
        assert found() is None


def test_a_short_rest_is_used_once():
    moment = [0.0]
    rest = Rest(lambda: moment[0])
    rest.disturb()
    moment[0] = REST
    rest.tick()
    found = given_up()
    moment[0] *= 2
    rest.tick()
    assert found() is not None
    rest.disturb()
    moment[0] *= 2
    rest.tick()
    assert found() is None


def test_what_is_in_use_is_left_out_of_the_search_afterwards():
    moment = [0.0]
    rest = Rest(lambda: moment[0])
    rest.disturb()
    moment[0] = REST
    rest.tick()
    assert gc.get_freeze_count() > 0


async def test_the_console_rests_when_nobody_presses_a_key_for_a_while():
    @asynccontextmanager
    async def opener(_):
        yield StagedSession(zoo())

    async with KtuiApp(opener, clock=NOW.timestamp).run_test() as pilot:
        await shown(pilot)
        found = given_up()
        await press(pilot, "j")
        await asyncio.sleep(REST / 2)
        await press(pilot, "k")
        await asyncio.sleep(REST - 2)
        assert found() is not None
        await asyncio.sleep(4)
        assert found() is None
