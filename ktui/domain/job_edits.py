"""From a Job and what a user wants of it to the action, or to the sentence that says why there is none.

Sources: kubernetes ``pkg/controller/job/job_controller.go`` (``syncJob``, ``manageJob``) for what suspending and a
parallelism of 0 do, ``pkg/apis/batch/validation/validation.go`` (``ValidateJobSpecUpdate``) for what can be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from ktui.domain.actions import SetJobLimits, SetParallelism, SuspendJob
from ktui.domain.batch import Job
from ktui.domain.durations import spell
from ktui.domain.job_copy import PAUSED_AT, QUEUE_NAME, read_parallelism
from ktui.domain.job_state import FINISHED, deadline, ended, external, state_of
from ktui.domain.nouns import counted

MOST_PARALLEL = 100_000
"""Of an Indexed Job (``maxParallelismForIndexedJob``)."""
MOST_SECONDS = 2**31 - 1
"""What a field of 32 bits holds."""


def finished(job: Job) -> bool:
    """Whether it has completed or failed, and nothing of it will run again."""
    return state_of(job) in FINISHED


def refusal(job: Job | None) -> str:
    """Why nothing of what a Job runs can be changed any more; ``""`` if it can."""
    if job is None:
        return "There is no Job here."
    if job.metadata.deletion_timestamp is not None:
        return f"Job {job.name} is being deleted."
    if finished(job):
        return f"Job {job.name} has finished: nothing of it runs any more. Run it again instead."
    return ""


# ---- to suspend, or a parallelism of 0


def suspend(job: Job, *, on: bool, now: datetime) -> SuspendJob:
    """Suspend a Job, or resume it."""
    remarks = suspending(job, now) if on else resuming(job, now)
    return SuspendJob(
        job.namespace, job.name, job.uid, {"suspend": on}, {"suspend": job.spec.suspend}, remarks=tuple(remarks)
    )


def suspending(job: Job, now: datetime) -> list[str]:
    """What suspending does to this Job, a sentence a line."""
    seconds = job.spec.active_deadline_seconds
    said = [_ended(job.status.active, "not counted as failed")]
    left = _deadline_left(job, now)
    if seconds is not None and left is not None:
        said.append(
            f"Its deadline ({spell(left)} left) stands still; after it is resumed all {spell_seconds(seconds)} run."
        )
    said.append("When it is resumed it starts anew: its elapsed time counts from then.")
    return [*said, *_others(job)]


def resuming(job: Job, now: datetime) -> list[str]:
    """What resuming does to this Job, a sentence a line.

    Older controllers (seen with 1.33.13, not with 1.36.3) keep the start time of a Job that is suspended, and look at
    its deadline before they set it anew.
    """
    seconds, start = job.spec.active_deadline_seconds, job.status.start_time
    said = ["Its pods are created again, and its elapsed time counts from now."]
    if job.spec.parallelism == 0:
        said = ["It stays paused: its parallelism is 0."]
    if seconds is not None and start is not None and start + timedelta(seconds=min(seconds, MOST_SECONDS)) <= now:
        said.append(
            "Its deadline, counted from its first start, has passed, and this cluster's controller may fail it at "
            "once: give it a longer deadline first."
        )
    elif seconds is not None:
        said.append(f"Its deadline of {spell_seconds(seconds)} starts again in full.")
    return [*said, *_others(job)]


def set_parallelism(
    job: Job, parallelism: int, completions: int | None, former: int | None, now: datetime
) -> SetParallelism:
    """Change how many pods run at once.

    Args:
        job: the Job.
        parallelism: how many.
        completions: the new completions of an elastic Indexed Job; None: as they are.
        former: the parallelism that is noted down in the Job from before it was paused.
        now: the time.
    """
    held = job.spec.parallelism
    changes: dict[str, Any] = {"parallelism": parallelism}
    before: dict[str, Any] = {"parallelism": held}
    if completions is not None and completions != job.spec.completions:
        changes["completions"], before["completions"] = completions, job.spec.completions
    annotations: dict[str, str | None] = {}
    if parallelism == 0 and held:
        annotations = {PAUSED_AT: str(held)}
    elif parallelism and former is not None:
        annotations = {PAUSED_AT: None}
    return SetParallelism(
        job.namespace,
        job.name,
        job.uid,
        changes,
        before,
        annotations,
        remarks=tuple(scaling(job, parallelism, completions, now)),
    )


def scaling(job: Job, parallelism: int, completions: int | None, now: datetime) -> list[str]:
    """What another parallelism does to this Job, a sentence a line."""
    active, said = job.status.active, []
    draining = job.spec.completions is None and job.status.succeeded > 0
    if parallelism == 0:
        if draining and active:
            said.append(f"Its {_pods(active, 'goes', 'go')} on: a work queue that has had a success only runs empty.")
        else:
            said.append(_ended(active, "not counted as failed"))
        left = _deadline_left(job, now)
        if left is not None:
            said.append(f"Its deadline runs on: it fails in {spell(left)} with DeadlineExceeded, paused or not.")
        else:
            said.append("It stays started: its elapsed time runs on.")
    elif parallelism < active:
        surplus = active - parallelism
        said.append(_ended(surplus, "not counted as failed"))
    if completions is not None and job.spec.completions is not None and completions < job.spec.completions:
        said.append(f"Indexes from {completions} on are dropped, done or not.")
    if job.spec.suspend:
        said.append("It is suspended: nothing runs before it is resumed.")
    return [*said, *_others(job)]


def difference(job: Job, now: datetime) -> list[str]:
    """How suspending this Job differs from a parallelism of 0, in two lines."""
    left, seconds = _deadline_left(job, now), job.spec.active_deadline_seconds
    if seconds is None or left is None:
        suspended, paused = "its clock starts anew when it is resumed", "its clock runs on"
    else:
        suspended = f"the deadline stops, and {spell_seconds(seconds)} start again in full"
        paused = f"the deadline runs on, and fails it in {spell(left)}"
    draining = job.spec.completions is None and job.status.succeeded > 0 and job.status.active > 0
    ends = _pods(job.status.active, "ends", "end")
    goes_on = "its pods go on" if draining else ends
    return [f"suspend: {ends}; {suspended}.", f"parallelism 0: {goes_on}; {paused}."]


def former_parallelism(job: Job) -> int | None:
    """The parallelism that a paused Job had, if that was noted down."""
    noted = job.metadata.annotations.parallelism_before_pause if job.metadata.annotations else None
    return read_parallelism(noted)


def elastic(job: Job) -> bool:
    """Whether its completions can be changed, together with its parallelism."""
    return job.spec.completion_mode == "Indexed"


def parallelism_fault(job: Job, parallelism: str, completions: str) -> str:
    """Why these numbers cannot be set; ``""`` if they can.

    Args:
        job: the Job.
        parallelism: as it was typed.
        completions: as it was typed; ``""``: as they are.
    """
    most = MOST_PARALLEL if job.spec.completion_mode == "Indexed" else MOST_SECONDS
    fault = _number_fault("parallelism", parallelism, most)
    if fault or not completions.strip():
        return fault
    fault = _number_fault("completions", completions, MOST_SECONDS)
    if fault or int(completions) == job.spec.completions:
        return fault
    if not elastic(job):
        return "completions cannot be changed: only those of an Indexed Job can"
    if int(completions) != int(parallelism):
        return "completions can only be changed together with parallelism, to the same number"
    return ""


# ---- limits

LIMITS: Mapping[str, str] = {
    "backoffLimit": "retries",
    "activeDeadlineSeconds": "deadline in seconds",
    "ttlSecondsAfterFinished": "kept after the end, in seconds",
}
"""The limits of a Job that can be changed, and what they are called."""


def limits_of(job: Job) -> dict[str, int | None]:
    """The limits that a Job has."""
    spec = job.spec
    values = (spec.backoff_limit, spec.active_deadline_seconds, spec.ttl_seconds_after_finished)
    return dict(zip(LIMITS, values, strict=True))


def limits_fault(typed: Mapping[str, str]) -> str:
    """Why these limits cannot be set; ``""`` if they can.

    Args:
        typed: by field, what was typed; ``""``: none.
    """
    for field, name in LIMITS.items():
        text = typed[field].strip()
        if not text and field == "backoffLimit":
            return "retries: a number is needed; 0 is none"
        fault = _number_fault(name, text, MOST_SECONDS) if text else ""
        if fault:
            return fault
    return ""


def set_limits(job: Job, typed: Mapping[str, str], now: datetime) -> SetJobLimits | None:
    """Change limits; None if all are as they were typed.

    Args:
        job: the Job.
        typed: by field, what was typed; it has no `limits_fault`.
        now: the time.
    """
    held = limits_of(job)
    wanted = {field: int(text) if text.strip() else None for field, text in typed.items()}
    changes = {field: value for field, value in wanted.items() if value != held[field]}
    if not changes:
        return None
    before = {field: held[field] for field in changes}
    return SetJobLimits(job.namespace, job.name, job.uid, changes, before, remarks=tuple(limiting(job, changes, now)))


def limiting(job: Job, changes: Mapping[str, int | None], now: datetime) -> list[str]:
    """What other limits do to this Job, a sentence a line."""
    said = []
    over, start = finished(job), job.status.start_time
    seconds, retries, kept = (
        changes.get(field) for field in ("activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished")
    )
    if seconds is not None and not over and start is not None and not job.spec.suspend:
        left = start + timedelta(seconds=seconds) - now
        fails = "It fails at once: it has run for longer." if left <= timedelta() else f"It fails in {spell(left)}."
        said.append(fails)
    if retries is not None and not over and job.status.failed > retries:
        said.append(f"It fails at once: {_pods(job.status.failed, 'has', 'have')} failed already.")
    end = ended(job)
    if kept is not None and end is not None:
        left = end + timedelta(seconds=kept) - now
        said.append("It is deleted at once." if left <= timedelta() else f"It is deleted in {spell(left)}.")
    if over and {"activeDeadlineSeconds", "backoffLimit"} & changes.keys():
        said.append("It has finished: retries and deadline mean nothing any more.")
    return said


# ---- words


def spell_seconds(seconds: int) -> str:
    """A length of time that is given in seconds, in words."""
    return spell(timedelta(seconds=seconds))


def _deadline_left(job: Job, now: datetime) -> timedelta | None:
    """How long its deadline still runs; None if none does."""
    end = deadline(job)
    return None if end is None else max(timedelta(), end - now)


def _others(job: Job) -> list[str]:
    """Who else has a say in it."""
    said = []
    if external(job):
        said.append(f"It is run by {job.spec.managed_by}: what it makes of this is its own affair.")
    if QUEUE_NAME in job.metadata.labels:
        said.append("Kueue decides when it runs, and may undo this.")
    return said


def _ended(active: int, aside: str) -> str:
    if not active:
        return "No pod of it runs now."
    return f"{_pods(active, 'ends', 'end')} now; {aside}."


def _pods(number: int, one_does: str, many_do: str) -> str:
    if not number:
        return f"no pod {one_does}"
    return f"{counted(number, 'pod')} {one_does if number == 1 else many_do}"


def _number_fault(name: str, text: str, most: int) -> str:
    text = text.strip()
    if not (text.isascii() and text.isdigit()):
        return f"{name}: {text or 'nothing'} is no whole number from 0"
    return f"{name}: {most:,} is the most" if len(text) > 12 or int(text) > most else ""
