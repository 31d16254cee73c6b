"""The status that a kubelet reports for a pod.

Source: kubernetes ``pkg/kubelet/status/generate.go`` (conditions and their reasons), ``pkg/kubelet/kubelet_pods.go``
(``convertStatusToAPIStatus``), ``pkg/kubelet/images/types.go`` and ``pkg/kubelet/container/sync_result.go`` (reasons).
"""

from collections.abc import Callable
from typing import Any
from zlib import crc32

from ktui.demo.status import Object

Container = dict[str, Any]


def running(since: str) -> Object:
    """A container's state: it runs."""
    return {"running": {"startedAt": since}}


def waiting(reason: str, message: str = "") -> Object:
    """A container's state: it waits."""
    return {"waiting": {"reason": reason, **({"message": message} if message else {})}}


def terminated(code: int, reason: str, started: str, finished: str, container: str = "") -> Object:
    """A container's state: it has ended."""
    state: Object = {"exitCode": code, "reason": reason, "startedAt": started, "finishedAt": finished}
    if container:
        state["containerID"] = container
    return {"terminated": state}


def container_id(pod: Object, container: Container, attempt: int) -> str:
    """An id that looks like a container runtime's, the same each time it is asked for."""
    text = f"{pod['metadata']['uid']}/{container['name']}/{attempt}"
    return "containerd://" + "".join(f"{crc32(f'{text}/{part}'.encode()):08x}" for part in range(8))


def image_id(image: str) -> str:
    """The digest of an image, the same each time it is asked for."""
    digest = "".join(f"{crc32(f'{image}/{part}'.encode()):08x}" for part in range(8))
    repository = image.rpartition("@")[0] or image.rsplit(":", 1)[0]
    return f"{repository}@sha256:{digest}"


def container_status(
    pod: Object,
    container: Container,
    state: Object,
    *,
    ready: bool = False,
    restarts: int = 0,
    last: Object | None = None,
    pulled: bool = True,
) -> Object:
    """The status of one container."""
    up = "running" in state
    status: Object = {
        "name": container["name"],
        "image": container["image"],
        "imageID": image_id(container["image"]) if pulled else "",
        "lastState": last or {},
        "ready": ready,
        "restartCount": restarts,
        "started": up,
        "state": state,
    }
    if pulled and ("running" in state or "terminated" in state):
        status["containerID"] = container_id(pod, container, restarts)
    return status


def pod_status(
    pod: Object, phase: str, containers: list[Object], now: str, *, finished: str = "", **fields: object
) -> Object:
    """The whole status of a pod: conditions follow from the containers.

    Args:
        pod: the pod as it was.
        phase: its phase now.
        containers: the statuses of its containers.
        now: the time.
        finished: the reason of a Ready condition that is False because the pod has ended.
        fields: what else the status carries; None leaves out.
    """
    before: Object = pod.get("status") or {}
    unready = [status["name"] for status in containers if not status["ready"]]
    reason = finished or "ContainersNotReady"
    message = "" if finished else f"containers with unready status: [{' '.join(unready)}]"
    ready: Object = {"status": "True"} if not unready else {"status": "False", "reason": reason}
    if unready and message:
        ready["message"] = message
    begun = not finished and any("waiting" not in status["state"] for status in containers)
    conditions = [
        ("PodReadyToStartContainers", {"status": "True" if begun else "False"}),
        ("Initialized", {"status": "True", **({"reason": finished} if finished == "PodCompleted" else {})}),
        ("Ready", ready),
        ("ContainersReady", dict(ready)),
        ("PodScheduled", {"status": "True"}),
    ]
    known = {condition["type"]: condition for condition in before.get("conditions") or ()}
    written = [_condition(name, value, known.get(name), now) for name, value in conditions]
    ours = {name for name, _ in conditions}
    written += [condition for name, condition in known.items() if name not in ours]
    status = {**before, "phase": phase, "conditions": written, "containerStatuses": containers, **fields}
    status.setdefault("startTime", now)
    return {name: value for name, value in status.items() if value is not None}


def statuses(pod: Object, make: Callable[[Container], Object]) -> list[Object]:
    """The statuses of all containers of a pod."""
    return [make(container) for container in pod["spec"]["containers"]]


def _condition(name: str, value: Object, before: Object | None, now: str) -> Object:
    since = before["lastTransitionTime"] if before is not None and before["status"] == value["status"] else now
    return {"type": name, **value, "lastProbeTime": None, "lastTransitionTime": since}
