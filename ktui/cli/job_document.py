"""What ``ktui jobs`` prints: ``docs/cli.md`` describes the JSON, and it is stable.

Fields may be added; none is taken away or changes its meaning within ``ktui/v1``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from ktui.cli.columns import aligned, separated
from ktui.cli.document import DocumentGap, Wire
from ktui.cli.job_inquiry import JobsAnswer
from ktui.domain.batch import Job
from ktui.domain.durations import human
from ktui.domain.job_state import FAILURES, NO_LIMIT, ended
from ktui.domain.job_words import progress_words, state_words
from ktui.domain.progress import Progress

_INKS = {
    "complete": "green", "completing": "green", "running": "cyan", "failed": "red", "failing": "red",
    "waiting": "yellow", "paused": "yellow",
}  # fmt: skip
_STATUS, _STATE = 4, 5
"""The column that tells the state in the table, and in the wide one."""


class DocumentJob(Wire, frozen=True):
    """A Job."""

    namespace: str
    name: str
    type: str
    state: str
    reason: str
    message: str
    total: int | None
    succeeded: int
    failed: int
    active: int
    running: int | None
    """Pods that run; with the three below null where the pods could not be read, or nobody can know."""
    pending: int | None
    backing_off: int | None
    waiting: int | None
    completed_indexes: str
    failed_indexes: str
    retries_used: int
    retries_limit: int
    elapsed_seconds: int | None
    seconds_left: int | None
    seconds_left_low: int | None
    seconds_left_high: int | None
    start_time: str | None
    finish_time: str | None


class DocumentJobs(Wire, frozen=True):
    """The answer of ``ktui jobs``."""

    api_version: str
    kind: str
    context: str
    time: str
    """When it was so: RFC 3339, UTC."""
    complete: bool
    jobs: list[DocumentJob]
    not_found: list[str]
    gaps: list[DocumentGap]


def document(answer: JobsAnswer, *, context: str, now: datetime) -> DocumentJobs:
    """The answer as it is written.

    Args:
        answer: what can be said.
        context: the kubeconfig's context.
        now: when it was so.
    """
    return DocumentJobs(
        api_version="ktui/v1",
        kind="JobList",
        context=context,
        time=stamp(now) or "",
        complete=not answer.gaps,
        jobs=[_job(job, told, now) for job, told in answer.jobs],
        not_found=["/".join(key) for key in answer.absent],
        gaps=[DocumentGap(gap.kind.name, gap.why) for gap in answer.gaps],
    )


def stamp(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, in whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None


def whole(length: timedelta | None) -> int | None:
    """Whole seconds."""
    return None if length is None else int(length.total_seconds())


def _job(job: Job, told: Progress, now: datetime) -> DocumentJob:
    left, pods = told.left, told.pods
    return DocumentJob(
        namespace=job.namespace,
        name=job.name,
        type=told.type,
        state=told.state,
        reason=told.reason,
        message=state_words(job, now),
        total=told.total,
        succeeded=told.succeeded,
        failed=told.failed,
        active=told.active,
        running=pods.running if pods else None,
        pending=pods.pending if pods else None,
        backing_off=pods.backing_off if pods else None,
        waiting=told.waiting if pods else None,
        completed_indexes=str(told.completed_indexes),
        failed_indexes=str(told.failed_indexes or ""),
        retries_used=told.retries_used,
        retries_limit=told.retries_limit,
        elapsed_seconds=whole(told.elapsed),
        seconds_left=whole(left.middle) if left else None,
        seconds_left_low=whole(left.low) if left else None,
        seconds_left_high=whole(left.high) if left else None,
        start_time=stamp(job.status.start_time),
        finish_time=stamp(ended(job)),
    )


def to_csv(found: DocumentJobs) -> str:
    """A header of the JSON's names, and a row for each Job; null is nothing."""
    header = [field.encode_name for field in msgspec.structs.fields(DocumentJob)]
    rows = (["" if value is None else str(value) for value in msgspec.structs.astuple(job)] for job in found.jobs)
    return separated(header, rows)


def to_table(answer: JobsAnswer, now: datetime, *, wide: bool) -> str:
    """A line for each Job, in 80 columns as far as names allow; wide: everything."""
    header = ["NAMESPACE", "NAME", "PROGRESS", "LEFT", "STATUS"]
    if not wide:
        rows = [_row(job, told, now) for job, told in answer.jobs]
        return aligned(header, rows, inks=_INKS, inked=_STATUS) if rows else ""
    more = ["TYPE", "STATE", "ACTIVE", "FAILED", "ELAPSED", "WAITING", "RETRIES", "COMPLETED", "FAILED-INDEXES"]
    more += ["LEFT-SPREAD", "STARTED", "FINISHED"]
    rows = [[*_row(job, told, now)[:_STATUS], *_more(job, told), state_words(job, now)] for job, told in answer.jobs]
    return aligned([*header[:_STATUS], *more, header[_STATUS]], rows, inks=_INKS, inked=_STATE) if rows else ""


def _row(job: Job, told: Progress, now: datetime) -> list[str]:
    left = told.left
    return [job.namespace, job.name, progress_words(job), human(left.middle) if left else "-", _status(job, told, now)]


def _status(job: Job, told: Progress, now: datetime) -> str:
    """The state with what a Job that is not over yet has behind it: ``running, 9m26s so far, 4 failed``."""
    words = [state_words(job, now)]
    if ended(job) is None and told.state not in FAILURES:
        words += [f"{human(told.elapsed)} so far"] if told.elapsed is not None else []
        words += [f"{told.failed:,} failed"] if told.failed else []
    return ", ".join(words)


def _more(job: Job, told: Progress) -> list[str]:
    left = told.left
    return [
        told.type,
        told.state,
        str(told.active),
        str(told.failed),
        human(told.elapsed) if told.elapsed is not None else "-",
        str(told.waiting) if told.pods and told.waiting is not None else "-",
        f"{told.retries_used}/{told.retries_limit if told.retries_limit < NO_LIMIT else '-'}",
        str(told.completed_indexes) or "-",
        str(told.failed_indexes or "") or "-",
        f"{human(left.low)}-{human(left.high)}" if left else "-",
        stamp(job.status.start_time) or "-",
        stamp(ended(job)) or "-",
    ]
