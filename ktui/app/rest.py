"""What is put off until the user rests: the search for garbage in everything there is."""

from __future__ import annotations

import gc
from collections.abc import Callable

from ktui.app.clock import loop_time

REST = 60.0
"""Seconds without a key or the mouse after which a user rests."""
AGAIN = 600.0
"""Seconds after which it is looked for again while nobody is there: what the cluster changes leaves some, too."""


class Rest:
    """Looks for garbage while the user rests: among 150,000 pods that takes a quarter of a second.

    While keys are pressed, `ktui.screens.garbage` and the filling of tables keep what is there out of the search, by
    ``gc.freeze``; what refers to itself and is given up after that, as a closed screen, is only found here.

    Args:
        now: a clock that only runs forward, in seconds.
    """

    def __init__(self, now: Callable[[], float] = loop_time) -> None:
        self._now = now
        self._due: float | None = None

    def disturb(self) -> None:
        """The user does something."""
        self._due = self._now() + REST

    def tick(self) -> None:
        """Some time has passed."""
        now = self._now()
        if self._due is None:
            self._due = now + REST
        elif now >= self._due:
            self._due = now + AGAIN
            gc.unfreeze()
            gc.collect()
            gc.freeze()
