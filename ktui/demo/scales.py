"""The subresource `scale`: how many replicas, and nothing else (autoscaling/v1 Scale)."""

from ktui.demo import status
from ktui.demo.cells import selector_text
from ktui.demo.lifecycle import copied
from ktui.demo.ownership import Manager
from ktui.demo.requests import Target
from ktui.demo.resources import REPLICATION_CONTROLLERS, Resource
from ktui.demo.status import Cause, Object
from ktui.demo.storage import Storage

SCALES = Resource("autoscaling", "v1", "scales", "Scale")
"""What a scale is shown as; it is never there by itself."""
_KEPT = ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")


def of(resource: Resource, whole: Object) -> Object:
    """The scale of an object."""
    spec = whole.get("spec", {})
    selector = spec.get("selector")
    if resource is REPLICATION_CONTROLLERS:
        selector = {"matchLabels": selector}
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {name: whole["metadata"][name] for name in _KEPT if name in whole["metadata"]},
        "spec": {"replicas": spec.get("replicas", 0)},
        "status": {"replicas": whole.get("status", {}).get("replicas", 0), "selector": selector_text(selector)},
    }


def write(storage: Storage, target: Target, scale: Object, manager: Manager, *, dry_run: bool) -> Object:
    """Set an object's replicas from a scale and return its new scale.

    Raises:
        BadRequest: The scale's replicas are not a number.
        Conflict: The scale carries an old resourceVersion.
        Invalid: There are less than none.
        NotFound: There is no such object.
    """
    replicas = (scale.get("spec") or {}).get("replicas", 0)
    if not isinstance(replicas, int):
        raise status.BadRequest("json: cannot unmarshal into Go struct field ScaleSpec.spec.replicas of type int32")
    if replicas < 0:
        cause = Cause("spec.replicas", f"Invalid value: {replicas}: must be greater than or equal to 0")
        raise status.invalid("autoscaling", "Scale", target.name, [cause])
    new = copied(storage.get(target.resource, target.name, target.namespace))
    version = (scale.get("metadata") or {}).get("resourceVersion")
    if version:
        new["metadata"]["resourceVersion"] = version
    new["spec"]["replicas"] = replicas
    return of(target.resource, storage.update(target.resource, new, dry_run=dry_run, manager=manager))
