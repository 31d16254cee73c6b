"""The table of Jobs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from ktui.domain.batch import Job
from ktui.domain.durations import human, spell
from ktui.domain.estimate import Estimate
from ktui.domain.job_state import FAILURES, JobState, JobType, elapsed, failed, state_of, succeeded, total, type_of
from ktui.domain.job_words import failed_words, progress_words, retries_words, state_words
from ktui.domain.progress import Progress
from ktui.domain.tabular import Column, Sheet, Tone, object_key, object_labels
from ktui.widgets.progress_bar import bar

BAR = 10
"""Cells of a bar of progress."""
_TONES: dict[JobState, Tone] = {
    JobState.COMPLETE: "good",
    JobState.FAILED: "bad",
    JobState.FAILING: "bad",
    JobState.SUSPENDED: "dim",
    JobState.PAUSED: "warn",
    JobState.TERMINATING: "dim",
    JobState.EXTERNAL: "dim",
    JobState.WAITING: "warn",
}
_PROGRESS_TONES: dict[JobState, Tone] = {
    JobState.RUNNING: "accent",
    JobState.COMPLETE: "dim",
    JobState.SUSPENDED: "dim",
}
_ORDER = tuple(JobState)


def job_sheet(reckon: Callable[[Job], Progress], *, ascii_only: bool) -> Sheet[Job]:
    """What the table of Jobs is.

    Args:
        reckon: how far a Job is.
        ascii_only: whether only ASCII may be drawn.
    """
    columns = (
        Column[Job]("NAMESPACE", lambda job, _: job.namespace, cut="middle", least=6, stays=True),
        Column[Job]("NAME", lambda job, _: job.name, cut="middle", least=20, stays=True),
        Column[Job]("TYPE", _type, wide=True),
        Column[Job]("PROGRESS", partial(_progress, ascii_only), _share, tone=_progress_tone),
        Column[Job]("LEFT", partial(_left, reckon), lambda job, _: _order_of_left(job), right=True, ages=True),
        Column[Job]("STATE", state_words, _order_of_state, tone=_state_tone, ages=True, cut="end", least=20),
        Column[Job]("RUN", lambda job, _: str(job.status.active), lambda job, _: job.status.active, right=True),
        Column[Job](
            "FAIL", lambda job, _: failed_words(job), lambda job, _: failed(job), right=True, tone=_failed_tone
        ),
        Column[Job]("RETRIES", lambda job, _: retries_words(job), wide=True),
        Column[Job]("TOOK", _took, wide=True, right=True, ages=True),
        Column[Job]("OWNER", _owner, wide=True, cut="middle"),
        Column[Job]("AGE", _age, _born, wide=True, right=True, ages=True),
    )
    return Sheet("jobs", columns, object_key, object_labels, faulty=_faulty, tone=_row_tone)


def left_words(job: Job, found: Estimate | None, now: datetime) -> str:
    """How long a Job will go on; ``?`` where it goes on and nobody can know, ``-`` where it does not."""
    if found is not None:
        return spell(found.left(now))
    return "?" if state_of(job) in {JobState.RUNNING, JobState.WAITING} else "-"


def spread_words(found: Estimate, now: datetime) -> str:
    """How sure that is: ``9 min to 25 min``."""
    gone = now - found.at
    low, high = (max(timedelta(), each - gone) for each in (found.low, found.high))
    return f"{spell(low)} to {spell(high)}"


def _type(job: Job, now: datetime) -> str:
    del now
    kind, wanted = type_of(job), total(job)
    return f"{kind} {wanted:,}" if kind in {JobType.INDEXED, JobType.FIXED} and wanted is not None else str(kind)


def _progress(ascii_only: bool, job: Job, now: datetime) -> str:
    del now
    wanted = total(job)
    if wanted is None:
        return f"{job.status.active} workers, {progress_words(job)}"
    return f"{bar(succeeded(job), wanted, BAR, ascii_only=ascii_only)} {progress_words(job)}"


def _share(job: Job, now: datetime) -> float:
    del now
    wanted = total(job)
    return succeeded(job) / wanted if wanted else 1.0 if wanted == 0 else 0.0


def _progress_tone(job: Job, now: datetime) -> Tone:
    del now
    return _PROGRESS_TONES.get(state_of(job), "")


def _failed_tone(job: Job, now: datetime) -> Tone:
    del now
    return "warn" if failed(job) else "dim"


def _left(reckon: Callable[[Job], Progress], job: Job, now: datetime) -> str:
    return left_words(job, reckon(job).left, now)


def _order_of_left(job: Job) -> int | None:
    wanted = total(job)
    return None if wanted is None or state_of(job) is JobState.COMPLETE else wanted - succeeded(job)


def _order_of_state(job: Job, now: datetime) -> int:
    del now
    return _ORDER.index(state_of(job))


def _state_tone(job: Job, now: datetime) -> Tone:
    del now
    return _TONES.get(state_of(job), "")


def _row_tone(job: Job, now: datetime) -> Tone:
    del now
    return "dim" if state_of(job) is JobState.COMPLETE else ""


def _faulty(job: Job, now: datetime) -> bool:
    """A Job that failed, or that loses pods or indexes while it goes on."""
    del now
    return state_of(job) in FAILURES or (failed(job) > 0 and state_of(job) is not JobState.COMPLETE)


def _took(job: Job, now: datetime) -> str:
    took = elapsed(job, now)
    return "" if took is None else human(took)


def _owner(job: Job, now: datetime) -> str:
    del now
    owner = job.metadata.controller
    return f"{owner.kind} {owner.name}" if owner else ""


def _age(job: Job, now: datetime) -> str:
    created = job.metadata.creation_timestamp
    return "" if created is None else human(now - created)


def _born(job: Job, now: datetime) -> float | None:
    del now
    created = job.metadata.creation_timestamp
    return None if created is None else -created.timestamp()
