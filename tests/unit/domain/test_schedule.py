"""The next runs of a schedule are the controller's, changes of the clock included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.cron import Calendar
from ktui.domain.schedule import Schedule

MINUTE = timedelta(minutes=1)
NEW_YORK = "America/New_York"
CHANGING = (
    "Africa/Cairo", "Africa/Casablanca", "America/Asuncion", "America/Havana", "America/Nuuk", "America/New_York",
    "America/Santiago", "America/Sao_Paulo", "America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Gaza",
    "Asia/Jerusalem", "Asia/Tehran", "Atlantic/Azores", "Europe/Chisinau", "Europe/Dublin",
    "Europe/London", "Pacific/Apia", "Pacific/Chatham", "Pacific/Easter",
)  # fmt: skip


def runs(text: str, zone: str, start: str, count: int) -> list[str]:
    after = datetime.fromisoformat(start)
    after = after if after.tzinfo else after.replace(tzinfo=ZoneInfo(zone))
    return [run.isoformat() for run in islice(Schedule(text, zone).runs(after), count)]


def days(*dates: str) -> list[str]:
    return [f"2026-{date}" for date in dates]


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        (
            "30 2 * * *",
            "2026-03-07T00:00",
            ["2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00", "2026-03-10T02:30:00-04:00"],
        ),
        (
            "*/30 1-3 * * *",
            "2026-03-08T00:50",
            [
                "2026-03-08T01:00:00-05:00",
                "2026-03-08T01:30:00-05:00",
                "2026-03-08T03:00:00-04:00",
                "2026-03-08T03:30:00-04:00",
            ],
        ),
        (
            "30 1 * * *",
            "2026-10-31T00:00",
            [
                "2026-10-31T01:30:00-04:00",
                "2026-11-01T01:30:00-04:00",
                "2026-11-01T01:30:00-05:00",
                "2026-11-02T01:30:00-05:00",
            ],
        ),
    ],
)
def test_a_skipped_local_time_does_not_run_and_a_repeated_one_runs_twice(
    text: str, start: str, expected: list[str]
) -> None:
    assert runs(text, NEW_YORK, start, len(expected)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0 0 */2 * 1", days("03-09", "03-11", "03-13", "03-15")),
        ("0 0 */1 * 1", days("03-09", "03-16", "03-23")),
        ("0 0 ? * 1", days("03-09", "03-16", "03-23")),
        ("0 0 13 * 5", days("03-13", "03-20", "03-27", "04-03")),
        ("0 0 1,,15 * *", days("03-15", "04-01", "04-15")),
        ("0 0 29 2 *", ["2028-02-29"]),
        ("@weekly", days("03-08", "03-15")),
        ("@yearly", ["2027-01-01"]),
    ],
)
def test_days_are_the_controllers(text: str, expected: list[str]) -> None:
    assert [run[:10] for run in runs(text, NEW_YORK, "2026-03-07T00:00", len(expected))] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5/15 * * * *", ["00:05", "00:20", "00:35", "00:50"]),
        ("*/61 * * * *", ["01:00", "02:00", "03:00"]),
        ("@hourly", ["01:00", "02:00"]),
        ("@every 90m", ["01:30", "03:00", "04:30"]),
    ],
)
def test_times_are_the_controllers(text: str, expected: list[str]) -> None:
    assert [run[11:16] for run in runs(text, NEW_YORK, "2026-03-07T00:00", len(expected))] == expected


@pytest.mark.parametrize("text", ["0 0 31 2 *", "0 0 30 2 *", ", * * * *", "* , * * *", "* * * , *", "* * , * ,"])
def test_a_schedule_without_a_match_within_five_years_never_runs(text: str) -> None:
    assert Schedule(text).next(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_a_leap_day_further_than_five_years_away_is_given_up_as_the_controller_does() -> None:
    assert Schedule("0 0 29 2 *").next(datetime(2096, 3, 1, tzinfo=UTC)) is None


def test_the_next_run_is_strictly_later_and_fractions_of_a_second_do_not_count() -> None:
    schedule = Schedule("* * * * *")
    at = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
    assert schedule.next(at) == at + timedelta(minutes=1)
    assert schedule.next(at - timedelta(microseconds=1)) == at


def test_a_day_that_a_zone_leaves_out_does_not_hold_the_search_for_ever() -> None:
    # Samoa went from Thursday 29 to Saturday 31 December 2011.
    assert runs("0 0 * * 6", "Pacific/Apia", "2011-12-26T05:00:00+00:00", 1) == ["2011-12-31T00:00:00+14:00"]


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("*/30 1 * * *", ["05T01:00+11:00", "05T01:30+11:00", "05T01:30+10:30", "06T01:00+10:30"]),
        ("0 2 * * *", ["06T02:00+10:30"]),
        ("0 */2 * * *", ["05T00:00+11:00", "05T04:00+10:30"]),
    ],
)
def test_where_clocks_move_by_half_an_hour_the_controllers_own_omission_is_followed(
    text: str, times: list[str]
) -> None:
    # Lord Howe falls back from 02:00 to 01:30. The controller steps by whole hours: 00:00, 01:00, 01:30, 02:30, and so
    # misses 02:00. What it will do is what a user wants to know.
    found = runs(text, "Australia/Lord_Howe", "2026-04-04T23:59:00+11:00", len(times))
    assert [run[8:16] + run[19:] for run in found] == times


def test_a_zone_that_is_not_set_is_utc_by_assumption() -> None:
    assert not Schedule("@daily").zone_given
    assert Schedule("@daily").zone is UTC
    assert Schedule("@daily", "UTC").zone_given
    assert Schedule("CRON_TZ=Asia/Tokyo 0 0 * * *", zone_allowed=True).zone == ZoneInfo("Asia/Tokyo")


def test_the_end_of_the_calendar_is_never_and_no_error() -> None:
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    assert Schedule("0 0 1 1 *").next(last) is None
    assert Schedule("@every 1000h").next(last) is None


def matches(rule: Calendar, local: datetime) -> bool:
    day = local.day in rule.days
    weekday = local.isoweekday() % 7 in rule.weekdays
    return (
        local.minute in rule.minutes
        and local.hour in rule.hours
        and local.month in rule.months
        and ((day and weekday) if rule.any_day else (day or weekday))
    )


def minute_by_minute(schedule: Schedule, start: datetime, minutes: int) -> list[float]:
    """The slow reference: every minute that exists is looked at in the schedule's zone.

    In seconds since the epoch: a repeated local time never equals a time of another zone (PEP 495).
    """
    assert isinstance(schedule.rule, Calendar)
    first = start.replace(second=0, microsecond=0) + timedelta(minutes=1)
    every = (first + timedelta(minutes=n) for n in range(minutes))
    return [minute.timestamp() for minute in every if matches(schedule.rule, minute.astimezone(schedule.zone))]


def changes_of_the_clock(zone: str, year: int) -> list[datetime]:
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=n) for n in range(366 * 24)]
    offsets = [hour.astimezone(ZoneInfo(zone)).utcoffset() for hour in hours]
    return [hours[n] for n in range(1, len(hours)) if offsets[n] != offsets[n - 1]]


@pytest.mark.parametrize("zone", CHANGING)
@pytest.mark.parametrize("text", ["*/30 * * * *", "30 2 * * *", "15 0-3 * * *", "0 */2 * * *", "45 23 * * 0,6"])
def test_around_each_change_of_the_clock_exactly_the_local_times_that_exist_run(zone: str, text: str) -> None:
    schedule = Schedule(text, zone)
    for change in changes_of_the_clock(zone, 2026):
        start = change - timedelta(hours=30)
        expected = minute_by_minute(schedule, start, 60 * 60)
        assert [run.timestamp() for run in islice(schedule.runs(start), len(expected))] == expected


def field(first: int, last: int) -> st.SearchStrategy[str]:
    number = st.integers(first, last)
    spans = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    steps = st.tuples(st.one_of(st.just("*"), number.map(str), spans), st.integers(1, 40)).map(
        lambda p: f"{p[0]}/{p[1]}"
    )
    item = st.one_of(number.map(str), spans, steps)
    return st.one_of(st.just("*"), st.just("?"), st.lists(item, min_size=1, max_size=3).map(",".join))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    text=st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(" ".join),
    zone=st.sampled_from(CHANGING),
    start=st.integers(0, 8 * 365 * 24 * 60),
)
def test_any_schedule_runs_when_a_look_at_every_minute_says_so(text: str, zone: str, start: int) -> None:
    schedule = Schedule(text, zone)
    begin = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=start)
    expected = minute_by_minute(schedule, begin, 3 * 24 * 60)
    end = (begin + timedelta(days=3)).timestamp()
    found = [run.timestamp() for run in islice(schedule.runs(begin), len(expected) + 1)]
    assert [at for at in found if at <= end] == expected


def over_years(schedule: Schedule, start: datetime, days: int) -> list[float]:
    """The slow reference over years: every minute, in quarters of an hour, within which no zone's clock changes now."""
    rule = schedule.rule
    assert isinstance(rule, Calendar)
    found: list[float] = []
    for quarter in range(days * 96):
        at = start + timedelta(minutes=15 * quarter)
        local = at.astimezone(schedule.zone)
        if local.hour in rule.hours and matches(rule, local.replace(minute=min(rule.minutes))):
            found += [at.timestamp() + 60 * more for more in range(15) if local.minute + more in rule.minutes]
    return found


