"""From the bytes of one object to its narrow struct: the only place where JSON becomes a value.

An object is never lost because one field of it is not as expected: what does not fit its field is left out, and the
rest is read. What is kept of a pod is trimmed, because there are so many of them.
"""

from __future__ import annotations

from sys import intern
from typing import Any, TypeVar

import msgspec
from msgspec.structs import force_setattr

from ktui.domain.objects import Annotations, Condition, ContainerSpec, Object, OwnerReference, Pod
from ktui.domain.salvage import salvage

T = TypeVar("T", bound=Object)
M = TypeVar("M")
V = TypeVar("V")

_DECODERS: dict[type[Object], msgspec.json.Decoder[Any]] = {}


def decode(struct: type[T], raw: bytes | bytearray | memoryview | msgspec.Raw) -> T:
    """Read one object.

    Args:
        struct: what to read, for example `ktui.domain.objects.Pod`, or ``Kind.struct``.
        raw: JSON of the object.

    Raises:
        msgspec.DecodeError: the bytes are no JSON, or no JSON object.
    """
    decoder = _DECODERS.get(struct)
    if decoder is None:
        decoder = _DECODERS[struct] = msgspec.json.Decoder(struct)
    found: T
    try:
        found = decoder.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        found = salvage(struct, raw)
    if isinstance(found, Pod):
        _trim(found)
    return found


_SHARED_MOST = 4096
"""How many different label sets, and owners, are shared before sharing starts anew: those of short-lived pods pass."""
_NO_ANNOTATIONS = Annotations()
_labels: dict[tuple[tuple[str, str], ...], dict[str, str]] = {}
_containers: dict[tuple[tuple[str, str], ...], list[ContainerSpec]] = {}
_owners: dict[tuple[str, str, str, bool | None], list[OwnerReference]] = {}


def _trim(pod: Pod) -> None:
    """Keep of a pod just what is used, and once what all pods of a DaemonSet, or of a node, have in common.

    The structs are frozen for everybody else; this one has not been given to anybody yet.
    """
    metadata, spec, conditions = pod.metadata, pod.spec, pod.status.conditions
    if metadata.annotations == _NO_ANNOTATIONS:
        force_setattr(metadata, "annotations", None)
    force_setattr(metadata, "labels", _share(_labels, tuple(metadata.labels.items()), metadata.labels))
    force_setattr(metadata, "namespace", intern(metadata.namespace))
    if len(metadata.owner_references) == 1:
        (owner,) = metadata.owner_references
        mark = (owner.uid, owner.name, owner.kind, owner.controller)
        force_setattr(metadata, "owner_references", _share(_owners, mark, metadata.owner_references))
    if spec.node_name:
        force_setattr(spec, "node_name", intern(spec.node_name))
        force_setattr(spec, "affinity", None)  # names the node of a pod that is not bound yet
    force_setattr(pod.status, "phase", intern(pod.status.phase))
    force_setattr(spec, "containers", _shared_containers(spec.containers))
    sidecars = [each for each in spec.init_containers if each.restart_policy == "Always"]
    if spec.init_containers:
        force_setattr(spec, "init_containers", _shared_containers(spec.init_containers))
    kept = [each for each in conditions if _telling(each) or (sidecars and each.type == "Initialized")]
    for each in kept:
        force_setattr(each, "type", intern(each.type))
        force_setattr(each, "status", intern(each.status))
        force_setattr(each, "reason", intern(each.reason))
    force_setattr(pod.status, "conditions", kept)
    for status in pod.status.container_statuses:
        force_setattr(status, "name", intern(status.name))
    for status in pod.status.init_container_statuses:
        force_setattr(status, "name", intern(status.name))


_STEPS = frozenset({"Initialized", "PodScheduled", "ContainersReady", "PodReadyToStartContainers"})
"""The conditions that every pod passes on its way: once they hold, they say nothing."""


def _telling(condition: Condition) -> bool:
    """Whether a pod's condition says more than that all goes its way: Ready always does.

    Those that Kubernetes does not know may decide what becomes of a Job (``onPodConditions``).
    """
    if condition.type == "DisruptionTarget":
        return condition.status == "True"
    return condition.status != "True" or condition.type not in _STEPS


def _shared_containers(containers: list[ContainerSpec]) -> list[ContainerSpec]:
    return _share(_containers, tuple((each.name, each.restart_policy) for each in containers), containers)


def _share(shared: dict[M, V], mark: M, value: V) -> V:
    held = shared.get(mark)
    if held is None:
        if len(shared) >= _SHARED_MOST:
            shared.clear()
        held = shared[mark] = value
    return held
