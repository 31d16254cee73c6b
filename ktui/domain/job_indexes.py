"""What becomes of each index of an Indexed Job, and which of them could be run again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ktui.domain.batch import Job
from ktui.domain.index_states import NONE, IndexState, IndexStates
from ktui.domain.indexes import Indexes
from ktui.domain.job_backoff import indexes_again, pods_again
from ktui.domain.job_pods import index_of, sorted_out
from ktui.domain.job_state import FINISHED, JobType, completed_indexes, failed_indexes, state_of, type_of
from ktui.domain.objects import Pod


@dataclass(frozen=True)
class IndexOutlook:
    """What becomes of each index, as far as the Job and its pods tell."""

    states: IndexStates
    again: Mapping[int, datetime]
    """By index that is held back after a failure, when it will be tried again."""


def index_outlook(job: Job, pods: Iterable[Pod], now: datetime) -> IndexOutlook:
    """The state of every index.

    An index that has failed and is not held back any more waits for its turn, as one does that was never tried; once
    the Job has ended, it has failed.

    Args:
        job: the Job.
        pods: its pods.
        now: the time.
    """
    done, failed, held = completed_indexes(job), failed_indexes(job) or NONE, sorted_out(pods)
    total = job.spec.completions or 0
    tried = {index for pod in held.failed if (index := index_of(pod)) is not None}
    if state_of(job) in FINISHED:
        return IndexOutlook(IndexStates(total, done, failed | (Indexes.of(tried) - done)), {})
    active = {index: IndexState.PENDING for pod in held.pending if (index := index_of(pod)) is not None}
    active |= {index: IndexState.RUNNING for pod in held.running if (index := index_of(pod)) is not None}
    again, at_once = dict(indexes_again(job, held, now)), pods_again(job, held, now)
    if at_once is not None:
        again = {index: at_once for index in tried if index not in active and index not in done}
    backing_off = dict.fromkeys(again, IndexState.BACKING_OFF)
    return IndexOutlook(IndexStates(total, done, failed, backing_off | active), again)


def to_run_again(job: Job) -> Indexes:
    """The indexes to run again: those that failed for good, and once the Job has ended all that are not done."""
    if type_of(job) is not JobType.INDEXED:
        return NONE
    if state_of(job) in FINISHED:
        return Indexes.below(job.spec.completions or 0) - completed_indexes(job)
    return failed_indexes(job) or NONE
