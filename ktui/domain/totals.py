"""A DaemonSet's numbers, counted as its controller counts them, and how they compare with what it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ktui.domain import pods
from ktui.domain.durations import spell
from ktui.domain.objects import DaemonSet, DaemonSetStatus, Pod
from ktui.domain.rollout import observed

SETTLING = timedelta(seconds=5)
"""How long after a change of its pods a DaemonSet's status may lag behind without a word."""


@dataclass(frozen=True, slots=True)
class Totals:
    """A DaemonSet's numbers (``updateDaemonSetStatus``)."""

    desired: int
    current: int
    ready: int
    up_to_date: int
    available: int
    misscheduled: int
    counted: bool = True
    """False: nodes or pods cannot be read in full, and these are the controller's numbers instead."""
    controller_agrees: bool = True
    """Whether the DaemonSet's status says the same; True where that cannot be compared."""
    disagreement: str = ""
    """A sentence: which numbers differ, and why that may be."""
    settling: bool = False
    """They differ, and a pod changed within the last `SETTLING`: the status is about to follow."""


@dataclass(slots=True)
class Count:
    """The numbers while they are being counted."""

    desired: int = 0
    current: int = 0
    ready: int = 0
    up_to_date: int = 0
    available: int = 0
    misscheduled: int = 0

    def differences(self, status: DaemonSetStatus) -> Iterator[str]:
        """Yield each number that the status has otherwise."""
        for word, ours, theirs in (
            ("desired", self.desired, status.desired_number_scheduled),
            ("current", self.current, status.current_number_scheduled),
            ("ready", self.ready, status.number_ready),
            ("up to date", self.up_to_date, status.updated_number_scheduled),
            ("available", self.available, status.number_available),
            ("misscheduled", self.misscheduled, status.number_misscheduled),
        ):
            if ours != theirs:
                yield f"{word} {theirs}, counted here {ours}"


def by_controller(daemon_set: DaemonSet) -> Totals:
    """The controller's own numbers, for want of others."""
    status = daemon_set.status
    return Totals(
        desired=status.desired_number_scheduled,
        current=status.current_number_scheduled,
        ready=status.number_ready,
        up_to_date=status.updated_number_scheduled,
        available=status.number_available,
        misscheduled=status.number_misscheduled,
        counted=False,
    )


def compared(count: Count, daemon_set: DaemonSet, found: Iterable[Pod], now: datetime, *, kept: bool) -> Totals:
    """The counted numbers beside the status of the DaemonSet.

    Args:
        count: the numbers.
        daemon_set: whose they are.
        found: its pods, to see whether one changed just now.
        now: the time.
        kept: whether a taint keeps pods of it, or keeps them away, on some node.
    """
    differences = list(count.differences(daemon_set.status))
    numbers = (count.desired, count.current, count.ready, count.up_to_date, count.available, count.misscheduled)
    if not differences:
        return Totals(*numbers)
    changed = max((moment for pod in found for moment in _changes(pod)), default=None)
    settling = changed is not None and now - changed <= SETTLING
    if daemon_set.metadata.deletion_timestamp is not None:
        why = "a DaemonSet that is being deleted keeps its last status"
    elif not observed(daemon_set):
        why = f"the controller has not yet observed generation {daemon_set.metadata.generation}"
    elif settling and changed is not None:
        why = f"a pod changed {spell(now - changed)} ago, and the status follows"
    elif not any(replace(count, up_to_date=daemon_set.status.updated_number_scheduled).differences(daemon_set.status)):
        # The controller compares templates (update.go, ``Match``), and takes a revision of that name whoever owns it.
        why = "the controller may take its current revision from another DaemonSet, whose selector has the same labels"
    elif kept:
        why = "a taint that lets pods stay does not make the controller count again"
    else:
        why = "the controller stands still, or decides by more than Kubernetes does (OpenShift's node selectors)"
    return Totals(
        *numbers,
        controller_agrees=False,
        disagreement=f"The status says {'; '.join(differences)}: {why}",
        settling=settling,
    )


def _changes(pod: Pod) -> Iterator[datetime]:
    ready = pods.condition(pod, "Ready")
    for moment in (
        pod.metadata.creation_timestamp,
        pods.asked_to_end(pod),
        ready.last_transition_time if ready else None,
    ):
        if moment is not None:
            yield moment
