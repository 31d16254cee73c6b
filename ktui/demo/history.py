"""What happened to the objects of one resource: the window that watches and old lists are answered from."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

import msgspec

from ktui.demo.resources import Resource
from ktui.demo.status import Expired, Object

ADDED = "ADDED"
MODIFIED = "MODIFIED"
DELETED = "DELETED"

Key = tuple[str, str]
"""Namespace (empty for cluster scope) and name."""


class Snapshot:
    """One version of one object, never changed; its JSON is written once however often it is sent.

    Args:
        resource: what it is one of.
        state: the whole object.
        version: its resourceVersion.
    """

    def __init__(self, resource: Resource, state: Object, version: int) -> None:
        self.resource = resource
        """What it is one of."""
        self.object = state
        """The whole object. Shared: copy before changing it."""
        self.version = version
        """Its resourceVersion."""

    @property
    def key(self) -> Key:
        """Namespace and name."""
        metadata = self.object["metadata"]
        return metadata.get("namespace", ""), metadata["name"]

    @cached_property
    def item(self) -> bytes:
        """Its JSON as an item of a list: without apiVersion and kind, as real servers write them."""
        return msgspec.json.encode(
            {name: part for name, part in self.object.items() if name not in ("apiVersion", "kind")}
        )

    @property
    def encoded(self) -> bytes:
        """Its JSON by itself."""
        head = f'{{"kind":"{self.resource.kind}","apiVersion":"{self.resource.api_version}",'
        return head.encode() + self.item[1:]


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one object.

    Args:
        type: ADDED, MODIFIED or DELETED.
        snapshot: the object after it; for DELETED the last state with the version of the deletion.
        previous: the object before it; None for ADDED.
    """

    type: str
    snapshot: Snapshot
    previous: Snapshot | None

    @property
    def object(self) -> Object:
        """The object after the change. Shared: copy before changing it."""
        return self.snapshot.object

    @property
    def version(self) -> int:
        """The resourceVersion of the change."""
        return self.snapshot.version


class Watch:
    """A subscription; `close` ends it.

    Args:
        log: where it is subscribed.
        callback: called with each event, in order.
        since: the last version that need not be told.
    """

    def __init__(self, log: "Log", callback: Callable[[Event], None], since: int) -> None:
        self._log = log
        self._callback = callback
        self._since = since

    def tell(self, event: Event) -> None:
        """Pass an event on, unless it was told before or the subscription has ended."""
        if event.version > self._since and self in self._log.watches:
            self._since = event.version
            self._callback(event)

    def close(self) -> None:
        """Hear no more. Closing twice is fine."""
        if self in self._log.watches:
            self._log.watches.remove(self)


class Log:
    """The latest changes of one resource and those who listen.

    Args:
        size: how many changes are kept; older ones are compacted away.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        """How many changes are kept."""
        self.events: deque[Event] = deque()
        """The changes kept, oldest first."""
        self.floor = 0
        """Everything up to this version is forgotten: the oldest version that a watch can resume from."""
        self.watches: list[Watch] = []
        """Who listens."""

    def append(self, event: Event) -> None:
        """Remember a change, forgetting the oldest if there are too many."""
        self.events.append(event)
        while len(self.events) > self.size:
            self.floor = self.events.popleft().version

    def compact(self, version: int) -> None:
        """Forget everything up to a version."""
        self.floor = max(self.floor, version)
        while self.events and self.events[0].version <= version:
            self.events.popleft()

    def since(self, version: int) -> Iterator[Event]:
        """The changes after a version, oldest first.

        Raises:
            Expired: they are no longer all there.
        """
        if version < self.floor:
            raise Expired(f"too old resource version: {version} ({self.floor})")
        newer = []
        for event in reversed(self.events):
            if event.version <= version:
                break
            newer.append(event)
        return reversed(newer)

    def rewind(self, objects: dict[Key, Snapshot], version: int) -> dict[Key, Snapshot]:
        """Work out what a table of current objects was at a version.

        Raises:
            Expired: too much has been forgotten since.
        """
        if version < self.floor:
            raise Expired("The provided continue parameter is too old")
        then = dict(objects)
        for event in reversed(self.events):
            if event.version <= version:
                break
            if event.previous is None:
                then.pop(event.snapshot.key, None)
            else:
                then[event.snapshot.key] = event.previous
        return then
