"""The log of one container, followed through breaks, ends and restarts, without losing a line or telling one twice."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from ktui.cluster.api import Api
from ktui.cluster.timings import Backoff, Timings
from ktui.domain.errors import ClusterError, Forbidden, Invalid, KtuiError, NotFound, Unreachable
from ktui.domain.kinds import POD
from ktui.domain.log_lines import LineCutter, Seam
from ktui.domain.log_sources import Life, LogOptions, LogTarget, Phase

_WAITS = "is waiting to start"


class LogState(StrEnum):
    """What is done with a container's log at present."""

    OPENING = "opening"
    FOLLOWING = "following"
    WAITING = "waiting"
    """The container has not started yet."""
    BROKEN = "broken"
    """The stream broke, or could not be had; it is tried again."""
    ENDED = "ended"
    """The container ended; its next start is waited for."""
    REFUSED = "refused"
    """The user may not read it; it is asked again, slowly."""
    COMPLETE = "complete"
    """There is no more to come."""


@dataclass(frozen=True)
class LogStanding:
    """How it stands with a container's log."""

    state: LogState
    why: str = ""
    retry_at: float | None = None
    """When it is tried again: seconds since the epoch."""
    since: float | None = None
    """When it was asked for, while it is being opened. A kubelet answers no sooner than there is a line."""


@dataclass(frozen=True)
class LogLines:
    """Some lines, whole, each with its time stamp and its line break."""

    text: bytes
    torn: bool = False
    """Whether lines before these may be missing: the log was rotated while the stream was broken."""


LogNotice: TypeAlias = LogStanding | LogLines
"""What following a log yields."""


class LogReader:
    """Reads the log of one container, and remembers how far it came.

    Args:
        api: the server.
        target: the container.
        options: what of its log.
        life: what is known of the container now.
        timings: how long to wait for what.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        api: Api,
        target: LogTarget,
        options: LogOptions,
        life: Callable[[], Life],
        timings: Timings,
        clock: Callable[[], float],
    ) -> None:
        self._api = api
        self._target = target
        self._options = options
        self._life = life
        self._timings = timings
        self._clock = clock
        self._backoff = Backoff(timings, clock)
        self._seam = Seam()
        self._began = clock()
        self._broke = False
        self._wake: asyncio.Event | None = None
        self.changed = asyncio.Event()
        """To be set when something is known of the container that was not before: a wait for it ends."""

    async def notices(self) -> AsyncGenerator[LogNotice, None]:
        """Yield lines, and how it stands, until there is no more to come. May be gone on with after it was left."""
        yield LogStanding(LogState.OPENING, since=self._clock())
        while True:
            # What changes from here on is known to who waits.
            self.changed.clear()
            self._wake = self.changed
            try:
                async with contextlib.aclosing(self._read()) as notices:
                    async for notice in notices:
                        yield notice
                told, seconds = self._judge_end()
            except KtuiError as error:
                told, seconds = self._judge(error)
            if told is not None:
                yield told
            if seconds is None:
                return
            await self._timings.pause(seconds, self._wake)

    async def _read(self) -> AsyncGenerator[LogNotice, None]:
        cutter = LineCutter()
        self._seam.begin()
        path = f"{POD.path(self._target.namespace)}/{self._target.pod}/log"
        async with self._api.stream(path, self._query(), read_timeout=None) as pieces:
            yield LogStanding(LogState.FOLLOWING)
            broke, self._broke = self._broke, True
            async for piece in pieces:
                if lines := self._seam.join(cutter.feed(piece)):
                    self._backoff.reset()
                    yield LogLines(lines, torn=broke and self._seam.torn)
                    broke = False
            self._broke = False
        if lines := self._seam.join(cutter.end()):
            yield LogLines(lines)

    def _query(self) -> dict[str, str]:
        """What is asked for (core/v1 PodLogOptions): at first what the user wants, later what came since."""
        options = self._options
        query = {"container": self._target.container, "timestamps": "true"}
        if options.follow:
            query["follow"] = "true"
        if options.previous:
            query["previous"] = "true"
        if options.limit is not None:
            query["limitBytes"] = str(options.limit)
        if self._seam.since:
            return query | {"sinceTime": self._seam.since}
        if options.since is not None:
            query["sinceSeconds"] = str(options.since + max(0, int(self._clock() - self._began)))
        if options.tail is not None:
            query["tailLines"] = str(options.tail)
        return query

    def _judge_end(self) -> tuple[LogStanding | None, float | None]:
        """Decide what the regular end of the stream means: what to say, and how long to wait; None: for no more."""
        life = self._life()
        if self._options.previous or not self._options.follow:
            return LogStanding(LogState.COMPLETE), None
        match life.phase:
            case Phase.GONE:
                return LogStanding(LogState.COMPLETE, life.words), None
            case Phase.ENDED:
                return LogStanding(LogState.ENDED, life.words), self._timings.refused
            case Phase.WAITING:
                return LogStanding(LogState.WAITING, life.words), self._backoff.next()
        # The container has ended and its status is on its way, or a server on the way had enough of this connection.
        return None, self._backoff.next(gently=True)

    def _judge(self, error: KtuiError) -> tuple[LogStanding, float | None]:
        """Decide what a failure means."""
        words, now, life = str(error), self._clock(), self._life()
        if isinstance(error, Forbidden):
            seconds = self._timings.refused
            return LogStanding(LogState.REFUSED, words, now + seconds), seconds
        if isinstance(error, Invalid):
            if _WAITS not in words:
                return LogStanding(LogState.COMPLETE, words), None
            state = LogState.ENDED if life.phase is Phase.ENDED else LogState.WAITING
            return LogStanding(state, words.partition(f"{_WAITS}: ")[2] or words), self._backoff.next()
        if isinstance(error, NotFound) and life.phase in {Phase.GONE, Phase.UNKNOWN}:
            return LogStanding(LogState.COMPLETE, life.words or words), None
        seconds = self._backoff.next(gently=isinstance(error, Unreachable) and not self._api.pulse.lost)
        if isinstance(error, ClusterError) and error.retry_after is not None:
            seconds = max(seconds, min(error.retry_after, self._timings.retry_after_longest))
        elif isinstance(error, Unreachable) and self._api.pulse.lost:
            self._wake = self._api.pulse.back
        return LogStanding(LogState.BROKEN, words, now + seconds), seconds
