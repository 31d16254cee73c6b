"""When the screen is drawn: at most ten times a second, and not at all when nothing has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

INTERVAL = 0.1
"""Seconds from one frame to the next, at least."""
SOON = 0.005
"""Seconds from a notice to its frame if none was drawn lately: what comes together is drawn together."""
HELD = 0.05
"""Seconds until it is looked at again whether the terminal has taken the last frame."""
SHARE = 9
"""After a frame, this many times what it took is left to everything else: a huge cluster gets fewer frames."""


def loop_time() -> float:
    """The time that the timers of the running loop go by, in seconds."""
    return asyncio.get_running_loop().time()


class RedrawClock:
    """Turns any number of notices into few frames.

    Args:
        draw: draws a frame.
        schedule: calls a function after a number of seconds.
        held: says whether the last frame is still on its way to the terminal: a slow link gets fewer frames instead of
            a queue that the next key would have to wait behind.
        now: a clock that only runs forward, in seconds: the one that ``schedule`` goes by.
    """

    def __init__(
        self,
        draw: Callable[[], None],
        schedule: Callable[[float, Callable[[], None]], object],
        held: Callable[[], bool],
        now: Callable[[], float] = loop_time,
    ) -> None:
        self._draw = draw
        self._schedule = schedule
        self._held = held
        self._now = now
        self._waiting = False
        self._next = float("-inf")

    def notice(self) -> None:
        """Something changed: a frame is due. A thousand notices cost a thousand comparisons."""
        if not self._waiting:
            self._waiting = True
            self._schedule(max(SOON, self._next - self._now()), self._tick)

    def _tick(self) -> None:
        if self._held():
            self._schedule(HELD, self._tick)
            return
        self._waiting = False
        began = self._now()
        self._draw()
        took = self._now() - began
        self._next = began + took + max(INTERVAL - took, SHARE * took)
