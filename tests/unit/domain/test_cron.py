"""Schedules are read as robfig/cron v3 and the API server read them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ktui.domain.cron import Calendar, Interval, ScheduleError, parse_schedule, read_zone


def calendar(text: str) -> Calendar:
    rule, zone = parse_schedule(text)
    assert isinstance(rule, Calendar)
    assert zone is None
    return rule


@pytest.mark.parametrize(
    ("field", "minutes"),
    [
        ("7", {7}),
        ("+5", {5}),
        ("1-4", {1, 2, 3, 4}),
        ("1-10/4", {1, 5, 9}),
        ("50/4", {50, 54, 58}),
        ("5/15", {5, 20, 35, 50}),
        ("*/20", {0, 20, 40}),
        ("*/61", {0}),
        ("?/30", {0, 30}),
        ("1,,15", {1, 15}),
        ("1,", {1}),
        (",", set()),
        ("0-0/2", {0}),
        ("57/1", {57, 58, 59}),
        ("*/9223372036854775807", {0}),
        (f"{'0' * 30}7", {7}),
        ("*-5", set(range(60))),
    ],
)
def test_a_field_holds_the_values_that_it_says(field: str, minutes: set[int]) -> None:
    assert calendar(f"{field} * * * *").minutes == minutes


@pytest.mark.parametrize("blank", ["\t", "\n", "\v", "\x85", "\xa0", "\u2003", "\u3000"])
def test_fields_are_apart_by_what_go_takes_for_a_blank(blank: str) -> None:
    assert calendar(blank.join(("", "5", "*", "*", "*", "*", ""))).minutes == {5}


def test_names_of_months_and_days_are_read_in_any_case_and_in_ranges() -> None:
    rule = calendar("0 0 * JAN-mar Mon-FRI")
    assert rule.months == {1, 2, 3}
    assert rule.weekdays == {1, 2, 3, 4, 5}


@pytest.mark.parametrize(
    ("text", "any_day"),
    [
        ("0 0 13 * 5", False),
        ("0 0 * * 5", True),
        ("0 0 13 * ?", True),
        ("0 0 */1 * 1", True),
        ("0 0 */2 * 1", False),
        ("0 0 */2,* * 1", True),
    ],
)
def test_days_are_joined_by_and_where_one_is_open_and_a_step_above_one_closes_it(text: str, any_day: bool) -> None:
    assert calendar(text).any_day is any_day


@pytest.mark.parametrize(
    ("name", "same_as"),
    [
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
        ("@monthly", "0 0 1 * *"),
        ("@weekly", "0 0 * * 0"),
        ("@daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@hourly", "0 * * * *"),
    ],
)
def test_a_descriptor_is_short_for_five_fields(name: str, same_as: str) -> None:
    assert parse_schedule(name) == parse_schedule(same_as)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("1h", 3600),
        ("1h30m", 5400),
        ("1.5h", 5400),
        (".5h", 1800),
        ("3.m", 180),
        ("90s", 90),
        ("2500ms", 2),
        ("500ms", 1),
        ("0", 1),
        ("-5m", 1),
        ("+2m", 120),
        ("1µs", 1),
        ("2562047h47m16.854775807s", 2**63 // 10**9),
        ("1.1s2.2s3.3s4.4s5.5s6.6s7.7s0.2s", 31),
    ],
)
def test_every_counts_whole_seconds_and_at_least_one(written: str, seconds: int) -> None:
    assert parse_schedule(f"@every {written}")[0] == Interval(timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "empty"),
        ("0 0 * * 7", 8, "above the greatest, 6"),
        ("0 0 * * fri-mon", 8, "runs backwards"),
        ("0 22-2 * * *", 2, "runs backwards"),
        ("0 0 L * *", 4, "is not a number from 1 to 31"),
        ("0 0 * * 1#2", 8, "is not a number from 0 to 6 or one of sun"),
        ("0 0 15W * *", 4, "is not a number"),
        ("H * * * *", 0, "is not a number"),
        ("0 0 0 * * *", 10, "has 5 fields"),
        ("0 0 * *", 7, "has 5 fields"),
        ("*/0 * * * *", 2, "step of 0"),
        ("1-5-9 * * * *", 0, "too many hyphens"),
        ("1/2/3 * * * *", 0, "too many slashes"),
        ("0 0 * january *", 6, "is not a number"),
        ("0 0 0 * *", 4, "below the least, 1"),
        ("0 1,24 * * *", 4, "above the greatest, 23"),
        ("-1 * * * *", 0, "is not a number"),
        ("*/-1 * * * *", 2, "negative"),
        ("99999999999999999999 * * * *", 0, "too great a number"),
        ("@reboot", 0, "no descriptor"),
        ("@Daily", 0, "no descriptor"),
        ("@every", 0, "no descriptor"),
        ("@every 1d", 7, "no duration"),
        ("@every 1h 2m", 7, "no duration"),
        ("@every ", 7, "no duration"),
        ("@every 99999999h", 7, "too long"),
        ("@every 2562047h47m16.854775808s", 7, "too long"),
        (f"@every {'9' * 5000}h", 7, "too long"),
        ("*/9223372036854775808 * * * *", 2, "too great"),
        (f"*/{'9' * 5000} * * * *", 2, "too great"),
        ("CRON_TZ=UTC 0 0 * * *", 5, "use the timeZone field"),
    ],
)
def test_what_the_server_would_refuse_is_refused_with_its_place(text: str, position: int, reason: str) -> None:
    with pytest.raises(ScheduleError, match=reason) as refusal:
        parse_schedule(text)
    assert refusal.value.position == position


@pytest.mark.parametrize("prefix", ["TZ", "CRON_TZ"])
def test_old_objects_may_carry_their_zone_in_the_schedule(prefix: str) -> None:
    assert parse_schedule(f"{prefix}=Europe/Paris  0 2 * * *", zone_allowed=True) == (
        calendar("0 2 * * *"),
        "Europe/Paris",
    )


def test_a_zone_without_a_schedule_is_refused() -> None:
    with pytest.raises(ScheduleError, match="nothing follows"):
        parse_schedule("TZ=UTC", zone_allowed=True)


@pytest.mark.parametrize("name", ["", "Local", "LOCAL", "local", "Mars/Olympus", "../etc/passwd", "/etc/localtime"])
def test_a_zone_that_the_server_cannot_load_is_refused(name: str) -> None:
    with pytest.raises(ScheduleError, match="zone") as refusal:
        read_zone(name)
    assert refusal.value.position is None
