"""The requests that change something, from the body to the storage."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ktui.demo import bodies, patches, scales, status
from ktui.demo.clock import stamp
from ktui.demo.deletion import DeleteOptions
from ktui.demo.eviction import evict
from ktui.demo.faults import Faults, printed, shown
from ktui.demo.listing import page
from ktui.demo.ownership import Manager, applied
from ktui.demo.requests import Target, flag
from ktui.demo.resources import CUSTOM_RESOURCE_DEFINITIONS, JOBS, NAMESPACES, POD_DISRUPTION_BUDGETS, PODS
from ktui.demo.shapes import Misfit, Shaper
from ktui.demo.status import Cause, Object
from ktui.demo.storage import Storage

_ORPHAN_WARNING = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set "
    "propagationPolicy=Orphan to suppress this warning"
)
_POLICIES = ("Foreground", "Background", "Orphan")
_IMMORTAL = ("default", "kube-public", "kube-system")
"""Namespaces that stay (admission plugin NamespaceLifecycle)."""
_CONDITIONAL = (CUSTOM_RESOURCE_DEFINITIONS, POD_DISRUPTION_BUDGETS)
"""Kinds that nobody replaces without naming what they have read (``AllowUnconditionalUpdate``)."""


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


def create(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str], agent: str) -> Answer:
    """POST: a new object, an eviction or a binding."""
    value = bodies.decoded(body, media, target.resource.kind)
    dry_run = is_dry(query)
    if target.subresource == "eviction":
        return _evict(storage, target, value, dry_run=dry_run)
    if target.subresource == "binding":
        return _bind(storage, target, value)
    new = bodies.identified(value, target.resource, target.namespace)
    new, warning = bodies.strict(new, target.resource, query.get("fieldValidation", ""))
    manager = _manager(storage, target, query, agent)
    return Answer(storage.create(target.resource, new, dry_run=dry_run, manager=manager), 201, warning)


def _manager(storage: Storage, target: Target, query: Mapping[str, str], agent: str) -> Manager:
    """Who changes something: as they call themselves, or by the program they use."""
    name = query.get("fieldManager") or agent.partition("/")[0] or "unknown"
    return Manager(name, stamp(storage.clock.now()), target.subresource)


def _evict(storage: Storage, target: Target, value: Object, *, dry_run: bool) -> Answer:
    if (value.get("metadata") or {}).get("name") != target.name:
        raise status.BadRequest("name in URL does not match name in Eviction object")
    options, dry = _delete_options(value.get("deleteOptions") or {})
    evict(storage, target.namespace, target.name, options, dry_run=dry_run or dry)
    return success(code=201)


def _bind(storage: Storage, target: Target, value: Object) -> Answer:
    """Put a pod on a node."""
    storage.bind(target.name, target.namespace, (value.get("target") or {}).get("name", ""))
    return success(code=201)


def update(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str], agent: str) -> Answer:
    """PUT: the whole of an object, its status, its scale or a namespace's finalizers."""
    value = bodies.decoded(body, media, target.resource.kind)
    manager = _manager(storage, target, query, agent)
    if target.subresource == "scale":
        return Answer(scales.write(storage, target, value, manager, dry_run=is_dry(query)))
    new = bodies.identified(value, target.resource, target.namespace, target.name)
    if target.subresource == "finalize":
        finalizers = (new.get("spec") or {}).get("finalizers") or []
        return Answer(storage.finalize_namespace(target.name, finalizers))
    if target.resource in _CONDITIONAL and not new["metadata"].get("resourceVersion"):
        storage.get(target.resource, target.name, target.namespace)
        raise status.conflict(target.resource.group, target.resource.plural, target.name, status.MODIFIED)
    return _store(storage, target, new, query, manager)


def _store(storage: Storage, target: Target, new: Object, query: Mapping[str, str], manager: Manager | None) -> Answer:
    new, warning = bodies.strict(new, target.resource, query.get("fieldValidation", ""))
    write = storage.update_status if target.subresource == "status" else storage.update
    return Answer(write(target.resource, new, dry_run=is_dry(query), manager=manager), warning=warning)


def patch(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str], agent: str) -> Answer:
    """PATCH: a part of an object, of its status or of its scale; apply also creates it."""
    content: Any = patches.read(body, media)
    manager = _manager(storage, target, query, agent)
    if media == patches.APPLY:
        return _apply(storage, target, content, query, manager)
    old = storage.get(target.resource, target.name, target.namespace)
    if target.subresource == "scale":
        new = _fitting(patches.applied(scales.of(target.resource, old), content, media, "Scale"), "Scale", query)[0]
        return Answer(scales.write(storage, target, new, manager, dry_run=is_dry(query)))
    new = patches.applied(old, content, media, target.resource.kind)
    new = bodies.identified(new, target.resource, target.namespace, target.name)
    strategic = content if media == patches.STRATEGIC else None
    new, warning = _fitting(new, target.resource.kind, query, strategic)
    _keep_uid(target, new, old)
    return replace(_store(storage, target, new, query, manager), warning=warning)


