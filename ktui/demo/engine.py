"""What turns the wheels: does the work that is due, then waits for more, or for the next hour that something is due."""

import asyncio
import time
from datetime import UTC, datetime

from ktui.demo.clock import Clock
from ktui.demo.world import World

_SLICE = 0.005
"""Seconds of the world after which the engine lets others run."""
_BREATH = 0.05
"""Seconds of the world between two rounds: what happens meanwhile is done together."""


class Engine:
    """Does the work of a world.

    Args:
        world: whose work.
        patient: whether the engine rests between rounds; without it every round is done at once and whole, which is
            what a clock moved by hand needs.
    """

    def __init__(self, world: World, *, patient: bool) -> None:
        self._world = world
        self._patient = patient
        self._news = asyncio.Event()

    def drain(self) -> None:
        """Does everything that is due now, and what follows from it."""
        while self._world.work.run_one():
            pass

    async def run(self) -> None:
        """Works until it is cancelled."""
        self._world.work.added = self._news.set
        try:
            while True:
                self._news.clear()
                await self._round()
                await self._wait()
        finally:
            self._world.work.added = _nothing

    async def _round(self) -> None:
        if not self._patient:
            self.drain()
            return
        until = time.perf_counter() + _SLICE
        while self._world.work.run_one():
            if time.perf_counter() >= until:
                await asyncio.sleep(0)
                until = time.perf_counter() + _SLICE
        await asyncio.sleep(_BREATH)

    async def _wait(self) -> None:
        """Until there is news, or something is due."""
        if self._news.is_set():
            return
        due = self._world.work.next_due()
        async with asyncio.TaskGroup() as tasks:
            news = tasks.create_task(self._news.wait())
            if due is not None:
                clock: Clock = self._world.clock
                alarm = tasks.create_task(clock.sleep_until(datetime.fromtimestamp(due, UTC)))
                waiting = {news, alarm}
            else:
                waiting = {news}
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in waiting:
                task.cancel()


def _nothing() -> None:
    """Nobody waits for news."""
