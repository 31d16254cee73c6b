"""The table of pods: kubectl's columns, and what is wrong with a pod."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from ktui.domain.cell import PENDING_GRACE
from ktui.domain.durations import human
from ktui.domain.objects import Node, Pod
from ktui.domain.pod_status import NONE, PodStatus, pod_status
from ktui.domain.pods import condition, failing, ready, terminal
from ktui.domain.tabular import Column, Sheet, Tone, object_key, object_labels

NODE_LABEL = "node:"
"""What the name of a column begins with that shows a label of a pod's node."""

FAILING = "failing"
UNREADY = "unready"
PENDING = "pending"
TERMINATING = "terminating"
RUNNING = "running"
COMPLETED = "completed"
URGENCY = (FAILING, UNREADY, PENDING, TERMINATING, RUNNING, COMPLETED)
"""What a pod counts as, the most urgent first."""
_URGENCY = {state: place for place, state in enumerate(URGENCY)}
_TONES: Mapping[str, Tone] = {
    FAILING: "bad",
    UNREADY: "warn",
    PENDING: "warn",
    TERMINATING: "dim",
    RUNNING: "good",
    COMPLETED: "dim",
}


class _Memory:
    """The last pod that was summed up: several columns ask for the same one, one after the other."""

    pod: Pod | None = None
    summed: PodStatus


def summed(pod: Pod) -> PodStatus:
    """A pod in kubectl's words."""
    if _Memory.pod is not pod:
        _Memory.pod, _Memory.summed = pod, pod_status(pod)
    return _Memory.summed


def pod_state(pod: Pod) -> str:
    """What a pod counts as: one of `URGENCY`."""
    phase = pod.status.phase
    if pod.metadata.deletion_timestamp is not None and not terminal(pod):
        return TERMINATING
    if phase == "Succeeded":
        return COMPLETED
    if phase in {"Failed", "Unknown"} or failing(pod):
        return FAILING
    if phase == "Pending":
        return PENDING
    return RUNNING if ready(pod) else UNREADY


def pod_faulty(pod: Pod, now: datetime) -> bool:
    """Whether something is wrong with it: it fails, is not ready, or has been pending or ending for too long."""
    match pod_state(pod):
        case "failing" | "unready":
            return True
        case "pending":
            created = pod.metadata.creation_timestamp
            return created is not None and now - created > PENDING_GRACE
        case "terminating":
            end = pod.metadata.deletion_timestamp
            return end is not None and now - end > PENDING_GRACE
    return False


def pod_sheet(node: Callable[[str], Node | None]) -> Sheet[Pod]:
    """What the table of pods is.

    Args:
        node: gives the node of a name, for columns of its labels.
    """

    def more(name: str) -> Column[Pod] | None:
        if not name.startswith(NODE_LABEL):
            return None
        key = name.removeprefix(NODE_LABEL)

        def text(pod: Pod, _: datetime) -> str:
            held = node(pod.spec.node_name)
            return held.metadata.labels.get(key, "") if held is not None else ""

        return Column(f"{NODE_LABEL}{key.rpartition('/')[2]}", text, cut="middle", name=name)

    known: dict[str, Column[Pod] | None] = {}

    def remembered(name: str) -> Column[Pod] | None:
        if name not in known:
            known[name] = more(name)
        return known[name]

    return Sheet("pods", COLUMNS, object_key, object_labels, faulty=pod_faulty, tone=_row_tone, more=remembered)


def _row_tone(pod: Pod, _: datetime) -> Tone:
    return "dim" if pod_state(pod) in {COMPLETED, TERMINATING} else ""


def _state_tone(pod: Pod, _: datetime) -> Tone:
    return _TONES[pod_state(pod)]


def _readiness_tone(pod: Pod, now: datetime) -> Tone:
    state = pod_state(pod)
    return "warn" if state == UNREADY else _row_tone(pod, now)


def _restarts(pod: Pod, now: datetime) -> str:
    return summed(pod).told_restarts(now)


def _age(pod: Pod, now: datetime) -> str:
    created = pod.metadata.creation_timestamp
    return human(now - created) if created is not None else "<unknown>"


def _gates(pod: Pod, _: datetime) -> str:
    gates = pod.spec.readiness_gates
    if not gates:
        return NONE
    held = sum((found := condition(pod, gate.condition_type)) is not None and found.status == "True" for gate in gates)
    return f"{held}/{len(gates)}"


def _owner(pod: Pod, _: datetime) -> str:
    owner = pod.metadata.controller
    return f"{owner.kind}/{owner.name}" if owner is not None else NONE


def _young(pod: Pod, _: datetime) -> float | None:
    """Sorts the youngest first."""
    created = pod.metadata.creation_timestamp
    return -created.timestamp() if created is not None else None


COLUMNS: tuple[Column[Pod], ...] = (
    Column("NAMESPACE", lambda pod, _: pod.metadata.namespace, cut="middle", least=9, stays=True),
    Column("NAME", lambda pod, _: pod.metadata.name, cut="middle", least=24, stays=True),
    Column(
        "READY",
        lambda pod, _: summed(pod).readiness,
        key=lambda pod, _: (summed(pod).ready - summed(pod).containers, summed(pod).containers),
        tone=_readiness_tone,
    ),
    Column(
        "STATUS",
        lambda pod, _: summed(pod).status,
        key=lambda pod, _: (_URGENCY[pod_state(pod)], summed(pod).status),
        tone=_state_tone,
        cut="end",
        least=17,
    ),
    Column("RESTARTS", _restarts, key=lambda pod, _: summed(pod).restarts, ages=True, falls=True),
    Column("AGE", _age, key=_young, ages=True),
    Column("NODE", lambda pod, _: pod.spec.node_name or NONE, cut="middle"),
    Column("IP", lambda pod, _: pod.status.pod_ip or NONE),
    Column("OWNER", _owner, cut="middle", wide=True),
    Column("NOMINATED NODE", lambda pod, _: pod.status.nominated_node_name or NONE, cut="middle", wide=True),
    Column("READINESS GATES", _gates, wide=True),
)
"""kubectl's columns (printers.go, ``printPod``), those of ``-o wide`` too, and the owner."""
