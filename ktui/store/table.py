"""A table: all objects of one kind, with indexes, one writer and any number of readers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Generic, TypeVar

from ktui.domain.objects import Key, Object
from ktui.store.feed import Failed, Feed, Live, Loading, Refused, Stale

T = TypeVar("T", bound=Object)
Index = Callable[[T], Iterable[Hashable]]
"""Names the index entries an object stands under; none, one or several."""

LOGGED = 20_000
"""So many changes of objects are remembered; who looks less often has to look at everything."""
_ORDER: tuple[type, ...] = (Refused, Failed, Stale, Loading, Live)


class Table(Generic[T]):
    """All objects of one kind.

    States of one object are never out of order, but may be skipped; there is no order between objects.

    Args:
        indexes: by name, what an object is found by beside its key.
    """

    def __init__(self, indexes: Mapping[str, Index[T]] | None = None) -> None:
        self._objects: dict[Key, T] = {}
        self._indexes: dict[str, Index[T]] = dict(indexes or {})
        self._entries: dict[str, dict[Hashable, dict[Key, T]]] = {name: {} for name in self._indexes}
        self._feeds: dict[str | None, Feed] = {None: Loading()}
        self._listeners: list[Callable[[], None]] = []
        self._log: deque[Key] = deque(maxlen=LOGGED)
        self.changes = 0
        """How many changes of objects there were: a mark for `changed_since`."""
        self.version = 0
        """Raised by every change of objects or feeds: what a reader compares to know whether to look again."""

    # ---- reading

    def __len__(self) -> int:
        return len(self._objects)

    def __iter__(self) -> Iterator[T]:
        return iter(self._objects.values())

    def __contains__(self, key: object) -> bool:
        return key in self._objects

    def get(self, key: Key) -> T | None:
        """The object of that ``(namespace, name)``, if the table has it."""
        return self._objects.get(key)

    @property
    def objects(self) -> Mapping[Key, T]:
        """All objects by key, as they are at any time."""
        return MappingProxyType(self._objects)

    def changed_since(self, mark: int) -> Collection[Key] | None:
        """The keys of objects that came, changed or went since there were ``mark`` changes.

        None if that is not remembered any more: then everything may have changed.
        """
        many = self.changes - mark
        if many > len(self._log):
            return None
        return set(islice(reversed(self._log), many))

    def by(self, index: str, value: Hashable) -> list[T]:
        """The objects that stand under ``value`` in the index of that name.

        Raises:
            KeyError: there is no such index.
        """
        return list(self._entries[index].get(value, {}).values())

    def count(self, index: str, value: Hashable) -> int:
        """How many objects stand under ``value`` in the index of that name.

        Raises:
            KeyError: there is no such index.
        """
        return len(self._entries[index].get(value, ()))

    @property
    def feeds(self) -> Mapping[str | None, Feed]:
        """The state of each stream, by namespace; ``None`` is the stream of all namespaces."""
        return self._feeds

    @property
    def feed(self) -> Feed:
        """The worst of the feeds, refused first: a table is as true as its least true part."""
        return min(self._feeds.values(), key=lambda feed: _ORDER.index(type(feed)))

    @property
    def complete(self) -> bool:
        """Whether what is not in the table does not exist, as far as the streams reach."""
        return all(isinstance(feed, Live) for feed in self._feeds.values())

    @property
    def loaded(self) -> bool:
        """Whether every stream has had its first list: the table may be stale, but is not a part."""
        return all(isinstance(feed, Live | Stale) for feed in self._feeds.values())

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # ---- writing: one writer, a reflector's consumer

    def upsert(self, obj: T) -> None:
        """Put a new or newer state of an object."""
        self._put(obj)
        self._changed()

    def delete(self, key: Key) -> None:
        """Take an object away; unknown keys are ignored."""
        if self._take(key):
            self._changed()

    def extend(self, objects: Iterable[T]) -> None:
        """Put a batch of states, for example a piece of a list that is still arriving, with one notice for all."""
        for obj in objects:
            held = self._objects.get(obj.key)
            if held is None or obj.supersedes(held):
                self._put(obj)
        self._changed()

    def retain(self, keys: Collection[Key], namespace: str | None = None) -> None:
        """End a list: what is not among its keys is gone, from the table or from the part of it in ``namespace``."""
        gone = [key for key in self._objects if key not in keys and (namespace is None or key[0] == namespace)]
        for key in gone:
            self._take(key)
        self._changed()

    def replace(self, objects: Iterable[T], namespace: str | None = None) -> None:
        """Make the table, or the part of it in ``namespace``, equal to a list that is there in full."""
        listed = {obj.key: obj for obj in objects}
        self.extend(listed.values())
        self.retain(listed.keys(), namespace)

    def set_feed(self, feed: Feed, namespace: str | None = None) -> None:
        """Say how true the table, or the part of it in ``namespace``, is."""
        if self._feeds.get(namespace) != feed:
            self._feeds[namespace] = feed
            self._changed()

    def set_scope(self, namespaces: Iterable[str] | None) -> None:
        """Say which streams fill the table: one of all namespaces (``None``), or one of each namespace.

        Objects and feeds of namespaces outside the scope are dropped; new streams begin as loading.
        """
        wanted: list[str | None] = [None] if namespaces is None else list(namespaces)
        self._feeds = {scope: self._feeds.get(scope, Loading()) for scope in wanted}
        if namespaces is not None:
            for key in [key for key in self._objects if key[0] not in self._feeds]:
                self._take(key)
        self._changed()

    def forget(self) -> None:
        """Drop everything: nobody fills the table any more, and what it holds would grow old unnoticed."""
        self._objects.clear()
        self._log.clear()
        self.changes += 1
        for entries in self._entries.values():
            entries.clear()
        self._feeds = {None: Loading()}
        self._changed()

    def _put(self, obj: T) -> None:
        key = obj.key
        if not self._take(key):
            self._note(key)
        self._objects[key] = obj
        for name, index in self._indexes.items():
            entries = self._entries[name]
            for value in index(obj):
                entries.setdefault(value, {})[key] = obj

    def _take(self, key: Key) -> bool:
        obj = self._objects.pop(key, None)
        if obj is None:
            return False
        self._note(key)
        for name, index in self._indexes.items():
            entries = self._entries[name]
            for value in index(obj):
                held = entries.get(value)
                if held is not None:
                    held.pop(key, None)
                    if not held:
                        del entries[value]
        return True

    def _note(self, key: Key) -> None:
        self._log.append(key)
        self.changes += 1

    def _changed(self) -> None:
        self.version += 1
        for listener in list(self._listeners):
            listener()
