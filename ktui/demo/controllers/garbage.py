"""Garbage collection: what has lost its owner goes, and owners wait or let go as they were told.

Source: kubernetes ``pkg/controller/garbagecollector/garbagecollector.go`` (``attemptToDeleteItem``,
``processDeletingDependentsItem``, ``attemptToOrphanWorker``).
"""

from ktui.demo.owners import owners_of
from ktui.demo.pods import is_deleting
from ktui.demo.resources import EVENTS, RESOURCES, Resource, by_kind
from ktui.demo.status import NotFound, Object
from ktui.demo.work import Key
from ktui.demo.world import World

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


class GarbageCollector:
    """Follows owner references of every kind.

    Args:
        world: the cluster.
    """

    name = "garbage-collector"

    def __init__(self, world: World) -> None:
        self._world = world
        for resource in RESOURCES:
            if resource is not EVENTS and "watch" in resource.verbs:
                world.on(resource, self._changed)

    def sync(self, key: Key) -> None:
        """Looks at one object: whether it ends, and whether it has an owner left."""
        api_version, kind, namespace, name = key
        resource = by_kind(api_version, kind)
        if resource is None:
            return
        thing = self._world.get(resource, namespace, name)
        if thing is None:
            return
        if is_deleting(thing):
            finalizers = thing["metadata"].get("finalizers") or ()
            if ORPHAN in finalizers:
                self._orphan(resource, thing)
            elif FOREGROUND in finalizers:
                self._await_dependents(resource, thing)
            return
        self._judge(resource, thing)

    def _changed(self, old: Object | None, new: Object | None) -> None:
        if new is None:
            if old is not None:
                for _, dependent in self._world.storage.dependents(old["metadata"]["uid"]):
                    self._enqueue(dependent)
                for owner in owners_of(old):
                    # An owner may have waited for this one.
                    self._world.work.add(self, (owner["apiVersion"], owner["kind"], _scope(owner, old), owner["name"]))
            return
        ends = is_deleting(new) and bool(new["metadata"].get("finalizers"))
        if ends or (owners_of(new) and (old is None or owners_of(old) != owners_of(new))):
            self._enqueue(new)

    def _enqueue(self, thing: Object) -> None:
        metadata = thing["metadata"]
        key = (thing["apiVersion"], thing["kind"], metadata.get("namespace", ""), metadata["name"])
        self._world.work.add(self, key)

    def _judge(self, resource: Resource, thing: Object) -> None:
        """Deletes a thing whose owners have all gone, or of whom the last wait for it."""
        owners = owners_of(thing)
        found = [(owner, self._owner(owner, thing)) for owner in owners]
        waiting = [one for _, one in found if one is not None and _waits(one)]
        solid = [one for _, one in found if one is not None and not _waits(one)]
        if not owners:
            return
        if solid:
            kept = [owner for owner, one in found if one in solid]
            if len(kept) < len(owners):
                metadata = {**thing["metadata"], "ownerReferences": kept}
                self._world.put(resource, {**thing, "metadata": metadata})
            return
        blocking = any(
            owner.get("blockOwnerDeletion")
            for _, dependent in self._world.storage.dependents(thing["metadata"]["uid"])
            for owner in owners_of(dependent)
        )
        self._world.delete(resource, thing, propagation="Foreground" if waiting and blocking else "Background")

    def _owner(self, owner: Object, thing: Object) -> Object | None:
        resource = by_kind(owner["apiVersion"], owner["kind"])
        if resource is None:
            return None
        found = self._world.get(resource, _scope(owner, thing), owner["name"])
        return found if found is not None and found["metadata"]["uid"] == owner["uid"] else None

    def _orphan(self, resource: Resource, thing: Object) -> None:
        uid = thing["metadata"]["uid"]
        for kind, dependent in self._world.storage.dependents(uid):
            metadata: Object = dict(dependent["metadata"])
            kept = [owner for owner in metadata.pop("ownerReferences") if owner["uid"] != uid]
            if kept:
                metadata["ownerReferences"] = kept
            self._world.put(kind, {**dependent, "metadata": metadata})
        self._let_go(resource, thing, ORPHAN)

    def _await_dependents(self, resource: Resource, thing: Object) -> None:
        uid = thing["metadata"]["uid"]
        blocking = False
        for _, dependent in self._world.storage.dependents(uid):
            reference = next(owner for owner in owners_of(dependent) if owner["uid"] == uid)
            blocking = blocking or bool(reference.get("blockOwnerDeletion"))
            if not is_deleting(dependent):
                self._enqueue(dependent)
        if not blocking:
            self._let_go(resource, thing, FOREGROUND)

    def _let_go(self, resource: Resource, thing: Object, finalizer: str) -> None:
        metadata: Object = dict(thing["metadata"])
        kept = [each for each in metadata.pop("finalizers") if each != finalizer]
        if kept:
            metadata["finalizers"] = kept
        try:
            self._world.put(resource, {**thing, "metadata": metadata})
        except NotFound:
            return


def _scope(owner: Object, thing: Object) -> str:
    """The namespace of an owner: that of the thing, unless the owner has none."""
    resource = by_kind(owner["apiVersion"], owner["kind"])
    return thing["metadata"].get("namespace", "") if resource is not None and resource.namespaced else ""


def _waits(owner: Object) -> bool:
    return is_deleting(owner) and FOREGROUND in (owner["metadata"].get("finalizers") or ())
