"""Keeping the search for garbage away from long work, which makes a great deal that is none."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

LONG = 0.1
"""Seconds after which work counts as long."""


class _Work:
    under_way: ClassVar[int] = 0


@contextmanager
def undisturbed(clock: Callable[[], float] = time.monotonic) -> Iterator[None]:
    """Look for no garbage meanwhile, and after long work never in what is there at its end.

    The collector walks over new lists again and again: over those that a table of 150,000 rows is sorted with, 30 ms
    each time, in which no key is answered. What was garbage already is found when the user rests: `ktui.app.rest`.

    Args:
        clock: a clock that only runs forward, in seconds.
    """
    began = clock()
    _Work.under_way += 1
    gc.disable()
    try:
        yield
    finally:
        _Work.under_way -= 1
        if clock() - began >= LONG:
            gc.freeze()
        if not _Work.under_way:
            gc.enable()
