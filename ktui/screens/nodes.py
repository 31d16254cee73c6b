"""All nodes, and what is on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.actions import LabelNode
from ktui.domain.cell import State
from ktui.domain.coverage import Coverage
from ktui.domain.kinds import COVERAGE, NODE
from ktui.domain.node_sheet import NODES, NodeRow, node_details, node_rows, node_state
from ktui.domain.objects import Key, Node
from ktui.screens.cordoning import RIGHT_TO_CHANGE_NODES, CordoningScreen
from ktui.screens.covering import CoveringTable
from ktui.screens.inspected import InspectedTable
from ktui.screens.labelling import edit_labels
from ktui.screens.places import Main, PodsOf
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_summary import Told, parts
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    Told("not ready", State.FAILING, "$text-error bold"),
    Told("wrong", State.UNREADY, "$text-warning"),
    Told("cordoned", State.KEPT, "$text-warning"),
    Told("ready", State.READY, "$text-success"),
)


class NodesScreen(CordoningScreen, CoveringTable[NodeRow], InspectedTable[NodeRow]):
    """The table of nodes.

    Args:
        around: the session, and what the user wants.
        place: the place.
    """

    tab = "nodes"
    HELP: ClassVar[str] = "On a node"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "cordon", "cordon", id="nodes.cordon", tooltip="Let no new pod on the node, or on marked ones."),
        Binding("u", "uncordon", "uncordon", id="nodes.uncordon", tooltip="Let pods on the node again.", show=False),
        Binding(
            "ctrl+t",
            "labels",
            "labels",
            id="nodes.labels",
            tooltip="Labels of this node: look, edit, add, remove, and see what that would do.",
        ),
    ]

    def __init__(self, around: Surroundings, place: Main) -> None:
        del place
        super().__init__(around, NODES, (NODE, *(kind for kind in COVERAGE if kind != NODE)))

    def rows_of(self, coverage: Coverage) -> Iterable[NodeRow]:
        """Nodes, what covers them, and how many pods are on them."""
        return node_rows(coverage, lambda name: self.session.state.pods.count("node", name))

    def state_of(self, row: NodeRow, now: datetime) -> str:
        """What a node counts as."""
        del now
        return node_state(row)

    def summary(self) -> Sequence[Part]:
        """How many nodes are in which state."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: NodeRow) -> str:
        """Why it is not ready, its pressures in words, its taints in full."""
        return node_details(row.node)

    def enter(self, key: Key) -> None:
        """Go to the pods on a node."""
        self.go(PodsOf(f"node {key[1]}", node=key[1]))

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action in {"cordon", "uncordon"}:
            return self.refusal_to_cordon(on=action == "cordon")
        if action == "labels":
            row = self.row if self.composed else None
            return "There is no node here." if row is None else self.missing_right(RIGHT_TO_CHANGE_NODES, LabelNode)
        return super().refusal(action)

    @property
    def nodes_meant(self) -> Sequence[Node]:
        """The marked nodes, or the one under the cursor."""
        if not self.composed:
            return []
        marked = [self.table.row(key) for key in sorted(self.query_one(TableView).marks)]
        return [row.node for row in marked or [self.row] if row is not None]

    def action_cordon(self) -> None:
        """Ask to let no new pod on the nodes."""
        if not self.refuses("cordon"):
            self.cordon(on=True)

    def action_uncordon(self) -> None:
        """Ask to let pods on the nodes again."""
        if not self.refuses("uncordon"):
            self.cordon(on=False)

    def action_labels(self) -> None:
        """Show the labels of the node, to look at and to change."""
        if self.row is None:
            self.say(self.refusal("labels"))
        else:
            self.edit_labels(self.row.node.name)

    @work(group="choice")
    async def edit_labels(self, name: str) -> None:
        """Let the user edit the labels of a node, and go on to change them."""
        await edit_labels(self, name)