def _apply(storage: Storage, target: Target, content: Object, query: Mapping[str, str], manager: Manager) -> Answer:
    """PATCH with what somebody wants of an object: it is made, or changed where nobody else says otherwise.

    Raises:
        Conflict: Others manage fields that are to have another value, and they are not taken from them by force.
        Invalid: Nobody says who wants it.
    """
    if not query.get("fieldManager"):
        cause = Cause("fieldManager", "Required value: is required for apply patch", "FieldValueRequired")
        raise status.invalid("meta.k8s.io", "PatchOptions", "", [cause])
    wanted = bodies.identified(content, target.resource, target.namespace, target.name)
    wanted, warning = bodies.strict(wanted, target.resource, query.get("fieldValidation", ""))
    old = storage.find(target.resource, target.name, target.namespace)
    new = applied(old, _said(wanted, content), manager, force=flag(query, "force"))
    if old is None:
        return Answer(storage.create(target.resource, new, dry_run=is_dry(query)), 201, warning)
    _keep_uid(target, new, old)
    return replace(_store(storage, target, new, query, None), warning=warning)


def _said(shaped: Any, content: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Of an object in the shape of its kind, what was said, without what Go writes for what was not."""
    if isinstance(shaped, dict) and isinstance(content, dict):
        return {name: _said(part, content[name]) for name, part in shaped.items() if name in content}
    if isinstance(shaped, list) and isinstance(content, list):
        return [_said(part, said) for part, said in zip(shaped, content, strict=False)]
    return shaped


def _fitting(new: Object, kind: str, query: Mapping[str, str], strategic: Object | None = None) -> tuple[Object, str]:
    """The outcome of a patch in the shape of its kind, and what it had too much.

    A strategic merge patch that does not fit is shown itself, as Go prints it; else it is the outcome.

    Raises:
        Invalid: A field has a value of the wrong type, or is unknown and must not be.
    """
    shaper = Shaper()
    wrong = ""
    try:
        shaped = shaper.whole(kind, new)
    except Misfit as unfit:
        if strategic is not None:
            cause = Cause("patch", f'Invalid value: "{printed(strategic)}": {unfit.conversion}')
            raise status.invalid("", "", "", [cause]) from None
        shaped, wrong = new, unfit.message
    except status.BadRequest as unfit:
        shaped, wrong = new, unfit.message
    unknown = bodies.unknown_fields(shaper)
    if not wrong and unknown and query.get("fieldValidation") == "Strict":
        wrong = f"strict decoding error: {unknown}"
    if wrong:
        faults = Faults()
        faults.invalid("patch", shown(new), wrong)
        raise status.invalid("", "", "", faults.causes)
    return shaped, "" if query.get("fieldValidation") == "Ignore" else unknown


def _keep_uid(target: Target, new: Object, old: Object) -> None:
    faults = Faults()
    if not faults.immutable("metadata.uid", new["metadata"].get("uid"), old["metadata"]["uid"]):
        raise status.invalid(target.resource.group, target.resource.kind, target.name, faults.causes)


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
        wrong = f'Unsupported value: "{policy}": supported values: {known}'
        cause = Cause("propagationPolicy", wrong, "FieldValueNotSupported")
        raise status.invalid("meta.k8s.io", "DeleteOptions", "", [cause])
    conditions = value.get("preconditions") or {}
    options = DeleteOptions(
        value.get("gracePeriodSeconds"), policy, conditions.get("uid"), conditions.get("resourceVersion")
    )
    return options, bool(value.get("dryRun"))


def _options_of(body: bytes, media: str, query: Mapping[str, str]) -> tuple[DeleteOptions, bool]:
    value = bodies.decoded(body, media, "DeleteOptions") if body else {}
    for name in ("propagationPolicy", "gracePeriodSeconds"):
        if query.get(name):
            value.setdefault(name, int(query[name]) if query[name].isdigit() else query[name])
    options, dry = _delete_options(value)
    return options, dry or is_dry(query)


def delete(storage: Storage, target: Target, body: bytes, media: str, query: Mapping[str, str]) -> Answer:
    """DELETE: one object. Answers the object if it still is there, or is a pod; else a Status."""
    options, dry_run = _options_of(body, media, query)
    resource = target.resource
    if resource is NAMESPACES and target.name in _IMMORTAL:
        message = f'namespaces "{target.name}" is forbidden: this namespace may not be deleted'
        raise status.Forbidden(message, status.details("", "namespaces", target.name))
    gone = storage.delete(resource, target.name, target.namespace, options, dry_run=dry_run)
    warning = _ORPHAN_WARNING if resource is JOBS and options.propagation is None else ""
    held = storage.find(resource, target.name, target.namespace) is not None
    if resource is PODS or (held and "deletionTimestamp" in gone["metadata"]):
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
