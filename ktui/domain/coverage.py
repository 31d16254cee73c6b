"""Nodes x DaemonSets: what is there, what should be, and exactly why not.

`cover` takes what is known and says the state of every cell; the reasons of a cell are worked out when it is looked
at. Both stand on the one predicate of ``ktui.domain.placement``, so that they cannot disagree. The rules are the
controller's (kubernetes/kubernetes, pkg/controller/daemon/daemon_controller.go).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ktui.domain.cell import PENDING_GRACE, WRONG, Cell, Reason, ReasonKind, State
from ktui.domain.column import Column, Daemons, Placements
from ktui.domain.events import Event
from ktui.domain.explain import Case, explain
from ktui.domain.objects import ControllerRevision, DaemonSet, Key, Node, Pod
from ktui.domain.placement import Nodes, Rule
from ktui.domain.rollout import Revisions
from ktui.domain.steps import Steps, pieces, run
from ktui.domain.totals import Totals, by_controller, compared
from ktui.domain.verdict import wrong

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
    "covering",
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


class _Field:
    """The rows, prepared for placing rules."""

    def __init__(self, nodes: Mapping[str, Node | None]) -> None:
        names = sorted(nodes)
        self.rows = {name: row for row, name in enumerate(names)}
        self._there = [nodes[name] is not None for name in names]
        self._nodes = Nodes([node for name in names if (node := nodes[name]) is not None])

    def alike(self, other: _Field) -> bool:
        """Whether rows and placements are the same."""
        return self.rows == other.rows and self._there == other._there and self._nodes.alike(other._nodes)

    def place(self, rule: Rule) -> Placements:
        """The predicate of a rule, by row."""
        placed: Placements = [*self._nodes.place(rule)]
        if len(placed) == len(self._there):
            return placed
        each = iter(placed)
        return [next(each) if there else None for there in self._there]


class Coverage:
    """The answer of `cover`: rows, columns and, by name, cells."""

    def __init__(
        self,
        snapshot: Snapshot,
        now: datetime,
        field: _Field | None = None,
        columns: Mapping[Key, Column] | None = None,
        nodes: Sequence[CoveredNode] = (),
        daemon_sets: Sequence[CoveredDaemonSet] = (),
    ) -> None:
        self._snapshot = snapshot
        self._now = now
        self._field = field or _Field({})
        self._rows = self._field.rows
        self._columns = columns or {}
        self.nodes = tuple(nodes)
        """The rows, by name."""
        self.daemon_sets = tuple(daemon_sets)
        """The columns, by namespace and name."""

    def followed_by(self, snapshot: Snapshot, now: datetime) -> Steps[Coverage]:
        """The answer of `cover` for another moment, taking over what is the same in this one."""
        known = snapshot.known
        nodes: dict[str, Node | None] = {node.metadata.name: node for node in snapshot.nodes}
        everybody: dict[Key, Daemons] = {}
        for daemon_set in sorted(snapshot.daemon_sets, key=lambda each: each.key):
            revisions = Revisions.of(snapshot.revisions_of(daemon_set.uid) if known.revisions else (), daemon_set)
            last = self._columns.get(daemon_set.key)
            owned = snapshot.pods_of(daemon_set.uid)
            daemons = Daemons.of(daemon_set, owned, revisions, last.daemons if last else None)
            everybody[daemon_set.key] = daemons
            for name in daemons.found.keys() - nodes.keys():
                nodes[name] = None
            yield
        field = _Field(nodes)
        if field.alike(self._field):
            field = self._field
        same = field is self._field and self._snapshot.known == known
        yield
        columns: dict[Key, Column] = {}
        daemon_sets: list[CoveredDaemonSet] = []
        for key, daemons in everybody.items():
            before = self._columns.get(key) if same else None
            columns[key] = Column.of(daemons, field.place, field.rows, now, (known.nodes, known.pods), before)
            yield
            daemon_sets.append(_covered(key, columns[key], known, now))
            yield
        problems = Counter(row for column in columns.values() for row in column.wrong)
        covered: list[CoveredNode] = []
        for piece in pieces(list(field.rows)):
            covered += [_row(name, nodes[name], problems[field.rows[name]]) for name in piece]
            yield
        return Coverage(snapshot, now, field, columns, covered, daemon_sets)

    def state(self, node: str, daemon_set: Key) -> State:
        """The state of a cell: two look-ups, for drawing.

        Raises:
            KeyError: there is no such row or column.
        """
        return self._columns[daemon_set].states[self._rows[node]]

    def states(self, daemon_set: Key) -> Sequence[State]:
        """The states of a whole column, in the order of `nodes`: one look-up, for counting.

        Raises:
            KeyError: there is no such column.
        """
        return self._columns[daemon_set].states

    def wrong(self, node: str, daemon_set: Key) -> bool:
        """Whether a cell counts as wrong: a state of `WRONG`, or pending for longer than `PENDING_GRACE`.

        Raises:
            KeyError: there is no such row or column.
        """
        return self._rows[node] in self._columns[daemon_set].wrong

    def cell(self, node: str, daemon_set: Key, now: datetime | None = None) -> Cell:
        """The whole truth of a cell, worked out when it is asked for.

        Args:
            node: the row.
            daemon_set: the column.
            now: the time ages and delays are told from; that of the answer if not given. Its objects are of that
                moment either way.

        Raises:
            KeyError: there is no such row or column.
        """
        row, column = self._rows[node], self._columns[daemon_set]
        placement = column.placements[row]
        daemons = column.daemons
        found = daemons.found.get(node, ())
        known, now = self._snapshot.known, now or self._now
        case = Case(
            name=node,
            node=self.nodes[row].node,
            daemon_set=daemons.daemon_set,
            rule=daemons.rule,
            bench=daemons.bench,
            placement=placement,
            pods=found,
            state=column.states[row],
            warnings=tuple(self._snapshot.warnings_of(daemons.daemon_set.uid)),
            nodes_known=known.nodes,
            now=now,
        )
        told = explain(case)
        assumed = bool(found) and not known.nodes  # the controller put the pod here and lets it be
        return Cell(
            node=node,
            daemon_set=daemon_set,
            desired=assumed if placement is None else placement.should_run,
            may_continue=assumed if placement is None else placement.may_continue,
            state=case.state,
            reasons=told.reasons,
            pods=found,
            since=told.since,
            revision=daemons.bench.revisions.spell(found[0]) if found else "",
            hints=told.hints,
            wrong=row in column.wrong or wrong(case.state, found, now),
        )


def cover(snapshot: Snapshot, now: datetime, previous: Coverage | None = None) -> Coverage:
    """Say how nodes are covered by DaemonSets.

    Args:
        snapshot: what is known.
        now: the time ages and delays are told from; aware.
        previous: an earlier answer; what has not changed since is taken over from it instead of worked out again. The
            answer is the same without it, only slower.
    """
    return run(covering(snapshot, now, previous))


def covering(snapshot: Snapshot, now: datetime, previous: Coverage | None = None) -> Steps[Coverage]:
    """Do what `cover` does in steps: one takes some milliseconds for 5,000 nodes.

    What changes between two steps may be in the answer or not: another answer is due then anyway.
    """
    return (previous or _NOTHING).followed_by(snapshot, now)


def _covered(key: Key, column: Column, known: Known, now: datetime) -> CoveredDaemonSet:
    daemon_set = column.daemons.daemon_set
    return CoveredDaemonSet(
        key=key,
        daemon_set=daemon_set,
        totals=_totals(column, known, now),
        strategy=daemon_set.spec.update_strategy.type,
        revision=column.daemons.bench.revisions.current,
        outdated=column.outdated,
        problems=len(column.wrong),
    )


def _totals(column: Column, known: Known, now: datetime) -> Totals:
    daemon_set, count = column.daemons.daemon_set, column.count
    if not known.nodes or not known.pods:
        return by_controller(daemon_set)
    if not known.revisions or not column.daemons.bench.revisions.hash:
        count = replace(count, up_to_date=daemon_set.status.updated_number_scheduled)
    everything = (pod for found in column.daemons.found.values() for pod in found)
    return compared(count, daemon_set, everything, now, kept=column.kept)


def _row(name: str, node: Node | None, problems: int) -> CoveredNode:
    if node is None:
        return CoveredNode(name, None, "Unknown", unschedulable=False, problems=problems)
    ready = next((each.status for each in node.status.conditions if each.type == "Ready"), "Unknown")
    return CoveredNode(
        name, node, ready if ready in {"True", "False"} else "Unknown", node.spec.unschedulable, problems
    )


_NOTHING = Coverage(Snapshot((), (), lambda _: (), lambda _: (), lambda _: ()), datetime.min.replace(tzinfo=UTC))
