"""Coverages drawn by hand: a line a node, a letter a cell, as the grid draws them in ASCII."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ktui.domain.coverage import WRONG, Cell, Coverage, CoveredDaemonSet, CoveredNode, State, Totals
from ktui.domain.objects import Condition, DaemonSet, Key, Meta, Node, NodeSpec, NodeStatus

LETTERS = {
    "o": State.READY,
    "~": State.OUTDATED,
    "u": State.UNREADY,
    "p": State.PENDING,
    "X": State.FAILING,
    "t": State.TERMINATING,
    "!": State.MISSING,
    "2": State.DUPLICATE,
    ".": State.EXCLUDED,
    "k": State.KEPT,
    "e": State.EVICTING,
    "z": State.WAITING,
    "?": State.UNKNOWN,
}
_DESIRED = frozenset("o~upXt!2")
_READY = frozenset("o~")


class Sketch(Coverage):
    """A coverage whose states are given instead of worked out."""

    def __init__(
        self,
        daemon_sets: Sequence[str],
        nodes: Mapping[str, str],
        labels: Mapping[str, Mapping[str, str]] | None = None,
        *,
        not_ready: frozenset[str] = frozenset(),
        cordoned: frozenset[str] = frozenset(),
        gone: frozenset[str] = frozenset(),
        cells: Mapping[tuple[str, Key], Cell] | None = None,
    ) -> None:
        """Draw a coverage.

        Args:
            daemon_sets: ``namespace/name`` each, or a name in the namespace ``kube-system``.
            nodes: by name, a letter for each DaemonSet.
            labels: of nodes by name.
        """
        keys = [
            (each.partition("/")[0], each.partition("/")[2]) if "/" in each else ("kube-system", each)
            for each in daemon_sets
        ]
        names = sorted(nodes)
        self.rows = {name: place for place, name in enumerate(names)}
        self.columns = {key: [LETTERS[nodes[name][place]] for name in names] for place, key in enumerate(keys)}
        self.cells = dict(cells or {})
        self.nodes = tuple(
            CoveredNode(
                name,
                None
                if name in gone
                else _node(name, (labels or {}).get(name, {}), name not in not_ready, name in cordoned),
                "Unknown" if name in gone else "False" if name in not_ready else "True",
                name in cordoned,
                sum(LETTERS[letter] in WRONG for letter in nodes[name]),
            )
            for name in names
        )
        columns = ["".join(line[place] for line in nodes.values()) for place in range(len(keys))]
        self.daemon_sets = tuple(
            sorted(
                (_daemon_set(key, column) for key, column in zip(keys, columns, strict=True)), key=lambda each: each.key
            )
        )

    def draw(self, node: str, daemon_set: Key, state: State) -> None:
        """Change a cell; totals and problems stay as they were."""
        self.columns[daemon_set][self.rows[node]] = state

    def state(self, node: str, daemon_set: Key) -> State:
        return self.columns[daemon_set][self.rows[node]]

    def states(self, daemon_set: Key) -> list[State]:
        return self.columns[daemon_set]

    def wrong(self, node: str, daemon_set: Key) -> bool:
        return self.state(node, daemon_set) in WRONG

    def cell(self, node: str, daemon_set: Key) -> Cell:
        state = self.state(node, daemon_set)
        return self.cells.get((node, daemon_set)) or Cell(node, daemon_set, True, True, state, wrong=state in WRONG)


def _node(name: str, labels: Mapping[str, str], ready: bool, cordoned: bool) -> Node:
    condition = Condition(type="Ready", status="True" if ready else "False")
    return Node(
        metadata=Meta(name=name, labels=dict(labels)),
        spec=NodeSpec(unschedulable=cordoned),
        status=NodeStatus(conditions=[condition]),
    )


def _daemon_set(key: Key, column: str) -> CoveredDaemonSet:
    desired = sum(letter in _DESIRED for letter in column)
    ready = sum(letter in _READY for letter in column)
    totals = Totals(desired, desired, ready, ready - column.count("~"), ready, 0)
    return CoveredDaemonSet(
        key=key,
        daemon_set=DaemonSet(metadata=Meta(namespace=key[0], name=key[1])),
        totals=totals,
        strategy="OnDelete" if "~" in column else "RollingUpdate",
        revision=1,
        outdated=column.count("~"),
        problems=sum(LETTERS[letter] in WRONG for letter in column),
    )
