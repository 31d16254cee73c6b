"""The one line that sums a pod up, as kubernetes pkg/printers/internalversion/printers.go printPod does."""

from dataclasses import dataclass, field
from datetime import datetime

from ktui.demo.ages import since
from ktui.demo.cells import Cell
from ktui.demo.status import Object

_ENDED = ("Succeeded", "Failed")


@dataclass
class _Summary:
    """What is gathered while the containers are gone through."""

    reason: str
    ready: int = 0
    total: int = 0
    restarts: int = 0
    side_restarts: int = 0
    ends: list[str] = field(default_factory=list)
    side_ends: list[str] = field(default_factory=list)


def pod_row(pod: Object, now: datetime) -> list[Cell]:
    """Name, Ready, Status, Restarts, Age, IP, Node, Nominated Node, Readiness Gates."""
    spec, status, metadata = pod.get("spec", {}), pod.get("status", {}), pod["metadata"]
    summary = _Summary(_reason(status), total=len(spec.get("containers", ())))
    if not _initializing(spec, status, summary) or _condition(status, "Initialized"):
        _containers(status, summary)
    if "deletionTimestamp" in metadata and status.get("reason") == "NodeLost":
        summary.reason = "Unknown"
    elif "deletionTimestamp" in metadata and status.get("phase") not in _ENDED:
        summary.reason = "Terminating"
    restarts = str(summary.restarts)
    if summary.restarts and summary.ends:
        restarts += f" ({since(max(summary.ends), now)} ago)"
    addresses = status.get("podIPs") or [{}]
    return [
        metadata["name"],
        f"{summary.ready}/{summary.total}",
        summary.reason,
        restarts,
        since(metadata.get("creationTimestamp"), now),
        addresses[0].get("ip") or "<none>",
        spec.get("nodeName") or "<none>",
        status.get("nominatedNodeName") or "<none>",
        _gates(spec, status),
    ]


def _reason(status: Object) -> str:
    for condition in status.get("conditions", ()):
        if condition["type"] == "PodScheduled" and condition.get("reason") == "SchedulingGated":
            return "SchedulingGated"
    return str(status.get("reason") or status.get("phase", ""))


def _condition(status: Object, kind: str) -> bool:
    return any(each["type"] == kind and each["status"] == "True" for each in status.get("conditions", ()))


def _end(container: Object) -> list[str]:
    """When the container's previous life ended, if it had one."""
    finished = container.get("lastState", {}).get("terminated", {}).get("finishedAt")
    return [finished] if finished else []


def _initializing(spec: Object, status: Object, summary: _Summary) -> bool:
    """Go through the init containers; whether one of them still holds the pod up."""
    declared = spec.get("initContainers", ())
    sidecars = {each["name"] for each in declared if each.get("restartPolicy") == "Always"}
    summary.total += len(sidecars)
    for index, container in enumerate(status.get("initContainerStatuses", ())):
        sidecar = container["name"] in sidecars
        summary.restarts += container.get("restartCount", 0)
        summary.ends += _end(container)
        if sidecar:
            summary.side_restarts += container.get("restartCount", 0)
            summary.side_ends += _end(container)
        state = container.get("state", {})
        terminated, waiting = state.get("terminated"), state.get("waiting", {}).get("reason")
        if terminated is not None and not terminated.get("exitCode"):
            continue
        if sidecar and container.get("started"):
            summary.ready += bool(container.get("ready"))
            continue
        if terminated is not None:
            summary.reason = f"Init:{_why_ended(terminated)}"
        elif waiting and waiting != "PodInitializing":
            summary.reason = f"Init:{waiting}"
        else:
            summary.reason = f"Init:{index}/{len(declared)}"
        return True
    return False


def _containers(status: Object, summary: _Summary) -> None:
    """Go through the ordinary containers, the last one first, so that the first one has the last word."""
    summary.restarts, summary.ends = summary.side_restarts, summary.side_ends
    running, failure = False, ""
    for container in reversed(status.get("containerStatuses", ())):
        summary.restarts += container.get("restartCount", 0)
        summary.ends += _end(container)
        state = container.get("state", {})
        terminated = state.get("terminated")
        if state.get("waiting", {}).get("reason"):
            summary.reason = state["waiting"]["reason"]
        elif terminated is not None:
            summary.reason = _why_ended(terminated)
            if terminated.get("exitCode"):
                failure = summary.reason
        elif container.get("ready") and "running" in state:
            running = True
            summary.ready += 1
    if summary.reason == "Completed":
        if running and _condition(status, "Ready"):
            summary.reason = "Running"
        elif failure:
            summary.reason = failure
        elif running:
            summary.reason = "NotReady"


def _why_ended(terminated: Object) -> str:
    if terminated.get("reason"):
        return str(terminated["reason"])
    if terminated.get("signal"):
        return f"Signal:{terminated['signal']}"
    return f"ExitCode:{terminated.get('exitCode', 0)}"


def _gates(spec: Object, status: Object) -> str:
    gates = spec.get("readinessGates")
    if not gates:
        return "<none>"
    return f"{sum(_condition(status, gate['conditionType']) for gate in gates)}/{len(gates)}"
