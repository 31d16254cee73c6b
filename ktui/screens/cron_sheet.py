"""The table of CronJobs, and that of the runs of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from ktui.domain.batch import CronJob
from ktui.domain.cron import ScheduleError
from ktui.domain.cron_edits import when
from ktui.domain.cron_history import Outcome, Run
from ktui.domain.cron_runs import next_runs, schedule_of, zone_sign
from ktui.domain.cron_words import words
from ktui.domain.durations import human, spell
from ktui.domain.objects import Key
from ktui.domain.tabular import Column, Sheet, Tone, object_key, object_labels
from ktui.screens.cron_reckoning import CronStanding, state_words
from ktui.widgets.history_strip import sign, strip
from ktui.widgets.progress_bar import bar

BAR = 20
"""Cells of the bar of a run's duration."""


def cron_sheet(reckon: Callable[[CronJob], CronStanding], *, ascii_only: bool) -> Sheet[CronJob]:
    """What the table of CronJobs is.

    Args:
        reckon: what became of a CronJob.
        ascii_only: whether only ASCII may be drawn.
    """

    def runs(cron_job: CronJob, now: datetime) -> str:
        del now
        told = reckon(cron_job).runs
        started = [run for run in told if run.job is not None] if cron_job.spec.suspend else told
        return strip(started, ascii_only=ascii_only)

    def state(cron_job: CronJob, now: datetime) -> str:
        return state_words(cron_job, reckon(cron_job), now)

    def tone(cron_job: CronJob, now: datetime) -> Tone:
        del now
        if reckon(cron_job).serious is not None:
            return "bad"
        return "dim" if cron_job.spec.suspend else ""

    def order(cron_job: CronJob, now: datetime) -> tuple[bool, bool]:
        del now
        return (reckon(cron_job).serious is None, not cron_job.spec.suspend)

    def faulty(cron_job: CronJob, now: datetime) -> bool:
        del now
        return reckon(cron_job).serious is not None

    columns = (
        Column[CronJob]("NAMESPACE", lambda cron_job, _: cron_job.namespace, cut="middle", least=6, stays=True),
        Column[CronJob]("NAME", lambda cron_job, _: cron_job.name, cut="middle", least=16, stays=True),
        Column[CronJob]("SCHEDULE", lambda cron_job, _: cron_job.spec.schedule, cut="end", least=13),
        Column[CronJob]("NEXT", next_words, _next, ages=True, cut="remark", least=14),
        Column[CronJob]("LAST", runs, _last, right=True, ages=True, cut="start", least=8, name="LAST RUNS"),
        Column[CronJob]("STATE", state, order, tone=tone, ages=True, cut="end", least=14),
        Column[CronJob]("ZONE", lambda cron_job, _: zone_sign(cron_job), cut="middle", wide=True),
        Column[CronJob]("IN WORDS", lambda cron_job, _: said(cron_job), cut="end", least=16, wide=True),
        Column[CronJob]("POLICY", lambda cron_job, _: cron_job.spec.concurrency_policy, wide=True),
        Column[CronJob]("KEPT", lambda cron_job, _: kept_words(cron_job), wide=True),
        Column[CronJob]("AGE", _age, _born, wide=True, right=True, ages=True),
    )
    return Sheet("cronjobs", columns, object_key, object_labels, faulty=faulty)


def run_sheet(longest: Callable[[], float], zone: Callable[[], tzinfo], *, ascii_only: bool) -> Sheet[Run]:
    """What the table of the runs of a CronJob is.

    Args:
        longest: how many seconds the longest of them took.
        zone: where its local times are meant.
        ascii_only: whether only ASCII may be drawn.
    """

    def length(run: Run, now: datetime) -> str:
        del now
        if run.took is None:
            return ""
        seconds = run.took.total_seconds()
        return bar(round(seconds), max(1, round(longest())), BAR, ascii_only=ascii_only)

    def became(run: Run, now: datetime) -> str:
        del now
        return f"{sign(run, longest(), ascii_only=ascii_only)} {run.outcome}"

    columns = (
        Column[Run](
            "DUE", lambda run, _: when_due(run, zone()), lambda run, _: run.at.timestamp(), stays=True, falls=True
        ),
        Column[Run]("BECAME", became, tone=_tone),
        Column[Run]("TOOK", lambda run, _: "" if run.took is None else human(run.took), _took, right=True),
        Column[Run]("LENGTH", length, _took, tone=_tone),
        Column[Run]("WHY", lambda run, _: run.why, cut="end", least=20),
        Column[Run]("JOB", lambda run, _: "" if run.job is None else run.job.name, cut="middle"),
    )
    return Sheet("runs", columns, run_key)


def run_key(run: Run) -> Key:
    """What names a run among those of its CronJob."""
    return ("", f"{run.at.timestamp():020.0f} {run.job.name if run.job else ''}")


def when_due(run: Run, zone: tzinfo) -> str:
    """When a run was due, or was started by hand."""
    return f"{run.at.astimezone(zone):%a %m-%d %H:%M}{' by hand' if run.manual else ''}"


def zone_of(cron_job: CronJob) -> tzinfo:
    """Where its local times are meant, as far as that is known."""
    read = schedule_of(cron_job)
    return UTC if isinstance(read, ScheduleError) else read.zone


def said(cron_job: CronJob) -> str:
    """The schedule in words, as far as there are exact ones."""
    read = schedule_of(cron_job)
    return str(read) if isinstance(read, ScheduleError) else words(read.rule)


def kept_words(cron_job: CronJob) -> str:
    """How many of its Jobs are kept."""
    spec = cron_job.spec
    return f"{spec.successful_jobs_history_limit} ok, {spec.failed_jobs_history_limit} failed"


def next_words(cron_job: CronJob, now: datetime) -> str:
    """When it runs next: ``in 5 h 12 min (Tue 02:00 CET)``."""
    if isinstance(schedule_of(cron_job), ScheduleError):
        return "unreadable"
    if cron_job.spec.suspend:
        return "suspended"
    found = next_runs(cron_job, now, 1)
    if not found:
        return "never"
    soon = found[0] - now
    clock = when(found[0]) if soon > timedelta(hours=20) else f"{found[0]:%H:%M %Z}"
    return f"in {spell(soon)} ({clock}{'*' if zone_sign(cron_job).endswith('*') else ''})"


def _next(cron_job: CronJob, now: datetime) -> float | None:
    found = next_runs(cron_job, now, 1)
    return found[0].timestamp() if found else None


def _last(cron_job: CronJob, now: datetime) -> float | None:
    del now
    last = cron_job.status.last_schedule_time
    return None if last is None else -last.timestamp()


def _age(cron_job: CronJob, now: datetime) -> str:
    created = cron_job.metadata.creation_timestamp
    return "" if created is None else human(now - created)


def _born(cron_job: CronJob, now: datetime) -> float | None:
    del now
    created = cron_job.metadata.creation_timestamp
    return None if created is None else -created.timestamp()


def _took(run: Run, now: datetime) -> float | None:
    del now
    return None if run.took is None else run.took.total_seconds()


def _tone(run: Run, now: datetime) -> Tone:
    del now
    tones: dict[Outcome, Tone] = {
        Outcome.SUCCEEDED: "good",
        Outcome.FAILED: "bad",
        Outcome.MISSED: "warn",
        Outcome.SKIPPED: "warn",
        Outcome.REPLACED: "warn",
        Outcome.RUNNING: "accent",
    }
    return tones.get(run.outcome, "dim")
