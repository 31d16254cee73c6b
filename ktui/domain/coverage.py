"""Nodes x DaemonSets: what is there, what should be, and exactly why not.

`cover` takes what is known and says the state of every cell; the reasons of a cell are worked out when it is looked
at. Both stand on the one predicate of ``ktui.domain.placement``, so that they cannot disagree. The rules are the
controller's (kubernetes/kubernetes, pkg/controller/daemon/daemon_controller.go).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from ktui.domain.cell import PENDING_GRACE, WRONG, Cell, Reason, ReasonKind, State
from ktui.domain.objects import ControllerRevision, DaemonSet, Event, Key, Node, Pod

__all__ = [
    "PENDING_GRACE",
    "WRONG",
    "Cell",
    "Coverage",
    "CoveredDaemonSet",
    "CoveredNode",
    "Known",
    "Reason",
    "ReasonKind",
    "Snapshot",
    "State",
    "Totals",
    "cover",
]


@dataclass(frozen=True, slots=True)
class Known:
    """Which kinds are there in full. False: still loading, no right, or no connection from the start."""

    nodes: bool = True
    daemon_sets: bool = True
    pods: bool = True
    revisions: bool = True
    warnings: bool = True


@dataclass(frozen=True)
class Snapshot:
    """What is known of a cluster at one moment."""

    nodes: Collection[Node]
    daemon_sets: Collection[DaemonSet]
    pods_of: Callable[[str], Sequence[Pod]]
    """The pods whose controller has that UID."""
    revisions_of: Callable[[str], Sequence[ControllerRevision]]
    """The ControllerRevisions whose controller has that UID."""
    warnings_of: Callable[[str], Sequence[Event]]
    """The warnings about the object with that UID."""
    known: Known = Known()


@dataclass(frozen=True, slots=True)
class Totals:
    """A DaemonSet's numbers, counted as the controller counts its status (``updateDaemonSetStatus``)."""

    desired: int
    current: int
    ready: int
    up_to_date: int
    available: int
    misscheduled: int
    counted: bool = True
    """False: nodes or pods cannot be read in full, and these are the controller's numbers instead."""
    controller_agrees: bool = True
    """Whether the DaemonSet's status says the same; True where it cannot be compared."""
    disagreement: str = ""
    """A sentence: which numbers differ, and why that may be."""


@dataclass(frozen=True, slots=True)
class CoveredNode:
    """A row."""

    name: str
    node: Node | None
    """None: pods name this node, and it does not exist, or nodes cannot be read."""
    ready: str
    """Status of the condition Ready: ``True``, ``False`` or ``Unknown``."""
    unschedulable: bool
    problems: int
    """How many of its cells count as wrong. A node that is not ready is wrong by itself: see ``ready``."""


@dataclass(frozen=True, slots=True)
class CoveredDaemonSet:
    """A column."""

    key: Key
    daemon_set: DaemonSet
    totals: Totals
    strategy: str
    """``RollingUpdate`` or ``OnDelete``."""
    revision: int
    """Number of the current revision; 0 if that is not known."""
    outdated: int
    """How many of its cells are outdated."""
    problems: int
    """How many of its cells count as wrong."""


class Coverage:
    """The answer of `cover`: rows, columns and, by name, cells."""

    nodes: tuple[CoveredNode, ...]
    """The rows, by name."""
    daemon_sets: tuple[CoveredDaemonSet, ...]
    """The columns, by namespace and name."""

    def state(self, node: str, daemon_set: Key) -> State:
        """The state of a cell: two look-ups, for drawing.

        Raises:
            KeyError: there is no such row or column.
        """
        raise NotImplementedError

    def wrong(self, node: str, daemon_set: Key) -> bool:
        """Whether a cell counts as wrong: a state of `WRONG`, or pending for longer than `PENDING_GRACE`.

        Raises:
            KeyError: there is no such row or column.
        """
        raise NotImplementedError

    def cell(self, node: str, daemon_set: Key) -> Cell:
        """The whole truth of a cell, worked out now.

        Raises:
            KeyError: there is no such row or column.
        """
        raise NotImplementedError


def cover(snapshot: Snapshot, now: datetime) -> Coverage:
    """Say how nodes are covered by DaemonSets.

    Args:
        snapshot: what is known.
        now: the time ages and delays are told from; aware.
    """
    raise NotImplementedError
