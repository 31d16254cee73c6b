"""Labels of a node: from the dialog that edits them to the change, with what would come and go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ktui.domain.impact import label_impact
from ktui.screens.acting import ActingScreen
from ktui.screens.labels import LabelDialog
from ktui.store.cluster_state import ClusterState


async def edit_labels(screen: ActingScreen, name: str) -> None:
    """Let the user edit the labels of a node, and go on to change them. To be called in a worker of the screen."""
    state, key = screen.session.state, ("", name)
    node = state.nodes.get(key)
    if node is None:
        return
    uid = node.uid

    def labels() -> Mapping[str, str] | None:
        held = state.nodes.get(key)
        return held.metadata.labels if held is not None and held.uid == uid else None

    action = await screen.app.push_screen_wait(
        LabelDialog(name, uid, labels, lambda wanted: what_if(state, name, wanted))
    )
    if action is not None:
        wanted = {**action.before, **action.changes}
        impact = what_if(state, name, {key: value for key, value in wanted.items() if value is not None})
        screen.perform([action], impact=impact)


def what_if(state: ClusterState, name: str, labels: Mapping[str, str]) -> Sequence[str]:
    """What would come of giving a node those labels, a line each."""
    node = state.nodes.get(("", name))
    if node is None:
        return ()
    if not state.daemon_sets.loaded:
        return ("DaemonSets cannot be read: what would come and go cannot be told.",)
    by_uid = {each.uid: each.key for each in state.daemon_sets}
    owners = (pod.metadata.controller for pod in state.pods.by("node", name))
    present = {by_uid[owner.uid] for owner in owners if owner is not None and owner.uid in by_uid}
    return label_impact(node, labels, state.daemon_sets, present).lines
