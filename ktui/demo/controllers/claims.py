"""Whose object is it: adoption of orphans, release of what no longer matches.

Source: kubernetes ``pkg/controller/controller_ref_manager.go`` (``ClaimObject``).
"""

from collections.abc import Iterator

from ktui.demo.owners import controller_of, controller_reference
from ktui.demo.pods import is_deleting
from ktui.demo.resources import Resource
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World


def claimants(world: World, resource: Resource, old: Object | None, new: Object | None) -> Iterator[Key]:
    """The owners that have to look at a thing again which has changed: who controls or controlled it, or may adopt it.

    Args:
        world: the cluster.
        resource: that of the owners.
        old: the thing as it was; None: it has come.
        new: the thing as it is; None: it has gone.
    """
    for thing in (old, new):
        owner = controller_of(thing) if thing is not None else None
        if thing is None or (owner is not None and owner["kind"] != resource.kind):
            continue
        namespace = thing["metadata"]["namespace"]
        if owner is not None:
            yield namespace, owner["name"]
        elif thing is new and not is_deleting(thing):
            for each in world.all(resource, namespace):
                if world.selects(each, thing):
                    yield namespace, each["metadata"]["name"]


def claim(world: World, resource: Resource, owner: Object, *, finalizer: str | None = None) -> list[Object]:
    """The objects that the owner controls, after adopting orphans that match and releasing what does not.

    Args:
        world: the cluster.
        resource: what is claimed, such as ``pods``.
        owner: the claiming object; its ``spec.selector`` decides.
        finalizer: put on what is adopted.
    """
    deleting = is_deleting(owner)
    claimed: list[Object] = []
    for thing in world.controlled(resource, owner["metadata"]["uid"]):
        if world.selects(owner, thing):
            claimed.append(thing)
        elif not deleting:
            _release(world, resource, owner, thing)
    if deleting:
        return claimed
    orphans = world.orphans(resource, owner["metadata"]["namespace"])
    lost = [thing for thing in orphans if not is_deleting(thing) and world.selects(owner, thing)]
    return claimed + [_adopt(world, resource, owner, thing, finalizer) for thing in lost]


def _adopt(world: World, resource: Resource, owner: Object, thing: Object, finalizer: str | None) -> Object:
    metadata = dict(thing["metadata"])
    metadata["ownerReferences"] = [*(metadata.get("ownerReferences") or []), controller_reference(owner)]
    if finalizer is not None and finalizer not in (metadata.get("finalizers") or []):
        metadata["finalizers"] = [*(metadata.get("finalizers") or []), finalizer]
    return world.put(resource, {**thing, "metadata": metadata})


def _release(world: World, resource: Resource, owner: Object, thing: Object) -> None:
    metadata = dict(thing["metadata"])
    uid = owner["metadata"]["uid"]
    metadata["ownerReferences"] = [
        reference for reference in metadata["ownerReferences"] if reference.get("uid") != uid
    ]
    if not metadata["ownerReferences"]:
        del metadata["ownerReferences"]
    world.put(resource, {**thing, "metadata": metadata})
