"""A clock that can be in the past first: a cluster is born with a history, and then lives in the present."""

from datetime import datetime

from ktui.demo.clock import Clock


class PastClock(Clock):
    """Shows moments of the past until it is told to show the present.

    Args:
        present: the clock of the present.
    """

    def __init__(self, present: Clock) -> None:
        super().__init__(speed=present.speed)
        self.present = present
        """The clock of the present."""
        self._past: datetime | None = None

    def now(self) -> datetime:
        """The moment of the past that was set, or the present."""
        return self.present.now() if self._past is None else self._past

    def set(self, moment: datetime) -> None:
        """Shows a moment of the past, not before the one that was shown last."""
        if self._past is None or moment > self._past:
            self._past = moment

    def arrive(self) -> None:
        """Shows the present from now on."""
        self._past = None

    async def sleep(self, seconds: float) -> None:
        """Waits as the clock of the present does."""
        await self.present.sleep(seconds)
