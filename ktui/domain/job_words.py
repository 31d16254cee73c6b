"""What becomes of a Job, in words short enough for a table."""

from __future__ import annotations

from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.durations import human, spell
from ktui.domain.job_failures import fatal_rule
from ktui.domain.job_state import (
    NO_LIMIT,
    JobState,
    by_index,
    condition,
    deadline,
    deletion,
    elapsed,
    failed,
    failed_indexes,
    state_of,
    succeeded,
    total,
    verdict,
)
from ktui.domain.nouns import counted


def state_words(job: Job, now: datetime) -> str:
    """The state of a Job, why it is so, and what runs out: ``running, fails in 23 min``."""
    state, took = state_of(job), elapsed(job, now)
    match state:
        case JobState.COMPLETE:
            words = "complete" if took is None else f"complete in {human(took)}"
        case JobState.FAILED | JobState.FAILING:
            words = f"{state}: {why_failed(job)}"
        case JobState.SUSPENDED:
            held = condition(job, "Suspended")
            since = held.last_transition_time if held else None
            words = "suspended" if since is None else f"suspended {human(now - since)}"
        case JobState.EXTERNAL:
            words = f"run by {job.spec.managed_by}"
        case JobState.PAUSED:
            words = "paused (parallelism 0)"
        case JobState.COMPLETING if job.status.terminating:
            ending = job.status.terminating
            words = f"completing: {counted(ending, 'pod')} {'is' if ending == 1 else 'are'} still ending"
        case _:
            words = str(state)
    return ", ".join([words, *_running_out(job, now)])


def why_failed(job: Job) -> str:
    """Why a Job has failed, or is failing, in words.

    Source of the reasons: kubernetes ``api/batch/v1/types.go``, ``JobReason...``.
    """
    ended = verdict(job)
    reason = ended.reason if ended else ""
    match reason:
        case "BackoffLimitExceeded" if job.spec.template.spec.restart_policy == "OnFailure":
            # Its pods are gone, and their restarts with them: what is left is the limit that was reached.
            return f"its containers were started again as often as allowed ({job.spec.backoff_limit})"
        case "BackoffLimitExceeded":
            return f"{counted(failed(job), 'failure')}, {_retries(job.spec.backoff_limit)}"
        case "DeadlineExceeded":
            seconds = job.spec.active_deadline_seconds
            return "deadline passed" if seconds is None else f"deadline of {spell(timedelta(seconds=seconds))} passed"
        case "FailedIndexes":
            return counted(len(failed_indexes(job) or ()), "index") + " failed"
        case "MaxFailedIndexesExceeded":
            return f"more than {counted(job.spec.max_failed_indexes or 0, 'index')} failed"
        case "PodFailurePolicy":
            return fatal_rule(job) or "by its pod failure policy"
    return reason or "nobody says why"


def progress_words(job: Job) -> str:
    """How far it is: ``38/64``, ``41 done``."""
    wanted, done = total(job), succeeded(job)
    if wanted is None:
        return f"{done} done"
    return f"{min(done, wanted):,}/{wanted:,}"


def failed_words(job: Job) -> str:
    """How much has failed: pods, or where each index has retries of its own, indexes."""
    if by_index(job):
        lost = failed_indexes(job)
        return f"{len(lost)} idx" if lost else "0"
    return str(failed(job))


def retries_words(job: Job) -> str:
    """How many retries are used, of how many: ``2 of 6``."""
    if by_index(job):
        return f"{job.spec.backoff_limit_per_index} per index"
    limit = job.spec.backoff_limit
    # The last failure of a Job that gives up is not followed by a retry any more.
    return f"{min(failed(job), limit)} of {limit}" if limit < NO_LIMIT else f"{failed(job)}, no limit"


def _running_out(job: Job, now: datetime) -> list[str]:
    """What is counted down: the deadline while it goes on, what is left of it once it is over."""
    ends, goes = deadline(job), deletion(job)
    words = []
    if ends is not None:
        paused = "the deadline still runs: " if state_of(job) is JobState.PAUSED else "fails in "
        words.append(f"{paused}{human(max(timedelta(), ends - now))}")
    if goes is not None:
        words.append(f"deleted in {human(max(timedelta(), goes - now))}")
    return words


def _retries(limit: int) -> str:
    return (counted(limit, "retry") if limit else "no retry") + " allowed"
