"""Whose logs are read: containers of pods, what is asked of each, and what is known of its life."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from ktui.domain import labels as label_rules
from ktui.domain.job_pods import index_of
from ktui.domain.objects import ContainerStatus, Pod
from ktui.domain.pods import target

_ENDED = ("Succeeded", "Failed")
_parsed = lru_cache(maxsize=8)(label_rules.parse)


@dataclass(frozen=True)
class LogScope:
    """Which containers are meant."""

    namespace: str
    pod: str = ""
    """One pod; ``""``: all that the rest says."""
    owner: str = ""
    """Only the pods of the controller with this UID."""
    selector: str = ""
    """Only the pods of the namespace that this label selector means, as ``kubectl -l`` takes it."""
    node: str = ""
    """Only the pods on this node."""
    index: int | None = None
    """Only the pods of this index of an Indexed Job."""
    container: str = ""
    """Only the containers of this name."""

    def covers(self, pod: Pod) -> bool:
        """Whether a pod is meant, its owner aside."""
        return (
            pod.namespace == self.namespace
            and self.pod in {"", pod.name}
            and (not self.node or target(pod) == self.node)
            and (not self.selector or _parsed(self.selector).matches(pod.metadata.labels))
            and (self.index is None or index_of(pod) == self.index)
        )


@dataclass(frozen=True)
class LogTarget:
    """One container."""

    namespace: str
    pod: str
    uid: str
    """The pod's; ``""`` if it is not known."""
    container: str


@dataclass(frozen=True)
class LogOptions:
    """What of a log is asked for (core/v1 PodLogOptions)."""

    follow: bool = True
    previous: bool = False
    """The log of the container before its last restart."""
    since: int | None = None
    """Only the lines of so many seconds."""
    tail: int | None = None
    """Only so many of the last lines."""
    limit: int | None = None
    """Only so many of the first bytes."""


class Phase(StrEnum):
    """Where a container is in its life."""

    UNKNOWN = "unknown"
    WAITING = "waiting"
    RUNNING = "running"
    ENDED = "ended"
    """It ended, and may be started again."""
    GONE = "gone"
    """It ended for good, or its pod is gone."""


@dataclass(frozen=True)
class Life:
    """What is known of a container, as far as its log goes."""

    phase: Phase
    words: str = ""
    """Why it waits, or how it ended."""
    restarts: int = 0


UNKNOWN = Life(Phase.UNKNOWN)
"""Nothing is known: pods cannot be read, or are still being listed."""


def life_of(pod: Pod | None, wanted: LogTarget) -> Life:
    """What a pod says of one of its containers.

    Args:
        pod: as it is now; None if it is gone.
        wanted: the container.
    """
    if pod is None:
        return Life(Phase.GONE, "the pod is gone")
    if wanted.uid and pod.uid != wanted.uid:
        return Life(Phase.GONE, "the pod is gone, and another has taken its name")
    status = _status(pod, wanted.container)
    state = status.state if status is not None else None
    restarts = status.restart_count if status is not None else 0
    ended = pod.status.phase in _ENDED
    if state is not None and state.terminated is not None:
        done = state.terminated
        words = f"exit code {done.exit_code}"
        if done.reason not in {"", "Completed", "Error"}:
            words += f" ({done.reason})"
        initial = any(each.name == wanted.container for each in pod.status.init_container_statuses)
        final = ended or (initial and done.exit_code == 0)
        return Life(Phase.GONE if final else Phase.ENDED, words, restarts)
    if ended:
        return Life(Phase.GONE, pod.status.reason or f"the pod {pod.status.phase.lower()}", restarts)
    if state is not None and state.running is not None:
        return Life(Phase.RUNNING, restarts=restarts)
    if not pod.spec.node_name:
        return Life(Phase.WAITING, "not on a node yet", restarts)
    reason = state.waiting.reason if state is not None and state.waiting is not None else ""
    if restarts:
        return Life(Phase.ENDED, reason or "waits to be started again", restarts)
    return Life(Phase.WAITING, reason or "waits to be started", restarts)


def _status(pod: Pod, container: str) -> ContainerStatus | None:
    every = (*pod.status.container_statuses, *pod.status.init_container_statuses)
    return next((each for each in every if each.name == container), None)


def container_names(pod: Pod) -> list[str]:
    """The containers of a pod that a log can be had of: those that start first stand last."""
    return [
        each.name
        for statuses in (pod.status.container_statuses, pod.status.init_container_statuses)
        for each in statuses
    ]


def targets(pods: Iterable[Pod], container: str = "") -> list[LogTarget]:
    """The containers of some pods, in the order of their names; those of one name alone, if it is given."""
    return [
        LogTarget(pod.namespace, pod.name, pod.uid, name)
        for pod in sorted(pods, key=lambda pod: pod.key)
        for name in container_names(pod)
        if not container or name == container
    ]


def labels(shown: Sequence[LogTarget]) -> Callable[[LogTarget], str]:
    """How to call each container before its lines: by what differs among those that are shown."""
    pods, names = {(each.namespace, each.pod) for each in shown}, {each.container for each in shown}

    def label(one: LogTarget) -> str:
        parts = [one.pod] * (len(pods) > 1) + [one.container] * (len(names) > 1)
        return "/".join(parts)

    return label
