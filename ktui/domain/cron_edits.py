"""From a CronJob and what a user wants of it to the action, and to the words that say what comes of it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, tzinfo
from itertools import islice
from typing import Any

from ktui.domain.actions import RunCronJob, SetSchedule, SuspendCronJob
from ktui.domain.batch import CronJob
from ktui.domain.clock_changes import remarks
from ktui.domain.cron import ScheduleError
from ktui.domain.cron_runs import next_runs
from ktui.domain.cron_words import words
from ktui.domain.durations import spell
from ktui.domain.schedule import Schedule

NEXT = 10
"""So many of the next runs are told."""


def suspend(cron_job: CronJob, *, on: bool, now: datetime) -> SuspendCronJob:
    """Suspend a CronJob, or resume it."""
    going = len(cron_job.status.active)
    if on:
        said = ["No run of it is started any more."]
        if going:
            runs = "The run that it has now goes" if going == 1 else f"The {going} runs that it has now go"
            said.append(f"{runs} on.")
    else:
        said = list(_resuming(cron_job, now))
    return SuspendCronJob(
        cron_job.namespace,
        cron_job.name,
        cron_job.uid,
        {"suspend": on},
        {"suspend": cron_job.spec.suspend},
        remarks=tuple(said),
    )


def _resuming(cron_job: CronJob, now: datetime) -> Iterator[str]:
    """What resuming does: a run that came while it was suspended counts as missed (``mostRecentScheduleTime``)."""
    try:
        schedule = Schedule(cron_job.spec.schedule, cron_job.spec.time_zone, zone_allowed=True)
    except ScheduleError as error:
        yield f"It runs no more than before: {error}"
        return
    last = cron_job.status.last_schedule_time or cron_job.metadata.creation_timestamp
    deadline = cron_job.spec.starting_deadline_seconds
    since = max(last, now - timedelta(seconds=deadline)) if last and deadline is not None else last
    missed = schedule.next(since) if since is not None else None
    if missed is not None and missed <= now:
        yield "A run was due while it was suspended: the latest such is started at once."
    following = schedule.next(now)
    if following is not None:
        yield f"After that it runs next in {spell(following - now)} ({when(following)})."


def schedule_fault(cron_job: CronJob, schedule: str, time_zone: str) -> str:
    """Why the server would refuse a schedule; ``""`` if it would not, and something is changed."""
    try:
        Schedule(schedule, time_zone or None)
    except ScheduleError as error:
        return str(error)
    if (schedule, time_zone or None) == (cron_job.spec.schedule, cron_job.spec.time_zone):
        return "nothing is changed yet"
    return ""


def schedule_lines(schedule: str, time_zone: str, now: datetime, here: tzinfo | None = None) -> tuple[str, ...]:
    """What a schedule means: in words, and its next runs. Nothing of one that cannot be read.

    Args:
        schedule: as it is typed.
        time_zone: as it is typed; ``""``: the controller's.
        now: the time.
        here: the user's own zone.
    """
    try:
        read = Schedule(schedule, time_zone or None)
    except ScheduleError:
        return ()
    return run_lines(read, tuple(islice(read.runs(now), NEXT)), now, here)


def upcoming(cron_job: CronJob, now: datetime, here: tzinfo | None = None) -> tuple[str, ...]:
    """The next runs of a CronJob, a line each."""
    try:
        read = Schedule(cron_job.spec.schedule, cron_job.spec.time_zone, zone_allowed=True)
    except ScheduleError:
        return ()
    if cron_job.spec.suspend:
        return (run_lines(read, (), now)[0], "It is suspended: no run is started.")
    return run_lines(read, next_runs(cron_job, now, NEXT), now, here)


def run_lines(
    schedule: Schedule, runs: tuple[datetime, ...], now: datetime, here: tzinfo | None = None
) -> tuple[str, ...]:
    """A schedule in words, and some runs of it: when in its zone, in the user's, how soon, and what is odd about it."""
    said = words(schedule.rule)
    zone = str(schedule.zone) if schedule.zone_given else "the controller's own zone, taken as UTC"
    lines = [f"{said or 'as written'}, in {zone}"]
    if not runs:
        return (*lines, "It never runs.")
    for run, odd in zip(runs, remarks(schedule, now, runs), strict=True):
        own = run.astimezone(here)
        elsewhere = f", {own:%a %H:%M} here" if own.utcoffset() != run.utcoffset() else ""
        lines.append(f"{run:%a %Y-%m-%d %H:%M %Z}  in {spell(run - now)}{elsewhere}{f': {odd}' if odd else ''}")
    return tuple(lines)


def when(run: datetime) -> str:
    """A run's local time, with the day if that is needed to know it."""
    return f"{run:%a %H:%M %Z}"


def set_schedule(cron_job: CronJob, schedule: str, time_zone: str) -> SetSchedule:
    """Change when a CronJob runs. What the user typed has no `schedule_fault`."""
    wanted = {"schedule": schedule, "timeZone": time_zone or None}
    held = {"schedule": cron_job.spec.schedule, "timeZone": cron_job.spec.time_zone}
    changes = {field: value for field, value in wanted.items() if value != held[field]}
    return SetSchedule(
        cron_job.namespace,
        cron_job.name,
        cron_job.uid,
        changes,
        {field: held[field] for field in changes},
        remarks=("What it has started already goes on.",),
    )


# ---- to run it now


def arguments_of(cron_job: Mapping[str, Any]) -> str:
    """The arguments of the first container of a CronJob's Jobs, as a shell would write them."""
    containers = cron_job["spec"]["jobTemplate"]["spec"]["template"]["spec"].get("containers") or [{}]
    return shlex.join(containers[0].get("args") or [])


def arguments_fault(text: str) -> str:
    """Why a line cannot be read as arguments; ``""`` if it can."""
    try:
        shlex.split(text)
    except ValueError:
        return "arguments: a quotation is not closed"
    return ""


def run_now(cron_job: CronJob, name: str, arguments: str, held: str) -> RunCronJob:
    """Run a CronJob now.

    Args:
        cron_job: the CronJob.
        name: the new Job's.
        arguments: as they were typed; they have no `arguments_fault`.
        held: what `arguments_of` gives.
    """
    changed = tuple(shlex.split(arguments)) if arguments.strip() != held else None
    said = []
    if cron_job.status.active:
        said.append(f"{len(cron_job.status.active)} of its runs go on now; its policy is not asked for this one.")
    if cron_job.spec.suspend:
        said.append("It is suspended, and stays so.")
    return RunCronJob(cron_job.namespace, cron_job.name, cron_job.uid, name, changed, tuple(said))
