"""Nodes x DaemonSets: what is there, what should be, and exactly why not.

`cover` takes what is known and says the state of every cell; the reasons of a cell are worked out when it is looked
at. Both stand on the one predicate of ``ktui.domain.placement``, so that they cannot disagree. The rules are the
controller's (kubernetes/kubernetes, pkg/controller/daemon/daemon_controller.go).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from ktui.domain import pods
from ktui.domain.cell import PENDING_GRACE, WRONG, Cell, Reason, ReasonKind, State
from ktui.domain.explain import Case, explain
from ktui.domain.labels import SelectorError, from_object
from ktui.domain.objects import ControllerRevision, DaemonSet, Event, Key, Node, Pod
from ktui.domain.placement import Nodes, Placement, Rule
from ktui.domain.rollout import Revisions
from ktui.domain.totals import Count, Totals, by_controller, compared
from ktui.domain.verdict import Bench, wrong

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


@dataclass
class _Column:
    """What is worked out once for all cells of one DaemonSet."""

    daemon_set: DaemonSet
    rule: Rule
    bench: Bench
    found: dict[str, list[Pod]]
    """By node, the pods that the controller counts there, in its order."""
    placements: list[Placement | None] = field(default_factory=list)
    """By row; None where the node is not there or cannot be read."""
    states: list[State] = field(default_factory=list)
    """By row."""
    wrong: set[int] = field(default_factory=set)
    """The rows that count as wrong."""


class Coverage:
    """The answer of `cover`: rows, columns and, by name, cells."""

    def __init__(
        self,
        snapshot: Snapshot,
        now: datetime,
        nodes: tuple[CoveredNode, ...],
        daemon_sets: tuple[CoveredDaemonSet, ...],
        columns: Mapping[Key, _Column],
    ) -> None:
        self.nodes = nodes
        """The rows, by name."""
        self.daemon_sets = daemon_sets
        """The columns, by namespace and name."""
        self._snapshot = snapshot
        self._now = now
        self._columns = columns
        self._rows = {node.name: row for row, node in enumerate(nodes)}

    def state(self, node: str, daemon_set: Key) -> State:
        """The state of a cell: two look-ups, for drawing.

        Raises:
            KeyError: there is no such row or column.
        """
        return self._columns[daemon_set].states[self._rows[node]]

    def wrong(self, node: str, daemon_set: Key) -> bool:
        """Whether a cell counts as wrong: a state of `WRONG`, or pending for longer than `PENDING_GRACE`.

        Raises:
            KeyError: there is no such row or column.
        """
        return self._rows[node] in self._columns[daemon_set].wrong

    def cell(self, node: str, daemon_set: Key) -> Cell:
        """The whole truth of a cell, worked out now.

        Raises:
            KeyError: there is no such row or column.
        """
        row, column = self._rows[node], self._columns[daemon_set]
        placement = column.placements[row]
        found = tuple(column.found.get(node, ()))
        known = self._snapshot.known
        case = Case(
            name=node,
            node=self.nodes[row].node,
            daemon_set=column.daemon_set,
            rule=column.rule,
            bench=column.bench,
            placement=placement,
            pods=found,
            state=column.states[row],
            warnings=tuple(self._snapshot.warnings_of(column.daemon_set.uid)),
            nodes_known=known.nodes,
            now=self._now,
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
            revision=column.bench.revisions.spell(found[0]) if found else "",
            hints=told.hints,
            wrong=row in column.wrong,
        )


def cover(snapshot: Snapshot, now: datetime) -> Coverage:
    """Say how nodes are covered by DaemonSets.

    Args:
        snapshot: what is known.
        now: the time ages and delays are told from; aware.
    """
    known = snapshot.known
    columns: dict[Key, _Column] = {}
    for daemon_set in sorted(snapshot.daemon_sets, key=lambda each: each.key):
        revisions = Revisions.of(snapshot.revisions_of(daemon_set.uid) if known.revisions else ())
        columns[daemon_set.key] = _Column(
            daemon_set,
            Rule.of(daemon_set.spec.template.spec),
            Bench.of(daemon_set, revisions, nodes_known=known.nodes, pods_known=known.pods),
            _by_node(daemon_set, snapshot.pods_of(daemon_set.uid)),
        )
    nodes: dict[str, Node | None] = {node.metadata.name: node for node in snapshot.nodes}
    for column in columns.values():
        for name in column.found.keys() - nodes.keys():
            nodes[name] = None
    names = sorted(nodes)
    there = [node for node in map(nodes.__getitem__, names) if node is not None]
    prepared = Nodes(there)
    rows = {name: row for row, name in enumerate(names)}
    complete = len(there) == len(names)
    problems = [0] * len(names)
    covered = []
    for key, column in columns.items():
        placed: list[Placement | None] = [*prepared.place(column.rule)]
        if not complete:
            each = iter(placed)
            placed = [None if nodes[name] is None else next(each) for name in names]
        column.placements = placed
        count, outdated = _judge(column, rows, now)
        for row in column.wrong:
            problems[row] += 1
        daemon_set = column.daemon_set
        if known.nodes and known.pods:
            if not known.revisions:
                count.up_to_date = daemon_set.status.updated_number_scheduled
            kept = Placement.KEPT in placed or Placement.WAITING in placed
            everything = (pod for found in column.found.values() for pod in found)
            totals = compared(count, daemon_set, everything, now, kept=kept)
        else:
            totals = by_controller(daemon_set)
        covered.append(
            CoveredDaemonSet(
                key=key,
                daemon_set=daemon_set,
                totals=totals,
                strategy=daemon_set.spec.update_strategy.type,
                revision=column.bench.revisions.current,
                outdated=outdated,
                problems=len(column.wrong),
            )
        )
    lines = tuple(_row(name, nodes[name], problems[row]) for name, row in rows.items())
    return Coverage(snapshot, now, lines, tuple(covered), columns)


def _by_node(daemon_set: DaemonSet, owned: Iterable[Pod]) -> dict[str, list[Pod]]:
    """The pods that the controller counts, by the node they are for (``getNodesToDaemonPods``).

    It lets go of a pod that the selector does not match any more, unless the DaemonSet is being deleted
    (``ClaimPods``), and leaves out a pod that has ended and is being deleted.
    """
    found: dict[str, list[Pod]] = {}
    claims = _claims(daemon_set)
    for pod in owned:
        metadata = pod.metadata
        if metadata.deletion_timestamp is not None and pods.terminal(pod):
            continue
        if claims is not None and not claims(metadata.labels):
            continue
        name = pod.spec.node_name or pods.target(pod)
        if not name:
            continue
        beside = found.get(name)
        if beside is None:
            found[name] = [pod]
        else:
            beside.append(pod)
            beside.sort(key=pods.order)
    return found


def _claims(daemon_set: DaemonSet) -> Callable[[Mapping[str, str]], bool] | None:
    """The test by which the controller lets go of a pod; None where it lets none go."""
    if daemon_set.metadata.deletion_timestamp is not None:
        return None
    try:
        selector = from_object(daemon_set.spec.selector)
    except SelectorError:
        return None
    wanted = daemon_set.spec.selector.match_labels.items()
    if not daemon_set.spec.selector.match_expressions:
        return lambda labels: wanted <= labels.items()
    return selector.matches


def _judge(column: _Column, rows: Mapping[str, int], now: datetime) -> tuple[Count, int]:
    """Fill in the states of a column; return its numbers and how many cells are outdated."""
    bench, placed, min_ready = column.bench, column.placements, column.daemon_set.spec.min_ready_seconds
    empty = {placement: bench.without_pods(placement) for placement in (None, *Placement)}
    column.states = states = [empty[placement] for placement in placed]
    count = Count(desired=placed.count(Placement.WANTED))
    outdated = 0
    for name, found in column.found.items():
        row = rows[name]
        placement = placed[row]
        first = found[0]
        if placement is Placement.WANTED and len(found) == 1:
            state = bench.with_pod(first)
        else:
            state = bench.with_pods(placement, found)
        states[row] = state
        if state is State.OUTDATED:
            outdated += 1
        elif state is not State.READY and wrong(state, found, now):
            column.wrong.add(row)
        if placement is Placement.WANTED:
            count.current += 1
            count.up_to_date += bool(bench.revisions.hash) and not bench.revisions.outdated(first)
            if pods.ready(first):
                count.ready += 1
                count.available += not min_ready or pods.available(first, min_ready, now)
        elif placement is not None:
            count.misscheduled += 1
    column.wrong.update(row for row, state in enumerate(states) if state is State.MISSING)
    return count, outdated


def _row(name: str, node: Node | None, problems: int) -> CoveredNode:
    if node is None:
        return CoveredNode(name, None, "Unknown", unschedulable=False, problems=problems)
    ready = next((each.status for each in node.status.conditions if each.type == "Ready"), "Unknown")
    return CoveredNode(
        name, node, ready if ready in {"True", "False"} else "Unknown", node.spec.unschedulable, problems
    )
