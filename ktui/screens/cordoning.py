"""Cordoning nodes, and letting pods on them again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ktui.domain.actions import CordonNode, Right
from ktui.domain.objects import Node
from ktui.screens.acting import ActingScreen

RIGHT_TO_CHANGE_NODES = Right("patch", "nodes")
"""The right to cordon or label any node."""


class CordoningScreen(ActingScreen):
    """A screen on which nodes can be cordoned."""

    @property
    def nodes_meant(self) -> Sequence[Node]:
        """The nodes that a key is about: those that are marked, or the one under the cursor."""
        raise NotImplementedError

    def refusal_to_cordon(self, *, on: bool) -> str:
        """Why the nodes cannot be cordoned, or uncordoned if not ``on``; ``""`` if they can."""
        found = self.nodes_meant
        if not found:
            return "There is no node here."
        if not to_change(found, cordon=on):
            which = f"Node {found[0].name} is" if len(found) == 1 else "All of them are"
            return f"{which} {'cordoned' if on else 'not cordoned'} already."
        return self.missing_right(RIGHT_TO_CHANGE_NODES, CordonNode)

    def cordon(self, *, on: bool) -> None:
        """Ask to let no new pod on the nodes, or to let pods on them again; nodes that are so already are left out."""
        actions = [CordonNode(node.name, node.uid, on) for node in to_change(self.nodes_meant, cordon=on)]
        self.perform(actions, verb="Cordon" if on else "Uncordon")


def to_change(nodes: Iterable[Node], *, cordon: bool) -> list[Node]:
    """Of some nodes those that are not as they are wanted."""
    return [node for node in nodes if node.spec.unschedulable is not cordon]
