"""The nodes of one DaemonSet, each with what runs there or why nothing does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from ktui.domain.actions import Right
from ktui.domain.cell import Cell, State
from ktui.domain.coverage import Coverage
from ktui.domain.daemon_nodes import NodeCell, daemon_nodes_sheet, node_cells
from ktui.domain.kinds import COVERAGE, DAEMON_SET, NODE, POD, Kind
from ktui.domain.objects import Key, Pod
from ktui.domain.tabular import View
from ktui.screens.cell_actions import delete_any_pod
from ktui.screens.covering import CoveringTable
from ktui.screens.inspected import InspectedTable
from ktui.screens.places import ContainersOf, LogsOf, NodesOf, PodsOf
from ktui.screens.surroundings import Surroundings
from ktui.widgets.summary_line import Part, state_parts
from ktui.widgets.symbols import symbols
from ktui.widgets.table_view import TableView


class DaemonNodesScreen(CoveringTable[NodeCell], InspectedTable[NodeCell]):
    """The table of a DaemonSet's nodes.

    Args:
        around: the session, and what the user wants.
        place: which DaemonSet.
    """

    tab = "daemonsets"
    STATE = "STATE"
    HELP: ClassVar[str] = "On a node of a DaemonSet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "logs", "logs", id="daemon_nodes.logs", tooltip="The logs of the DaemonSet's pods on this node."),
        Binding(
            "ctrl+d",
            "delete",
            "delete pod",
            id="daemon_nodes.delete",
            tooltip="Delete the pods on this node, or on all marked ones.",
        ),
        Binding("o", "node", "node's pods", id="daemon_nodes.node", tooltip="All pods on this node.", show=False),
    ]

    def __init__(self, around: Surroundings, place: NodesOf) -> None:
        self.daemon_set = place.daemon_set
        signs = symbols(around.ascii_only).states
        sheet = daemon_nodes_sheet(self._cell, signs.__getitem__)
        kinds = (NODE, *(kind for kind in COVERAGE if kind != NODE))
        super().__init__(around, sheet, kinds, View(sort="STATE"))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    def _cell(self, node: str) -> Cell | None:
        try:
            return self.coverage.cell(node, self.daemon_set) if self.coverage is not None else None
        except KeyError:
            return None

    def rows_of(self, coverage: Coverage) -> Iterable[NodeCell]:
        """Its cells, node by node."""
        there = any(each.key == self.daemon_set for each in coverage.daemon_sets)
        return node_cells(coverage, self.daemon_set) if there else ()

    @property
    def title_of_rows(self) -> str:
        """Whose nodes they are."""
        return f"DaemonSet {'/'.join(self.daemon_set)}"

    def state_of(self, row: NodeCell, now: datetime) -> str:
        """The state of the cell."""
        del now
        return row.state

    def summary(self) -> Sequence[Part]:
        """How many nodes are in which state."""
        counts = {State(state): count for state, count in self.tally.counts.items()}
        return state_parts(counts, symbols(self.ascii_only))

    def details(self, row: NodeCell) -> str:
        """Every reason, and what would change it."""
        cell = self._cell(row.name)
        return "" if cell is None else " · ".join([*(each.message for each in cell.reasons), *cell.hints])

    # ---- keys

    def object_of(self, key: Key) -> tuple[Kind, Key] | None:
        """The pod on the node; without one, the DaemonSet."""
        found = self._pods(key[1])
        return (POD, found[0].key) if found else (DAEMON_SET, self.daemon_set)

    def _pods(self, node: str) -> tuple[Pod, ...]:
        cell = self._cell(node)
        return cell.pods if cell is not None else ()

    def enter(self, key: Key) -> None:
        """Go to the containers of the pod on the node."""
        found = self._pods(key[1])
        if found:
            self.go(ContainersOf(found[0].key))
        else:
            self.say(f"There is no pod of {self.daemon_set[1]} on {key[1]}.")

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        row = self.row if self.composed else None
        match action:
            case "logs" | "delete" | "node" if row is None:
                return "There is no node here."
            case "logs" if row is not None and not self._pods(row.name):
                return f"There is no pod of {self.daemon_set[1]} on {row.name}."
            case "delete":
                if not self._meant():
                    return "There is no pod here to delete."
                return self.missing_right(Right("delete", "pods", namespace=self.daemon_set[0]))
        return super().refusal(action)

    def _meant(self) -> list[Pod]:
        """The pods on the marked nodes, or on the one under the cursor."""
        view = self.query_one(TableView)
        keys = sorted(view.marks) or ([view.cursor] if view.cursor is not None else [])
        return [pod for _, node in keys for pod in self._pods(node)]

    def action_logs(self) -> None:
        """Go to the logs of the pods on the node."""
        row = self.row
        if row is None or not self._pods(row.name):
            self.say(self.refusal("logs"))
            return
        owner = self._pods(row.name)[0].metadata.controller
        namespace, name = self.daemon_set
        uid = owner.uid if owner is not None else ""
        self.go(LogsOf(f"DaemonSet {name} on {row.name}", namespace, owner=uid, node=row.name))

    def action_delete(self) -> None:
        """Ask to delete the pods on the node, or on the marked ones."""
        if self.refuses("delete"):
            return
        actions = [delete_any_pod(self.session.state, pod) for pod in self._meant()]
        self.query_one(TableView).unmark()
        self.perform(actions, verb="Delete")

    def action_node(self) -> None:
        """Go to all pods on the node."""
        row = self.row
        if row is None:
            self.say(self.refusal("node"))
        else:
            self.go(PodsOf(f"node {row.name}", node=row.name))
