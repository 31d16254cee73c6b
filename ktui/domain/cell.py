"""What a cell of the grid is: its state, and every reason for it.

The words of `State` and `ReasonKind` are stable: scripts read them from ``ktui coverage -o json``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.domain.objects import Key, Pod


class State(StrEnum):
    """What a cell shows."""

    READY = "ready"
    """One pod, ready, of the current revision."""
    OUTDATED = "outdated"
    """One pod, ready, of an older revision."""
    UNREADY = "unready"
    """The pod runs and is not ready."""
    PENDING = "pending"
    """The pod is not bound to the node yet, or its containers are starting."""
    FAILING = "failing"
    """A crash loop, an image or a configuration that cannot be had, a container that failed, or a pod that ended."""
    TERMINATING = "terminating"
    """The only pod is being deleted; where one is wanted, another follows."""
    MISSING = "missing"
    """A pod is wanted and there is none."""
    DUPLICATE = "duplicate"
    """More pods than the controller lets stand."""
    EXCLUDED = "excluded"
    """No pod and none wanted: selector, affinity, taint or node name; or the DaemonSet is being deleted."""
    KEPT = "kept"
    """A pod that would not be created now, and may stay: an untolerated NoSchedule taint came after it."""
    EVICTING = "evicting"
    """A pod that is not wanted and is removed by the controller, or by the pod garbage collector."""
    WAITING = "waiting"
    """The node is not ready, unreachable or without network: no pod is created, one that is there is kept."""
    UNKNOWN = "unknown"
    """No right or no complete data to tell by."""


WRONG: frozenset[State] = frozenset({State.UNREADY, State.FAILING, State.MISSING, State.DUPLICATE})
"""The states that count as wrong at once. Pending counts after `PENDING_GRACE`; outdated is to do, not wrong."""

PENDING_GRACE = timedelta(minutes=2)
"""How old a pending pod may be before it counts as wrong: time to be bound, to pull images and to start."""


class ReasonKind(StrEnum):
    """What sort of reason: stable words for machines."""

    NODE_NAME = "nodeName"
    """The template is pinned to another node."""
    SELECTOR = "selector"
    """The node lacks a label of the template's nodeSelector."""
    AFFINITY = "affinity"
    """No term of the required node affinity matches."""
    TAINT = "taint"
    """The template does not tolerate a taint."""
    NODE_CONDITION = "nodeCondition"
    """The state of the node itself, or the taint that stands for it: not ready, unreachable, no network."""
    NODE_GONE = "nodeGone"
    """The pod names a node that does not exist."""
    DELETING = "deleting"
    """The DaemonSet or the pod is being deleted."""
    UNSCHEDULED = "unscheduled"
    """The scheduler has not bound the pod, in its own words."""
    CONTAINER = "container"
    """What a container, or the kubelet, says of the pod."""
    BACKOFF = "backoff"
    """The controller waits before it replaces a failed pod."""
    NOT_OBSERVED = "notObserved"
    """The controller has not seen the latest change of the DaemonSet, or the node or DaemonSet has only just come."""
    CREATE_ERROR = "createError"
    """The API server refused to create the pod: quota, admission, webhook."""
    NOT_CREATED = "notCreated"
    """The controller has not created the pod, and nothing says why."""
    REVISION = "revision"
    """The pod is of an older revision."""
    DUPLICATE = "duplicate"
    """Which pods stand beside each other, and which stays."""
    NO_DATA = "noData"
    """What could not be read, so that nothing can be told."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for a cell's state."""

    kind: ReasonKind
    message: str
    """One sentence with its evidence, without a full stop; it may hold text from the cluster, not safe to draw raw."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One node and one DaemonSet: the whole truth."""

    node: str
    daemon_set: Key
    desired: bool
    """Whether a pod should run here (``shouldRun`` of the controller's predicate)."""
    may_continue: bool
    """Whether a pod that is here may stay (``shouldContinueRunning``)."""
    state: State
    reasons: tuple[Reason, ...] = ()
    """Every reason, the deciding one first."""
    pods: tuple[Pod, ...] = ()
    """The pods the controller counts here, in its order: the first is the one its status speaks of."""
    since: datetime | None = None
    """Since when it is so, where that can be told."""
    revision: str = ""
    """``revision 4 (current)`` or ``revision 3, current is 4``; empty without a pod."""
    hints: tuple[str, ...] = ()
    """What would change it, each checked: ``would run here with label pool=gpu``."""
    wrong: bool = False
    """Whether it counts as wrong: a state of `WRONG`, or pending for longer than `PENDING_GRACE`."""
