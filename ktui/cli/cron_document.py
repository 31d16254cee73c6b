"""What ``ktui cronjobs`` prints: ``docs/cli.md`` describes the JSON, and it is stable.

Fields may be added; none is taken away or changes its meaning within ``ktui/v1``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from ktui.cli.columns import aligned, separated
from ktui.cli.cron_inquiry import CronJobsAnswer, CronJobTold
from ktui.cli.document import DocumentGap, Wire
from ktui.cli.job_document import stamp, whole
from ktui.domain.cron_history import Outcome, Run
from ktui.domain.cron_runs import zone_sign
from ktui.domain.durations import human

_MARKS = {
    Outcome.SUCCEEDED: "ok", Outcome.FAILED: "FAILED", Outcome.RUNNING: "running", Outcome.DUE: "due",
    Outcome.MISSED: "MISSED", Outcome.SKIPPED: "skipped", Outcome.REPLACED: "replaced", Outcome.SUSPENDED: "-",
    Outcome.UNKNOWN: "?",
}  # fmt: skip


class DocumentRun(Wire, frozen=True):
    """One run that was due."""

    time: str
    outcome: str
    reason: str
    job: str | None
    seconds: int | None
    manual: bool


class DocumentClockChange(Wire, frozen=True):
    """What a change of the clock does to the runs before one of the next."""

    time: str
    message: str


class DocumentWarning(Wire, frozen=True):
    """Something that is wrong."""

    kind: str
    serious: bool
    message: str


class DocumentCronJob(Wire, frozen=True):
    """A CronJob."""

    namespace: str
    name: str
    schedule: str
    words: str
    time_zone: str | None
    """``spec.timeZone``; null: the controller's, which is taken as UTC."""
    suspended: bool
    concurrency_policy: str
    active: list[str]
    last_schedule_time: str | None
    last_success_time: str | None
    next_runs: list[str]
    """RFC 3339, with the offset of the CronJob's zone."""
    clock_changes: list[DocumentClockChange]
    last_runs: list[DocumentRun] | None
    """The oldest first; null where its Jobs could not be read."""
    warnings: list[DocumentWarning]


class DocumentCronJobs(Wire, frozen=True):
    """The answer of ``ktui cronjobs``."""

    api_version: str
    kind: str
    context: str
    time: str
    """When it was so: RFC 3339, UTC."""
    complete: bool
    cron_jobs: list[DocumentCronJob]
    not_found: list[str]
    gaps: list[DocumentGap]


def document(answer: CronJobsAnswer, *, context: str, now: datetime) -> DocumentCronJobs:
    """The answer as it is written.

    Args:
        answer: what can be said.
        context: the kubeconfig's context.
        now: when it was so.
    """
    return DocumentCronJobs(
        api_version="ktui/v1",
        kind="CronJobList",
        context=context,
        time=stamp(now) or "",
        complete=not answer.gaps,
        cron_jobs=[_cron_job(told) for told in answer.cron_jobs],
        not_found=["/".join(key) for key in answer.absent],
        gaps=[DocumentGap(gap.kind.name, gap.why) for gap in answer.gaps],
    )


def _cron_job(told: CronJobTold) -> DocumentCronJob:
    spec, status = told.cron_job.spec, told.cron_job.status
    return DocumentCronJob(
        namespace=told.cron_job.namespace,
        name=told.cron_job.name,
        schedule=spec.schedule,
        words=told.words,
        time_zone=spec.time_zone,
        suspended=spec.suspend,
        concurrency_policy=spec.concurrency_policy,
        active=[each.name for each in status.active],
        last_schedule_time=stamp(status.last_schedule_time),
        last_success_time=stamp(told.success),
        next_runs=[run.isoformat() for run in told.next],
        clock_changes=[
            DocumentClockChange(run.isoformat(), said)
            for run, said in zip(told.next, told.remarks, strict=True)
            if said
        ],
        last_runs=None if told.runs is None else [_run(run) for run in told.runs],
        warnings=[DocumentWarning(each.kind, each.serious, each.message) for each in told.warnings],
    )


def _run(run: Run) -> DocumentRun:
    return DocumentRun(
        time=stamp(run.at) or "",
        outcome=run.outcome,
        reason=run.why,
        job=run.job.name if run.job else None,
        seconds=whole(run.took),
        manual=run.manual,
    )


def to_csv(found: DocumentCronJobs) -> str:
    """A row for each CronJob; what there are several of is joined by ``; ``."""
    header = [field.encode_name for field in msgspec.structs.fields(DocumentCronJob)]
    return separated(header, (list(_fields(each)) for each in found.cron_jobs))


def _fields(found: DocumentCronJob) -> Iterator[str]:
    for value in msgspec.structs.astuple(found):
        if isinstance(value, list):
            yield "; ".join(_short(each) for each in value)
        elif isinstance(value, bool):
            yield str(value).lower()
        else:
            yield "" if value is None else str(value)


def _short(value: object) -> str:
    match value:
        case DocumentRun(time=time, outcome=outcome):
            return f"{time} {outcome}"
        case DocumentClockChange(message=message) | DocumentWarning(message=message):
            return message
    return str(value)


def to_table(answer: CronJobsAnswer, now: datetime, *, wide: bool) -> str:
    """A line for each CronJob; in the wide one with its words, every next run and every warning."""
    header = ["NAMESPACE", "NAME", "SCHEDULE", "ZONE", "NEXT", "LAST", "LAST-SUCCESS"]
    if wide:
        header += ["ACTIVE", "IN-WORDS", "POLICY", "NEXT-IN-YOUR-ZONE"]
    rows = [_row(told, now, wide=wide) for told in answer.cron_jobs]
    return aligned([*header, "WARNINGS"], rows) if rows else ""


def _row(told: CronJobTold, now: datetime, *, wide: bool) -> list[str]:
    spec = told.cron_job.spec
    runs = told.next if wide else told.next[:1]
    row = [
        told.cron_job.namespace,
        told.cron_job.name,
        spec.schedule,
        zone_sign(told.cron_job) or "-",
        ", ".join(f"{run:%Y-%m-%d %H:%M:%S}"[: 19 if run.second else 16] for run in runs) or "never",
        _last(told),
        f"{human(now - told.success)} ago" if told.success else "-",
    ]
    if spec.suspend:
        row[4] = "suspended"
    if wide:
        local = ", ".join(f"{run.astimezone():%Y-%m-%d %H:%M %Z}" for run in runs)
        row += [str(len(told.cron_job.status.active)), told.words or "-", spec.concurrency_policy, local or "-"]
    said = [warning.message for warning in told.warnings] + [remark for remark in told.remarks if remark]
    if not wide and len(said) > 1:
        said = [f"{said[0]} (and {len(said) - 1} more)"]
    return [*row, "; ".join(said) or "-"]


def _last(told: CronJobTold) -> str:
    if told.runs is None:
        return "unknown"
    return " ".join(_MARKS[run.outcome] for run in told.runs) or "-"
