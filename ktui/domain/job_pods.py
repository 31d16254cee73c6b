"""What the pods of a Job say of themselves.

Source: kubernetes ``pkg/controller/job/{job_controller,backoff_utils,indexed_job_utils}.go``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ktui.domain.objects import Pod
from ktui.domain.pods import asked_to_end, condition, deleting

INDEX = "batch.kubernetes.io/job-completion-index"


@dataclass(frozen=True)
class JobPods:
    """The pods of one Job, sorted by what they are doing."""

    running: tuple[Pod, ...]
    pending: tuple[Pod, ...]
    terminating: tuple[Pod, ...]
    """Asked to end, and not ended yet."""
    succeeded: tuple[Pod, ...]
    failed: tuple[Pod, ...]

    @property
    def active(self) -> tuple[Pod, ...]:
        """Those that work or still will, as ``status.active`` counts them."""
        return (*self.running, *self.pending)


def sorted_out(pods: Iterable[Pod]) -> JobPods:
    """Sort the pods of a Job."""
    sorts: dict[str, list[Pod]] = {"Succeeded": [], "Failed": [], "Running": [], "": [], "going": []}
    for pod in pods:
        phase = pod.status.phase
        if phase in {"Succeeded", "Failed"}:
            sorts[phase].append(pod)
        elif deleting(pod):
            sorts["going"].append(pod)
        else:
            sorts["Running" if phase == "Running" else ""].append(pod)
    return JobPods(
        running=tuple(sorts["Running"]),
        pending=tuple(sorts[""]),
        terminating=tuple(sorts["going"]),
        succeeded=tuple(sorts["Succeeded"]),
        failed=tuple(sorts["Failed"]),
    )


def index_of(pod: Pod) -> int | None:
    """Its index, if it is of an Indexed Job (``getCompletionIndex``)."""
    noted = pod.metadata.annotations
    return _count(noted.completion_index if noted else None)


def failures_before(pod: Pod) -> int:
    """How often its index had failed before it, whether that counted or not (``getIndexAbsoluteFailureCount``)."""
    noted = pod.metadata.annotations
    if noted is None:
        return 0
    return (_count(noted.index_failures) or 0) + (_count(noted.index_ignored_failures) or 0)


def _count(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def finished_at(pod: Pod) -> datetime | None:
    """When its last container ended; ``None`` if one has not, and nothing else says when (``getFinishedTime``)."""
    ends = [each.state.terminated.finished_at if each.state and each.state.terminated else None
            for each in pod.status.container_statuses]  # fmt: skip
    known = [end for end in ends if end is not None]
    if known and len(known) == len(ends):
        return max(known)
    unready = condition(pod, "Ready")
    if unready is not None and unready.status == "False" and unready.last_transition_time is not None:
        return unready.last_transition_time
    return asked_to_end(pod)


def started_at(pod: Pod) -> datetime | None:
    """When the first of its containers started, in its present life."""
    starts = []
    for status in pod.status.container_statuses:
        state = status.state
        begun = state and (state.running or state.terminated)
        if begun and begun.started_at is not None:
            starts.append(begun.started_at)
    return min(starts, default=None)


def restarts(pods: JobPods) -> int:
    """How often containers of active pods were started again: what counts with ``restartPolicy: OnFailure``.

    ``pastBackoffLimitOnFailure`` adds init and app containers of pods that are Pending or Running.
    """
    return sum(
        each.restart_count
        for pod in (*pods.active, *pods.terminating)
        for each in (*pod.status.init_container_statuses, *pod.status.container_statuses)
    )
