"""The state of one cell, from its placement and its pods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ktui.domain import pods
from ktui.domain.cell import PENDING_GRACE, WRONG, State
from ktui.domain.objects import DaemonSet, Pod
from ktui.domain.placement import Placement
from ktui.domain.rollout import HASH, Revisions, surges

_READY, _OUTDATED = State.READY, State.OUTDATED  # reading a member from its enum takes 0.1 us in Python 3.11


@dataclass(frozen=True)
class Bench:
    """What all cells of one DaemonSet are judged by."""

    revisions: Revisions
    surges: bool
    deleting: bool
    """The DaemonSet is being deleted: the controller leaves it and its pods alone."""

    @classmethod
    def of(cls, daemon_set: DaemonSet, revisions: Revisions) -> Bench:
        """For one DaemonSet."""
        return cls(revisions, surges(daemon_set), daemon_set.metadata.deletion_timestamp is not None)

    def without_pods(self, placement: Placement | None, *, nodes_known: bool, pods_known: bool) -> State:
        """The state of a cell with no pod.

        Args:
            placement: of the cell; None: the node is not there, or cannot be read.
            nodes_known: whether nodes are there in full.
            pods_known: whether pods are there in full.
        """
        if placement is None:
            return State.EXCLUDED if nodes_known else State.UNKNOWN
        if self.deleting:
            return State.EXCLUDED
        if placement is Placement.WANTED:
            return State.MISSING if pods_known else State.UNKNOWN
        return State.WAITING if placement is Placement.WAITING else State.EXCLUDED

    def with_pod(self, pod: Pod) -> State:
        """The state of a pod that is wanted and alone. Called for every pod there is: the usual answer comes first."""
        metadata, status = pod.metadata, pod.status
        if metadata.deletion_timestamp is not None:
            return State.TERMINATING
        if status.phase == "Running":
            for condition in status.conditions:
                if condition.type == "Ready":
                    if condition.status == "True":
                        current = self.revisions.hash
                        if not current or metadata.labels.get(HASH) == current or not self.revisions.outdated(pod):
                            return _READY
                        return _OUTDATED
                    break
        if pods.terminal(pod):
            return State.FAILING
        if not pod.spec.node_name:
            return State.PENDING
        if pods.failing(pod):
            return State.FAILING
        return State.PENDING if status.phase in ("Pending", "") else State.UNREADY

    def with_pods(self, placement: Placement | None, found: Sequence[Pod], *, nodes_known: bool) -> State:
        """The state of a cell with pods, in the order of `ktui.domain.pods.order`."""
        if placement is None and nodes_known:
            return State.EVICTING
        if placement is Placement.BARRED and not self.deleting:
            return State.EVICTING
        live = [pod for pod in found if not pods.deleting(pod)]
        if not live:
            return State.TERMINATING
        if placement is Placement.KEPT:
            return State.KEPT
        if placement is Placement.WAITING:
            return State.WAITING
        standing = [pod for pod in live if not pods.terminal(pod)]
        if len(standing) < 2:
            return self.with_pod((standing or live)[0])
        if self.surplus(found):
            return State.DUPLICATE
        return self._beside(*standing)

    def surplus(self, found: Sequence[Pod]) -> list[Pod]:
        """The pods that the controller will delete because others stand first (``podsShouldBeOnNode``).

        One may stand; where new pods surge, one of the current revision and one of another. Which is current may not be
        known; then two of different revisions may.
        """
        standing = [pod for pod in found if not pods.deleting(pod) and not pods.terminal(pod)]
        if not self.surges:
            return standing[1:]
        if not self.revisions.hash:
            hashes = [pod.metadata.labels.get(HASH) for pod in standing]
            return [pod for place, pod in enumerate(standing) if place > 1 or hashes[place] in hashes[:place]]
        current = [pod for pod in standing if not self.revisions.outdated(pod)]
        old = [pod for pod in standing if self.revisions.outdated(pod)]
        return [*current[1:], *old[1:]]

    def _beside(self, one: Pod, other: Pod) -> State:
        """An old and a new pod beside each other in a surge: the new one's trouble counts, else what serves."""
        old, new = (one, other) if self.revisions.outdated(one) else (other, one)
        state = self.with_pod(new)
        if state is State.READY or state is State.FAILING:
            return state
        return State.OUTDATED if self.with_pod(old) is State.OUTDATED else state


def wrong(state: State, found: Sequence[Pod], now: datetime) -> bool:
    """Whether a cell counts as wrong: a state of `WRONG`, or pending for longer than `PENDING_GRACE`."""
    if state is not State.PENDING:
        return state in WRONG
    created = [pod.metadata.creation_timestamp for pod in found if not pods.deleting(pod)]
    return any(moment is not None and now - moment > PENDING_GRACE for moment in created)
