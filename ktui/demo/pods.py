"""What controllers read from a pod.

Source: kubernetes ``pkg/api/v1/pod/util.go`` (``IsPodReady``, ``IsPodAvailable``) and
``pkg/controller/controller_utils.go`` (``IsPodActive``, ``ActivePods``, ``ActivePodsWithRanks``).
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from ktui.demo.affinity import pinned_node
from ktui.demo.clock import moment
from ktui.demo.status import Object


@lru_cache(maxsize=4096)
def seconds_of(text: str) -> float:
    """A time of an object in seconds since the epoch."""
    return moment(text).timestamp()


def condition(thing: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    """The condition of that type in an object's status."""
    entries: list[Object] = (thing.get("status") or {}).get("conditions") or []
    return next((entry for entry in entries if entry["type"] == kind), None)


def phase(pod: Mapping[str, Any]) -> str:
    """The pod's phase; a pod without one is Pending."""
    return (pod.get("status") or {}).get("phase") or "Pending"


def is_ready(pod: Mapping[str, Any]) -> bool:
    """Whether the pod's Ready condition is True."""
    ready = condition(pod, "Ready")
    return ready is not None and ready["status"] == "True"


def ready_since(pod: Mapping[str, Any]) -> float | None:
    """When the pod became ready, in seconds since the epoch; None while it is not."""
    ready = condition(pod, "Ready")
    if ready is None or ready["status"] != "True":
        return None
    return seconds_of(ready["lastTransitionTime"])


def is_available(pod: Mapping[str, Any], min_ready_seconds: int, now: float) -> bool:
    """Whether the pod has been ready for long enough."""
    since = ready_since(pod)
    return since is not None and (min_ready_seconds == 0 or since + min_ready_seconds <= now)


def is_deleting(thing: Mapping[str, Any]) -> bool:
    """Whether the object's deletion has begun."""
    return bool(thing["metadata"].get("deletionTimestamp"))


def is_terminal(pod: Mapping[str, Any]) -> bool:
    """Whether the pod has ended, well or badly."""
    return phase(pod) in {"Succeeded", "Failed"}


def is_active(pod: Mapping[str, Any]) -> bool:
    """Whether the pod runs or still will: neither ended nor being deleted."""
    return not is_terminal(pod) and not is_deleting(pod)


def is_terminating(pod: Mapping[str, Any]) -> bool:
    """Whether the pod is being deleted and has not ended yet."""
    return not is_terminal(pod) and is_deleting(pod)


def bound_node(pod: Mapping[str, Any]) -> str:
    """The node that the pod is bound to; empty before that."""
    return pod["spec"].get("nodeName") or ""


def target_node(pod: Mapping[str, Any]) -> str:
    """The node of a daemon pod: the one it is bound to, else the one it was made for."""
    return bound_node(pod) or pinned_node(pod["spec"])


def restarts(pod: Mapping[str, Any]) -> int:
    """How often the pod's containers were started again."""
    statuses = (pod.get("status") or {}).get("containerStatuses") or ()
    return max((int(status.get("restartCount", 0)) for status in statuses), default=0)


def age_order(thing: Mapping[str, Any]) -> tuple[str, str]:
    """Sorts the oldest first, then by name."""
    return (thing["metadata"]["creationTimestamp"], thing["metadata"]["name"])


def daemon_order(pod: Mapping[str, Any]) -> tuple[bool, str, str]:
    """Sorts a node's daemon pods: bound before unbound, then the oldest, then by name."""
    return (not bound_node(pod), *age_order(pod))


def removal_order(pod: Mapping[str, Any], crowd: Mapping[str, int] | None = None) -> tuple[Any, ...]:
    """Sorts the pods that a controller deletes first when there are too many.

    Args:
        pod: the pod.
        crowd: how many of the same controller's pods run on each node; the fullest node loses first.
    """
    ready = is_ready(pod)
    since = ready_since(pod) or 0.0
    return (
        bool(bound_node(pod)),
        {"Pending": 0, "Unknown": 1, "Running": 2}.get(phase(pod), 3),
        ready,
        -(crowd or {}).get(bound_node(pod), 0),
        -since if ready else 0.0,
        -restarts(pod),
        -seconds_of(pod["metadata"]["creationTimestamp"]),
        pod["metadata"]["name"],
    )
