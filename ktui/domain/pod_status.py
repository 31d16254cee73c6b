"""What kubectl's columns say of a pod: READY, STATUS, RESTARTS.

Source: kubernetes/kubernetes, pkg/printers/internalversion/printers.go, ``printPod``.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from ktui.domain.durations import human
from ktui.domain.objects import ContainerStateTerminated, ContainerStatus, Pod
from ktui.domain.pods import condition, ready, terminal

NONE = "<none>"
"""What kubectl prints where there is nothing."""


class PodStatus(NamedTuple):
    """A pod in kubectl's words."""

    status: str
    ready: int
    """How many of its containers are ready, sidecars counted."""
    containers: int
    restarts: int
    restarted: datetime | None
    """When the last life of a container ended."""

    @property
    def readiness(self) -> str:
        """``1/2``."""
        return f"{self.ready}/{self.containers}"

    def told_restarts(self, now: datetime) -> str:
        """``7 (2m ago)``."""
        if not self.restarts or self.restarted is None:
            return str(self.restarts)
        return f"{self.restarts} ({human(now - self.restarted)} ago)"


def pod_status(pod: Pod) -> PodStatus:
    """Sum a pod up. There may be 150,000: the way is short for those without init containers."""
    status, reason = pod.status, pod.status.reason or pod.status.phase
    for each in status.conditions:
        if each.reason == "SchedulingGated" and each.type == "PodScheduled":
            reason = each.reason
    total, ready_ones, restarts, restarted = len(pod.spec.containers), 0, 0, None
    initialized = True
    if pod.spec.init_containers or status.init_container_statuses:
        begun = _Begun(pod, reason)
        reason, ready_ones, total = begun.reason, begun.ready, total + len(begun.sidecars)
        initialized = not begun.initializing or _holds(pod, "Initialized")
        restarts = begun.sidecar_restarts if initialized else begun.restarts
        restarted = begun.sidecar_restarted if initialized else begun.restarted
    if initialized:
        for container in status.container_statuses:
            restarts += container.restart_count
            state = container.state
            if container.last_state is not None:
                restarted = _later(restarted, container)
            if state is not None and state.running is not None and container.ready:
                ready_ones += 1
        reason = _main_reason(pod, reason)
    if pod.metadata.deletion_timestamp is not None:
        if status.reason == "NodeLost":
            reason = "Unknown"
        elif not terminal(pod):
            reason = "Terminating"
    return PodStatus(reason, ready_ones, total, restarts, restarted)


class _Begun:
    """What the init containers come to, in the order in which they start, up to the first that is not done."""

    def __init__(self, pod: Pod, reason: str) -> None:
        self.sidecars = {each.name for each in pod.spec.init_containers if each.restart_policy == "Always"}
        self.reason = reason
        self.ready = self.restarts = self.sidecar_restarts = 0
        self.restarted: datetime | None = None
        self.sidecar_restarted: datetime | None = None
        self.initializing = False
        for place, container in enumerate(pod.status.init_container_statuses):
            self._count(container)
            if not self._done(container):
                self.initializing = True
                self.reason = f"Init:{_holding_up(container) or f'{place}/{len(pod.spec.init_containers)}'}"
                break

    def _count(self, container: ContainerStatus) -> None:
        self.restarts += container.restart_count
        self.restarted = _later(self.restarted, container)
        if container.name in self.sidecars:
            self.sidecar_restarts += container.restart_count
            self.sidecar_restarted = _later(self.sidecar_restarted, container)

    def _done(self, container: ContainerStatus) -> bool:
        """Whether the next one may start: it has ended well, or is a sidecar that has started."""
        ended = container.state.terminated if container.state else None
        if ended is not None and ended.exit_code == 0:
            return True
        if container.name in self.sidecars and container.started:
            self.ready += container.ready
            return True
        return False


def _holding_up(container: ContainerStatus) -> str:
    """Why an init container is not done; ``""`` if it just runs, or waits for its turn."""
    state = container.state
    if state is not None and state.terminated is not None:
        return _ended(state.terminated)
    if state is not None and state.waiting is not None and state.waiting.reason != "PodInitializing":
        return state.waiting.reason
    return ""


def _main_reason(pod: Pod, reason: str) -> str:
    """What the containers say; of several that say something the first one counts."""
    running, failed = False, ""
    for container in reversed(pod.status.container_statuses):
        state = container.state
        if state is None:
            continue
        if state.waiting is not None and state.waiting.reason:
            reason = state.waiting.reason
        elif state.terminated is not None:
            reason = _ended(state.terminated)
            failed = reason if state.terminated.exit_code else failed
        elif container.ready and state.running is not None:
            running = True
    if reason != "Completed":
        return reason
    if running and ready(pod):
        return "Running"
    return failed or ("NotReady" if running else reason)


def _ended(ended: ContainerStateTerminated) -> str:
    return ended.reason or (f"Signal:{ended.signal}" if ended.signal else f"ExitCode:{ended.exit_code}")


def _later(moment: datetime | None, container: ContainerStatus) -> datetime | None:
    """When a container's life before ended, if that was after the moment."""
    ended = container.last_state.terminated if container.last_state else None
    finished = ended.finished_at if ended is not None else None
    return finished if finished is not None and (moment is None or finished > moment) else moment


def _holds(pod: Pod, kind: str) -> bool:
    found = condition(pod, kind)
    return found is not None and found.status == "True"
