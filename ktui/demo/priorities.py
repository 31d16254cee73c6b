"""How important a pod is: its class looked up (kubernetes plugin/pkg/admission/priority/admission.go)."""

from collections.abc import Iterable

from ktui.demo import status
from ktui.demo.status import Object

SYSTEM = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
"""The priority classes that every cluster has."""


def set_priority(pod: Object, classes: Iterable[Object]) -> None:
    """Give a pod the priority of its class; one that names none gets the class that is everybody's, if there is one.

    Raises:
        Forbidden: There is no such class, or the pod says another priority itself.
    """
    spec, known = pod.get("spec") or {}, list(classes)
    name = spec.get("priorityClassName") or _everybodys(known)
    values = SYSTEM | {each["metadata"]["name"]: each.get("value", 0) for each in known}
    if name and name not in values:
        raise _forbidden(pod, f"no PriorityClass with name {name} was found")
    value = values[name] if name else 0
    if spec.get("priority", value) != value:
        said = f"the integer value of priority ({spec['priority']}) must not be provided in pod spec"
        raise _forbidden(
            pod, f"{said}; priority admission controller computed {value} from the given PriorityClass name"
        )
    if name:
        spec.update(priorityClassName=name, priority=value)


def _everybodys(classes: Iterable[Object]) -> str:
    return min((each["metadata"]["name"] for each in classes if each.get("globalDefault")), default="")


def _forbidden(pod: Object, why: str) -> status.Forbidden:
    name = pod["metadata"].get("name", "")
    return status.Forbidden(f'pods "{name}" is forbidden: {why}', status.details("", "pods", name))
