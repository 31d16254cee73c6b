"""A StatefulSet's revisions: the one it comes from, the one it goes to, and how many are kept.

Source: kubernetes ``pkg/controller/statefulset/stateful_set_control.go`` (``getStatefulSetRevisions``,
``truncateHistory``) and ``pkg/controller/history/controller_history.go``.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ktui.demo.controllers.claims import claim
from ktui.demo.controllers.daemon_history import HASH_LABEL, patch_of
from ktui.demo.hashes import template_hash
from ktui.demo.owners import controller_reference
from ktui.demo.resources import CONTROLLER_REVISIONS
from ktui.demo.status import Object
from ktui.demo.world import World

REVISION_LABEL = HASH_LABEL
"""On a pod: the name of the revision it was made of."""
_REVISION_HASH = "controller.kubernetes.io/hash"


@dataclass(frozen=True, slots=True)
class Revisions:
    """What a StatefulSet is on the way from and to.

    Args:
        current: the name of the revision that its pods had when the last update was complete.
        update: the name of the revision of its present template.
        every: all revisions.
    """

    current: str
    update: str
    every: tuple[Object, ...]

    def template_for(self, stateful: Object, ordinal: int) -> Object:
        """The template of a pod, with the label that says of which revision it is (``isCurrentRevisionNeeded``)."""
        strategy = stateful["spec"]["updateStrategy"]
        partition = (strategy.get("rollingUpdate") or {}).get("partition", 0)
        kept = strategy["type"] == "RollingUpdate" and ordinal < partition
        template: Object = stateful["spec"]["template"]
        old = next((each for each in self.every if each["metadata"]["name"] == self.current), None)
        if kept and old is not None:
            template = {name: part for name, part in old["data"]["spec"]["template"].items() if name != "$patch"}
        metadata = template.get("metadata") or {}
        name = self.current if kept else self.update
        return {
            **template,
            "metadata": {**metadata, "labels": {**(metadata.get("labels") or {}), REVISION_LABEL: name}},
        }


def revisions(world: World, stateful: Object) -> Revisions:
    """The revisions of a StatefulSet; that of its present template is made, or numbered anew, if need be."""
    data = patch_of(stateful)
    every = sorted(claim(world, CONTROLLER_REVISIONS, stateful), key=lambda one: int(one["revision"]))
    last = int(every[-1]["revision"]) if every else 0
    update = next((one for one in reversed(every) if one["data"] == data), None)
    if update is None:
        update = _snapshot(world, stateful, data, last + 1)
        every.append(update)
    elif update["revision"] < last:
        update = world.put(CONTROLLER_REVISIONS, {**update, "revision": last + 1})
        every = [one for one in every if one["metadata"]["name"] != update["metadata"]["name"]] + [update]
    name: str = update["metadata"]["name"]
    current: str = (stateful.get("status") or {}).get("currentRevision") or name
    known = any(one["metadata"]["name"] == current for one in every)
    return Revisions(current if known else name, name, tuple(every))


def clean_history(world: World, stateful: Object, known: Revisions, pods: Iterable[Object]) -> None:
    """Deletes the oldest revisions beyond the limit; one that is in use stays."""
    live = {(pod["metadata"].get("labels") or {}).get(REVISION_LABEL) for pod in pods} | {known.current, known.update}
    old = [one for one in known.every if one["metadata"]["name"] not in live]
    limit = stateful["spec"].get("revisionHistoryLimit", 10)
    for revision in old[: max(0, len(old) - limit)]:
        world.delete(CONTROLLER_REVISIONS, revision)


def _snapshot(world: World, stateful: Object, data: Object, number: int) -> Object:
    template, metadata = stateful["spec"]["template"], stateful["metadata"]
    suffix = template_hash(template, (stateful.get("status") or {}).get("collisionCount", 0))
    name = f"{metadata['name']}-{suffix}"
    labels = {**((template.get("metadata") or {}).get("labels") or {}), _REVISION_HASH: suffix}
    left = world.get(CONTROLLER_REVISIONS, metadata["namespace"], name)
    if left is not None and left["data"] == data:
        return left  # of a StatefulSet of that name before
    revision: Object = {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {
            "name": name,
            "namespace": metadata["namespace"],
            "labels": labels,
            "annotations": dict(metadata.get("annotations") or {}),
            "ownerReferences": [controller_reference(stateful)],
        },
        "data": data,
        "revision": number,
    }
    return world.create(CONTROLLER_REVISIONS, revision)
