"""What can be done from a cell of a grid, or from what is marked: delete pods, update them, label a node."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.actions import DeletePod, LabelNode
from ktui.domain.nouns import counted
from ktui.domain.objects import DaemonSet, Node
from ktui.domain.resources import Resource
from ktui.screens import cell_actions
from ktui.screens.cordoning import RIGHT_TO_CHANGE_NODES, CordoningScreen, to_change
from ktui.screens.k9s_fingers import answer
from ktui.screens.labelling import edit_labels
from ktui.screens.spots import SpotScreen
from ktui.screens.workloads import DAEMON_SETS_SERVED, WorkloadScreen
from ktui.store.cluster_state import ClusterState
from ktui.widgets.spot import Spot


class CellScreen(CordoningScreen, WorkloadScreen, SpotScreen):
    """A main screen with a grid of nodes and DaemonSets."""

    HELP: ClassVar[str] = "On a cell, a node or a DaemonSet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+d",
            "delete",
            "delete pod",
            id="cell.delete",
            tooltip="Delete the pod of this cell, or of all marked cells.",
        ),
        Binding(
            "u",
            "update",
            "update",
            id="cell.update",
            tooltip="Update this node, or what is marked: delete outdated pods, which OnDelete waits for. "
            "On the line of a cordoned node, or with such lines marked: uncordon it.",
        ),
        Binding(
            "c",
            "cordon",
            "cordon",
            id="cell.cordon",
            tooltip="On the line of a node, or with lines marked: let no new pod on it. Elsewhere copy the name.",
            show=False,
        ),
        Binding(
            "ctrl+t",
            "labels",
            "labels",
            id="cell.labels",
            tooltip="Labels of this node: look, edit, add, remove, and see what that would do.",
        ),
    ]

    @property
    def marks(self) -> Collection[Spot]:
        """What is marked."""
        raise NotImplementedError

    def unmark(self) -> None:
        """Mark nothing any more."""
        raise NotImplementedError

    # ---- nodes and DaemonSets

    @property
    def lines_meant(self) -> Sequence[Spot]:
        """The marked lines and columns, or that under the cursor; none where cells are meant, or both."""
        meant = [*self.marks]
        if not meant and self.spot is not None:
            meant = [self.spot]
        return [] if any(spot.is_cell for spot in meant) else meant

    @property
    def _names_meant(self) -> Sequence[str]:
        """The names of the nodes whose lines are meant, if nothing else is."""
        names = sorted(spot.node for spot in self.lines_meant)
        return names if all(names) else []

    @property
    def nodes_meant(self) -> Sequence[Node]:
        """The nodes whose lines are meant, if nothing else is."""
        found = [self.session.state.nodes.get(("", name)) for name in self._names_meant]
        return [node for node in found if node is not None]

    @property
    def workloads(self) -> tuple[Resource, Sequence[DaemonSet]]:
        """The DaemonSets whose columns are meant, if nothing else is."""
        keys = [spot.daemon_set for spot in self.lines_meant if not spot.group]
        found = [self.session.state.daemon_sets.get(key) for key in sorted(filter(None, keys))]
        return DAEMON_SETS_SERVED, [each for each in found if each is not None] if all(keys) else []

    @property
    def _uncordons(self) -> bool:
        """Whether ``u`` is about nodes that are cordoned."""
        return bool(to_change(self.nodes_meant, cordon=False))

    def action_cordon(self) -> None:
        """Ask to cordon the nodes whose lines are meant; elsewhere copy a name, as the key does everywhere."""
        if not self._names_meant:
            self.action_copy()
        elif not self.refuses("cordon"):
            self.cordon(on=True)

    # ---- whether

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now: the place, or a right that is missing."""
        state, spot = self.session.state, self.spot
        match action:
            case "cordon" if not self._names_meant:
                return ""  # it copies
            case "cordon" if not self.nodes_meant:
                return f"Node {self._names_meant[0]} cannot be read, or does not exist."
            case "cordon":
                return self.refusal_to_cordon(on=True)
            case "update" if self._uncordons:
                return self.refusal_to_cordon(on=False)
            case "restart" if not self.workloads[1]:
                return answer("r", self.key_of, self.here) or super().refusal(action)
            case "delete":
                return self._refusal_to_delete(state, spot)
            case "update":
                return self._refusal_to_update(state, spot)
            case "labels":
                why = cell_actions.refusal_to_label(state, spot)
                return why or self.missing_right(RIGHT_TO_CHANGE_NODES, LabelNode)
        return super().refusal(action)

    def _refusal_to_delete(self, state: ClusterState, spot: Spot | None) -> str:
        whole = [mark for mark in self.marks if not mark.is_cell]
        if whole:
            told, update = marks_in_words(whole), self.key_of("update")
            return f"Deleting is for cells, and {told} marked too: {update} updates what is outdated there."
        spots: list[Spot | None] = [*self.marks] or [spot]
        refusals = [cell_actions.refusal_to_delete(state, each) for each in spots]
        return refusals[0] if all(refusals) else self._missing_rights(spots)

    def _refusal_to_update(self, state: ClusterState, spot: Spot | None) -> str:
        if not self.marks:
            why = cell_actions.refusal_to_update(state, spot)
            return why or self._missing_rights([spot])
        if not cell_actions.outdated(state, self.marks):
            return "Nothing that is marked has a pod that waits to be updated by its deletion (OnDelete)."
        return self._missing_rights(cell_actions.cells_of(state, self.marks))

    def _missing_rights(self, spots: Iterable[Spot | None]) -> str:
        rights = {cell_actions.right_to_delete(each) for each in spots if each is not None}
        return next(filter(None, map(self.missing_right, rights)), "")

    def action_delete(self) -> None:
        """Ask to delete the pod of the cell, or the pods of the marked cells."""
        state = self.session.state
        if self.refuses("delete"):
            return
        if self.marks:
            cells = sorted(self.marks, key=lambda spot: (spot.daemon_set or ("", ""), spot.node))
            self._perform_marked(
                [
                    cell_actions.delete_pod(state, cell, pod)
                    for cell in cells
                    for pod in cell_actions.pods_at(state, cell)
                ],
                "Delete",
            )
        else:
            self.delete_one(only_outdated=False)

    def action_update(self) -> None:
        """Ask to delete the cell's outdated pod, or all of what is marked, so that the current revision takes over."""
        if self.refuses("update"):
            return
        if self._uncordons:
            self.cordon(on=False)
        elif self.marks:
            self._perform_marked(cell_actions.outdated(self.session.state, self.marks), "Update")
        else:
            self.delete_one(only_outdated=True)

    def _perform_marked(self, actions: Sequence[DeletePod], verb: str) -> None:
        self.unmark()
        self.perform(actions, verb=verb)

    @work(group="choice")
    async def delete_one(self, *, only_outdated: bool) -> None:
        """Ask which pod is meant if there are several, and go on to its deletion."""
        state, spot = self.session.state, self.spot
        assert spot is not None, "refused otherwise"
        actions = {pod.name: cell_actions.delete_pod(state, spot, pod) for pod in self.pods_here}
        if only_outdated:
            actions = {name: action for name, action in actions.items() if action.updates}
        pod = await self.chosen_pod("Delete which pod?", [each for each in self.pods_here if each.name in actions])
        if pod is not None:
            action = actions[pod.name]
            self.perform([action], verb="Update" if action.updates else "Delete")

    def action_labels(self) -> None:
        """Show the labels of the node, to look at and to change."""
        if why := cell_actions.refusal_to_label(self.session.state, self.spot):
            self.say(why)
        else:
            self.edit_labels()

    @work(group="choice")
    async def edit_labels(self) -> None:
        """Let the user edit the labels of the node, and go on to change them."""
        assert self.spot is not None, "refused otherwise"
        await edit_labels(self, self.spot.node)


def marks_in_words(marks: Collection[Spot]) -> str:
    """How many of what are marked: ``2 cells, 1 node``."""
    cells = sum(mark.is_cell for mark in marks)
    nodes = sum(bool(mark.node) and not mark.is_cell for mark in marks)
    told = ((cells, "cell"), (nodes, "node"), (len(marks) - cells - nodes, "daemonset"))
    return ", ".join(counted(number, noun) for number, noun in told if number)
