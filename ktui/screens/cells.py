"""What can be done from a cell of a grid, or from what is marked: delete pods, update them, label a node."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.actions import DeletePod, LabelNode
from ktui.domain.nouns import counted
from ktui.screens import cell_actions
from ktui.screens.labelling import edit_labels
from ktui.screens.spots import SpotScreen
from ktui.store.cluster_state import ClusterState
from ktui.widgets.spot import Spot


class CellScreen(SpotScreen):
    """A main screen with a grid of nodes and DaemonSets."""

    HELP: ClassVar[str] = "On a cell or a node"
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
            tooltip="Update this node, or what is marked: delete outdated pods, which OnDelete waits for.",
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

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now: the place, or a right that is missing."""
        state, spot = self.session.state, self.spot
        match action:
            case "delete":
                return self._refusal_to_delete(state, spot)
            case "update":
                return self._refusal_to_update(state, spot)
            case "labels":
                why = cell_actions.refusal_to_label(state, spot)
                return why or self.missing_right(cell_actions.RIGHT_TO_LABEL, LabelNode)
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
        if self.marks:
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
