"""Whether the server is there: every byte is a beat; a server that falls silent is asked for one.

Without it a frozen server or a dead link shows only when each watch's own guard expires, a minute and more later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from ktui.cluster.timings import Timings
from ktui.domain.errors import KtuiError, Unreachable, Unready


class Pulse:
    """What all requests to one server know together.

    Args:
        clock: seconds since the epoch. Wall time, because it goes on while a computer sleeps: after a sleep the
            server is asked at once.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._back = asyncio.Event()
        self.heard_at = clock()
        """When the last byte came, or when this began."""
        self.lost = False
        """Whether the last attempt to reach the server found nobody."""
        self.silent_since: float | None = None
        """When the last byte came, if the server then fell silent without ending its connections: what was true then
        need not have been true since. Seconds since the epoch."""
        self.unready = False
        """Whether the server answers, and says itself that it should not be believed. It counts as lost then."""
        self.returned_at: float | None = None
        """When a server that was lost last answered again. Seconds since the epoch."""
        self.downs = 0
        """How often the server was found down, not just out of reach: what comes up may be of an older state."""

    @property
    def back(self) -> asyncio.Event:
        """Is set when a lost server answers again; another event each time."""
        return self._back

    def beat(self) -> None:
        """A byte came."""
        self.heard_at = self._clock()
        if self.unready:
            return
        self.silent_since = None
        if self.lost:
            self.lost = False
            self.returned_at = self.heard_at
            self._back.set()
            self._back = asyncio.Event()

    def young(self, seconds: float) -> bool:
        """Whether the server is back for less than that."""
        return self.returned_at is not None and 0 <= self._clock() - self.returned_at < seconds

    def fresh(self, seconds: float) -> bool:
        """Whether the server was heard within that time."""
        return not self.lost and 0 <= self._clock() - self.heard_at <= seconds

    def miss(self) -> None:
        """Nobody answers."""
        self.lost = True

    def fall(self) -> None:
        """The server is down: it refuses connections, or who stands before it says so."""
        self.downs += 1

    async def guard(
        self, probe: Callable[[], Awaitable[object]], interrupt: Callable[[str], None], timings: Timings
    ) -> None:
        """Ask for a sign of life whenever it is quiet, until cancelled.

        Args:
            probe: a small request; it raises `Unreachable` or `Unready` for what is no sign of life.
            interrupt: ends all streams, so that they are opened anew.
            timings: ``quiet``, ``probe`` and ``probe_again``.
        """
        while True:
            quiet = self._clock() - self.heard_at
            if not self.lost and 0 <= quiet < timings.quiet:
                await timings.pause(timings.quiet - quiet, None)
                continue
            known, heard_at = self.lost, self.heard_at
            try:
                await probe()
            except (Unreachable, Unready) as error:
                if not known:
                    self.silent_since = heard_at
                self.miss()
                # Said again it ends nothing: streams that could be opened all the same may go on.
                if not (self.unready and isinstance(error, Unready)):
                    interrupt(error.message)
                self.unready = isinstance(error, Unready)
            except KtuiError:
                # No credentials to ask with, which the streams say themselves.
                await timings.pause(timings.quiet, None)
            else:
                self.unready = False
                self.beat()
            await timings.pause(timings.probe_again, None)
