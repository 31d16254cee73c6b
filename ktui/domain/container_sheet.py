"""The table of one pod's containers: what it says of each of them, and what they have come to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from ktui.domain.durations import human
from ktui.domain.objects import ContainerState, ContainerStatus
from ktui.domain.pods import STARTING
from ktui.domain.tabular import Column, Sheet, Tone
from ktui.domain.whole_pod import Container, WholePod


@dataclass(frozen=True, slots=True)
class ContainerRow:
    """One container: what is wanted of it, and what it has come to."""

    place: int
    """Its place in the order in which containers start."""
    sort: str
    """``container``, ``init``, ``sidecar`` or ``debug`` (an ephemeral one)."""
    container: Container
    status: ContainerStatus | None = None
    """None: nothing is known of it yet."""


def container_rows(pod: WholePod) -> Iterator[ContainerRow]:
    """Yield a pod's containers in the order in which they start."""
    spec, status = pod.spec, pod.status
    sorts = (
        ("init", spec.init_containers, status.init_container_statuses),
        ("container", spec.containers, status.container_statuses),
        ("debug", spec.ephemeral_containers, status.ephemeral_container_statuses),
    )
    place = 0
    for sort, containers, statuses in sorts:
        told = {each.name: each for each in statuses}
        for container in containers:
            sidecar = sort == "init" and container.restart_policy == "Always"
            yield ContainerRow(place, "sidecar" if sidecar else sort, container, told.get(container.name))
            place += 1


def container_state(row: ContainerRow) -> str:
    """What a container does, in a word or its reason: ``Running``, ``CrashLoopBackOff``, ``Completed``."""
    state = row.status.state if row.status is not None else None
    if state is None:
        return "Waiting"
    if state.running is not None:
        return "Running"
    if state.terminated is not None:
        ended = state.terminated
        return ended.reason or (f"Signal:{ended.signal}" if ended.signal else f"ExitCode:{ended.exit_code}")
    return (state.waiting.reason if state.waiting is not None else "") or "Waiting"


def container_details(row: ContainerRow) -> str:
    """What a container, and its last life, say in words."""
    status = row.status
    state = (status.state if status is not None else None) or ContainerState()
    told = []
    if state.waiting is not None and state.waiting.message:
        told.append(state.waiting.message)
    if state.terminated is not None and state.terminated.message:
        told.append(state.terminated.message)
    last = status.last_state.terminated if status is not None and status.last_state is not None else None
    if last is not None and last.message:
        told.append(f"last words: {last.message}")
    return " · ".join(text.strip() for text in told)


def _faulty(row: ContainerRow, _: datetime) -> bool:
    state = row.status.state if row.status is not None else None
    if state is None:
        return False
    if state.waiting is not None:
        return state.waiting.reason not in STARTING
    if state.terminated is not None:
        return state.terminated.exit_code != 0
    return row.sort in {"container", "sidecar"} and row.status is not None and not row.status.ready


def _state_tone(row: ContainerRow, now: datetime) -> Tone:
    if _faulty(row, now):
        return "bad" if container_state(row) != "Running" else "warn"
    match container_state(row):
        case "Running":
            return "good"
        case "Completed":
            return "dim"
    return "warn"


def _ready(row: ContainerRow, _: datetime) -> str:
    return "yes" if row.status is not None and row.status.ready else "no"


def _restarts(row: ContainerRow, _: datetime) -> str:
    return str(row.status.restart_count if row.status is not None else 0)


def _last(row: ContainerRow, now: datetime) -> str:
    """How its last life ended, or this one if it has: ``137 OOMKilled 2m ago``."""
    status = row.status
    if status is None:
        return ""
    state = status.state if status.state is not None and status.state.terminated is not None else status.last_state
    ended = state.terminated if state is not None else None
    if ended is None:
        return ""
    parts = [str(ended.exit_code), f"signal {ended.signal}" if ended.signal else "", ended.reason]
    if ended.finished_at is not None:
        parts.append(f"{human(now - ended.finished_at)} ago")
    return " ".join(part for part in parts if part)


def _since(row: ContainerRow, now: datetime) -> str:
    state = row.status.state if row.status is not None else None
    began = state.running.started_at if state is not None and state.running is not None else None
    return human(now - began) if began is not None else ""


def _began(row: ContainerRow, _: datetime) -> float | None:
    state = row.status.state if row.status is not None else None
    began = state.running.started_at if state is not None and state.running is not None else None
    return -began.timestamp() if began is not None else None


def _ports(row: ContainerRow, _: datetime) -> str:
    told = []
    for port in row.container.ports:
        host = f"{port.host_port}:" if port.host_port else ""
        protocol = "" if port.protocol == "TCP" else f"/{port.protocol}"
        told.append(f"{host}{port.container_port}{protocol}" + (f" {port.name}" if port.name else ""))
    return ",".join(told)


def _amounts(name: str, row: ContainerRow) -> str:
    """What is requested and the limit: ``100m/1``; ``-`` where nothing is said, empty if neither is."""
    resources = row.container.resources
    asked, most = resources.requests.get(name), resources.limits.get(name)
    if asked is None and most is None:
        return ""
    return "/".join("-" if each is None else str(each) for each in (asked, most))


def _probes(row: ContainerRow, _: datetime) -> str:
    container = row.container
    probes = (("l", container.liveness_probe), ("r", container.readiness_probe), ("s", container.startup_probe))
    return "".join(letter for letter, probe in probes if probe is not None)


CONTAINERS: Sheet[ContainerRow] = Sheet(
    "containers",
    (
        Column("NAME", lambda row, _: row.container.name, cut="middle", least=12, stays=True),
        Column("STATE", lambda row, _: container_state(row), tone=_state_tone),
        Column("READY", _ready),
        Column(
            "RESTARTS",
            _restarts,
            key=lambda row, _: row.status.restart_count if row.status is not None else 0,
            right=True,
            falls=True,
        ),
        Column("LAST EXIT", _last, ages=True, cut="end", least=16),
        Column("AGE", _since, key=_began, ages=True),
        Column("KIND", lambda row, _: row.sort, key=lambda row, _: row.place),
        Column("IMAGE", lambda row, _: row.container.image, cut="middle", least=24),
        Column("CPU", lambda row, _: _amounts("cpu", row)),
        Column("MEMORY", lambda row, _: _amounts("memory", row)),
        Column("PORTS", _ports, cut="end"),
        Column("PROBES", _probes, wide=True),
        Column("PULL", lambda row, _: row.container.image_pull_policy, wide=True),
    ),
    key=lambda row: ("", row.container.name),
    faulty=_faulty,
)
"""The table of a pod's containers. CPU and memory: requested and limit. Probes: l(iveness), r(eadiness), s(tartup)."""
