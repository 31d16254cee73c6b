"""A CronJob's schedule in words: exact, or nothing.

What is said holds of the schedule's own clock; what a change of the clock does to it is said with the runs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from ktui.domain.cron import Calendar, Interval
from ktui.domain.nouns import several

_MOST = 6
"""More values than that are no help in a sentence."""
_DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_ALL_MINUTES, _ALL_HOURS = frozenset(range(60)), frozenset(range(24))
_ALL_DAYS, _ALL_MONTHS, _ALL_WEEKDAYS = frozenset(range(1, 32)), frozenset(range(1, 13)), frozenset(range(7))


def words(rule: Calendar | Interval) -> str:
    """The schedule in words; ``""`` where they would be longer than a sentence, or not exact."""
    if isinstance(rule, Interval):
        return f"every {_length(rule.every)}, counted from the last run"
    if not all((rule.minutes, rule.hours, rule.months)) or not (rule.days or rule.weekdays):
        return ""
    if rule.any_day and not (rule.days and rule.weekdays):
        return ""
    times, days, months = _times(rule), _which_days(rule), _which_months(rule)
    if not times or days is None:
        return ""
    if not days and times[:3] == "at " and times[3].isdigit():
        times = f"every day {times}"
    return ", ".join(part for part in (times, days, months) if part)


def _times(rule: Calendar) -> str:
    minutes, hours = sorted(rule.minutes), sorted(rule.hours)
    if len(minutes) * len(hours) <= _MOST:
        return "at " + _listed([f"{hour:02}:{minute:02}" for hour in hours for minute in minutes])
    step, often = _step(minutes, 60), ""
    if rule.minutes == _ALL_MINUTES:
        often = "every minute"
    elif step and len(minutes) > 1:
        often = f"every {step} minutes"
    elif len(minutes) == 1:
        often = "every hour" if minutes == [0] else f"at minute {minutes[0]} of every hour"
    elif len(minutes) <= _MOST:
        often = f"at minutes {_listed(minutes)} of every hour"
    if not often:
        return ""
    if rule.hours == _ALL_HOURS:
        return often
    every = _step(hours, 24)
    if every and len(minutes) == 1:
        return f"every {every} hours from 00:{minutes[0]:02}"
    spans = _spans(hours)
    if len(spans) > 2:
        return ""
    during = _listed([f"from {first:02}:{minutes[0]:02} to {last:02}:{minutes[-1]:02}" for first, last in spans])
    return f"{often} {during}"


def _which_days(rule: Calendar) -> str | None:
    """On which days; ``""``: on all, ``None``: not to be said."""
    all_days, all_weekdays = rule.days == _ALL_DAYS, rule.weekdays == _ALL_WEEKDAYS
    if not rule.any_day and (all_days or all_weekdays):
        return ""  # either will do, and one always does
    if all_days and all_weekdays:
        return ""
    in_week = _weekdays(rule.weekdays) if rule.weekdays and not all_weekdays else ""
    in_month = _days_of_month(rule.days) if rule.days and not all_days else ""
    if in_month is None:
        return None
    return f"{in_month} and {in_week} besides" if in_month and in_week else in_month or in_week


def _days_of_month(days: Collection[int]) -> str | None:
    spans = _spans(sorted(days))
    if len(days) <= _MOST or len(spans) <= 2:
        parts = [f"{first}" if first == last else f"{first} to {last}" for first, last in spans]
        if len(days) <= _MOST and any(last - first == 1 for first, last in spans):
            parts = [str(day) for day in sorted(days)]
        return f"on {several(len(days), 'day')} {_listed(parts)} of the month"
    return {
        tuple(range(1, 32, 2)): "on odd days of the month",
        tuple(range(2, 31, 2)): "on even days of the month",
    }.get(tuple(sorted(days)))


def _weekdays(weekdays: Collection[int]) -> str:
    if set(weekdays) == {0, 6}:
        return "on Saturdays and Sundays"
    return "on " + _listed(_named(sorted(weekdays), _DAYS, 0, "s"))


def _which_months(rule: Calendar) -> str:
    if rule.months == _ALL_MONTHS:
        return ""
    return "in " + _listed(_named(sorted(rule.months), _MONTHS, 1))


def _named(values: Sequence[int], names: Sequence[str], first: int, ending: str = "") -> list[str]:
    parts = []
    for low, high in _spans(values):
        if high - low > 1:
            parts.append(f"{names[low - first]}{ending} to {names[high - first]}{ending}")
        else:
            parts += [names[value - first] + ending for value in range(low, high + 1)]
    return parts


def _spans(values: Sequence[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for value in values:
        if spans and spans[-1][1] == value - 1:
            spans[-1] = (spans[-1][0], value)
        else:
            spans.append((value, value))
    return spans


def _step(values: Sequence[int], whole: int) -> int:
    """The step, if they are every so many from 0 and the next round goes on with it; else 0."""
    step = values[1] - values[0] if len(values) > 1 else 0
    return step if step > 1 and whole % step == 0 and list(values) == list(range(0, whole, step)) else 0


def _listed(parts: Sequence[object]) -> str:
    told = [str(part) for part in parts]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} and {told[-1]}"


def _length(length: timedelta) -> str:
    seconds = length // timedelta(seconds=1)
    parts = [(seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number)
