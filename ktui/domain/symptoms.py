"""What is to be said of the pods that are there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ktui.domain import pods
from ktui.domain.cell import Reason, ReasonKind
from ktui.domain.durations import ago, since
from ktui.domain.nouns import counted
from ktui.domain.objects import ContainerStateTerminated, ContainerStatus, Pod

RECENT = timedelta(hours=1)
"""How long a restart is worth a word on a pod that is ready again."""
_LATE = timedelta(seconds=10)
"""How far beyond its grace period a pod may be before that is said."""


def symptoms(pod: Pod, scheduler: str, now: datetime, *, explained: bool = False) -> Iterator[Reason]:
    """Yield what one pod says of itself, the deciding thing first.

    Args:
        pod: the pod.
        scheduler: ``schedulerName`` of the template; empty for the default scheduler.
        now: the time.
        explained: whether a reason is known why the pod is not ready, so that this alone need not be said.
    """
    if pods.deleting(pod):
        yield _ending(pod, now)
    if pods.terminal(pod):
        yield _ended(pod)
    elif not pod.spec.node_name:
        yield _unbound(pod, scheduler, now)
    elif not pods.ready(pod):
        yield from _not_ready(pod, now, explained=explained)
    else:
        yield from _restarted(pod, now)


def _ending(pod: Pod, now: datetime) -> Reason:
    asked = pods.asked_to_end(pod)
    grace = pod.metadata.deletion_grace_period_seconds or 0
    message = f"pod {pod.name}: terminating{since(asked, now)}, {grace} s are allowed"
    end = pod.metadata.deletion_timestamp
    if end is not None and now - end > _LATE:
        message += ": the node has not confirmed its end, or a finalizer holds it"
    disruption = pods.condition(pod, "DisruptionTarget")
    if disruption is not None and disruption.status == "True":
        message += f" ({disruption.reason}: {disruption.message})"
    return Reason(ReasonKind.DELETING, message)


def _ended(pod: Pod) -> Reason:
    words = [f"pod {pod.name} ended with phase {pod.status.phase}"]
    words += [text for text in (pod.status.reason, pod.status.message) if text]
    for what, status in pods.containers(pod):
        if status.state and status.state.terminated and status.state.terminated.exit_code:
            words.append(f"{what} {_exit(status.state.terminated)}")
    return Reason(ReasonKind.CONTAINER, ": ".join(words))


def _unbound(pod: Pod, scheduler: str, now: datetime) -> Reason:
    found = pods.condition(pod, "PodScheduled")
    waited = since(pod.metadata.creation_timestamp, now)
    if found is None or found.status == "True" or not (found.reason or found.message):
        whose = f"scheduler {scheduler}" if scheduler not in {"", "default-scheduler"} else "the scheduler"
        return Reason(ReasonKind.UNSCHEDULED, f"{whose} has not looked at pod {pod.name}{waited}")
    says = ": ".join(text for text in (found.reason, found.message) if text)
    return Reason(ReasonKind.UNSCHEDULED, f"pod {pod.name}: not bound to a node{waited}: {says}")


def _not_ready(pod: Pod, now: datetime, *, explained: bool) -> Iterator[Reason]:
    told = False
    for what, status in pods.containers(pod):
        words = _container(what, status, now)
        if words:
            told = True
            yield Reason(ReasonKind.CONTAINER, words)
    found = pods.condition(pod, "Ready")
    if found is not None and found.reason == "ReadinessGatesNotReady":
        yield Reason(ReasonKind.CONTAINER, f"a readiness gate is not passed: {found.message}")
    elif not told:
        says = f": {found.message or found.reason}" if found and (found.message or found.reason) else ""
        if pod.status.phase in {"Pending", ""}:
            waited = since(pod.metadata.creation_timestamp, now)
            yield Reason(ReasonKind.CONTAINER, f"the node has not started the containers{waited}{says}")
        elif not explained and not says and _marked(pod):
            yield Reason(
                ReasonKind.CONTAINER,
                f"the pod is marked not ready{since(found.last_transition_time if found else None, now)}, though its"
                " containers are ready: so is done when its node falls silent, and the node has not taken it back",
            )
        elif says or not explained:
            yield Reason(ReasonKind.CONTAINER, f"the pod is not ready{says}")


def _marked(pod: Pod) -> bool:
    """Whether it was called not ready by the node controller, which knows nothing of the containers.

    Source: ``MarkPodsNotReady`` of pkg/controller/util/node, which changes the condition ``Ready`` alone.
    """
    statuses = pod.status.container_statuses
    return bool(statuses) and all(each.ready for each in statuses)


def _container(what: str, status: ContainerStatus, now: datetime) -> str:
    """What a container that is not well says; empty for one that is, or an init container that is done."""
    state = status.state
    words = []
    if state and state.waiting:
        words.append(state.waiting.reason or "waiting")
    elif state and state.terminated:
        if state.terminated.exit_code == 0 and status.ready:
            return ""
        words.append(_exit(state.terminated) + ago(state.terminated.finished_at, now))
    elif state and state.running and not status.ready:
        words.append(f"running{since(state.running.started_at, now)}, not ready")
    else:
        return ""
    if status.restart_count:
        words.append(counted(status.restart_count, "restart"))
    if status.last_state and status.last_state.terminated:
        last = status.last_state.terminated
        words.append(f"last {_exit(last)}{ago(last.finished_at, now)}")
    said = state.waiting.message if state.waiting else state.terminated.message if state.terminated else ""
    return f"{what}: {', '.join(words)}" + (f": {said}" if said else "")


def _restarted(pod: Pod, now: datetime) -> Iterator[Reason]:
    for what, status in pods.containers(pod):
        last = status.last_state.terminated if status.last_state else None
        if last and last.finished_at and status.restart_count and now - last.finished_at <= RECENT:
            yield Reason(
                ReasonKind.CONTAINER,
                f"{what}: {counted(status.restart_count, 'restart')}, last {_exit(last)}{ago(last.finished_at, now)}",
            )


def _exit(ended: ContainerStateTerminated) -> str:
    words = f"signal {ended.signal}" if ended.signal and not ended.exit_code else f"exit {ended.exit_code}"
    return f"{words} ({ended.reason})" if ended.reason and ended.reason != "Error" else words
