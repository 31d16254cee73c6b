"""A DaemonSet's revisions: the current one, the old ones, and how many are kept.

Source: kubernetes ``pkg/controller/daemon/update.go`` (``constructHistory``, ``dedupCurHistories``, ``snapshot``,
``cleanupHistory``, ``getPatch``).
"""

from collections.abc import Iterable

from ktui.demo.controllers.claims import claim
from ktui.demo.hashes import template_hash
from ktui.demo.owners import controller_reference
from ktui.demo.resources import CONTROLLER_REVISIONS, DAEMON_SETS, PODS
from ktui.demo.status import ApiError, Object
from ktui.demo.world import World

HASH_LABEL = "controller-revision-hash"
GENERATION_LABEL = "pod-template-generation"
GENERATION_ANNOTATION = "deprecated.daemonset.template.generation"


def is_updated(pod: Object, daemonset: Object, current_hash: str) -> bool:
    """Whether a pod is of the present template: by its hash, or by the generation alone (``IsPodUpdated``)."""
    labels = pod["metadata"].get("labels") or {}
    generation = (daemonset["metadata"].get("annotations") or {}).get(GENERATION_ANNOTATION)
    same_generation = generation is not None and labels.get(GENERATION_LABEL) == generation
    return same_generation or labels.get(HASH_LABEL) == current_hash


def patch_of(daemonset: Object) -> Object:
    """What a revision stores: a strategic merge patch that puts exactly this template back."""
    return {"spec": {"template": {**daemonset["spec"]["template"], "$patch": "replace"}}}


def construct_history(world: World, daemonset: Object) -> tuple[Object, list[Object]]:
    """The revision of the DaemonSet's present template, made or renumbered if need be, and the others.

    Raises:
        ApiError: the revision could not be stored.
    """
    data = patch_of(daemonset)
    current: list[Object] = []
    old: list[Object] = []
    for revision in claim(world, CONTROLLER_REVISIONS, daemonset):
        (current if revision["data"] == data else old).append(revision)
    number = max((int(revision["revision"]) for revision in old), default=0) + 1
    if not current:
        return _snapshot(world, daemonset, data, number), old
    kept = _deduplicated(world, daemonset, current)
    if kept["revision"] < number:
        kept = world.put(CONTROLLER_REVISIONS, {**kept, "revision": number})
    return kept, old


def clean_history(world: World, daemonset: Object, old: list[Object], pods: Iterable[Object]) -> None:
    """Deletes the oldest revisions beyond the limit; one that a pod still runs stays."""
    limit = daemonset["spec"].get("revisionHistoryLimit", 10)
    surplus = len(old) - limit
    live = {(pod["metadata"].get("labels") or {}).get(HASH_LABEL) for pod in pods}
    for revision in sorted(old, key=lambda one: (one["revision"], one["metadata"]["name"])):
        if surplus <= 0:
            break
        if revision["metadata"]["labels"].get(HASH_LABEL) not in live:
            world.delete(CONTROLLER_REVISIONS, revision)
            surplus -= 1


def _snapshot(world: World, daemonset: Object, data: Object, number: int) -> Object:
    collisions: int | None = (daemonset.get("status") or {}).get("collisionCount")
    template, metadata = daemonset["spec"]["template"], daemonset["metadata"]
    suffix = template_hash(template, collisions)
    labels = {**((template.get("metadata") or {}).get("labels") or {}), HASH_LABEL: suffix}
    revision: Object = {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {
            "name": f"{metadata['name']}-{suffix}",
            "namespace": metadata["namespace"],
            "labels": labels,
            "annotations": dict(metadata.get("annotations") or {}),
            "ownerReferences": [controller_reference(daemonset)],
        },
        "data": data,
        "revision": number,
    }
    try:
        return world.create(CONTROLLER_REVISIONS, revision)
    except ApiError as refusal:
        if refusal.reason != "AlreadyExists":
            raise
        existing = world.get(CONTROLLER_REVISIONS, metadata["namespace"], revision["metadata"]["name"])
        if existing is not None and existing["data"] == data:
            return existing  # of a DaemonSet of that name before
        # Another template has this name: the collision count makes the next hash another one.
        world.put_status(
            DAEMON_SETS, daemonset, {**daemonset.get("status", {}), "collisionCount": (collisions or 0) + 1}
        )
        raise


def _deduplicated(world: World, daemonset: Object, current: list[Object]) -> Object:
    if len(current) == 1:
        return current[0]
    kept = max(current, key=lambda revision: int(revision["revision"]))
    suffix = kept["metadata"]["labels"][HASH_LABEL]
    for revision in current:
        if revision is kept:
            continue
        for pod in world.controlled(PODS, daemonset["metadata"]["uid"]):
            labels = pod["metadata"].get("labels") or {}
            if labels.get(HASH_LABEL) == revision["metadata"]["labels"].get(HASH_LABEL):
                world.put(PODS, {**pod, "metadata": {**pod["metadata"], "labels": {**labels, HASH_LABEL: suffix}}})
        world.delete(CONTROLLER_REVISIONS, revision)
    return kept
