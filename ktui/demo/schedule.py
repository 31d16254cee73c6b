"""When a CronJob runs: five fields as robfig/cron reads them, in the CronJob's time zone.

Source: robfig/cron v3 ``parser.go`` (``ParseStandard``), ``spec.go`` (``SpecSchedule.Next``), ``constantdelay.go``.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from ktui.demo.durations import seconds

_MONTHS = {
    name: n + 1
    for n, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
_DAYS = {name: n for n, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_HORIZON = 5 * 366
"""Days after which the search gives up: the schedule never comes."""


class UnreadableSchedule(ValueError):
    """The text is no schedule."""


class _Field(NamedTuple):
    allowed: frozenset[int]
    star: bool


class Schedule:
    """A schedule in its time zone.

    Args:
        text: five fields or a descriptor.
        zone: an IANA name; None is the zone of the controller, which here is UTC.

    Raises:
        UnreadableSchedule: the text is no schedule, or the zone is not known.
    """

    def __init__(self, text: str, zone: str | None = None) -> None:
        try:
            self._zone = ZoneInfo(zone or "UTC")
        except (KeyError, ValueError, OSError) as error:
            raise UnreadableSchedule(f"unknown time zone {zone}") from error
        self._every = 0.0
        if text.startswith("@every "):
            try:
                self._every = float(max(1, int(seconds(text.removeprefix("@every ")))))
            except ValueError as error:
                raise UnreadableSchedule(f"failed to parse duration {text}") from error
            return
        if text.startswith("@"):
            if text not in _DESCRIPTORS:
                raise UnreadableSchedule(f"unrecognized descriptor: {text}")
            text = _DESCRIPTORS[text]
        fields = text.split()
        if len(fields) != 5:
            raise UnreadableSchedule(f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]")
        self._minutes = sorted(_field(fields[0], 0, 59).allowed)
        self._hours = sorted(_field(fields[1], 0, 23).allowed)
        self._month_days = _field(fields[2], 1, 31)
        self._months = _field(fields[3], 1, 12, _MONTHS).allowed
        self._week_days = _field(fields[4], 0, 6, _DAYS)

    def after(self, moment: datetime) -> datetime | None:
        """The first run strictly after a moment, in the schedule's zone; None when none comes within five years."""
        if self._every:
            return moment.replace(microsecond=0) + timedelta(seconds=self._every)
        local = moment.astimezone(self._zone)
        for offset in range(_HORIZON):
            day = local.date() + timedelta(days=offset)
            if not self._day_matches(day):
                continue
            run = self._first_on(day, moment, local if offset == 0 else None)
            if run is not None:
                return run.astimezone(self._zone)
        return None

    def _first_on(self, day: date, moment: datetime, local: datetime | None) -> datetime | None:
        """The first run of a day after a moment; its local form is given if it is of that day."""
        begin = datetime(day.year, day.month, day.day, tzinfo=self._zone)
        end = begin + timedelta(days=1)
        if begin.utcoffset() != end.utcoffset():
            # The clocks are changed on this day: every run of it is looked at.
            return min((run for run in self._runs_on(day) if run > moment), default=None)
        for hour in self._hours:
            if local is not None and hour < local.hour:
                continue
            for minute in self._minutes:
                if local is None or (hour, minute) > (local.hour, local.minute):
                    return begin.replace(hour=hour, minute=minute)
        return None

    def _day_matches(self, day: date) -> bool:
        if day.month not in self._months:
            return False
        month_day = day.day in self._month_days.allowed
        week_day = day.isoweekday() % 7 in self._week_days.allowed
        if self._month_days.star or self._week_days.star:
            return month_day and week_day
        return month_day or week_day

    def _runs_on(self, day: date) -> Iterator[datetime]:
        # A local time that the clocks skip has no run; one that they repeat has two.
        for hour in self._hours:
            for minute in self._minutes:
                for fold in (0, 1):
                    local = datetime(day.year, day.month, day.day, hour, minute, fold=fold, tzinfo=self._zone)
                    run = local.astimezone(UTC)
                    back = run.astimezone(self._zone)
                    if back.replace(tzinfo=None) == local.replace(tzinfo=None) and back.fold == fold:
                        yield run


def _field(text: str, low: int, high: int, names: dict[str, int] | None = None) -> _Field:
    allowed: set[int] = set()
    star = False
    for item in text.split(","):
        if not item:
            continue
        values, starred = _item(item, low, high, names or {})
        allowed |= values
        star |= starred
    return _Field(frozenset(allowed), star)


def _item(text: str, low: int, high: int, names: dict[str, int]) -> tuple[set[int], bool]:
    pieces = text.split("/")
    bounds = pieces[0].split("-")
    if len(pieces) > 2 or len(bounds) > 2:
        raise UnreadableSchedule(f"too many slashes or hyphens: {text}")
    star = bounds[0] in {"*", "?"}
    if star:
        if len(bounds) > 1:
            raise UnreadableSchedule(f"a star has no range: {text}")
        first, last = low, high
    else:
        first = _number(bounds[0], names)
        last = _number(bounds[-1], names)
    step = 1
    if len(pieces) == 2:
        step = _number(pieces[1], {})
        if not star and len(bounds) == 1:
            last = high
        star = star and step <= 1
    if first < low:
        raise UnreadableSchedule(f"beginning of range ({first}) below minimum ({low}): {text}")
    if last > high:
        raise UnreadableSchedule(f"end of range ({last}) above maximum ({high}): {text}")
    if first > last:
        raise UnreadableSchedule(f"beginning of range ({first}) beyond end of range ({last}): {text}")
    if step == 0:
        raise UnreadableSchedule(f"step of range should be a positive number: {text}")
    return set(range(first, last + 1, step)), star


def _number(text: str, names: dict[str, int]) -> int:
    if text.lower() in names:
        return names[text.lower()]
    if not re.fullmatch(r"\+?[0-9]+", text):
        raise UnreadableSchedule(f"failed to parse int from {text}")
    return int(text)
