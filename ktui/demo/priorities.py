"""How important a pod is: its class looked up (kubernetes plugin/pkg/admission/priority/admission.go)."""

from collections.abc import Iterable

from ktui.demo import status
from ktui.demo.status import Object

SYSTEM = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
"""The priority classes that every cluster has."""


def set_priority(pod: Object, classes: Iterable[Object]) -> None:
    """Give a pod the priority of its class.

    Raises:
        Forbidden: there is no such class.
    """
    spec = pod.get("spec") or {}
    name = spec.get("priorityClassName")
    if not name:
        return
    values = SYSTEM | {each["metadata"]["name"]: each.get("value", 0) for each in classes}
    if name not in values:
        pod_name = pod["metadata"].get("name", "")
        wrong = f'pods "{pod_name}" is forbidden: no PriorityClass with name {name} was found'
        raise status.Forbidden(wrong, status.details("", "pods", pod_name))
    spec["priority"] = values[name]
