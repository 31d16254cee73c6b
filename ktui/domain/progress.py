"""How far a Job is: its account and what its pods add to it, in one value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.estimate import Estimate, estimate, to_do
from ktui.domain.indexes import Indexes
from ktui.domain.job_backoff import indexes_again, pods_again
from ktui.domain.job_pods import restarts, sorted_out
from ktui.domain.job_state import (
    FINISHED,
    JobState,
    JobType,
    completed_indexes,
    elapsed,
    failed,
    failed_indexes,
    parallelism,
    state_of,
    succeeded,
    total,
    type_of,
    verdict,
)
from ktui.domain.objects import Pod


@dataclass(frozen=True)
class PodProgress:
    """What only the pods of a Job tell."""

    running: int
    pending: int
    """They will run; their node or their images are not there yet."""
    restarts: int
    """How often containers of pods that have not ended were started again."""
    backing_off: int
    """How many are held back until some time has passed since a failure: indexes, or else pods."""
    again: datetime | None
    """When the first of them will be started."""


@dataclass(frozen=True)
class Progress:
    """How far a Job is."""

    type: JobType
    state: JobState
    reason: str
    """The reason of the condition that decides, in the controller's one word; ``""`` if none does."""
    total: int | None
    """How many successes it wants; ``None`` where only the work queue knows."""
    succeeded: int
    failed: int
    """Pods that have failed, whatever came of that."""
    active: int
    """Pods that run or will, as the controller counts them."""
    waiting: int | None
    """How much of the work nobody works at, and nothing holds back; ``None`` where that cannot be known."""
    completed_indexes: Indexes
    failed_indexes: Indexes | None
    """Those that have failed for good; ``None`` where that is not counted."""
    retries_used: int
    retries_limit: int
    """For the Job as a whole: `ktui.domain.job_state.NO_LIMIT` where each index has its own."""
    elapsed: timedelta | None
    left: Estimate | None
    pods: PodProgress | None
    """``None``: the pods are not known."""


def progress(job: Job, pods: Iterable[Pod] | None, now: datetime) -> Progress:
    """Say how far a Job is.

    Args:
        job: the Job.
        pods: its pods; ``None``: they are not known.
        now: the time.
    """
    known = None if pods is None else list(pods)
    told, pause = (None, 0.0) if known is None else _of_pods(job, known, now)
    state = state_of(job)
    ended = verdict(job)
    again = told.restarts if told and job.spec.template.spec.restart_policy == "OnFailure" else 0
    return Progress(
        type=type_of(job),
        state=state,
        reason=ended.reason if ended else "",
        total=total(job),
        succeeded=succeeded(job),
        failed=failed(job),
        active=job.status.active,
        waiting=_waiting(job, told, state),
        completed_indexes=completed_indexes(job),
        failed_indexes=failed_indexes(job),
        retries_used=failed(job) + again,
        retries_limit=job.spec.backoff_limit,
        elapsed=elapsed(job, now),
        left=estimate(job, known, now, pause=pause),
        pods=told,
    )


def _of_pods(job: Job, pods: list[Pod], now: datetime) -> tuple[PodProgress, float]:
    held = sorted_out(pods)
    at_once, single = pods_again(job, held, now), indexes_again(job, held, now)
    again = at_once or min(single.values(), default=None)
    left = to_do(job)
    backing_off = len(single)
    if at_once is not None:
        most = parallelism(job)
        backing_off = max(0, (most if left is None else min(most, left)) - len(held.active))
    told = PodProgress(
        running=len(held.running),
        pending=len(held.pending),
        restarts=restarts(held),
        backing_off=backing_off,
        again=again,
    )
    return told, (at_once - now).total_seconds() if at_once else 0.0


def _waiting(job: Job, told: PodProgress | None, state: JobState) -> int | None:
    left = to_do(job)
    if state in FINISHED:
        return 0
    if left is None:
        return None
    return max(0, left - job.status.active - (told.backing_off if told else 0))
