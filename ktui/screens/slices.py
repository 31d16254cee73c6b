"""Work in steps on the event loop: a little at a time, so that keys are answered between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

SLICE = 0.003
"""Seconds of work at a time."""
PAUSE = 0.001
"""Seconds that are left to everything else after that, at least: what a key sets going takes several turns."""
EVERY = 0.1
"""Seconds from one look at the half-done work to the next."""


async def in_slices(
    steps: Iterator[None], look: Callable[[], None], clock: Callable[[], float] = time.monotonic
) -> None:
    """Do some work, and let everything else run between.

    Args:
        steps: the work.
        look: called now and then while it goes on.
        clock: a clock that only runs forward, in seconds.
    """
    began = looked = clock()
    for _ in steps:
        now = clock()
        if now - began >= SLICE:
            if now - looked >= EVERY:
                look()
                looked = clock()
            await asyncio.sleep(PAUSE)
            began = clock()
