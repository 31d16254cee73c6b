"""From a spot of the grid to the action that a key asks for there, or to the sentence that says why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ktui.domain.actions import DeletePod, Right
from ktui.domain.objects import DaemonSet, Pod
from ktui.domain.pods import deleting, order, target
from ktui.domain.rollout import Revisions
from ktui.store.cluster_state import ClusterState
from ktui.widgets.spot import Spot


@dataclass(frozen=True)
class Refused:
    """Why a key does nothing here."""

    why: str


def pods_at(state: ClusterState, spot: Spot) -> list[Pod]:
    """The pods of the spot's DaemonSet that are for its node, those that are ending last."""
    daemon_set = _daemon_set(state, spot)
    if daemon_set is None or not spot.node:
        return []
    bound = (pod for pod in state.pods.by("node", spot.node) if _owned(pod, daemon_set))
    found = [*bound, *(pod for pod in state.pods.by("unbound", daemon_set.uid) if target(pod) == spot.node)]
    return sorted(found, key=lambda pod: (deleting(pod), *order(pod)))


def _owned(pod: Pod, daemon_set: DaemonSet) -> bool:
    owner = pod.metadata.controller
    return owner is not None and owner.uid == daemon_set.uid


def delete_pod(state: ClusterState, spot: Spot, pod: Pod) -> DeletePod:
    """The deletion of a pod; of an outdated one under OnDelete it is the update of its node."""
    daemon_set = _daemon_set(state, spot)
    updates = daemon_set is not None and waits_for_deletion(state, daemon_set, pod)
    return DeletePod(
        pod.namespace, pod.name, pod.uid, node=spot.node, updates=daemon_set.name if updates and daemon_set else ""
    )


def delete_any_pod(state: ClusterState, pod: Pod) -> DeletePod:
    """The deletion of any pod; of a daemon's outdated one under OnDelete it is the update of its node."""
    owner = pod.metadata.controller
    key = (pod.namespace, owner.name) if owner is not None and owner.kind == "DaemonSet" else None
    if (
        key is None
        or (daemon_set := state.daemon_sets.get(key)) is None
        or owner is None
        or daemon_set.uid != owner.uid
    ):
        return DeletePod(pod.namespace, pod.name, pod.uid, node=target(pod))
    return delete_pod(state, Spot(node=target(pod), daemon_set=key), pod)


def cells_of(state: ClusterState, marks: Iterable[Spot]) -> list[Spot]:
    """The cells that are marked, alone or with their whole row or column, where there are pods; in order."""
    cells: set[Spot] = set()
    for mark in marks:
        if mark.is_cell:
            cells.add(mark)
        elif mark.daemon_set is not None:
            daemon_set = state.daemon_sets.get(mark.daemon_set)
            pods = state.pods.by("owner", daemon_set.uid) if daemon_set is not None else []
            cells.update(Spot(node=node, daemon_set=mark.daemon_set) for node in map(target, pods) if node)
        else:
            cells.update(Spot(node=mark.node, daemon_set=each.key) for each in state.daemon_sets)
    return sorted(cells, key=lambda cell: (cell.daemon_set or ("", ""), cell.node))


def outdated(state: ClusterState, marks: Iterable[Spot]) -> list[DeletePod]:
    """The updates of what is marked: deletions of the outdated pods that wait for it."""
    deletions = (delete_pod(state, cell, pod) for cell in cells_of(state, marks) for pod in pods_at(state, cell))
    return [action for action in deletions if action.updates]


def waits_for_deletion(state: ClusterState, daemon_set: DaemonSet, pod: Pod) -> bool:
    """Whether the pod is of an old revision and is replaced only when somebody deletes it."""
    revisions = Revisions.of(state.controller_revisions.by("owner", daemon_set.uid), daemon_set)
    return daemon_set.spec.update_strategy.type == "OnDelete" and revisions.outdated(pod)


def refusal_to_delete(state: ClusterState, spot: Spot | None) -> str:
    """Why no pod can be deleted at a spot; ``""`` if one can."""
    if spot is None or not spot.is_cell:
        return "Deleting is for a cell: go to the node and DaemonSet whose pod is meant."
    if not pods_at(state, spot):
        return "There is no pod here to delete."
    return ""


def refusal_to_update(state: ClusterState, spot: Spot | None) -> str:
    """Why the pod at a spot cannot be updated by deleting it; ``""`` if it can."""
    if spot is None or not spot.is_cell:
        return "Updating is for a cell: go to the node and DaemonSet whose pod is meant."
    daemon_set = _daemon_set(state, spot)
    found = pods_at(state, spot)
    if daemon_set is None or not found:
        return "There is no pod here to update."
    if daemon_set.spec.update_strategy.type != "OnDelete":
        return f"{daemon_set.name} updates its pods by itself ({daemon_set.spec.update_strategy.type})."
    if not any(waits_for_deletion(state, daemon_set, pod) for pod in found):
        return f"The pod of {daemon_set.name} on {spot.node} is of the current revision already."
    return ""


def refusal_to_label(state: ClusterState, spot: Spot | None) -> str:
    """Why there is no node to label at a spot; ``""`` if there is."""
    if spot is None or not spot.node:
        return "Labels belong to a node: go to the line of one."
    if ("", spot.node) not in state.nodes:
        return f"Node {spot.node} cannot be read, or does not exist."
    return ""


def right_to_delete(spot: Spot) -> Right:
    """The right to delete any pod of the spot's namespace."""
    return Right("delete", "pods", namespace=spot.daemon_set[0] if spot.daemon_set else "")


def _daemon_set(state: ClusterState, spot: Spot) -> DaemonSet | None:
    return state.daemon_sets.get(spot.daemon_set) if spot.daemon_set else None
