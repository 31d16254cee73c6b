"""How an object ends: grace, finalizers and preconditions (apiserver pkg/registry/rest/delete.go)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ktui.demo import status
from ktui.demo.clock import moment, stamp
from ktui.demo.resources import JOBS, NAMESPACES, PODS, Resource
from ktui.demo.status import Object

_FINALIZER = {"Foreground": "foregroundDeletion", "Orphan": "orphan"}


@dataclass(frozen=True, slots=True)
class DeleteOptions:
    """How an object shall go.

    Args:
        grace: seconds it may take to end; None: its own wish.
        propagation: Background, Foreground or Orphan; None: the kind's default.
        uid: delete only the object with this uid.
        version: delete only this resourceVersion.
    """

    grace: int | None = None
    propagation: str | None = None
    uid: str | None = None
    version: str | None = None


def check_preconditions(resource: Resource, old: Object, options: DeleteOptions) -> None:
    """Refuse to delete an object that is not the one that was meant.

    Raises:
        Conflict: its uid or resourceVersion is another.
    """
    metadata = old["metadata"]
    if options.uid is not None and options.uid != metadata["uid"]:
        wrong = (
            f"the UID in the precondition ({options.uid}) does not match the UID in record ({metadata['uid']}). "
            "The object might have been deleted and then recreated"
        )
    elif options.version is not None and options.version != metadata["resourceVersion"]:
        wrong = (
            f"the ResourceVersion in the precondition ({options.version}) does not match the ResourceVersion in "
            f"record ({metadata['resourceVersion']}). The object might have been modified"
        )
    else:
        return
    # BeforeDelete names the kind where other conflicts name the plural.
    kind = status.qualified(resource.group, resource.kind)
    message = f'Operation cannot be fulfilled on {kind} "{metadata["name"]}": {wrong}'
    raise status.Conflict(message, status.details(resource.group, resource.kind, metadata["name"]))


def begin_end(resource: Resource, new: Object, options: DeleteOptions, now: datetime) -> None:
    """Mark an object as going: when it must be gone, and who has to finish it first.

    Leaves it unmarked if it can go at once.
    """
    metadata = new["metadata"]
    if _already_ending(resource, metadata, options, now):
        return
    _set_propagation(resource, metadata, options)
    ending = "deletionTimestamp" in metadata
    if resource is NAMESPACES:
        metadata.setdefault("deletionTimestamp", stamp(now))
        new["status"] = {**new.get("status", {}), "phase": "Terminating"}
        return
    grace = 0 if ending else grace_of(resource, new, options.grace)
    if not grace and not metadata.get("finalizers"):
        metadata["deletionGracePeriodSeconds"] = 0
        return
    if not ending:
        metadata["deletionTimestamp"] = stamp(now + timedelta(seconds=grace))
        if metadata.get("generation"):
            metadata["generation"] += 1
    metadata["deletionGracePeriodSeconds"] = grace


def _already_ending(resource: Resource, metadata: Object, options: DeleteOptions, now: datetime) -> bool:
    """Whether a graceful end runs that a new deletion can only shorten; shortens it if asked."""
    present = metadata.get("deletionGracePeriodSeconds", 0)
    if "deletionTimestamp" not in metadata or not present or resource is NAMESPACES:
        return False
    asked = 1 if options.grace is not None and options.grace < 0 else options.grace
    if asked is None or asked >= present:
        return True
    end = moment(metadata["deletionTimestamp"]) + timedelta(seconds=asked - present)
    if end < now:
        end, asked = now, min(asked, 1)
    metadata["deletionTimestamp"] = stamp(end)
    metadata["deletionGracePeriodSeconds"] = asked
    return asked > 0


def grace_of(resource: Resource, old: Object, asked: int | None) -> int:
    """How long an object may take to end, in seconds (podStrategy.CheckGracefulDelete); 0 for all but pods."""
    if resource is not PODS:
        return 0
    spec, phase = old.get("spec", {}), old.get("status", {}).get("phase")
    if not spec.get("nodeName") or phase in ("Failed", "Succeeded"):
        return 0
    grace = spec.get("terminationGracePeriodSeconds", 30) if asked is None else asked
    return 1 if grace < 0 else int(grace)


def _set_propagation(resource: Resource, metadata: Object, options: DeleteOptions) -> None:
    """Add or take away the garbage collector's finalizers (store.go deletionFinalizersForGarbageCollection)."""
    own = set(_FINALIZER.values())
    present = metadata.get("finalizers", [])
    policy = options.propagation or next((name for name, each in _FINALIZER.items() if each in present), None)
    if policy is None and resource is JOBS:
        policy = "Orphan"  # jobStrategy.DefaultGarbageCollectionPolicy
    finalizers = [each for each in present if each not in own]
    if policy in _FINALIZER:
        finalizers.append(_FINALIZER[policy])
    if finalizers:
        metadata["finalizers"] = finalizers
    else:
        metadata.pop("finalizers", None)


def may_go(resource: Resource, new: Object) -> bool:
    """Whether nothing keeps an object whose end has begun."""
    metadata = new["metadata"]
    if metadata.get("finalizers"):
        return False
    if resource is NAMESPACES:
        return "deletionTimestamp" in metadata and not new["spec"].get("finalizers")
    return bool(metadata.get("deletionGracePeriodSeconds") == 0)
