"""The logs of some containers, followed together: pods come and go, breaks are mended, memory stays bounded."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ktui.cluster.timings import Timings
from ktui.domain.decode import decode
from ktui.domain.errors import KtuiError, NotFound
from ktui.domain.kinds import POD
from ktui.domain.log_buffer import LIMIT, LogBuffer
from ktui.domain.log_sources import (
    UNKNOWN,
    Life,
    LogOptions,
    LogScope,
    LogTarget,
    Phase,
    container_names,
    labels,
    life_of,
    targets,
)
from ktui.domain.objects import Pod
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live

if TYPE_CHECKING:
    from ktui.cluster.api import Api
    from ktui.cluster.logs import LogNotice, LogReader, LogStanding

MOST = 20
"""So many logs are read at once: each is a connection, and a stream that the kubelet serves."""
GATHERING = 0.25
"""Seconds after a change of pods in which others are waited for, before it is looked which logs are to be read."""
LINGERING = 30.0
"""Seconds that are given to a stream to end by itself once its container is gone: that of a dead node never does."""
_OPEN = {"opening", "following"}
_OVER = {"complete"}


@dataclass(eq=False)
class LogSource:
    """One container whose log is read, or was."""

    number: int
    """Its number in the buffer."""
    target: LogTarget
    reader: LogReader
    standing: LogStanding
    life: Life
    reading: asyncio.Task[None] | None = None
    lingering: bool = False
    """Whether its container is gone, and its stream is given time to end."""
    lines: int = field(default=0)
    """How many lines came of it."""


class LogTail:
    """What is read of some logs: lines of all of them in one buffer, in the order in which they arrive.

    Args:
        state: the pods.
        scope: which containers.
        options: what of their logs.
        opened: gives the way to the server.
        timings: how long to wait for what.
        clock: seconds since the epoch.
        first: the number of the first container to read, if there are more than `MOST`.
        limit: so many bytes are kept.
    """

    def __init__(
        self,
        state: ClusterState,
        scope: LogScope,
        options: LogOptions,
        *,
        opened: Callable[[], Awaitable[Api]],
        timings: Timings,
        clock: Callable[[], float],
        first: int = 0,
        limit: int = LIMIT,
    ) -> None:
        self._state = state
        self._opened = opened
        self._timings = timings
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        self._broken: set[int] = set()
        self._look = asyncio.Event()
        self._fetched: list[LogTarget] = []
        self._label: Callable[[LogTarget], str] = lambda _: ""
        self.scope = scope
        """Which containers are meant."""
        self.options = options
        """What of their logs is asked for."""
        self.first = first
        """The number of the first one that is read."""
        self.buffer = LogBuffer(limit)
        """The lines."""
        self.sources: list[LogSource] = []
        """The containers whose logs are read, or were, by their number in the buffer."""
        self.wanted: list[LogTarget] = []
        """All containers that are meant and are there."""
        self.unstarted: tuple[str, ...] = ()
        """Pods that are meant and have no containers yet, each with why."""
        self.fault = ""
        """Why it is not known which containers are meant."""

    # ---- reading

    def label(self, number: int) -> str:
        """What to call a source before its lines; ``""`` if there is only one."""
        return self._label(self.sources[number].target)

    @property
    def left_out(self) -> int:
        """How many containers are meant and not read, because there are too many."""
        known = {source.target for source in self.sources}
        return sum(target not in known for target in self.wanted)

    @property
    def over(self) -> bool:
        """Whether every log was read to its end."""
        return bool(self.sources) and all(source.standing.state in _OVER for source in self.sources)

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _changed(self) -> None:
        for listener in list(self._listeners):
            listener()

    # ---- following

    async def run(self) -> None:
        """Read, until cancelled; may be called again later, and then goes on where it was."""
        api = await self._opened()
        with contextlib.ExitStack() as stack:
            stack.callback(self._state.pods.subscribe(self._look.set))
            for source in self.sources:
                source.reading, source.lingering = None, False
            async with asyncio.TaskGroup() as tasks:
                while True:
                    self._look.clear()
                    await self._look_at_pods(api, tasks)
                    await self._look.wait()
                    await self._timings.pause(GATHERING, None)

    async def _look_at_pods(self, api: Api, tasks: asyncio.TaskGroup) -> None:
        """Begin to read what has come, and tell readers what has become of theirs."""
        self.wanted = await self._targets(api)
        known = {source.target for source in self.sources}
        for target in self.wanted[self.first :]:
            if target not in known:
                if sum(source.standing.state not in _OVER for source in self.sources) >= MOST:
                    break
                self.sources.append(self._source(api, target))
        self._label = labels([source.target for source in self.sources])
        for source in self.sources:
            life = self._life(source.target)
            if life != source.life:
                if life.restarts > source.life.restarts and source.lines:
                    self.buffer.note(f"{self._name(source)} was started again: restart {life.restarts}")
                source.life = life
                source.reader.changed.set()
            if source.standing.state in _OVER:
                continue
            if source.reading is None:
                source.reading = tasks.create_task(self._read(source))
            if life.phase is Phase.GONE and not source.lingering:
                source.lingering = True
                tasks.create_task(self._part(source))
        self._changed()

    async def _targets(self, api: Api) -> list[LogTarget]:
        """The containers that are meant, as the store has them; of one pod that the store lacks, as the server has."""
        scope, state = self.scope, self._state
        self.fault = ""
        if scope.pod:
            found = [pod] if (pod := state.pods.get((scope.namespace, scope.pod))) is not None else []
            if not found:
                if not self._fetched:
                    self._fetched = await self._fetch(api)
                return self._fetched
        else:
            every = state.pods.by("owner", scope.owner) if scope.owner else state.pods
            found = list(filter(scope.covers, every))
        waiting = [pod for pod in found if not container_names(pod)][:MOST]
        self.unstarted = tuple(f"{pod.name}: {life_of(pod, _anything(pod)).words}" for pod in waiting)
        return targets(found, scope.container)

    async def _fetch(self, api: Api) -> list[LogTarget]:
        scope = self.scope
        try:
            body = await api.get(f"{POD.path(scope.namespace)}/{scope.pod}")
        except NotFound as error:
            self.fault = str(error)
        except KtuiError as error:
            # Whoever may not read pods may still be allowed to read logs, of a container whose name is known.
            if scope.container:
                return [LogTarget(scope.namespace, scope.pod, "", scope.container)]
            self.fault = str(error)
        else:
            return targets([decode(Pod, body)], scope.container)
        return []

    def _life(self, target: LogTarget) -> Life:
        pod = self._state.pods.get((target.namespace, target.pod))
        feeds = self._state.pods.feeds
        if pod is None and not isinstance(feeds.get(target.namespace, feeds.get(None)), Live):
            return UNKNOWN
        return life_of(pod, target)

    def _source(self, api: Api, target: LogTarget) -> LogSource:
        from ktui.cluster.logs import LogReader, LogStanding, LogState  # noqa: PLC0415 (aiohttp comes with it)

        reader = LogReader(api, target, self.options, lambda: self._life(target), self._timings, self._clock)
        return LogSource(len(self.sources), target, reader, LogStanding(LogState.OPENING), self._life(target))

    async def _read(self, source: LogSource) -> None:
        async with contextlib.aclosing(source.reader.notices()) as notices:
            async for notice in notices:
                self._take(source, notice)
        self._look.set()

    async def _part(self, source: LogSource) -> None:
        """Wait for no more of a log whose container is gone."""
        before = -1
        while before != source.lines:  # of a long one there is still more to come
            before = source.lines
            await self._timings.pause(LINGERING, None)
        if source.standing.state not in _OVER and source.reading is not None:
            from ktui.cluster.logs import LogStanding, LogState  # noqa: PLC0415 (aiohttp comes with it)

            source.reading.cancel()
            self._take(source, LogStanding(LogState.COMPLETE, source.life.words))
            self._look.set()

    def _take(self, source: LogSource, notice: LogNotice) -> None:
        from ktui.cluster.logs import LogLines  # noqa: PLC0415 (aiohttp comes with it)

        if isinstance(notice, LogLines):
            if notice.torn:
                self.buffer.note(f"{self._name(source)}: the log was rotated meanwhile, lines may be missing here")
            before = self.buffer.end
            self.buffer.add(source.number, notice.text)
            source.lines += self.buffer.end - before
        else:
            self._remark(source, notice)
            source.standing = notice
        self._changed()

    def _remark(self, source: LogSource, standing: LogStanding) -> None:
        """Say between the lines what has become of a log."""
        before, now = source.standing.state, standing.state
        if now == "broken":
            if not self._broken and before in _OPEN and source.lines:
                self.buffer.note(f"connection broke: {standing.why}")
            self._broken.add(source.number)
            return
        if now == "following":
            if source.number in self._broken and len(self._broken) == 1 and source.lines:
                self.buffer.note("connected again")
        elif now in {"ended", "complete"} and before != now and source.lines and standing.why:
            self.buffer.note(f"{self._name(source)} ended: {standing.why}")
        if now != "opening":
            self._broken.discard(source.number)

    def _name(self, source: LogSource) -> str:
        return self.label(source.number) or source.target.container


def _anything(pod: Pod) -> LogTarget:
    """Any container of a pod that has none yet."""
    return LogTarget(pod.namespace, pod.name, pod.uid, "")
