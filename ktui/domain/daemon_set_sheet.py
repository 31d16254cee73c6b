"""The table of DaemonSets: kubectl's columns, and what differs from what should be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from ktui.domain.constraints import LabelSelector
from ktui.domain.coverage import CoveredDaemonSet
from ktui.domain.durations import human
from ktui.domain.objects import DaemonSetStatus, Key
from ktui.domain.pod_status import NONE
from ktui.domain.tabular import Column, Sheet, Tone

Row = CoveredDaemonSet


def daemon_set_state(row: Row) -> str:
    """What a DaemonSet counts as: ``wrong``, ``not ready``, ``outdated`` or ``ready``."""
    if row.problems:
        return "wrong"
    totals = row.totals
    if totals.ready < totals.desired:
        return "not ready"
    return "outdated" if row.outdated or totals.up_to_date < totals.desired else "ready"


def _faulty(row: Row, _: datetime) -> bool:
    return daemon_set_state(row) in {"wrong", "not ready"}


def _tone(row: Row, _: datetime) -> Tone:
    return "dim" if row.daemon_set.metadata.deletion_timestamp is not None else ""


def _ready_tone(row: Row, now: datetime) -> Tone:
    match daemon_set_state(row):
        case "wrong":
            return "bad"
        case "not ready":
            return "warn"
    return "good" if row.totals.desired else _tone(row, now)


def _count(title: str, count: Callable[[DaemonSetStatus], int], tone: Callable[[Row, datetime], Tone]) -> Column[Row]:
    return Column(
        title,
        lambda row, _: str(count(row.daemon_set.status)),
        key=lambda row, _: count(row.daemon_set.status),
        tone=tone,
        right=True,
        falls=True,
    )


def _age(row: Row, now: datetime) -> str:
    created = row.daemon_set.metadata.creation_timestamp
    return human(now - created) if created is not None else "<unknown>"


def _young(row: Row, _: datetime) -> float | None:
    created = row.daemon_set.metadata.creation_timestamp
    return -created.timestamp() if created is not None else None


def _selector(labels: Mapping[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in sorted(labels.items())) or NONE


def _matching(selector: LabelSelector) -> str:
    """As ``metav1.FormatLabelSelector`` writes it, near enough to be read."""
    parts = [f"{key}={value}" for key, value in sorted(selector.match_labels.items())]
    for each in selector.match_expressions:
        values = f" ({','.join(each.values)})" if each.values else ""
        parts.append(f"{each.key} {each.operator.lower()}{values}")
    return ",".join(parts) or NONE


def _key(row: Row) -> Key:
    return row.key


def _labels(row: Row) -> Mapping[str, str]:
    return row.daemon_set.metadata.labels


def _warned(number: Callable[[Row], int]) -> Callable[[Row, datetime], Tone]:
    return lambda row, _: "warn" if number(row) else "dim"


def _containers(row: Row, _: datetime) -> str:
    return ",".join(each.name for each in row.daemon_set.spec.template.spec.containers)


def _images(row: Row, _: datetime) -> str:
    return ",".join(each.image for each in row.daemon_set.spec.template.spec.containers)


DAEMON_SETS: Sheet[Row] = Sheet(
    "daemonsets",
    (
        Column("NAMESPACE", lambda row, _: row.key[0], cut="middle", least=9, stays=True),
        Column("NAME", lambda row, _: row.key[1], cut="middle", least=20, stays=True),
        _count("DESIRED", lambda status: status.desired_number_scheduled, _tone),
        _count("CURRENT", lambda status: status.current_number_scheduled, _tone),
        _count("READY", lambda status: status.number_ready, _ready_tone),
        Column(
            "WRONG",
            lambda row, _: str(row.problems),
            key=lambda row, _: row.problems,
            tone=lambda row, _: "bad" if row.problems else "dim",
            right=True,
            falls=True,
        ),
        Column(
            "OUTDATED",
            lambda row, _: str(row.outdated),
            key=lambda row, _: row.outdated,
            tone=_warned(lambda row: row.outdated),
            right=True,
            falls=True,
        ),
        Column("STRATEGY", lambda row, _: row.strategy),
        _count("UP-TO-DATE", lambda status: status.updated_number_scheduled, _tone),
        _count("AVAILABLE", lambda status: status.number_available, _tone),
        Column(
            "MISSCHEDULED",
            lambda row, _: str(row.daemon_set.status.number_misscheduled),
            key=lambda row, _: row.daemon_set.status.number_misscheduled,
            tone=_warned(lambda row: row.daemon_set.status.number_misscheduled),
            right=True,
            falls=True,
        ),
        Column("REVISION", lambda row, _: str(row.revision or "?"), key=lambda row, _: row.revision, right=True),
        Column("NODE SELECTOR", lambda row, _: _selector(row.daemon_set.spec.template.spec.node_selector), cut="end"),
        Column("AGE", _age, key=_young, ages=True),
        Column("CONTAINERS", _containers, cut="end", wide=True),
        Column("IMAGES", _images, cut="end", wide=True),
        Column("SELECTOR", lambda row, _: _matching(row.daemon_set.spec.selector), cut="end", wide=True),
    ),
    _key,
    _labels,
    faulty=_faulty,
    tone=_tone,
)
"""The table of DaemonSets: kubectl's columns (printers.go, ``printDaemonSet``), and what is wrong and outdated."""
