"""The requests that change something, from the body to the storage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ktui.demo import bodies, patches, scales, status
from ktui.demo.deletion import DeleteOptions
from ktui.demo.eviction import evict
from ktui.demo.lifecycle import copied
from ktui.demo.listing import page
from ktui.demo.requests import Target
from ktui.demo.resources import JOBS, PODS
from ktui.demo.status import Cause, Object
from ktui.demo.storage import Storage

_ORPHAN_WARNING = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set "
    "propagationPolicy=Orphan to suppress this warning"
)
_POLICIES = ("Background", "Foreground", "Orphan")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a write answers.

    Args:
        value: An object, a list or a Status.
        code: 200, or 201 for what is new.
        warning: Told in the Warning header.
    """

    value: Object
    code: int = 200
    warning: str = ""


def success(details: Object | None = None, code: int = 200) -> Answer:
    """A Status that says it worked."""
    value: Object = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success"}
    return Answer(value | ({"details": details} if details else {}), code)


def is_dry(query: Mapping[str, str]) -> bool:
    """Whether a request only asks what would happen.

    Raises:
        Invalid: It has a value that does not exist.
    """
    asked = query.get("dryRun", "")
    if asked not in ("", "All"):
        wrong = f'Unsupported value: ["{asked}"]: supported values: "All"'
        raise status.invalid("meta.k8s.io", "CreateOptions", "", [Cause("dryRun", wrong, "FieldValueNotSupported")])
    return asked == "All"


def create(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str]) -> Answer:
    """POST: a new object, an eviction or a binding."""
    value = bodies.decoded(body, media)
    dry_run = is_dry(query)
    if target.subresource == "eviction":
        return _evict(storage, target, value, dry_run=dry_run)
    if target.subresource == "binding":
        return _bind(storage, target, value)
    new = bodies.identified(value, target.resource, target.namespace)
    return Answer(storage.create(target.resource, new, dry_run=dry_run), 201)


def _evict(storage: Storage, target: Target, value: Object, *, dry_run: bool) -> Answer:
    if (value.get("metadata") or {}).get("name") != target.name:
        raise status.BadRequest("name in URL does not match name in Eviction object")
    options, dry = _delete_options(value.get("deleteOptions") or {})
    evict(storage, target.namespace, target.name, options, dry_run=dry_run or dry)
    return success(code=201)


def _bind(storage: Storage, target: Target, value: Object) -> Answer:
    """Put a pod on a node (core/pod/storage BindingREST)."""
    node = (value.get("target") or {}).get("name", "")

    def change(new: Object) -> None:
        present = new["spec"].get("nodeName")
        if present:
            wrong = f"pod {target.name} is already assigned to node {present!r}".replace("'", '"')
            details = status.details("", "pods/binding", target.name)
            message = f'Operation cannot be fulfilled on pods/binding "{target.name}": {wrong}'
            raise status.Conflict(message, details)
        new["spec"]["nodeName"] = node

    storage.edit(PODS, target.name, target.namespace, change)
    return success(code=201)


def update(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str]) -> Answer:
    """PUT: the whole of an object, its status, its scale or a namespace's finalizers."""
    value = bodies.decoded(body, media)
    if target.subresource == "scale":
        return Answer(scales.write(storage, target, value, dry_run=is_dry(query)))
    new = bodies.identified(value, target.resource, target.namespace, target.name)
    if target.subresource == "finalize":
        finalizers = (new.get("spec") or {}).get("finalizers") or []
        return Answer(storage.finalize_namespace(target.name, finalizers))
    return Answer(_store(storage, target, new, query))


def _store(storage: Storage, target: Target, new: Object, query: Mapping[str, str]) -> Object:
    write = storage.update_status if target.subresource == "status" else storage.update
    return write(target.resource, new, dry_run=is_dry(query))


def patch(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str]) -> Answer:
    """PATCH: a part of an object, of its status or of its scale; apply also creates it."""
    content: Any = patches.read(body, media)
    if media == patches.APPLY:
        if not query.get("fieldManager"):
            cause = Cause("fieldManager", "Required value: is required for apply patch", "FieldValueRequired")
            raise status.invalid("meta.k8s.io", "PatchOptions", "", [cause])
        if storage.find(target.resource, target.name, target.namespace) is None:
            new = bodies.identified(content, target.resource, target.namespace, target.name)
            return Answer(storage.create(target.resource, new, dry_run=is_dry(query)), 201)
    old = storage.get(target.resource, target.name, target.namespace)
    if target.subresource == "scale":
        new = patches.applied(scales.of(target.resource, old), content, media)
        return Answer(scales.write(storage, target, new, dry_run=is_dry(query)))
    new = patches.applied(copied(old), content, media)
    new = bodies.identified(new, target.resource, target.namespace, target.name)
    return Answer(_store(storage, target, new, query))


def _delete_options(value: Object) -> tuple[DeleteOptions, bool]:
    """Read DeleteOptions, and whether it is a dry run.

    Raises:
        Invalid: The policy does not exist.
    """
    policy = value.get("propagationPolicy")
    if policy is None and "orphanDependents" in value:
        policy = "Orphan" if value["orphanDependents"] else "Background"
    if policy not in (None, *_POLICIES):
        known = ", ".join(f'"{each}"' for each in (*_POLICIES, "nil"))
        cause = Cause("propagationPolicy", f'Unsupported value: "{policy}": supported values: {known}')
        raise status.invalid("meta.k8s.io", "DeleteOptions", "", [cause])
    conditions = value.get("preconditions") or {}
    options = DeleteOptions(
        value.get("gracePeriodSeconds"), policy, conditions.get("uid"), conditions.get("resourceVersion")
    )
    return options, bool(value.get("dryRun"))


def _options_of(body: bytes, media: str, query: Mapping[str, str]) -> tuple[DeleteOptions, bool]:
    value = bodies.decoded(body, media) if body else {}
    for name in ("propagationPolicy", "gracePeriodSeconds"):
        if query.get(name):
            value.setdefault(name, int(query[name]) if query[name].isdigit() else query[name])
    options, dry = _delete_options(value)
    return options, dry or is_dry(query)


def delete(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str]) -> Answer:
    """DELETE: one object. Answers the object if it still is there, or is a pod; else a Status."""
    options, dry_run = _options_of(body, media, query)
    resource = target.resource
    gone = storage.delete(resource, target.name, target.namespace, options, dry_run=dry_run)
    warning = _ORPHAN_WARNING if resource is JOBS and options.propagation is None else ""
    if resource is PODS or "deletionTimestamp" in gone["metadata"]:
        return Answer(gone, warning=warning)
    details = status.details(resource.group, resource.plural, target.name) | {"uid": gone["metadata"]["uid"]}
    return Answer(success(details).value, warning=warning)


def delete_collection(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str]) -> Answer:
    """DELETE: every object that the query's selectors choose."""
    options, dry_run = _options_of(body, media, query)
    resource, found = target.resource, page(storage, target, query)
    for snapshot in found.found:
        namespace, name = snapshot.key
        storage.delete(resource, name, namespace, options, dry_run=dry_run)
    items = [snapshot.object for snapshot in found.found]
    kind = f"{resource.kind}List"
    return Answer({"kind": kind, "apiVersion": resource.api_version, "metadata": found.metadata, "items": items})
