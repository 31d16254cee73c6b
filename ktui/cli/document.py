"""The JSON of ``ktui coverage``: ``docs/cli.md`` describes it, and it is stable.

Fields may be added; none is taken away or changes its meaning within ``ktui/v1``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from ktui.cli.answer import Answer
from ktui.domain.objects import Key
from ktui.domain.totals import Totals


class Wire(msgspec.Struct, rename="camel", frozen=True):
    """Base of all: camelCase on the wire."""


class DocumentNode(Wire, frozen=True):
    """A node."""

    name: str
    ready: str
    """``True``, ``False`` or ``Unknown``."""
    unschedulable: bool


class DocumentDaemonSet(Wire, frozen=True):
    """A DaemonSet, with the numbers of its status as ktui counts them, over all nodes."""

    namespace: str
    name: str
    update_strategy: str
    desired: int
    current: int
    ready: int
    up_to_date: int
    available: int
    misscheduled: int
    controller_agrees: bool | None
    """Whether the controller's status says the same; null where nodes or pods could not be read in full, so that the
    numbers are the controller's own."""


class DocumentReason(Wire, frozen=True):
    """One reason for a cell's state."""

    kind: str
    message: str


class DocumentCell(Wire, frozen=True):
    """One node and one DaemonSet."""

    node: str
    namespace: str
    daemon_set: str
    desired: bool
    may_continue: bool
    state: str
    reasons: list[DocumentReason]
    pods: list[str]


class DocumentGap(Wire, frozen=True):
    """One kind that is not known in full."""

    kind: str
    message: str


class Document(Wire, frozen=True):
    """The answer of ``ktui coverage``."""

    api_version: str
    kind: str
    context: str
    time: str
    """When it was so: RFC 3339, UTC."""
    complete: bool
    nodes: list[DocumentNode]
    daemon_sets: list[DocumentDaemonSet]
    cells: list[DocumentCell]
    not_found: list[str]
    """``NAMESPACE/NAME`` of each DaemonSet that was asked for by name and does not exist."""
    gaps: list[DocumentGap]


def _agrees(totals: Totals) -> bool | None:
    """Whether the controller's numbers are ours; ``None`` where that cannot be said, or not yet."""
    return totals.controller_agrees if totals.counted and not totals.settling else None


def document(answer: Answer, cells: Iterable[tuple[str, Key]], *, context: str, now: datetime) -> Document:
    """The answer as it is written.

    Args:
        answer: what can be said.
        cells: which cells are written, in their order.
        context: the kubeconfig's context.
        now: when it was so; aware, in UTC.
    """
    return Document(
        api_version="ktui/v1",
        kind="Coverage",
        context=context,
        time=now.isoformat(timespec="seconds").replace("+00:00", "Z"),
        complete=not answer.gaps,
        nodes=[DocumentNode(row.name, row.ready, row.unschedulable) for row in answer.nodes],
        daemon_sets=[
            DocumentDaemonSet(
                namespace=column.key[0],
                name=column.key[1],
                update_strategy=column.strategy,
                desired=column.totals.desired,
                current=column.totals.current,
                ready=column.totals.ready,
                up_to_date=column.totals.up_to_date,
                available=column.totals.available,
                misscheduled=column.totals.misscheduled,
                controller_agrees=_agrees(column.totals),
            )
            for column in answer.daemon_sets
        ],
        cells=[_cell(answer, *cell) for cell in cells],
        not_found=["/".join(key) for key in answer.absent],
        gaps=[DocumentGap(gap.kind.name, gap.why) for gap in answer.gaps],
    )


def _cell(answer: Answer, node: str, daemon_set: Key) -> DocumentCell:
    cell = answer.coverage.cell(node, daemon_set)
    return DocumentCell(
        node=node,
        namespace=daemon_set[0],
        daemon_set=daemon_set[1],
        desired=cell.desired,
        may_continue=cell.may_continue,
        state=cell.state.value,
        reasons=[DocumentReason(reason.kind.value, reason.message) for reason in cell.reasons],
        pods=[pod.name for pod in cell.pods],
    )
