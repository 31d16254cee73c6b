"""What can be done from a cell of a grid: delete its pod, update it, label its node."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.durations import ago
from ktui.domain.objects import Pod
from ktui.screens import cell_actions
from ktui.screens.acting import ActingScreen
from ktui.screens.choose import ChooseDialog, Offer
from ktui.screens.labelling import edit_labels
from ktui.store.cluster_state import ClusterState
from ktui.widgets.spot import Spot


class CellScreen(ActingScreen):
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
            tooltip="Update this node: delete its outdated pod, which OnDelete waits for.",
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
    def spot(self) -> Spot | None:
        """What the cursor is on."""
        raise NotImplementedError

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
                why = cell_actions.refusal_to_update(state, spot)
                return why or (self.missing_right(cell_actions.right_to_delete(spot)) if spot else "")
            case "labels":
                return cell_actions.refusal_to_label(state, spot) or self.missing_right(cell_actions.RIGHT_TO_LABEL)
        return super().refusal(action)

    def _refusal_to_delete(self, state: ClusterState, spot: Spot | None) -> str:
        spots: list[Spot | None] = [*self.marks] or [spot]
        refusals = [cell_actions.refusal_to_delete(state, each) for each in spots]
        if all(refusals):
            return refusals[0]
        rights = {cell_actions.right_to_delete(each) for each in spots if each is not None}
        return next(filter(None, map(self.missing_right, rights)), "")

    def action_delete(self) -> None:
        """Ask to delete the pod of the cell, or the pods of the marked cells."""
        if why := self.refusal("delete"):
            self.say(why)
        elif self.marks:
            self.delete_marked()
        else:
            self.delete_one(only_outdated=False)

    def action_update(self) -> None:
        """Ask to delete the cell's outdated pod, so that the current revision takes its place."""
        if why := self.refusal("update"):
            self.say(why)
        else:
            self.delete_one(only_outdated=True)

    @work(group="choice")
    async def delete_one(self, *, only_outdated: bool) -> None:
        """Ask which pod is meant if there are several, and go on to its deletion."""
        state, spot = self.session.state, self.spot
        assert spot is not None, "refused otherwise"
        actions = {pod.name: cell_actions.delete_pod(state, spot, pod) for pod in cell_actions.pods_at(state, spot)}
        if only_outdated:
            actions = {name: action for name, action in actions.items() if action.updates}
        name: str | None = next(iter(actions))
        if len(actions) > 1:
            pods = [pod for pod in cell_actions.pods_at(state, spot) if pod.name in actions]
            offers = [Offer(pod.name, pod.name, self._described(pod)) for pod in pods]
            name = await self.app.push_screen_wait(ChooseDialog("Delete which pod?", offers))
        if name is not None:
            action = actions[name]
            self.perform([action], verb="Update" if action.updates else "Delete")

    def delete_marked(self) -> None:
        """Go on to the deletion of the pods of all marked cells."""
        state = self.session.state
        actions = [
            cell_actions.delete_pod(state, spot, pod)
            for spot in sorted(self.marks, key=lambda spot: (spot.daemon_set or ("", ""), spot.node))
            for pod in cell_actions.pods_at(state, spot)
        ]
        self.unmark()
        self.perform(actions, verb="Delete")

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

    def _described(self, pod: Pod) -> str:
        age = ago(pod.metadata.creation_timestamp, self.now).strip()
        return f"{pod.status.phase}, made {age}" if age else pod.status.phase
