"""What a Job is, how far it is and since when: read from the Job alone, as its controller wrote it.

Source: kubernetes ``pkg/controller/job/job_controller.go`` and ``pkg/apis/batch/types.go``; what kubectl prints of it
is ``printJob`` of ``pkg/printers/internalversion/printers.go``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ktui.domain.batch import Job
from ktui.domain.indexes import Indexes
from ktui.domain.objects import Condition

JOB_CONTROLLER = "kubernetes.io/job-controller"
NO_LIMIT = 2**31 - 1
"""The ``backoffLimit`` that the API server sets where failures are counted by index."""


class JobType(StrEnum):
    """How a Job counts its work."""

    INDEXED = "indexed"
    QUEUE = "queue"
    """A work queue: done when one pod has succeeded and none is left. How much work there is, only it knows."""
    SINGLE = "single"
    FIXED = "fixed"


class JobState(StrEnum):
    """What becomes of a Job. In the order in which they are asked for: the first that applies counts."""

    COMPLETE = "complete"
    FAILED = "failed"
    TERMINATING = "terminating"
    SUSPENDED = "suspended"
    FAILING = "failing"
    """It has come to nothing; its last pods are ending."""
    COMPLETING = "completing"
    """It has succeeded; its last pods are ending."""
    EXTERNAL = "external"
    """Another than the Job controller looks after it."""
    PAUSED = "paused"
    """Its parallelism is 0."""
    WAITING = "waiting"
    """No pod is active."""
    RUNNING = "running"


FINISHED = frozenset({JobState.COMPLETE, JobState.FAILED})
FAILURES = frozenset({JobState.FAILED, JobState.FAILING})


def type_of(job: Job) -> JobType:
    """How it counts its work."""
    if job.spec.completion_mode == "Indexed":
        return JobType.INDEXED
    if job.spec.completions is None:
        return JobType.QUEUE
    return JobType.SINGLE if job.spec.completions == 1 and parallelism(job) <= 1 else JobType.FIXED


def state_of(job: Job) -> JobState:
    """What becomes of it."""
    if condition(job, "Complete"):
        return JobState.COMPLETE
    if condition(job, "Failed"):
        return JobState.FAILED
    if job.metadata.deletion_timestamp is not None:
        return JobState.TERMINATING
    if condition(job, "Suspended"):
        return JobState.SUSPENDED
    if condition(job, "FailureTarget"):
        return JobState.FAILING
    if condition(job, "SuccessCriteriaMet"):
        return JobState.COMPLETING
    if external(job):
        return JobState.EXTERNAL
    if parallelism(job) == 0:
        return JobState.PAUSED
    return JobState.RUNNING if job.status.active else JobState.WAITING


def condition(job: Job, kind: str) -> Condition | None:
    """Its condition of that type, if it holds."""
    for each in job.status.conditions:
        if each.type == kind and each.status == "True":
            return each
    return None


def verdict(job: Job) -> Condition | None:
    """The condition that says how it ended or is ending, the final one first."""
    for kind in ("Complete", "Failed", "FailureTarget", "SuccessCriteriaMet"):
        found = condition(job, kind)
        if found is not None:
            return found
    return None


def external(job: Job) -> bool:
    """Whether another than the Job controller looks after it."""
    return job.spec.managed_by not in {"", JOB_CONTROLLER}


def by_index(job: Job) -> bool:
    """Whether each index has retries of its own."""
    return job.spec.completion_mode == "Indexed" and job.spec.backoff_limit_per_index is not None


def parallelism(job: Job) -> int:
    """How many pods it may have at once."""
    return 1 if job.spec.parallelism is None else job.spec.parallelism


def total(job: Job) -> int | None:
    """How many successes it wants; ``None`` if that is not known, as of a work queue."""
    return job.spec.completions


def succeeded(job: Job) -> int:
    """How many pods, or indexes, have succeeded, with those that the controller has not counted yet.

    It can become less: an Indexed Job that is made smaller loses indexes.
    """
    uncounted = job.status.uncounted_terminated_pods
    if uncounted is None or job.spec.completion_mode == "Indexed":
        return job.status.succeeded
    return job.status.succeeded + len(uncounted.succeeded)


def failed(job: Job) -> int:
    """How many pods have failed, with those that the controller has not counted yet."""
    uncounted = job.status.uncounted_terminated_pods
    return job.status.failed + (len(uncounted.failed) if uncounted else 0)


def completed_indexes(job: Job) -> Indexes:
    """The indexes that have succeeded."""
    return Indexes.read(job.status.completed_indexes, job.spec.completions or 0)


def failed_indexes(job: Job) -> Indexes | None:
    """The indexes that have failed for good; ``None`` where that is not counted."""
    text = job.status.failed_indexes
    return None if text is None else Indexes.read(text, job.spec.completions or 0)


def ended(job: Job) -> datetime | None:
    """When it completed or failed. A Job that failed has no ``completionTime``; its condition says when."""
    failure = condition(job, "Failed")
    if failure is not None:
        return failure.last_transition_time
    done = condition(job, "Complete")
    if done is None:
        return None
    return job.status.completion_time or done.last_transition_time


def elapsed(job: Job, now: datetime) -> timedelta | None:
    """How long it took, or has taken until now; ``None`` before it starts.

    kubectl's DURATION goes on for ever for a Job that failed; this ends with it.
    """
    start = job.status.start_time
    if start is None:
        return None
    end = job.status.completion_time or ended(job) or now
    return max(end - start, timedelta())


def deadline(job: Job) -> datetime | None:
    """When ``activeDeadlineSeconds`` ends it; ``None`` if it has none, has finished, or its time does not run."""
    start, seconds = job.status.start_time, job.spec.active_deadline_seconds
    if start is None or seconds is None or job.spec.suspend or verdict(job) is not None or external(job):
        return None
    return _later(start, seconds)


def deletion(job: Job) -> datetime | None:
    """When ``ttlSecondsAfterFinished`` has it deleted; ``None`` if never, or not yet known."""
    seconds, final = job.spec.ttl_seconds_after_finished, condition(job, "Failed") or condition(job, "Complete")
    if seconds is None or final is None or final.last_transition_time is None:
        return None
    return _later(final.last_transition_time, seconds)


def _later(moment: datetime, seconds: int) -> datetime | None:
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:  # a limit of 2^62 seconds is none
        return None
