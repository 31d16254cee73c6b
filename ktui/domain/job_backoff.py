"""When the controller will start another pod for what has failed.

Source: kubernetes ``pkg/controller/job/backoff_utils.go`` (``getRemainingTimeForFailuresCount``, ``newBackoffRecord``)
and ``indexed_job_utils.go`` (``getPodsWithDelayedDeletionPerIndex``). The controller keeps its record in memory, from
the pods as they end; this is read from those that are still there, so it can be too short, never too long.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.job_pods import JobPods, failures_before, finished_at, index_of
from ktui.domain.job_state import JobState, by_index, completed_indexes, failed_indexes, state_of
from ktui.domain.objects import Pod

_FIRST, _LONGEST = timedelta(seconds=10), timedelta(minutes=10)
_AT_WORK = frozenset({JobState.RUNNING, JobState.WAITING})


def pods_again(job: Job, pods: JobPods, now: datetime) -> datetime | None:
    """When pods will be started again; ``None``: nothing holds them back, or each index has its own time."""
    if by_index(job) or job.spec.suspend or state_of(job) not in _AT_WORK:
        return None
    successes = [end for end in map(finished_at, pods.succeeded) if end is not None]
    last_success = max(successes, default=None)
    failures = [end for end in map(finished_at, pods.failed) if end is not None]
    if last_success is not None:
        failures = [end for end in failures if end > last_success]
    if not failures:
        return None
    again = max(failures) + delay(len(failures))
    return again if again > now else None


def indexes_again(job: Job, pods: JobPods, now: datetime) -> Mapping[int, datetime]:
    """By index, when it will be tried again, where each index has retries of its own."""
    if not by_index(job) or job.spec.suspend or state_of(job) not in _AT_WORK:
        return {}
    decided = completed_indexes(job) | (failed_indexes(job) or completed_indexes(job))
    taken = {index_of(pod) for pod in (*pods.active, *pods.succeeded)}
    last: dict[int, Pod] = {}
    for pod in pods.failed:
        index = index_of(pod)
        if index is None or index in decided or index in taken:
            continue
        held = last.get(index)
        if held is None or failures_before(pod) > failures_before(held):
            last[index] = pod
    found = {}
    for index, pod in last.items():
        end = finished_at(pod)
        if end is not None and end + delay(failures_before(pod) + 1) > now:
            found[index] = end + delay(failures_before(pod) + 1)
    return found


def delay(failures: int) -> timedelta:
    """How long it waits after so many failures in a row: 10 s, doubled each time, at most 10 min."""
    return min(_FIRST * (1 << min(max(0, failures - 1), 10)), _LONGEST)
