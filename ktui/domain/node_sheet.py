"""The table of nodes: kubectl's columns, and what keepers of nodes want to know beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat

from ktui.domain import node_facts, taints
from ktui.domain.arrangement import HAS_POD_READY, WANTS_POD
from ktui.domain.cell import State
from ktui.domain.coverage import Coverage
from ktui.domain.durations import human
from ktui.domain.natural import natural
from ktui.domain.objects import Key, Node
from ktui.domain.pod_status import NONE
from ktui.domain.tabular import Column, Sheet, Tone


@dataclass(frozen=True, slots=True)
class NodeRow:
    """A node, and what is on it."""

    node: Node
    pods: int
    """How many pods are on it."""
    wanted: int = 0
    """How many DaemonSets want a pod on it."""
    ready: int = 0
    """How many of these have one that is ready."""
    problems: int = 0
    """How many of its cells are wrong."""


def node_rows(coverage: Coverage, pods_on: Callable[[str], int]) -> Iterator[NodeRow]:
    """Yield the nodes there are.

    Args:
        coverage: nodes by DaemonSets.
        pods_on: how many pods are on the node of a name.
    """
    columns = [coverage.states(each.key) for each in coverage.daemon_sets]
    states = zip(*columns, strict=True) if columns else repeat(())
    for covered, cells in zip(coverage.nodes, states, strict=False):
        if covered.node is not None:
            wanted, ready = sum(map(_WANTED.__getitem__, cells)), sum(map(_READY.__getitem__, cells))
            yield NodeRow(covered.node, pods_on(covered.name), wanted, ready, covered.problems)


_WANTED = {state: state in WANTS_POD for state in State}
_READY = {state: state in HAS_POD_READY for state in State}


def node_state(row: NodeRow) -> str:
    """What a node counts as: ``not ready``, ``cordoned``, ``wrong`` if a daemon of it is, or ``ready``."""
    if node_facts.ready(row.node) != "True":
        return "not ready"
    if row.node.spec.unschedulable:
        return "cordoned"
    return "wrong" if row.problems or any(node_facts.conditions(row.node)) else "ready"


def _faulty(row: NodeRow, _: datetime) -> bool:
    ready = node_facts.ready(row.node) == "True"
    return not ready or bool(row.problems) or any(node_facts.conditions(row.node))


def _tone(row: NodeRow, _: datetime) -> Tone:
    return "dim" if row.node.spec.unschedulable else ""


def _status_tone(row: NodeRow, _: datetime) -> Tone:
    return "bad" if node_facts.ready(row.node) != "True" else "warn" if row.node.spec.unschedulable else "good"


def _conditions_tone(row: NodeRow, now: datetime) -> Tone:
    return "bad" if any(node_facts.conditions(row.node)) else _tone(row, now)


def _daemons_tone(row: NodeRow, now: datetime) -> Tone:
    return "bad" if row.problems else "warn" if row.ready < row.wanted else _tone(row, now)


def _age(row: NodeRow, now: datetime) -> str:
    created = row.node.metadata.creation_timestamp
    return human(now - created) if created is not None else "<unknown>"


def _young(row: NodeRow, _: datetime) -> float | None:
    created = row.node.metadata.creation_timestamp
    return -created.timestamp() if created is not None else None


def _taints(row: NodeRow, _: datetime) -> str:
    """Each taint in short: the last part of its key, value and effect."""
    told = []
    for taint in row.node.spec.taints:
        key = taint.key.rpartition("/")[2]
        told.append(f"{key}={taint.value}:{taint.effect}" if taint.value else f"{key}:{taint.effect}")
    return ",".join(told)


def _labels(row: NodeRow) -> Mapping[str, str]:
    return row.node.metadata.labels


def _key(row: NodeRow) -> Key:
    return row.node.key


def _fact(told: Callable[[Node], str]) -> Callable[[NodeRow, datetime], str]:
    return lambda row, _: told(row.node) or NONE


def _kernel(row: NodeRow, _: datetime) -> str:
    """With the architecture behind it, as kubectl has written it since 1.36."""
    info = row.node.status.node_info
    version = info.kernel_version or "<unknown>"
    return f"{version} ({info.architecture})" if info.architecture else version


NODES: Sheet[NodeRow] = Sheet(
    "nodes",
    (
        Column(
            "NAME",
            lambda row, _: row.node.name,
            key=lambda row, _: natural(row.node.name),
            cut="middle",
            least=20,
            stays=True,
        ),
        Column("STATUS", lambda row, _: node_facts.status(row.node), tone=_status_tone, cut="end", least=18),
        Column("ROLES", _fact(lambda node: ",".join(node_facts.roles(node.metadata.labels))), cut="end", least=13),
        Column(
            "DAEMONS",
            lambda row, _: f"{row.ready}/{row.wanted}",
            key=lambda row, _: (row.ready - row.wanted, row.wanted),
            tone=_daemons_tone,
            right=True,
        ),
        Column("PODS", lambda row, _: str(row.pods), key=lambda row, _: row.pods, right=True, falls=True),
        Column(
            "CONDITIONS",
            lambda row, _: ",".join(node_facts.conditions(row.node)),
            tone=_conditions_tone,
            cut="end",
        ),
        Column(
            "TAINTS", _taints, key=lambda row, _: (len(row.node.spec.taints), _taints(row, _)), falls=True, cut="end"
        ),
        Column("AGE", _age, key=_young, ages=True),
        Column("VERSION", lambda row, _: row.node.status.node_info.kubelet_version, cut="end"),
        Column("POOL", _fact(lambda node: node_facts.pool(node.metadata.labels) or ""), cut="middle"),
        Column("ZONE", _fact(lambda node: node_facts.zone(node.metadata.labels) or ""), cut="middle"),
        Column("INTERNAL-IP", _fact(lambda node: node_facts.address(node, "InternalIP")), wide=True),
        Column("EXTERNAL-IP", _fact(lambda node: node_facts.address(node, "ExternalIP")), wide=True),
        Column("OS-IMAGE", _fact(lambda node: node.status.node_info.os_image or "<unknown>"), cut="end", wide=True),
        Column("KERNEL-VERSION", _kernel, cut="end", wide=True),
        Column(
            "CONTAINER-RUNTIME",
            _fact(lambda node: node.status.node_info.container_runtime_version or "<unknown>"),
            cut="end",
            wide=True,
        ),
    ),
    _key,
    _labels,
    faulty=_faulty,
    tone=_tone,
)
"""The table of nodes: kubectl's columns (printers.go, ``printNode``) and what is on a node."""


def node_details(node: Node) -> str:
    """What is to be said of a node in a line: why it is not ready, its pressures in words, its taints in full."""
    told = [
        f"{each.reason}: {each.message}"
        for each in node.status.conditions
        if (each.status != "True") is (each.type == "Ready")
    ]
    told += [f"taint {taints.spell(taint)}" for taint in node.spec.taints]
    return " · ".join(told)
