"""How a controller makes and ends pods, and says so in events on the owner.

Source: kubernetes ``pkg/controller/controller_utils.go`` (``RealPodControl``, ``slowStartBatch``).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ktui.demo.owners import controller_reference
from ktui.demo.resources import PODS
from ktui.demo.status import ApiError, Object
from ktui.demo.world import World

T = TypeVar("T")

BURST = 250
"""Pods that one look at a DaemonSet makes or ends at most (``BurstReplicas``)."""


def create_pod(
    world: World, component: str, owner: Object, template: Object, *, generate_name: str | None = None
) -> Object:
    """Creates one pod of a template, controlled by the owner.

    Raises:
        ApiError: the API server did not take it; the event has been written.
    """
    metadata = template.get("metadata") or {}
    pod: Object = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "namespace": owner["metadata"]["namespace"],
            "generateName": generate_name or f"{owner['metadata']['name']}-",
            "labels": dict(metadata.get("labels") or {}),
            "annotations": dict(metadata.get("annotations") or {}),
            "ownerReferences": [controller_reference(owner)],
        },
        "spec": template["spec"],
    }
    for optional in ("annotations", "labels"):
        if not pod["metadata"][optional]:
            del pod["metadata"][optional]
    if metadata.get("finalizers"):
        pod["metadata"]["finalizers"] = list(metadata["finalizers"])
    try:
        created = world.create(PODS, pod)
    except ApiError as refusal:
        causes = refusal.details.get("causes") or ()
        # While the namespace ends all further creations fail too: nobody needs to hear of each.
        if not any(cause["reason"] == "NamespaceTerminating" for cause in causes):
            world.record(component, owner, "Warning", "FailedCreate", f"Error creating: {refusal}")
        raise
    world.record(component, owner, "Normal", "SuccessfulCreate", f"Created pod: {created['metadata']['name']}")
    return created


def delete_pod(world: World, component: str, owner: Object, pod: Object) -> None:
    """Deletes one pod, gracefully; one that has gone meanwhile is no matter.

    Raises:
        ApiError: the API server did not let it go; the event has been written.
    """
    try:
        deleted = world.delete(PODS, pod)
    except ApiError as refusal:
        world.record(component, owner, "Warning", "FailedDelete", f"Error deleting: {refusal}")
        raise
    if deleted:
        world.record(component, owner, "Normal", "SuccessfulDelete", f"Deleted pod: {pod['metadata']['name']}")


def delete_all(world: World, component: str, owner: Object, pods: Iterable[Object]) -> ApiError | None:
    """Deletes pods, and returns the first refusal."""
    return _batch(pods, lambda pod: delete_pod(world, component, owner, pod))


def slow_start(items: Sequence[T], make: Callable[[T], object]) -> ApiError | None:
    """Makes one, then two, then four, ... and stops after the first batch with a refusal, which it returns."""
    size, begin = 1, 0
    while begin < len(items):
        refused = _batch(items[begin : begin + size], make)
        if refused is not None:
            return refused
        begin, size = begin + size, size * 2
    return None


def _batch(items: Iterable[T], make: Callable[[T], object]) -> ApiError | None:
    first: ApiError | None = None
    for item in items:
        try:
            make(item)
        except ApiError as refusal:
            first = first or refusal
    return first
