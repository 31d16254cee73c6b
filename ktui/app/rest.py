"""What is put off until the user rests: the search for garbage in everything there is."""

from __future__ import annotations

import gc
from collections.abc import Callable

from ktui.app.clock import loop_time

REST = 60.0
"""Seconds without a key or the mouse after which a user rests."""


class Rest:
    """Looks for garbage once in every rest: among 150,000 pods that takes a quarter of a second.

    While keys are pressed, `ktui.screens.garbage` and the filling of tables keep what is there out of the search, by
    ``gc.freeze``; what refers to itself and is given up after that, as a closed screen, is only found here.

    Args:
        now: a clock that only runs forward, in seconds.
    """

    def __init__(self, now: Callable[[], float] = loop_time) -> None:
        self._now = now
        self._disturbed_at: float | None = None

    def disturb(self) -> None:
        """The user does something."""
        self._disturbed_at = self._now()

    def tick(self) -> None:
        """Some time has passed."""
        if self._disturbed_at is not None and self._now() - self._disturbed_at >= REST:
            self._disturbed_at = None
            gc.unfreeze()
            gc.collect()
            gc.freeze()
