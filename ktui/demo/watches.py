"""Watches: the changes of one kind, as lines of JSON, until the client or the time ends them.

A watch keeps no queue. It remembers the version it has told, and when something happens it reads on in the kind's
history; who reads so slowly that the history has moved on is cut off, resumes, and hears 410.
"""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping

from ktui.demo import status
from ktui.demo.forms import Form, encoded
from ktui.demo.history import ADDED, DELETED, MODIFIED, Event, Snapshot
from ktui.demo.lifecycle import copied
from ktui.demo.listing import Selected, initial_events, read_version, selection
from ktui.demo.requests import Target, flag, number
from ktui.demo.status import Object
from ktui.demo.storage import Storage

_MOST_BYTES = 1 << 18
"""Lines are sent together up to about this size."""

BOOKMARK_INTERVAL = 60.0
"""Seconds between the bookmarks of a watch, as often as real servers send them."""

DEFAULT_TIMEOUT = 2400
"""Seconds until a watch ends that asks for no time-out; real servers choose between 30 and 60 minutes."""


class Watching:
    """One client's watch.

    Args:
        storage: what is watched.
        target: whom of it.
        query: selectors, resourceVersion, time-out, bookmarks.
        form: how objects are shown.
        bookmark_interval: seconds between bookmarks.

    Raises:
        BadRequest: a selector is wrong.
        InternalError: the resourceVersion is not one.
        Invalid: the options contradict each other.
    """

    def __init__(
        self,
        storage: Storage,
        target: Target,
        query: Mapping[str, str],
        form: Form,
        bookmark_interval: float = BOOKMARK_INTERVAL,
    ) -> None:
        self._storage = storage
        self._target = target
        self._form = form
        self._interval = bookmark_interval
        self._bookmarks = flag(query, "allowWatchBookmarks")
        self._selected: Selected = selection(target.resource, query)
        self._initial = initial_events(query)
        self._since = _since(query.get("resourceVersion", ""))
        self._heading = True
        self.timeout = float(number(query, "timeoutSeconds") or DEFAULT_TIMEOUT)
        """Seconds until the watch shall end."""

    async def chunks(self) -> AsyncGenerator[bytes, None]:
        """The lines, some at a time, until the reader stops asking or has fallen too far behind."""
        woken = asyncio.Event()
        # Subscribed before the present state is read, with no await between, so that nothing falls in a gap.
        watch = self._storage.watch(self._target.resource, lambda _event: woken.set())
        try:
            for chunk in _together(self._beginning()):
                yield chunk
            due = False
            while True:
                try:
                    for chunk in _together(self._news()):
                        yield chunk
                except status.Expired as expired:
                    yield encoded({"type": "ERROR", "object": expired.status})
                    return
                if due:
                    yield self._bookmark()
                due = not await self._change(woken)
        finally:
            watch.close()

    async def _change(self, woken: asyncio.Event) -> bool:
        """Wait for the next change; False if a bookmark is due first."""
        try:
            async with asyncio.timeout(self._interval if self._bookmarks else None):
                await woken.wait()
        except TimeoutError:
            return False
        woken.clear()
        return True

    def _beginning(self) -> Iterator[bytes]:
        """The present state, if the watch does not resume from a version."""
        if self._since and not self._initial:
            return
        self._since = self._storage.version
        if self._initial is False:
            return
        for snapshot in self._storage.snapshots(self._target.resource, self._target.namespace):
            if self._selected(snapshot.object):
                yield self._line(ADDED, snapshot)
        if self._initial:
            yield self._bookmark({"k8s.io/initial-events-end": "true"})

    def _news(self) -> Iterator[bytes]:
        """What has happened since the last time, of what the selectors let through."""
        present = self._storage.version
        for event in self._storage.events(self._target.resource, self._since):
            line = self._told(event)
            if line:
                yield line
        self._since = max(self._since, present)

    def _told(self, event: Event) -> bytes:
        """An event as this watch sees it (cacher/cache_watcher.go convertToWatchEvent)."""
        namespace = self._target.namespace
        if namespace and event.snapshot.key[0] != namespace:
            return b""
        before = event.previous is not None and self._selected(event.previous.object)
        after = event.type != DELETED and self._selected(event.object)
        if after:
            return self._line(MODIFIED if before else ADDED, event.snapshot)
        if not before or event.previous is None:
            return b""
        if event.type == DELETED:
            return self._line(DELETED, event.snapshot)
        # It stopped matching: the state that was last visible, with the version of the change.
        last = copied(event.previous.object)
        last["metadata"]["resourceVersion"] = str(event.version)
        return self._line(DELETED, Snapshot(event.snapshot.resource, last, event.version))

    def _line(self, kind: str, snapshot: Snapshot) -> bytes:
        line = self._form.event(kind, snapshot, self._storage.clock.now(), heading=self._heading)
        self._heading = False
        return line

    def _bookmark(self, annotations: Object | None = None) -> bytes:
        """Tell the version up to which everything has been told."""
        resource = self._target.resource
        metadata: Object = {"resourceVersion": str(self._since)}
        if annotations:
            metadata["annotations"] = annotations
        whole = {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata}
        if self._form.shape == "Table":
            whole = {
                "kind": "Table",
                "apiVersion": f"meta.k8s.io/{self._form.version}",
                "metadata": metadata,
                "rows": [],
            }
        elif self._form.shape:
            whole |= {"kind": "PartialObjectMetadata", "apiVersion": f"meta.k8s.io/{self._form.version}"}
        return encoded({"type": "BOOKMARK", "object": whole})


def _since(text: str) -> int:
    try:
        return read_version(text or "0")
    except status.BadRequest as wrong:
        # The real server forgets to call this the client's fault.
        raise status.InternalError(wrong.message.removeprefix("invalid resource version: ")) from None


def _together(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Join lines to pieces worth sending."""
    gathered: list[bytes] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += len(line)
        if size > _MOST_BYTES:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)
