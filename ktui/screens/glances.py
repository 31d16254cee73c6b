"""What the panel tells of a row, a column or a group: the node, the DaemonSet, the group in a few lines."""

from __future__ import annotations

from datetime import datetime

from ktui.domain.arrangement import Arrangement, GroupRow
from ktui.domain.coverage import Coverage, CoveredDaemonSet, CoveredNode, Totals
from ktui.domain.durations import since
from ktui.domain.nouns import counted
from ktui.domain.objects import Node
from ktui.widgets.spot import Spot


def glance_at(spot: Spot, coverage: Coverage, arrangement: Arrangement, now: datetime) -> tuple[str, ...]:
    """A title and lines for a spot that is no cell; empty if it is not there any more."""
    if spot.node:
        return next((_node(each, now) for each in coverage.nodes if each.name == spot.node), ())
    if spot.group:
        groups = (row for row in arrangement.rows if isinstance(row, GroupRow) and row.title == spot.group)
        return next((_group(row, arrangement, spot) for row in groups), ())
    return next((_daemon_set(each) for each in coverage.daemon_sets if each.key == spot.daemon_set), ())


def _node(covered: CoveredNode, now: datetime) -> tuple[str, ...]:
    node = covered.node
    if node is None:
        return (
            f"Node {covered.name}: not there, or not to be read",
            "Pods name this node. It does not exist any more, or you have no right to read nodes.",
        )
    ready = next((each for each in node.status.conditions if each.type == "Ready"), None)
    state = {"True": "ready", "False": "not ready"}.get(covered.ready, "silent")
    how_long = since(ready.last_transition_time, now) if ready else ""
    more = ": its kubelet does not report" if state == "silent" else ""
    lines = [f"Node {node.name}: {state}{how_long}{more}"]
    if ready is not None and covered.ready != "True":
        lines.append(f"{ready.reason}: {ready.message}")
    lines += [
        f"{each.type}: {each.reason}: {each.message}"
        for each in node.status.conditions
        if _pressing(each.type, each.status)
    ]
    if covered.unschedulable:
        lines.append("cordoned: only daemon pods are put here")
    lines += [f"taint {_taint(taint.key, taint.value, taint.effect)}" for taint in node.spec.taints]
    lines.append(_labels(node))
    return tuple(lines)


def _pressing(kind: str, status: str) -> bool:
    return kind != "Ready" and status == "True"


def _taint(key: str, value: str, effect: str) -> str:
    return f"{key}={value}:{effect}" if value else f"{key}:{effect}"


def _labels(node: Node) -> str:
    labels = node.metadata.labels
    return "labels " + ", ".join(f"{key}={value}" if value else key for key, value in sorted(labels.items()))


def _daemon_set(covered: CoveredDaemonSet) -> tuple[str, ...]:
    totals = covered.totals
    lines = [
        f"DaemonSet {covered.key[0]}/{covered.key[1]}: {totals.ready} of {totals.desired} ready",
        _counted(totals),
        f"{covered.strategy}, revision {covered.revision}" if covered.revision else covered.strategy,
    ]
    if not totals.counted:
        lines.append("These are the controller's numbers: nodes or pods cannot be read in full.")
    if totals.disagreement:
        lines.append(totals.disagreement)
    if covered.daemon_set.metadata.deletion_timestamp is not None:
        lines.append("It is being deleted.")
    return tuple(lines)


def _counted(totals: Totals) -> str:
    counted = f"{totals.current} there, {totals.up_to_date} up to date, {totals.available} available"
    return f"{counted}, {totals.misscheduled} where none should be" if totals.misscheduled else counted


def _group(row: GroupRow, arrangement: Arrangement, spot: Spot) -> tuple[str, ...]:
    wrong = f"{row.problems} wrong" if row.problems else "nothing wrong"
    lines = [f"{row.title}: {counted(row.size, 'node')}, {wrong}"]
    for column, count in zip(arrangement.columns, row.counts, strict=True):
        if column.key == spot.daemon_set:
            lines.append(f"{column.title}: {count.ready} of {count.desired} ready, at worst {count.worst}")
    lines.append("enter opens the group" if row.folded else "enter shuts the group")
    return tuple(lines)
