"""The objects of the embedded cluster: one resourceVersion, immutable snapshots, watches.

Everything is synchronous and belongs to one event loop, so a caller never sees half a change and needs no lock.
Rules of writing are those of apiserver pkg/registry/generic/registry/store.go and pkg/registry/rest/{create,update}.go.
"""

import random
from collections import deque
from collections.abc import Callable

from ktui.demo import lifecycle, status, validation
from ktui.demo.binding import bound
from ktui.demo.clock import Clock, stamp
from ktui.demo.deletion import DeleteOptions, begin_end, check_preconditions, may_go
from ktui.demo.history import ADDED, DELETED, MODIFIED, Event, Key, Log, Snapshot, Watch
from ktui.demo.lifecycle import copied
from ktui.demo.ownership import Manager, note
from ktui.demo.priorities import set_priority
from ktui.demo.resources import NAMESPACES, NODES, PODS, PRIORITY_CLASSES, RESOURCES, Resource
from ktui.demo.status import Object

_TOPOLOGY = ("topology.kubernetes.io/region", "topology.kubernetes.io/zone")
_NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789"

Admission = Callable[[str, Resource, Object], None]
"""Judges a `create` or `delete` of an object, as quotas and webhooks do; raises an ApiError to refuse."""


class Storage:
    """All objects of the cluster.

    What `get` and `objects` return is shared and must not be changed: use `edit`, or `lifecycle.copied` and `update`.

    Args:
        clock: Where creation and deletion times come from.
        seed: Fixes uids and generated names.
        history: How many changes a resource remembers; who resumes from before them gets Expired.
    """

    def __init__(self, clock: Clock, seed: int = 1, history: int = 10_000) -> None:
        self.clock = clock
        """Where times come from."""
        self.version = 1
        """The resourceVersion of the latest change of anything."""
        self.admission: list[Admission] = []
        """Asked before anything is created or deleted; a refusal is raised."""
        self._random = random.Random(seed)  # noqa: S311 - reproducible names are the point; nothing is secret
        self._objects: dict[Resource, dict[Key, Snapshot]] = {resource: {} for resource in RESOURCES}
        self._logs = {resource: Log(history) for resource in RESOURCES}
        self._dependents: dict[str, dict[tuple[Resource, Key], None]] = {}
        self._pending: deque[Event] = deque()
        self._delivering = False

    # Reading

    def find(self, resource: Resource, name: str, namespace: str = "") -> Object | None:
        """The object, or None."""
        found = self._objects[resource].get((namespace, name))
        return None if found is None else found.object

    def get(self, resource: Resource, name: str, namespace: str = "") -> Object:
        """The object.

        Raises:
            NotFound: There is none.
        """
        return self.snapshot(resource, name, namespace).object

    def snapshot(self, resource: Resource, name: str, namespace: str = "") -> Snapshot:
        """The object with its cached JSON.

        Raises:
            NotFound: There is none.
        """
        found = self._objects[resource].get((namespace, name))
        if found is None:
            message = f'{resource.qualified} "{name}" not found'
            raise status.NotFound(message, status.details(resource.group, resource.plural, name))
        return found

    def objects(self, resource: Resource, namespace: str = "") -> list[Object]:
        """The objects of a kind in a namespace, or everywhere, by namespace and name."""
        return [found.object for found in self.snapshots(resource, namespace)]

    def snapshots(self, resource: Resource, namespace: str = "", version: int | None = None) -> list[Snapshot]:
        """The objects of a kind with their cached JSON, now or as they were at a version.

        Raises:
            Expired: That version is no longer in the history.
        """
        objects = self._objects[resource]
        if version is not None and version < self.version:
            objects = self._logs[resource].rewind(objects, version)
        return [objects[key] for key in sorted(objects) if not namespace or key[0] == namespace]

    def dependents(self, uid: str) -> list[tuple[Resource, Object]]:
        """Every object with an ownerReference to a uid, with its kind."""
        return [(resource, self._objects[resource][key].object) for resource, key in self._dependents.get(uid, ())]

    def events(self, resource: Resource, since: int) -> list[Event]:
        """The changes of a kind after a version, oldest first.

        Raises:
            Expired: The history no longer reaches back to `since`.
        """
        return list(self._logs[resource].since(since))

    def watch(self, resource: Resource, callback: Callable[[Event], None], since: int | None = None) -> Watch:
        """Hear of every change of a kind, beginning after a version (now, if none is given).

        The backlog is heard before this returns. A callback may write: its events are heard after the present one
        has reached everybody.

        Raises:
            Expired: The history no longer reaches back to `since`.
        """
        log = self._logs[resource]
        start = self.version if since is None else since
        backlog = list(log.since(start))
        watch = Watch(log, callback, start)
        log.watches.append(watch)
        for event in backlog:
            watch.tell(event)
        return watch

    def compact(self, resource: Resource | None = None, version: int | None = None) -> None:
        """Forget the history up to a version (all of it, if none is given), of one kind or of all."""
        for each in RESOURCES if resource is None else (resource,):
            self._logs[each].compact(self.version if version is None else version)

    # Writing

    def create(
        self, resource: Resource, new: Object, *, dry_run: bool = False, manager: Manager | None = None
    ) -> Object:
        """Store a new object, that a manager wants if one is named, and return it as stored.

        Raises:
            AlreadyExists: The name is taken.
            Forbidden: Its namespace is going away, or its priority class does not exist.
            Invalid: It breaks a rule of its kind.
            NotFound: Its namespace does not exist.
        """
        new = copied(new)
        metadata = new.setdefault("metadata", {})
        namespace = metadata.get("namespace", "") if resource.namespaced else ""
        if not metadata.get("name") and metadata.get("generateName"):
            metadata["name"] = self._generated_name(resource, metadata["generateName"], namespace)
        for name in ("resourceVersion", "deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "generation"):
            metadata.pop(name, None)
        metadata["uid"] = self._uid()
        metadata["creationTimestamp"] = stamp(self.clock.now())
        name = metadata.get("name", "")
        self._check_namespace(resource, namespace, name)
        if resource is PODS:
            set_priority(new, self.objects(PRIORITY_CLASSES))
        new = lifecycle.before_create(resource, new)
        validation.check(resource, new)
        if (namespace, name) in self._objects[resource]:
            message = f'{resource.qualified} "{name}" already exists'
            raise status.AlreadyExists(message, status.details(resource.group, resource.plural, name))
        for admit in self.admission:
            admit("create", resource, new)
        if manager is not None:
            note(resource, new, None, manager)
        return self._write(resource, new, None, dry_run=dry_run)

    def update(
        self, resource: Resource, new: Object, *, dry_run: bool = False, manager: Manager | None = None
    ) -> Object:
        """Replace an object, all but its status, and return it as stored.

        Raises:
            Conflict: It carries a resourceVersion or uid that is not the present one.
            Invalid: It breaks a rule of its kind, or changes what must not change.
            NotFound: There is none.
        """
        new, old = self._prepare_update(resource, new)
        new = lifecycle.before_update(resource, new, old.object)
        validation.check(resource, new, old.object)
        if manager is not None:
            note(resource, new, old.object, manager)
        return self._write(resource, new, old, dry_run=dry_run)

    def update_status(
        self, resource: Resource, new: Object, *, dry_run: bool = False, manager: Manager | None = None
    ) -> Object:
        """Replace an object's status, leaving its spec, and return it as stored.

        Raises:
            Conflict: It carries a resourceVersion or uid that is not the present one.
            NotFound: There is none.
        """
        new, old = self._prepare_update(resource, new)
        new = lifecycle.before_status_update(resource, new, old.object)
        if manager is not None:
            note(resource, new, old.object, manager)
        return self._write(resource, new, old, dry_run=dry_run)

    def edit(self, resource: Resource, name: str, namespace: str, change: Callable[[Object], None]) -> Object:
        """Change a copy of an object in place and store it, all but the status.

        Raises:
            NotFound: There is none.
        """
        new = copied(self.get(resource, name, namespace))
        change(new)
        return self.update(resource, new)

    def edit_status(self, resource: Resource, name: str, namespace: str, change: Callable[[Object], None]) -> Object:
        """Change a copy of an object in place and store its status (and labels, annotations, finalizers).

        Raises:
            NotFound: There is none.
        """
        new = copied(self.get(resource, name, namespace))
        change(new)
        return self.update_status(resource, new)

    def delete(
        self,
        resource: Resource,
        name: str,
        namespace: str = "",
        options: DeleteOptions | None = None,
        *,
        dry_run: bool = False,
    ) -> Object:
        """Delete an object, or mark it if its end takes time or somebody has to finish it first.

        Returns:
            The object: marked if it still exists, else its last state.

        Raises:
            Conflict: It is not the one that `options` means.
            NotFound: There is none.
        """
        old = self.snapshot(resource, name, namespace)
        options = options or DeleteOptions()
        check_preconditions(resource, old.object, options)
        for admit in self.admission:
            admit("delete", resource, old.object)
        new = copied(old.object)
        begin_end(resource, new, options, self.clock.now())
        if may_go(resource, new):
            return self._remove(old, dry_run=dry_run)
        return self._write(resource, new, old, dry_run=dry_run)

    def bind(self, name: str, namespace: str, node: str) -> Object:
        """Put a pod on a node, in one change (core/pod/storage BindingREST, admission plugin PodTopologyLabels).

        Raises:
            Conflict: It is on one already.
            NotFound: There is no such pod.
        """
        old = self.snapshot(PODS, name, namespace)
        return self._write(PODS, bound(old.object, node, self.find(NODES, node), self.clock.now()), old)

    def finalize_namespace(self, name: str, finalizers: list[str]) -> Object:
        """Set a namespace's `spec.finalizers`; without any left, a namespace that is being deleted goes.

        Raises:
            NotFound: There is none.
        """
        old = self.snapshot(NAMESPACES, name)
        new = copied(old.object)
        new["spec"]["finalizers"] = finalizers
        return self._write(NAMESPACES, new, old)

    # Checks

    def _check_namespace(self, resource: Resource, namespace: str, name: str) -> None:
        """Refuse new content where there is no namespace, or one that ends (admission plugin NamespaceLifecycle)."""
        if not resource.namespaced:
            return
        found = self.find(NAMESPACES, namespace)
        if found is None:
            raise status.NotFound(f'namespaces "{namespace}" not found', status.details("", "namespaces", namespace))
        if "deletionTimestamp" in found["metadata"]:
            wrong = f"unable to create new content in namespace {namespace} because it is being terminated"
            cause = status.Cause(
                "metadata.namespace", f"namespace {namespace} is being terminated", "NamespaceTerminating"
            )
            details = status.details(resource.group, resource.plural, name, [cause])
            raise status.Forbidden(f'{resource.qualified} "{name}" is forbidden: {wrong}', details)

    def _prepare_update(self, resource: Resource, new: Object) -> tuple[Object, Snapshot]:
        """Copy the new state and carry over what no update may change (rest.BeforeUpdate)."""
        metadata = new["metadata"]
        old = self.snapshot(resource, metadata["name"], metadata.get("namespace", "") if resource.namespaced else "")
        kept = old.object["metadata"]
        wrong = ""
        if metadata.get("resourceVersion") not in (None, "", kept["resourceVersion"]):
            wrong = status.MODIFIED
        elif metadata.get("uid") not in (None, "", kept["uid"]):
            wrong = (
                f"StorageError: invalid object, Code: 4, Key: {resource.path(metadata['name'])}, ResourceVersion: 0, "
                f"AdditionalErrorMsg: Precondition failed: UID in precondition: {metadata['uid']}, "
                f"UID in object meta: {kept['uid']}"
            )
        if wrong:
            raise status.conflict(resource.group, resource.plural, metadata["name"], wrong)
        new = copied(new)
        metadata = new["metadata"]
        for name in (
            "uid",
            "creationTimestamp",
            "generateName",
            "generation",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
        ):
            metadata.pop(name, None)
            if name in kept:
                metadata[name] = kept[name]
        return new, old

    # The write itself

    def _uid(self) -> str:
        digits = f"{self._random.getrandbits(128):032x}"
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"

    def _generated_name(self, resource: Resource, prefix: str, namespace: str) -> str:
        while True:
            name = prefix[:58] + "".join(self._random.choices(_NAME_LETTERS, k=5))
            if (namespace, name) not in self._objects[resource]:
                return name

    def _write(self, resource: Resource, new: Object, old: Snapshot | None, *, dry_run: bool = False) -> Object:
        """Store a state under the next version, unless it is the present one, or the last that holds an end up."""
        metadata = new["metadata"]
        if old is not None:
            metadata["resourceVersion"] = old.object["metadata"]["resourceVersion"]
            if may_go(resource, new):
                return self._remove(old, new, dry_run=dry_run)
            if new == old.object:
                return old.object
        if dry_run:
            if old is None:
                metadata.pop("resourceVersion", None)
            return new
        self.version += 1
        metadata["resourceVersion"] = str(self.version)
        identity = {"kind": resource.kind, "apiVersion": resource.api_version}
        ordered: Object = {**identity, **new, **identity}
        snapshot = Snapshot(resource, ordered, self.version)
        self._objects[resource][snapshot.key] = snapshot
        self._index(snapshot, old)
        self._publish(Event(ADDED if old is None else MODIFIED, snapshot, old))
        return ordered

    def _remove(self, old: Snapshot, last: Object | None = None, *, dry_run: bool = False) -> Object:
        """Take an object away; its last state carries the version of the deletion."""
        gone = copied(last or old.object)
        if dry_run:
            return gone
        self.version += 1
        gone["metadata"]["resourceVersion"] = str(self.version)
        snapshot = Snapshot(old.resource, gone, self.version)
        del self._objects[old.resource][old.key]
        self._index(None, old)
        self._publish(Event(DELETED, snapshot, old))
        return gone

    def _index(self, new: Snapshot | None, old: Snapshot | None) -> None:
        for snapshot, present in ((old, False), (new, True)):
            for owner in snapshot.object["metadata"].get("ownerReferences", ()) if snapshot else ():
                owned = self._dependents.setdefault(owner["uid"], {})
                if present and snapshot:
                    owned[snapshot.resource, snapshot.key] = None
                elif snapshot:
                    owned.pop((snapshot.resource, snapshot.key), None)
                if not owned:
                    del self._dependents[owner["uid"]]

    def _publish(self, event: Event) -> None:
        """Remember an event and tell everybody, one event after the other even if a listener writes."""
        self._logs[event.snapshot.resource].append(event)
        self._pending.append(event)
        if self._delivering:
            return
        self._delivering = True
        try:
            while self._pending:
                event = self._pending.popleft()
                for watch in list(self._logs[event.snapshot.resource].watches):
                    watch.tell(event)
        finally:
            self._delivering = False
