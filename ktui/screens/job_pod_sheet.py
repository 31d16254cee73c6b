"""The pods of one Job on a time line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from ktui.domain.durations import human
from ktui.domain.job_failures import failures, grouped
from ktui.domain.job_pods import finished_at, index_of, started_at
from ktui.domain.objects import Pod
from ktui.domain.pods import deleting
from ktui.domain.tabular import Column, Sheet, Tone, object_key, object_labels
from ktui.widgets.progress_bar import stretch

LINE = 30
"""Cells of the time line."""
Span = tuple[datetime, datetime]
"""From when to when the time line goes."""


def job_pod_sheet(span: Callable[[datetime], Span], *, indexed: bool, ascii_only: bool) -> Sheet[Pod]:
    """What the table of a Job's pods is.

    Args:
        span: from when to when the time line goes, at a time.
        indexed: whether its pods have an index.
        ascii_only: whether only ASCII may be drawn.
    """
    columns = (
        *((Column[Pod]("INDEX", _index, lambda pod, _: index_of(pod), right=True, stays=True),) if indexed else ()),
        Column[Pod]("POD", lambda pod, _: pod.name, cut="middle", stays=True),
        Column[Pod]("STATE", _state, tone=_tone),
        Column[Pod]("WHEN", partial(_life, span, ascii_only), _born, tone=_tone, ages=True),
        Column[Pod]("TOOK", _took, right=True, ages=True),
        Column[Pod]("NODE", lambda pod, _: pod.spec.node_name, cut="middle"),
    )
    return Sheet("job-pods", columns, object_key, object_labels, faulty=_faulty)


def life_of(pod: Pod, now: datetime) -> Span | None:
    """From when to when a pod worked, until now if it still does; None before it does."""
    start = started_at(pod) or pod.metadata.creation_timestamp
    if start is None:
        return None
    end = finished_at(pod) if pod.status.phase in {"Succeeded", "Failed"} else None
    return start, max(start, end or now)


def _index(pod: Pod, now: datetime) -> str:
    del now
    index = index_of(pod)
    return "" if index is None else str(index)


def _state(pod: Pod, now: datetime) -> str:
    del now
    if pod.status.phase == "Failed":
        return next((group.words for group in grouped(failures([pod]))), "failed")
    return "ending" if deleting(pod) else pod.status.phase.lower() or "new"


def _life(span: Callable[[datetime], Span], ascii_only: bool, pod: Pod, now: datetime) -> str:
    lived = life_of(pod, now)
    begin, end = span(now)
    whole = max(1.0, (end - begin).total_seconds())
    if lived is None:
        return ""
    first, last = ((each - begin).total_seconds() / whole for each in lived)
    return stretch(max(0.0, first), min(1.0, last), LINE, ascii_only=ascii_only)


def _born(pod: Pod, now: datetime) -> float | None:
    del now
    start = started_at(pod) or pod.metadata.creation_timestamp
    return None if start is None else start.timestamp()


def _took(pod: Pod, now: datetime) -> str:
    lived = life_of(pod, now)
    return "" if lived is None else human(max(timedelta(), lived[1] - lived[0]))


def _tone(pod: Pod, now: datetime) -> Tone:
    del now
    tones: dict[str, Tone] = {"Succeeded": "good", "Failed": "bad", "Running": "accent", "Pending": "warn"}
    return tones.get(pod.status.phase, "")


def _faulty(pod: Pod, now: datetime) -> bool:
    del now
    return pod.status.phase == "Failed"