def few(first: int, last: int) -> st.SearchStrategy[str]:
    return st.lists(st.integers(first, last).map(str), min_size=1, max_size=2).map(",".join)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(
    text=st.tuples(few(0, 59), few(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(" ".join),
    zone=st.sampled_from(CHANGING),
)
def test_any_schedule_runs_for_two_years_when_a_look_at_every_minute_says_so(text: str, zone: str) -> None:
    schedule = Schedule(text, zone)
    begin, days = datetime(2025, 6, 1, tzinfo=UTC), 731
    end = (begin + timedelta(days=days)).timestamp()
    found = [run.timestamp() for run in takewhile(lambda run: run.timestamp() < end, schedule.runs(begin - MINUTE))]
    odd = [change.timestamp() for year in (2025, 2026, 2027) for change in skipped_midnights(zone, year)]

    def plain(at: float) -> bool:
        return not any(0 <= at - change < 24 * 3600 for change in odd)

    assert list(filter(plain, found)) == list(filter(plain, over_years(schedule, begin, days)))


def skipped_midnights(zone: str, year: int) -> list[datetime]:
    found = []
    for change in changes_of_the_clock(zone, year):
        before, after = (each.astimezone(ZoneInfo(zone)) for each in (change - timedelta(hours=1), change))
        if before.hour == 23 and after.hour == 1:
            found.append(change)
    return found


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("0 1 * * 4", ["Thu 16 01:00+02:00", "Thu 23 01:00+02:00", "Fri 24 01:00+03:00", "Thu 30 01:00+03:00"]),
        ("0 1 * * 5", ["Fri 17 01:00+02:00", "Fri 01 01:00+03:00"]),
    ],
)
def test_where_midnight_is_skipped_the_controllers_own_mistake_about_the_day_is_followed(
    text: str, times: list[str]
) -> None:
    # Cairo goes from Thursday 23:59 to Friday 01:00. The controller looks at the day at midnight, and there is none.
    found = islice(Schedule(text, "Africa/Cairo").runs(datetime(2026, 4, 14, tzinfo=UTC)), len(times))
    assert [f"{run:%a %d %H:%M}{run.isoformat()[19:]}" for run in found] == times
