"""The cluster as its controllers, its scheduler and its kubelets see and change it.

Everything is synchronous: a change is in the indexes before the call that made it returns, so nobody needs the
expectations and resyncs with which real controllers outlive their caches.
"""

import random
from collections.abc import Callable
from typing import Any

from ktui.demo.clock import Clock, stamp
from ktui.demo.deletion import DeleteOptions
from ktui.demo.history import DELETED, Event
from ktui.demo.pods import bound_node
from ktui.demo.recorder import Recorder
from ktui.demo.resources import CONTROLLER_REVISIONS, ENDPOINT_SLICES, JOBS, PODS, REPLICA_SETS, Resource
from ktui.demo.selectors import Test, compiled
from ktui.demo.status import NotFound, Object
from ktui.demo.storage import Storage
from ktui.demo.work import Work

Change = Callable[[Object | None, Object | None], None]
"""Hears what an object was and is; None is "not there"."""

_SELECTORS = 2000
"""How many selectors are kept ready."""
_OWNED = (PODS, REPLICA_SETS, JOBS, CONTROLLER_REVISIONS, ENDPOINT_SLICES)


class World:
    """The one thing that controllers hold.

    Args:
        storage: the objects.
        clock: the time.
        seed: fixes everything that is left to chance.
    """

    def __init__(self, storage: Storage, clock: Clock, seed: int = 1) -> None:
        self.storage = storage
        """The objects themselves."""
        self.clock = clock
        """The time."""
        self.seed = seed
        """Fixes everything that is left to chance."""
        self.work = Work(self.now)
        """What is to be looked at."""
        self._recorder = Recorder(storage, clock, self.work)
        self.record = self._recorder.record
        """Writes an event."""
        self.record_series = self._recorder.record_series
        """Writes an event as the scheduler does."""
        self._changes: dict[Resource, list[Change]] = {}
        self._controlled: dict[tuple[Resource, str], dict[str, Object]] = {}
        self._orphans: dict[tuple[Resource, str], dict[str, Object]] = {}
        self._on_node: dict[str, dict[str, Object]] = {}
        self._selectors: dict[str, tuple[int, Test]] = {}
        for resource in _OWNED:
            self.on(resource, self._index_of(resource))

    @property
    def recorder(self) -> Recorder:
        """Who writes the events."""
        return self._recorder

    def now(self) -> float:
        """The time in seconds since the epoch."""
        return self.clock.now().timestamp()

    def reached(self, moment: float) -> bool:
        """Whether a moment has come, given that clocks show whole microseconds."""
        return moment <= self.now() + 1e-6

    def stamp(self) -> str:
        """The time as objects carry it."""
        return stamp(self.clock.now())

    def chance(self, *about: object) -> random.Random:
        """Chance that depends on the seed and on what it is about, and on nothing that happened before."""
        return random.Random("/".join(str(part) for part in (self.seed, *about)))  # noqa: S311 - nothing is secret

    # Reading

    def on(self, resource: Resource, change: Change) -> None:
        """Tells every change of a resource from now on, in the order of the calls to this."""
        changes = self._changes.get(resource)
        if changes is not None:
            changes.append(change)
            return
        self._changes[resource] = [change]

        def deliver(event: Event) -> None:
            old = event.previous.object if event.previous is not None else None
            new = None if event.type == DELETED else event.object
            for each in self._changes[resource]:
                each(old, new)

        self.storage.watch(resource, deliver)

    def get(self, resource: Resource, namespace: str, name: str) -> Object | None:
        """The object, or None."""
        return self.storage.find(resource, name, namespace)

    def all(self, resource: Resource, namespace: str = "") -> list[Object]:
        """The objects of a resource, by namespace and name."""
        return self.storage.objects(resource, namespace)

    def controlled(self, resource: Resource, uid: str) -> list[Object]:
        """The objects whose controller has that uid, in the order of their making."""
        return list(self._controlled.get((resource, uid), {}).values())

    def orphans(self, resource: Resource, namespace: str) -> list[Object]:
        """The objects of a namespace that have no controller."""
        return list(self._orphans.get((resource, namespace), {}).values())

    def pods_on(self, node: str) -> list[Object]:
        """The pods bound to a node."""
        return list(self._on_node.get(node, {}).values())

    def selects(self, owner: Object, thing: Object) -> bool:
        """Whether an object's ``spec.selector`` matches another's labels."""
        metadata = owner["metadata"]
        generation = metadata.get("generation", 0)
        known = self._selectors.get(metadata["uid"])
        if known is None or known[0] != generation:
            if len(self._selectors) >= _SELECTORS:
                self._selectors.clear()
            known = self._selectors[metadata["uid"]] = (generation, compiled(owner["spec"].get("selector")))
        return known[1](thing["metadata"].get("labels") or {})

    # Writing

    def create(self, resource: Resource, new: Object) -> Object:
        """Creates an object.

        Raises:
            ApiError: it is refused.
        """
        return self.storage.create(resource, new)

    def put(self, resource: Resource, new: Object) -> Object:
        """Replaces an object, all but its status.

        Raises:
            ApiError: it is refused.
        """
        return self.storage.update(resource, new)

    def put_status(self, resource: Resource, thing: Object, status: Object) -> Object:
        """Replaces an object's status; one that has gone meanwhile is no matter."""
        metadata = thing["metadata"]
        current = self.storage.find(resource, metadata["name"], metadata.get("namespace", ""))
        if current is None or current["metadata"]["uid"] != metadata["uid"] or current.get("status") == status:
            return current or thing
        return self.storage.update_status(resource, {**current, "status": status})

    def bind(self, pod: Object, node: str) -> Object:
        """Binds a pod to a node, as the binding subresource does.

        Raises:
            ApiError: it is bound already, or has gone.
        """
        return self.storage.bind(pod["metadata"]["name"], pod["metadata"]["namespace"], node)

    def delete(
        self, resource: Resource, thing: Object, *, grace: int | None = None, propagation: str | None = "Background"
    ) -> bool:
        """Deletes exactly this object; False when it has gone already."""
        metadata = thing["metadata"]
        options = DeleteOptions(grace=grace, propagation=propagation, uid=metadata["uid"])
        try:
            self.storage.delete(resource, metadata["name"], metadata.get("namespace", ""), options)
        except NotFound:
            return False
        return True

    # Indexes

    def _index_of(self, resource: Resource) -> Change:
        def change(old: Object | None, new: Object | None) -> None:
            if old is not None and (new is None or _place(old) != _place(new)):
                self._forget(resource, old)
            if new is not None:
                uid = new["metadata"]["uid"]
                index, place = self._home(resource, new)
                index.setdefault(place, {})[uid] = new
                if resource is PODS and bound_node(new):
                    self._on_node.setdefault(bound_node(new), {})[uid] = new

        return change

    def _forget(self, resource: Resource, thing: Object) -> None:
        uid = thing["metadata"]["uid"]
        index, place = self._home(resource, thing)
        things = index.get(place)
        if things is not None:
            things.pop(uid, None)
            if not things:
                del index[place]
        if resource is PODS:
            self._on_node.get(bound_node(thing), {}).pop(uid, None)

    def _home(self, resource: Resource, thing: Object) -> tuple[dict[tuple[Resource, str], dict[str, Object]], Any]:
        uid = _controller_uid(thing)
        if uid:
            return self._controlled, (resource, uid)
        return self._orphans, (resource, thing["metadata"].get("namespace", ""))


def _controller_uid(thing: Object) -> str:
    references: list[Object] = thing["metadata"].get("ownerReferences") or []
    return next((reference["uid"] for reference in references if reference.get("controller")), "")


def _place(thing: Object) -> tuple[str, str]:
    return _controller_uid(thing), thing.get("spec", {}).get("nodeName") or ""
