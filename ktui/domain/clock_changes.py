"""What changes of the clock do to a schedule, in words for the runs around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from ktui.domain.cron import Calendar
from ktui.domain.schedule import Schedule

_STEP = timedelta(days=7)
_FAR = timedelta(days=400)
_MINUTE = timedelta(minutes=1)
_AROUND = timedelta(hours=4)


@dataclass(frozen=True)
class ClockChange:
    """A zone's clock is put forward or back."""

    at: datetime
    """In UTC: the first moment of the new time."""
    before: timedelta
    """The offset from UTC until then."""
    after: timedelta

    @property
    def words(self) -> str:
        """From when to when: ``on 29 March 2026 the clock goes from 02:00 to 03:00``."""
        old, new = (self.at + offset for offset in (self.before, self.after))
        day = "" if old.date() == new.date() else f" on {new.day} {new:%B}"
        return f"on {old.day} {old:%B %Y} the clock goes from {old:%H:%M} to {new:%H:%M}{day}"


def remarks(schedule: Schedule, after: datetime, runs: Sequence[datetime]) -> tuple[str, ...]:
    """What is odd about runs because the clock changes before or at them.

    Args:
        schedule: the schedule.
        after: from when the runs were looked for.
        runs: runs that follow each other, in the schedule's zone.

    Returns:
        A sentence for each run, ``""`` where nothing is odd. Runs of ``@every`` know no clock.
    """
    if not isinstance(schedule.rule, Calendar):
        return ("",) * len(runs)
    return tuple(
        "; ".join(filter(None, (_remark(schedule, change, run) for change in changes(schedule.zone, before, run))))
        for run, before in zip(runs, [after, *runs], strict=False)
    )


def changes(zone: tzinfo, after: datetime, until: datetime) -> Iterator[ClockChange]:
    """The changes of a zone's clock after a moment, up to another, over at most a year or so."""
    at, end = after.astimezone(UTC), until.astimezone(UTC)
    if end - at > _FAR:
        end = at + _FAR
    while at < end:
        later = end if end - at < _STEP else at + _STEP
        if _offset(zone, at) != _offset(zone, later):
            yield _between(zone, at, later)
        at = later


def _between(zone: tzinfo, earlier: datetime, later: datetime) -> ClockChange:
    before, after = _offset(zone, earlier), _offset(zone, later)
    low, high = int(earlier.timestamp()), int(later.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, datetime.fromtimestamp(middle, UTC)) == before:
            low = middle
        else:
            high = middle
    return ClockChange(datetime.fromtimestamp(high, UTC), before, after)


def _offset(zone: tzinfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()


def _remark(schedule: Schedule, change: ClockChange, run: datetime) -> str:
    rule = schedule.rule
    assert isinstance(rule, Calendar)
    if not _matches(rule, run):
        return f"{change.words}: the controller takes {run:%A} for the day before, and runs"
    skipped = [local for local in _locals(change.before, change.after, change.at) if _matches(rule, local)]
    if skipped:
        verb = ("does not come, and does not run", "do not come, and do not run")[len(skipped) > 1]
        return f"{change.words}: {_listed(skipped)} {verb}"
    left_out = list(_left_out(schedule, change))
    if left_out:
        return f"{change.words}: the controller leaves out {_listed(left_out)}"
    twice = [local for local in _locals(change.after, change.before, change.at) if _matches(rule, local)]
    if twice:
        verb = ("comes twice, and runs twice", "come twice, and run twice")[len(twice) > 1]
        return f"{change.words}: {_listed(twice)} {verb}"
    return ""


def _locals(old: timedelta, new: timedelta, at: datetime) -> Iterator[datetime]:
    """The local minutes between a change's two offsets: those that do not come, or with both swapped, come twice."""
    local, end = at + old, at + new
    while local < end:
        yield local
        local += _MINUTE


def _left_out(schedule: Schedule, change: ClockChange) -> Iterator[datetime]:
    """Local times soon after a change that come and match, and at which the controller's own steps do not stop."""
    rule = schedule.rule
    assert isinstance(rule, Calendar)
    start = change.at - _MINUTE
    runs = set()
    for run in schedule.runs(start):
        if run.astimezone(UTC) >= change.at + _AROUND:
            break
        runs.add(run.astimezone(UTC))
    at = change.at
    while at < change.at + _AROUND:
        local = at + change.after
        if _matches(rule, local) and at not in runs:
            yield local
        at += _MINUTE


def _matches(rule: Calendar, local: datetime) -> bool:
    day, weekday = local.day in rule.days, local.isoweekday() % 7 in rule.weekdays
    return (
        local.minute in rule.minutes
        and local.hour in rule.hours
        and local.month in rule.months
        and ((day and weekday) if rule.any_day else (day or weekday))
    )


def _listed(times: Sequence[datetime]) -> str:
    told = [f"{time:%H:%M}" for time in times[:3]]
    return ", ".join(told) + (f" and {len(times) - 3} more" if len(times) > 3 else "")
