"""List, then watch, then mend what breaks, for ever: the stream of notices that keeps a table equal to the server.

Source: client-go tools/cache/reflector.go. Beyond it, a server that was set back (etcd restored) is found out: a watch
from a future resource version is silent, so after every irregular end the server's version is asked before a watch goes
on, and after the server was down everything is listed again.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncGenerator, Callable
from typing import TYPE_CHECKING

from ktui.cluster.listing import Lister, current_version
from ktui.cluster.notices import Following, Listed, Listing, Notice, Refused, Stalled
from ktui.cluster.table_form import form_of
from ktui.cluster.timings import Backoff, Timings
from ktui.cluster.watching import Watch, goes_back, too_new
from ktui.domain.errors import ClusterError, Expired, Forbidden, KtuiError, NotFound, Unreachable
from ktui.domain.kinds import Kind

if TYPE_CHECKING:
    from ktui.cluster.api import Api

_STUBBORN = 3
"""After so many failures in a row a watch is not resumed but begun anew, with a list: whatever it was, it lasts."""


async def reflect(
    api: Api,
    kind: Kind,
    namespace: str | None = None,
    *,
    timings: Timings = Timings(),  # noqa: B008 (frozen)
    clock: Callable[[], float] = time.time,
) -> AsyncGenerator[Notice, None]:
    """Say what there is of a kind, and what becomes of it; never ends by itself.

    After a `Listed` the objects are exactly those that were named in the `Listing` since the list began, and those that
    came or went since. No error is raised for what a server or a network does: it is told as `Stalled` or `Refused`,
    and tried again.

    Args:
        api: the server.
        kind: what to list and watch.
        namespace: where; everywhere if not given.
        timings: how long to wait for what.
        clock: seconds since the epoch.
    """
    reflector = _Reflector(api, kind, namespace, timings, clock)
    while True:
        try:
            async with contextlib.aclosing(reflector.attempt()) as notices:
                async for notice in notices:
                    yield notice
        except KtuiError as error:
            told, seconds = reflector.judge(error)
            if told is not None:
                yield told
            await reflector.rest(error, seconds)


class _Reflector:
    """What one stream remembers between its attempts."""

    def __init__(
        self, api: Api, kind: Kind, namespace: str | None, timings: Timings, clock: Callable[[], float]
    ) -> None:
        self._api = api
        self._kind = kind
        self._form = form_of(kind, clock)
        self._namespace = namespace
        self._timings = timings
        self._clock = clock
        self._backoff = Backoff(timings, clock)
        self._lister: Lister | None = None
        self._version = ""
        """Where the next watch begins; empty: with a list."""
        self._listed_at = 0.0
        self._downs = 0
        """How often the server had been down when the last list began."""
        self._doubtful = False
        """Whether the last watch ended irregularly, so that the server may have been set back."""
        self._unwatchable = False
        """Whether the last watch was forbidden, though it could be listed."""
        self._held = False
        """Whether it could be listed when that was tried last."""

    async def attempt(self) -> AsyncGenerator[Notice, None]:
        """List if need be, then watch, again and again, until something breaks.

        Raises:
            KtuiError: what broke.
        """
        while True:
            if self._version and self._doubtful:
                await self._verify()
            if not self._version:
                async with contextlib.aclosing(self._list()) as notices:
                    async for notice in notices:
                        yield notice
            if not self._kind.watchable:
                self._version = ""
                yield Following()
                await self._timings.pause(self._timings.unwatchable, None)
                continue
            watch = Watch(self._api, self._kind, self._form, self._namespace, self._version, self._timings)
            began = self._clock()
            self._doubtful = True
            try:
                async with contextlib.aclosing(watch.notices()) as events:
                    async for notice in events:
                        yield notice
            finally:
                self._version = watch.resource_version
                if watch.open:
                    self._unwatchable = False
                    self._backoff.opened()
                    if self._clock() - began >= self._timings.backoff_longest:
                        self._backoff.reset()
            lasted = self._clock() - began
            if 0 <= lasted < self._timings.short:
                if not watch.events:
                    # A kind without a watch cache says nothing of a version that is too old (kubernetes #104171).
                    self._version = ""
                raise Unreachable(f"the server ends the watch after {lasted:.1f} s")
            self._doubtful = lasted < watch.lasts - self._timings.short

    async def _list(self) -> AsyncGenerator[Notice, None]:
        if self._lister is None or self._downs != self._api.pulse.downs:
            self._lister = Lister(self._api, self._kind, self._form, self._namespace, self._timings)
            self._downs = self._api.pulse.downs
        async with contextlib.aclosing(self._lister.batches()) as batches:
            async for batch in batches:
                yield Listing(batch)
        lister, self._lister = self._lister, None
        self._version = lister.resource_version
        self._listed_at = self._clock()
        self._doubtful = False
        self._held = True
        yield Listed(lister.keys)

    async def _verify(self) -> None:
        """Forget the version if the server is, or may be, in an earlier state than that."""
        if self._downs != self._api.pulse.downs:
            self._version = ""
            return
        now = await current_version(self._api, self._kind, self._namespace)
        if goes_back(self._version, now):
            self._version = ""

    def judge(self, error: KtuiError) -> tuple[Notice | None, float]:
        """Decide what a failure means: what to say of it, and how many seconds to wait."""
        timings, now = self._timings, self._clock()
        if isinstance(error, Forbidden | NotFound):
            if not self._version:
                return self._refused(error)
            # It could be listed, and cannot be watched: a right that was taken away, which the next list will tell, or
            # a right to list alone; then it is listed now and then.
            self._version = ""
            seconds = self._rarely if self._unwatchable else self._backoff.next(gently=True)
            self._unwatchable = True
        elif isinstance(error, ClusterError) and (isinstance(error, Expired) or too_new(error)):
            self._lister = None
            self._version = ""
            # The fate of every watch that was away too long is no failure, unless the list is quite new.
            new = now - self._listed_at < timings.backoff_longest
            seconds = self._backoff.next(gently=True) if new else 0.1 * timings.jitter()
        else:
            gently = isinstance(error, Unreachable) and not self._api.pulse.lost
            seconds = self._backoff.next(gently=gently)
            if isinstance(error, ClusterError) and error.retry_after is not None:
                asked = min(error.retry_after, timings.retry_after_longest)
                seconds = max(asked, timings.backoff_first) * (1 + 0.1 * timings.jitter())
            elif self._backoff.failures >= _STUBBORN and not self._api.pulse.lost:
                self._version = ""
            elif gently and self._version and self._backoff.failures == 1:
                return None, seconds  # most likely mended before anybody could read of it
        return Stalled(str(error), now + seconds, self._api.pulse.silent_since), seconds

    def _refused(self, error: ClusterError) -> tuple[Notice, float]:
        """What a list that is refused means: little, if the server has only just begun."""
        self._lister = None
        young = self._api.pulse.young(self._timings.settling)
        seconds = self._timings.unsettled * (1 + self._timings.jitter()) if young else self._rarely
        retry_at = self._clock() + seconds
        if young and self._held:
            return Stalled(error.message, retry_at, self._api.pulse.silent_since), seconds
        self._held = False
        return Refused(error.message, retry_at, isinstance(error, Forbidden)), seconds

    @property
    def _rarely(self) -> float:
        return self._timings.refused * (1 + 0.2 * self._timings.jitter())

    async def rest(self, error: KtuiError, seconds: float) -> None:
        """Wait before the next attempt; not so long if the server was lost and is back."""
        await self._backoff.rest(seconds, self._api.pulse.back if isinstance(error, Unreachable) else None)
