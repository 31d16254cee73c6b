"""What one daemon pod says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from ktui.domain.objects import Condition, ContainerStatus, Pod

_DAWN = datetime.min.replace(tzinfo=UTC)
_TERMINAL = ("Failed", "Succeeded")
STARTING = frozenset({"", "ContainerCreating", "PodInitializing"})
"""The reasons of a waiting container that are part of every start. Any other is a failure."""


def target(pod: Pod) -> str:
    """The node that a daemon pod is for; empty if it names none (``GetTargetNodeName``).

    Until it is bound, it names its node by a required ``matchFields`` on ``metadata.name``.
    """
    if pod.spec.node_name:
        return pod.spec.node_name
    affinity = pod.spec.affinity.node_affinity if pod.spec.affinity else None
    for term in affinity.required.node_selector_terms if affinity and affinity.required else ():
        for field in term.match_fields:
            if field.key == "metadata.name" and field.operator == "In":
                return field.values[0] if len(field.values) == 1 else ""
    return ""


def terminal(pod: Pod) -> bool:
    """Whether all its containers have ended for good (``IsPodTerminal``)."""
    return pod.status.phase in _TERMINAL


def deleting(pod: Pod) -> bool:
    """Whether it has been asked to end."""
    return pod.metadata.deletion_timestamp is not None


def order(pod: Pod) -> tuple[bool, datetime, str]:
    """Sorts the pods of one node as the controller does (``podByCreationTimestampAndPhase``): the first one counts."""
    return (not pod.spec.node_name, pod.metadata.creation_timestamp or _DAWN, pod.metadata.name)


def condition(pod: Pod, kind: str) -> Condition | None:
    """Its condition of that type."""
    for each in pod.status.conditions:
        if each.type == kind:
            return each
    return None


def ready(pod: Pod) -> bool:
    """Whether it is ready (``IsPodReady``)."""
    for each in pod.status.conditions:
        if each.type == "Ready":
            return each.status == "True"
    return False


def available(pod: Pod, min_ready_seconds: int, now: datetime) -> bool:
    """Whether it has been ready for that long (``IsPodAvailable``)."""
    found = condition(pod, "Ready")
    if found is None or found.status != "True":
        return False
    if min_ready_seconds == 0:
        return True
    since = found.last_transition_time
    return since is not None and now - since >= timedelta(seconds=min_ready_seconds)


def containers(pod: Pod) -> Iterator[tuple[str, ContainerStatus]]:
    """Yield its containers with what they are called: init containers first, in the order they start."""
    for status in pod.status.init_container_statuses:
        yield f"init container {status.name}", status
    for status in pod.status.container_statuses:
        yield f"container {status.name}", status


def container_failing(status: ContainerStatus) -> bool:
    """Whether a container cannot start, waits after a crash, or has just ended with an error."""
    state = status.state
    if state is None:
        return False
    if state.waiting is not None:
        return state.waiting.reason not in STARTING
    return state.terminated is not None and state.terminated.exit_code != 0


def failing(pod: Pod) -> bool:
    """Whether one of its containers fails."""
    return any(map(container_failing, pod.status.container_statuses)) or any(
        map(container_failing, pod.status.init_container_statuses)
    )


def asked_to_end(pod: Pod) -> datetime | None:
    """When its deletion was asked for: ``deletionTimestamp`` is that plus the grace period."""
    end = pod.metadata.deletion_timestamp
    grace = pod.metadata.deletion_grace_period_seconds or 0
    if end is None:
        return None
    return end - timedelta(seconds=grace) if 0 <= grace < (end - _DAWN).total_seconds() else end
