"""Time for tests: it passes when a test says so, or at once, and never by waiting."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ktui.cluster.timings import Timings


class Instant:
    """Time in which every pause is over at once, and is remembered."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float, wake: asyncio.Event | None = None) -> bool:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
        return wake is not None and wake.is_set()

    def timings(self, **changes: Any) -> Timings:
        return replace(Timings(), **({"pause": self.pause, "jitter": lambda: 0.5} | changes))


class Manual:
    """Time that a test moves."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now
        self.asleep = 0
        """How many wait for time to pass."""
        self.listeners: list[Callable[[], None]] = []
        """Called when somebody begins to wait."""
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._order = itertools.count()

    def __call__(self) -> float:
        return self.now

    async def pause(self, seconds: float, wake: asyncio.Event | None = None) -> bool:
        rung = asyncio.Event()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), rung))
        self.asleep += 1
        for listener in self.listeners:
            listener()
        try:
            async with asyncio.TaskGroup() as tasks:
                waiting = [tasks.create_task(each.wait()) for each in (rung, wake) if each]
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                for each in waiting:
                    each.cancel()
        finally:
            self.asleep -= 1
        return wake is not None and wake.is_set()

    async def advance(self, seconds: float) -> None:
        """Let so much time pass, and everything happen that was due meanwhile."""
        until = self.now + seconds
        await asyncio.sleep(0)
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, rung = heapq.heappop(self._sleepers)
            self.now = max(self.now, at)
            rung.set()
            for _ in range(10):
                await asyncio.sleep(0)
        self.now = until

    def timings(self, **changes: Any) -> Timings:
        return replace(Timings(), **({"pause": self.pause, "jitter": lambda: 0.5} | changes))
