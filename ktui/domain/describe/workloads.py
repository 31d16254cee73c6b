"""Deployments, Jobs and CronJobs: how far they are, and what they make."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from ktui.domain import cron_words
from ktui.domain.batch import CronJob, Job
from ktui.domain.cron import ScheduleError
from ktui.domain.cron_runs import next_runs, schedule_of, zone_words
from ktui.domain.decode import decode
from ktui.domain.describe.around import Around
from ktui.domain.describe.blocks import Block, Fact, Note, facts, section
from ktui.domain.describe.daemon_set import strategy, template
from ktui.domain.describe.digging import Raw, dig, moment, number, part, parts, text
from ktui.domain.describe.identity import conditions, head, selector, tail, when
from ktui.domain.job_state import JobState, completed_indexes, failed_indexes, state_of, type_of
from ktui.domain.job_words import failed_words, progress_words, retries_words, state_words

_SOON = 5
"""So many runs are told ahead."""
_TONES = {
    JobState.COMPLETE: "good",
    JobState.FAILED: "bad",
    JobState.FAILING: "bad",
    JobState.SUSPENDED: "warn",
    JobState.PAUSED: "warn",
}
_COUNTERS = (
    ("up to date", "updatedReplicas"),
    ("there", "replicas"),
    ("ready", "readyReplicas"),
    ("available", "availableReplicas"),
)


def describe_deployment(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe a Deployment."""
    spec, status = part(obj, "spec"), part(obj, "status")
    yield from head(obj, around.now)
    wanted = 1 if dig(spec, "replicas") is None else number(spec, "replicas")
    counted = ", ".join(f"{number(status, field)} {name}" for name, field in _COUNTERS)
    short = number(status, "availableReplicas") < wanted
    yield Fact("Replicas", f"{wanted} desired, {counted}", "warn" if short else "good")
    if dig(spec, "paused") is True:
        yield Fact("Paused", "changes of the template are not rolled out", "warn")
    theirs, ours = number(status, "observedGeneration"), number(obj, "metadata", "generation")
    if theirs < ours:
        yield Fact("Not observed", f"the controller has seen generation {theirs}, not yet {ours}", "warn")
    annotations = part(obj, "metadata", "annotations")
    yield from facts(
        (
            ("Revision", text(annotations, "deployment.kubernetes.io/revision")),
            ("Selector", selector(spec, "selector")),
            ("Strategy", strategy(spec, "strategy")),
        )
    )
    yield from conditions(obj, around.now)
    yield from template(part(spec, "template"), around)
    yield from tail(obj, around)


def describe_job(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe a Job."""
    job, now, spec = decode(Job, msgspec.json.encode(obj)), around.now, part(obj, "spec")
    state = state_of(job)
    yield from head(obj, now)
    yield Fact("State", state_words(job, now), _TONES.get(state, ""))
    yield Fact("Type", str(type_of(job)))
    yield Fact("Progress", progress_words(job))
    lost = failed_words(job)
    yield Fact("Failed", f"{lost}; retries used: {retries_words(job)}", "" if lost == "0" else "warn")
    status = job.status
    yield Fact("Pods", f"{status.active} active, {number(obj, 'status', 'ready')} ready")
    done, failed = completed_indexes(job), failed_indexes(job)
    started, ended = moment(obj, "status", "startTime"), moment(obj, "status", "completionTime")
    yield from facts(
        (
            ("Indexes done", str(done)),
            ("Indexes failed", "" if failed is None else str(failed)),
            ("Started", "" if started is None else when(started, now)),
            ("Completed", "" if ended is None else when(ended, now)),
            ("Parallelism", text(spec, "parallelism")),
            ("Completions", text(spec, "completions")),
            ("Deadline", f"{text(spec, 'activeDeadlineSeconds')} s" * ("activeDeadlineSeconds" in spec)),
            ("Deleted after", f"{text(spec, 'ttlSecondsAfterFinished')} s" * ("ttlSecondsAfterFinished" in spec)),
            ("Selector", selector(spec, "selector")),
        )
    )
    yield from section("Pod failure policy", map(_rule, parts(spec, "podFailurePolicy", "rules")))
    yield from conditions(obj, now)
    yield from template(part(spec, "template"), around)
    yield from tail(obj, around)


def _rule(rule: Raw) -> Note:
    codes = part(rule, "onExitCodes")
    if codes:
        values = ", ".join(map(str, dig(codes, "values") or []))
        container = f" of {text(codes, 'containerName')}" if text(codes, "containerName") else ""
        return Note(f"{text(rule, 'action')} on exit codes {text(codes, 'operator').lower()} {values}{container}")
    wanted = ", ".join(f"{text(each, 'type')}={text(each, 'status')}" for each in parts(rule, "onPodConditions"))
    return Note(f"{text(rule, 'action')} on conditions {wanted}")


def describe_cron_job(obj: Raw, around: Around) -> Iterator[Block]:
    """Describe a CronJob."""
    cron_job, now, spec = decode(CronJob, msgspec.json.encode(obj)), around.now, part(obj, "spec")
    schedule = schedule_of(cron_job)
    yield from head(obj, now)
    yield Fact("Schedule", text(spec, "schedule"))
    if isinstance(schedule, ScheduleError):
        yield Fact("Never runs", str(schedule), "bad")
    elif said := cron_words.words(schedule.rule):
        yield Fact("In words", said)
    yield Fact("Time zone", zone_words(cron_job))
    if dig(spec, "suspend") is True:
        yield Fact("Suspended", "it does not run until it is resumed", "warn")
    last, success = moment(obj, "status", "lastScheduleTime"), moment(obj, "status", "lastSuccessfulTime")
    active = ", ".join(text(each, "name") for each in parts(obj, "status", "active"))
    yield from facts(
        (
            ("Last run", "" if last is None else when(last, now)),
            ("Last success", "" if success is None else when(success, now)),
            ("Running now", active),
            ("Concurrency", text(spec, "concurrencyPolicy")),
            ("Start deadline", f"{text(spec, 'startingDeadlineSeconds')} s" * ("startingDeadlineSeconds" in spec)),
            ("Keeps", _kept(spec)),
        )
    )
    runs = [Note(f"{each:%Y-%m-%d %H:%M:%S %Z}, {when(each, now)}") for each in next_runs(cron_job, now, _SOON)]
    yield from section("Next runs", runs)
    job_spec = part(spec, "jobTemplate", "spec")
    limits = facts((field, text(job_spec, field)) for field in sorted(job_spec) if text(job_spec, field))
    yield from section("Job template", [*limits, *template(part(job_spec, "template"), around)])
    yield from tail(obj, around)


def _kept(spec: Raw) -> str:
    good = 3 if dig(spec, "successfulJobsHistoryLimit") is None else number(spec, "successfulJobsHistoryLimit")
    bad = 1 if dig(spec, "failedJobsHistoryLimit") is None else number(spec, "failedJobsHistoryLimit")
    return f"the last {good} that succeeded and {bad} that failed"
