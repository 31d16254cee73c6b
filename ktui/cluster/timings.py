"""How long to wait for what: the numbers, the pause between attempts, and how attempts are spaced."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Pause = Callable[[float, "asyncio.Event | None"], Awaitable[bool]]
"""Waits so many seconds, or until the event is set; True if it was the event."""


async def pause(seconds: float, wake: asyncio.Event | None = None) -> bool:
    """Wait, at most until ``wake`` is set.

    Returns:
        Whether it was woken.
    """
    if wake is None:
        await asyncio.sleep(seconds)
        return False
    try:
        async with asyncio.timeout(seconds):
            await wake.wait()
    except TimeoutError:
        return False
    return True


@dataclass(frozen=True)
class Timings:
    """All durations, in seconds. Tests give their own, with a pause that takes no time."""

    connect: float = 10.0
    """For a connection, TLS included."""
    answer: float = 12.0
    """For the first byte of an answer, and between two pieces of one. A server gives a silent webhook up after 10 s if
    nobody has said otherwise (admissionregistration/v1 ``timeoutSeconds``), and tells of it then."""
    fresh: float = 2.0
    """Silence of the whole connection after which the server is asked for a sign of life before it gets a change: what
    a frozen server is sent, it may carry out whenever it goes on."""
    list_silence: float = 60.0
    """Between two pieces of a list: servers that do not stream build it whole before they send."""
    watch_shortest: float = 300.0
    """The server is asked to end a watch after a random time from here..."""
    watch_longest: float = 600.0
    """...to here (client-go tools/cache/reflector.go, minWatchTimeout)."""
    watch_grace: float = 30.0
    """How much longer a watch may be silent than the server was asked to keep it."""
    idle: float = 100.0
    """Silence of one watch after which it is opened anew; bookmarks come about once a minute (KEP 956)."""
    short: float = 1.0
    """A watch without events that ends before this counts as failed (client-go, VeryShortWatchError)."""
    backoff_first: float = 0.8
    """The first wait after a failure; each next one is twice as long (client-go, reflector.go, NewReflector)..."""
    backoff_longest: float = 30.0
    """...up to this; times a random 1 to 2."""
    healthy: float = 120.0
    """Without failure for so long, waits begin anew."""
    settling: float = 30.0
    """A server that is back for less than this does not mean every no: its caches of rights and kinds are not filled
    (kube-apiserver refuses everybody until its RBAC informers have synced)."""
    unsettled: float = 4.0
    """Between two attempts at what such a server refuses."""
    refused: float = 180.0
    """Between two attempts at what the user may not see, or what the server does not have."""
    unwatchable: float = 30.0
    """Between two lists of what the server can only list: metrics are measured every 15 to 60 s."""
    retry_after_longest: float = 300.0
    """The longest Retry-After that is obeyed."""
    quiet: float = 10.0
    """Silence of the whole connection after which the server is asked for a sign of life..."""
    probe: float = 5.0
    """...for which it has so long..."""
    probe_again: float = 2.0
    """...and which is asked again so soon while there is none."""
    renew: float = 10.0
    """Credentials that the server refuses are renewed at most so often."""
    linger: float = 120.0
    """So long a kind is followed when no screen shows it any more: whoever comes back finds it there."""
    pause: Pause = pause
    jitter: Callable[[], float] = random.random
    """A number from 0 to 1."""


class Backoff:
    """Spaces the attempts of one stream.

    Args:
        timings: the waits.
        clock: the time, in seconds.
    """

    def __init__(self, timings: Timings, clock: Callable[[], float]) -> None:
        self._timings = timings
        self._clock = clock
        self._failed_at: float | None = None
        self._calls = 0
        self.failures = 0
        """Failures in a row."""

    def reset(self) -> None:
        """Begin anew: what was tried works."""
        self.failures = 0

    def opened(self) -> None:
        """What was tried has begun; whether it lasts shows later."""
        self._calls = 0

    async def rest(self, seconds: float, back: asyncio.Event | None = None) -> None:
        """Wait before the next attempt; not so long if a lost server is back.

        Who was called back in vain comes a little later each time: a server that is still beginning answers somebody,
        and not yet everybody.

        Args:
            seconds: how long at most.
            back: is set when the server is back.
        """
        began = self._clock()
        if not await self._timings.pause(seconds, back):
            return
        if self._calls:
            step = self._timings.backoff_first * 2.0 ** min(self._calls - 1, 16) * (1 + self._timings.jitter())
            left = seconds - (self._clock() - began)
            await self._timings.pause(max(0.0, min(step, left)), None)
        self._calls += 1

    def next(self, *, gently: bool = False) -> float:
        """Count a failure; gives the seconds to wait.

        Args:
            gently: a first failure, of a sort that comes with healthy servers too, needs next to no wait.
        """
        now = self._clock()
        if self._failed_at is not None and now - self._failed_at >= self._timings.healthy:
            self.failures = 0
        self._failed_at = now
        self.failures += 1
        spread = self._timings.jitter()
        if gently and self.failures == 1:
            return 0.1 * spread
        step = self._timings.backoff_first * 2.0 ** min(self.failures - 1, 16)
        return min(step, self._timings.backoff_longest) * (1 + spread)
