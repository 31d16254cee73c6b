"""When a CronJob runs next, exactly as its controller computes it.

Source: robfig/cron v3 ``spec.go`` (``SpecSchedule.Next``) and ``constantdelay.go`` (``ConstantDelaySchedule.Next``).
The search walks the same steps as the original, because around changes of the clock the steps decide: a local time that
is skipped does not run, and one that comes twice runs twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from ktui.domain.cron import Calendar, Interval, parse_schedule, read_zone

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - wall-clock times of a zone are naive here, as in Go's time.Date
_YEARS = 5
"""After so many years without a match the controller gives up: the schedule never comes."""


class Schedule:
    """A schedule in its time zone.

    Args:
        text: ``spec.schedule``.
        time_zone: ``spec.timeZone``; ``None`` is the controller manager's own, which is taken as UTC.
        zone_allowed: accept ``TZ=`` and ``CRON_TZ=`` in the text, as in objects of older clusters.

    Raises:
        ScheduleError: the API server would refuse it.
    """

    def __init__(self, text: str, time_zone: str | None = None, *, zone_allowed: bool = False) -> None:
        zone = None if time_zone is None else read_zone(time_zone)
        self.rule, prefix = parse_schedule(text, zone_allowed=zone_allowed)
        self.zone: tzinfo = zone or (read_zone(prefix) if prefix else UTC)
        """Where its local times are meant."""
        self.zone_given = time_zone is not None or prefix is not None
        """False: the zone is the controller manager's, and UTC only by assumption."""

    def next(self, after: datetime) -> datetime | None:
        """The first run strictly after an aware time, in the schedule's zone; ``None``: never.

        For ``@every`` the time is the reference that it counts from: the last run, or the creation.
        """
        start = int((after - datetime.fromtimestamp(0, UTC)) // timedelta(seconds=1))
        try:
            if isinstance(self.rule, Interval):
                return datetime.fromtimestamp(start + self.rule.every // timedelta(seconds=1), self.zone)
            found = _Search(self.rule, self.zone).first(start + 1)
            return None if found is None else datetime.fromtimestamp(found, self.zone)
        except (OverflowError, ValueError):
            return None  # past the last year that a datetime holds

    def runs(self, after: datetime) -> Iterator[datetime]:
        """The runs strictly after an aware time, in their order; endless, or empty if it never runs."""
        run = self.next(after)
        while run is not None:
            yield run
            run = self.next(run)


class _Search:
    """One search for the next match; instants are whole seconds since the epoch.

    Each unit is stepped until it matches. A unit that runs over into the next larger one ends the round, and the search
    starts again from the months.
    """

    def __init__(self, calendar: Calendar, zone: tzinfo) -> None:
        self._calendar = calendar
        self._zone = zone
        self._floored = False

    def first(self, instant: int) -> int | None:
        """The first match at or after an instant; ``None`` if the controller would give up."""
        if not (self._calendar.hours and self._calendar.minutes):
            return None  # a field of nothing but commas: the search would walk through every minute of five years
        self._go(instant)
        last_year = self._local.year + _YEARS
        while self._local.year <= last_year:
            if self._months() and self._days() and self._hours() and self._minutes() and self._seconds():
                return self._at
        return None

    def _go(self, instant: int) -> None:
        self._at = instant
        self._local = _EPOCH + timedelta(seconds=instant + self._offset(instant))

    def _floor(self, start: datetime) -> None:
        # Only once: after that the smaller units are at their beginning, or where a change of the clock put them.
        if not self._floored:
            self._floored = True
            self._go(self._instant(start))

    def _months(self) -> bool:
        while self._local.month not in self._calendar.months:
            self._floor(self._local.replace(day=1, hour=0, minute=0, second=0))
            year, month = divmod(self._local.year * 12 + self._local.month, 12)
            month_later = self._local.replace(year=year, month=month + 1, day=1) + timedelta(days=self._local.day - 1)
            self._go(self._instant(month_later))
            if self._local.month == 1:
                return False
        return True

    def _days(self) -> bool:
        while not self._day_matches():
            self._floor(self._local.replace(hour=0, minute=0, second=0))
            before, today = self._at, self._local
            self._go(self._instant(today + timedelta(days=1)))
            if self._at <= before:
                # A whole day is missing (Pacific/Apia, 2011-12-30). The original never comes out of this.
                self._go(self._instant(today + timedelta(days=2)))
            if self._local.hour > 12:
                self._go(self._at + (24 - self._local.hour) * 3600)
            elif self._local.hour > 0:
                self._go(self._at - self._local.hour * 3600)
            if self._local.day == 1:
                return False
        return True

    def _hours(self) -> bool:
        while self._local.hour not in self._calendar.hours:
            self._floor(self._local.replace(minute=0, second=0))
            self._go(self._at + 3600)
            if self._local.hour == 0:
                return False
        return True

    def _minutes(self) -> bool:
        while self._local.minute not in self._calendar.minutes:
            if not self._floored:
                self._floored = True
                self._go(self._at // 60 * 60)
            self._go(self._at + 60)
            if self._local.minute == 0:
                return False
        return True

    def _seconds(self) -> bool:
        if self._local.second == 0:
            return True
        self._floored = True
        self._go(self._at + 60 - self._local.second)
        return False

    def _day_matches(self) -> bool:
        day = self._local.day in self._calendar.days
        weekday = self._local.isoweekday() % 7 in self._calendar.weekdays
        return (day and weekday) if self._calendar.any_day else (day or weekday)

    def _offset(self, instant: int) -> int:
        offset = datetime.fromtimestamp(instant, self._zone).utcoffset() or timedelta()
        return offset // timedelta(seconds=1)

    def _instant(self, local: datetime) -> int:
        """The instant of a local time, chosen as Go's ``time.Date`` does where there are two or none."""
        as_utc = (local - _EPOCH) // timedelta(seconds=1)
        offset = self._offset(as_utc)
        return as_utc - self._offset(as_utc - offset)
