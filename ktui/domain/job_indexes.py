"""What becomes of each index of an Indexed Job, and which of them could be run again."""

from __future__ import annotations

from collections.abc import Iterable

from ktui.domain.batch import Job
from ktui.domain.index_states import NONE, IndexState, IndexStates
from ktui.domain.indexes import Indexes
from ktui.domain.job_pods import index_of
from ktui.domain.job_state import FINISHED, completed_indexes, failed_indexes, state_of
from ktui.domain.objects import Pod


def index_states(job: Job, pods: Iterable[Pod]) -> IndexStates:
    """The state of every index.

    An index whose pod has failed and that has none now is backing off, until the Job has ended: then it has failed.

    Args:
        job: the Job.
        pods: its pods.
    """
    done, failed = completed_indexes(job), failed_indexes(job) or NONE
    active: dict[int, IndexState] = {}
    tried: set[int] = set()
    for pod in pods:
        index, phase = index_of(pod), pod.status.phase
        if index is None:
            continue
        if phase == "Failed":
            tried.add(index)
        elif phase != "Succeeded" and pod.metadata.deletion_timestamp is None:
            active[index] = IndexState.RUNNING if phase == "Running" else IndexState.PENDING
    if state_of(job) in FINISHED:
        return IndexStates(job.spec.completions or 0, done, failed | (Indexes.of(tried) - done))
    for index in tried - active.keys():
        if index not in failed:
            active[index] = IndexState.BACKING_OFF
    return IndexStates(job.spec.completions or 0, done, failed, active)


def to_run_again(job: Job) -> Indexes:
    """The indexes to run again: those that failed for good, and once the Job has ended all that are not done."""
    if state_of(job) in FINISHED:
        return Indexes.below(job.spec.completions or 0) - completed_indexes(job)
    return failed_indexes(job) or NONE
