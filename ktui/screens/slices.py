"""Work in steps on the event loop: a little at a time, so that keys are answered between."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator

SLICE = 0.003
"""Seconds of work at a time."""
PAUSE = 0.001
"""Seconds that are left to everything else after that, at least."""
PATIENCE = 0.02
"""Seconds after which the work goes on, even if everything else has not come to rest."""
EVERY = 0.1
"""Seconds from one look at the half-done work to the next."""
SHARE = 9
"""After work that is never done for long, this many times what it took is left to everything else."""


async def in_slices(
    steps: Iterator[None], look: Callable[[], None], clock: Callable[[], float] = time.monotonic
) -> float:
    """Do some work, and let everything else run between.

    Args:
        steps: the work.
        look: called now and then while it goes on.
        clock: a clock that only runs forward, in seconds.

    Returns:
        How many seconds of work it was.
    """
    began = looked = clock()
    worked = 0.0
    for _ in steps:
        now = clock()
        if now - began >= SLICE:
            worked += now - began
            if now - looked >= EVERY:
                look()
                looked = clock()
            await give_way(clock)
            began = clock()
    return worked + clock() - began


async def give_way(clock: Callable[[], float] = time.monotonic) -> None:
    """Let everything else run until a pause has come in which it had nothing to do.

    What a key sets going takes several turns of the loop; none of them has to wait for a slice of work.

    Args:
        clock: a clock that only runs forward, in seconds.
    """
    began = now = clock()
    rested = False
    while not rested and now - began < PATIENCE:
        before = now
        await asyncio.sleep(PAUSE)
        now = clock()
        rested = now - before < 2 * PAUSE
