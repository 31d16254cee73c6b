"""The table of one DaemonSet's nodes: what is on each of them, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from ktui.domain.arrangement import SEVERITY
from ktui.domain.cell import WRONG, Cell, State
from ktui.domain.coverage import Coverage
from ktui.domain.durations import human
from ktui.domain.natural import natural
from ktui.domain.objects import Key, Node
from ktui.domain.tabular import Column, Sheet, Tone

_RANK = {state: rank for rank, state in enumerate(SEVERITY)}
_TONES: Mapping[State, Tone] = {
    State.READY: "good",
    State.OUTDATED: "accent",
    State.UNREADY: "warn",
    State.PENDING: "warn",
    State.FAILING: "bad",
    State.MISSING: "bad",
    State.DUPLICATE: "bad",
    State.EVICTING: "warn",
    State.WAITING: "warn",
}


@dataclass(frozen=True, slots=True)
class NodeCell:
    """A node, and what the DaemonSet has there."""

    name: str
    node: Node | None
    state: State
    wrong: bool


def node_cells(coverage: Coverage, daemon_set: Key) -> Iterator[NodeCell]:
    """Yield the nodes that have something to do with a DaemonSet: those that it leaves out on purpose are not told.

    Raises:
        KeyError: there is no such DaemonSet.
    """
    for covered, state in zip(coverage.nodes, coverage.states(daemon_set), strict=True):
        if state is not State.EXCLUDED:
            yield NodeCell(covered.name, covered.node, state, coverage.wrong(covered.name, daemon_set))


def daemon_nodes_sheet(cell: Callable[[str], Cell | None], sign: Callable[[State], str]) -> Sheet[NodeCell]:
    """What the table is.

    Args:
        cell: the whole truth of the cell on the node of a name; asked for what is visible only.
        sign: what stands for a state.
    """

    def pod(row: NodeCell, _: datetime) -> str:
        found = cell(row.name)
        return ",".join(pod.name for pod in found.pods) if found is not None else ""

    def revision(row: NodeCell, _: datetime) -> str:
        found = cell(row.name)
        return found.revision if found is not None else ""

    def since(row: NodeCell, now: datetime) -> str:
        found = cell(row.name)
        return human(now - found.since) if found is not None and found.since is not None else ""

    def reason(row: NodeCell, _: datetime) -> str:
        found = cell(row.name)
        return found.reasons[0].message if found is not None and found.reasons else ""

    return Sheet(
        "daemonset-nodes",
        (
            Column(
                "NODE",
                lambda row, _: row.name,
                key=lambda row, _: natural(row.name),
                cut="middle",
                least=20,
                stays=True,
            ),
            Column("STATE", lambda row, _: f"{sign(row.state)} {row.state}", key=_urgency, tone=_tone),
            Column("SINCE", since, ages=True),
            Column("POD", pod, cut="middle", least=20),
            Column("REVISION", revision, cut="end"),
            Column("REASON", reason, ages=True, cut="end", least=30),
        ),
        key=lambda row: ("", row.name),
        labels=lambda row: row.node.metadata.labels if row.node is not None else {},
        faulty=lambda row, _: row.wrong or row.state in WRONG,
    )


def _urgency(row: NodeCell, _: datetime) -> int:
    return _RANK[row.state]


def _tone(row: NodeCell, _: datetime) -> Tone:
    return _TONES.get(row.state, "dim")
