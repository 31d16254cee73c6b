"""Time as the embedded cluster knows it: real and hastened, or moved by hand for exact tests."""

import asyncio
import heapq
import time
from datetime import UTC, datetime, timedelta

_IDLE_ROUNDS = 25
"""How many empty turns of the event loop count as "everybody sleeps": longer than any chain of wake-ups in the demo."""


def stamp(moment: datetime) -> str:
    """Write a moment as metav1.Time does: RFC 3339, UTC, whole seconds."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def micro_stamp(moment: datetime) -> str:
    """Write a moment as metav1.MicroTime does: RFC 3339, UTC, six digits of a second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment(text: str) -> datetime:
    """Read what `stamp` or `micro_stamp` wrote, or any other RFC 3339 time."""
    return datetime.fromisoformat(text)


class Clock:
    """The real clock, running `speed` times as fast.

    Args:
        speed: seconds of the cluster in one second of the world.
        start: what the clock shows first; the real time if not given.
    """

    def __init__(self, speed: float = 1.0, start: datetime | None = None) -> None:
        self.speed = speed
        """Seconds of the cluster in one second of the world."""
        self._start = start or datetime.now(UTC)
        self._origin = time.monotonic()

    def now(self) -> datetime:
        """The cluster's time, in UTC."""
        return self._start + timedelta(seconds=(time.monotonic() - self._origin) * self.speed)

    async def sleep(self, seconds: float) -> None:
        """Wait for so many seconds of the cluster."""
        await asyncio.sleep(max(0.0, seconds) / self.speed)

    async def sleep_until(self, when: datetime) -> None:
        """Wait until the cluster's clock shows `when`; at once if it is past."""
        while (left := (when - self.now()).total_seconds()) > 0:
            await self.sleep(left)


class ManualClock(Clock):
    """A clock that stands still until a test advances it.

    Args:
        start: what the clock shows first.
    """

    def __init__(self, start: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> None:
        super().__init__(start=start)
        self._now = start
        self._order = 0
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        """The time last advanced to."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has been advanced by so many seconds; zero or less lets others run once."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wake: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._order += 1
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._order, wake))
        await wake

    async def advance(self, seconds: float) -> None:
        """Move the clock on, stopping at each sleeper's hour so that each sees its own time.

        When it returns, whoever was woken has run until it waits for something again.
        """
        end = self._now + timedelta(seconds=seconds)
        await self.settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            when, _, wake = heapq.heappop(self._sleepers)
            if wake.done():
                continue
            self._now = max(self._now, when)
            wake.set_result(None)
            await self.settle()
        self._now = end
        await self.settle()

    async def settle(self) -> None:
        """Let every task run until all of them wait; the time does not move."""
        seen = self._order
        idle = 0
        while idle < _IDLE_ROUNDS:
            await asyncio.sleep(0)
            idle = idle + 1 if seen == self._order else 0
            seen = self._order
