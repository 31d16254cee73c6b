"""One DaemonSet over all nodes: its pods by node, where they should be, and the states that follow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from ktui.domain import pods
from ktui.domain.cell import State
from ktui.domain.labels import SelectorError, from_object
from ktui.domain.objects import DaemonSet, Pod
from ktui.domain.placement import Placement, Rule
from ktui.domain.rollout import Revisions
from ktui.domain.totals import Count
from ktui.domain.verdict import Bench, wrong

Placements = list[Placement | None]
"""By row; None where the node is not there or cannot be read."""


@dataclass(frozen=True)
class Daemons:
    """A DaemonSet with its pods: what does not depend on nodes or time."""

    daemon_set: DaemonSet
    owned: Sequence[Pod]
    """The pods whose controller it is."""
    rule: Rule
    bench: Bench
    found: Mapping[str, tuple[Pod, ...]]
    """By node, the pods that the controller counts there, in its order."""

    @classmethod
    def of(
        cls, daemon_set: DaemonSet, owned: Sequence[Pod], revisions: Revisions, before: Daemons | None = None
    ) -> Daemons:
        """Work it out, taking over what is the same as ``before``."""
        if before is None or not _alike(daemon_set, before.daemon_set):
            rule = Rule.of(daemon_set.spec.template.spec)
            bench = Bench.of(daemon_set, revisions)
            return cls(daemon_set, owned, rule, bench, _by_node(daemon_set, owned))
        bench = before.bench if before.bench.revisions == revisions else Bench.of(daemon_set, revisions)
        found = before.found if before.owned == owned else _by_node(daemon_set, owned)
        return cls(daemon_set, owned, before.rule, bench, found)


def _alike(one: DaemonSet, other: DaemonSet) -> bool:
    """Whether two states of a DaemonSet differ in nothing that its pods are judged by."""
    return one is other or (
        one.metadata.deletion_timestamp == other.metadata.deletion_timestamp and one.spec == other.spec
    )


def _by_node(daemon_set: DaemonSet, owned: Sequence[Pod]) -> dict[str, tuple[Pod, ...]]:
    """The pods that the controller counts, by the node they are for (``getNodesToDaemonPods``).

    It lets go of a pod that the selector does not match any more, unless the DaemonSet is being deleted
    (``ClaimPods``), and leaves out a pod that has ended and is being deleted.
    """
    found: dict[str, tuple[Pod, ...]] = {}
    claims = _claims(daemon_set)
    claimed: dict[int, bool] = {}  # by identity of the labels, which decoding shares among alike pods
    for pod in owned:
        metadata = pod.metadata
        labels = metadata.labels
        mine = claimed.get(id(labels))
        if mine is None:
            mine = claimed[id(labels)] = claims(labels)
        if not mine or (metadata.deletion_timestamp is not None and pods.terminal(pod)):
            continue
        name = pod.spec.node_name or pods.target(pod)
        if name in found:
            found[name] = tuple(sorted((*found[name], pod), key=pods.order))
        elif name:
            found[name] = (pod,)
    return found


def _claims(daemon_set: DaemonSet) -> Callable[[Mapping[str, str]], bool]:
    """The test by which the controller keeps a pod that it owns."""
    if daemon_set.metadata.deletion_timestamp is None:
        try:
            return from_object(daemon_set.spec.selector).matches
        except SelectorError:  # the controller cannot read it either, and lets nothing go
            pass
    return lambda _: True


@dataclass
class Column:
    """A DaemonSet over the rows."""

    daemons: Daemons
    placements: Placements
    states: list[State] = field(default_factory=list)
    """By row."""
    wrong: set[int] = field(default_factory=set)
    """The rows that count as wrong."""
    count: Count = field(default_factory=Count)
    outdated: int = 0
    """How many rows are outdated."""
    kept: bool = False
    """A taint keeps pods, or keeps them away, on some row."""
    steady: bool = True
    """Nothing of it changes with time alone."""

    @classmethod
    def of(
        cls,
        daemons: Daemons,
        place: Callable[[Rule], Placements],
        rows: Mapping[str, int],
        now: datetime,
        known: tuple[bool, bool],
        before: Column | None = None,
    ) -> Column:
        """Judge a column, or take it over.

        Args:
            daemons: the DaemonSet and its pods.
            place: the predicate, by row.
            rows: by node name, the row; holds every node that pods name.
            now: the time.
            known: whether nodes, and whether pods, are there in full.
            before: the same column over the same rows a moment ago, if there was one.
        """
        if before is None:
            placements = place(daemons.rule)
        else:
            was = before.daemons
            placements = before.placements if was.rule is daemons.rule else place(daemons.rule)
            if (
                before.steady
                and placements is before.placements
                and was.found is daemons.found
                and was.bench is daemons.bench
            ):
                return replace(before, daemons=daemons)
        return cls._judged(daemons, placements, rows, now, known)

    @classmethod
    def _judged(
        cls, daemons: Daemons, placements: Placements, rows: Mapping[str, int], now: datetime, known: tuple[bool, bool]
    ) -> Column:
        column = cls(daemons, placements)
        bench, (nodes_known, pods_known) = daemons.bench, known
        nobody = bench.without_pods(None, nodes_known=nodes_known, pods_known=pods_known)
        empty = [bench.without_pods(each, nodes_known=nodes_known, pods_known=pods_known) for each in Placement]
        column.states = [nobody if placement is None else empty[placement] for placement in placements]
        column.count.desired = placements.count(Placement.WANTED)
        column.kept = Placement.KEPT in placements or Placement.WAITING in placements
        column._fill(rows, now, nodes_known=nodes_known)
        missing = State.MISSING
        column.wrong.update([row for row, state in enumerate(column.states) if state is missing])
        return column

    def _fill(self, rows: Mapping[str, int], now: datetime, *, nodes_known: bool) -> None:
        """Judge the cells with pods. Most have one, which is wanted and ready; the loop is quick for those."""
        bench, states, placements = self.daemons.bench, self.states, self.placements
        min_ready = self.daemons.daemon_set.spec.min_ready_seconds
        wanted, fine, judge = Placement.WANTED, State.READY, bench.with_pod
        ready = 0
        others: list[tuple[int, tuple[Pod, ...]]] = []
        for name, found in self.daemons.found.items():
            row = rows[name]
            if placements[row] is wanted and len(found) == 1:
                state = judge(found[0])
                if state is fine and not min_ready:
                    ready += 1
                    states[row] = state
                    continue
            else:
                state = bench.with_pods(placements[row], found, nodes_known=nodes_known)
            states[row] = state
            others.append((row, found))
        dated = bool(bench.revisions.hash)
        count = self.count
        count.current = count.ready = count.available = ready
        count.up_to_date = ready if dated else 0
        for row, found in others:
            state = states[row]
            if state is State.OUTDATED:
                self.outdated += 1
            elif wrong(state, found, now):
                self.wrong.add(row)
            elif state is State.PENDING:
                self.steady = False
            if placements[row] is wanted:
                count.current += 1
                count.up_to_date += dated and not bench.revisions.outdated(found[0])
                count.ready += pods.ready(found[0])
                count.available += pods.available(found[0], min_ready, now)
            elif placements[row] is not None:
                count.misscheduled += 1
        self.steady = self.steady and count.available == count.ready
