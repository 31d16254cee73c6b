from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from ktui.demo.schedule import Schedule, UnreadableSchedule

NEW_YORK = "America/New_York"


def runs(text: str, count: int, start: str = "2026-03-07 00:00", zone: str = NEW_YORK) -> list[str]:
    moment = datetime.fromisoformat(start).replace(tzinfo=ZoneInfo(zone))
    schedule = Schedule(text, zone)
    found = []
    for _ in range(count):
        following = schedule.after(moment)
        assert following is not None
        assert following.timestamp() > moment.timestamp()
        moment = following
        found.append(moment.strftime("%m-%d %H:%M%z")[:-2])
    return found


@pytest.mark.parametrize(
    ("text", "start", "expected"),
    [
        ("30 2 * * *", "2026-03-07 00:00", ["03-07 02:30-05", "03-09 02:30-04", "03-10 02:30-04"]),
        (
            "*/30 1-3 * * *",
            "2026-03-08 00:50",
            ["03-08 01:00-05", "03-08 01:30-05", "03-08 03:00-04", "03-08 03:30-04"],
        ),
        ("30 1 * * *", "2026-10-31 00:00", ["10-31 01:30-04", "11-01 01:30-04", "11-01 01:30-05", "11-02 01:30-05"]),
        ("0 0 */2 * 1", "2026-03-07 00:00", ["03-09 00:00-04", "03-11 00:00-04", "03-13 00:00-04", "03-15 00:00-04"]),
        ("0 0 */1 * 1", "2026-03-07 00:00", ["03-09 00:00-04", "03-16 00:00-04", "03-23 00:00-04"]),
        ("0 0 ? * 1", "2026-03-07 00:00", ["03-09 00:00-04", "03-16 00:00-04"]),
        ("0 0 13 * 5", "2026-03-07 00:00", ["03-13 00:00-04", "03-20 00:00-04", "03-27 00:00-04", "04-03 00:00-04"]),
        ("5/15 * * * *", "2026-03-07 00:00", ["03-07 00:05-05", "03-07 00:20-05", "03-07 00:35-05", "03-07 00:50-05"]),
        ("*/61 * * * *", "2026-03-07 00:00", ["03-07 01:00-05", "03-07 02:00-05"]),
        ("0 0 1,,15 * *", "2026-03-07 00:00", ["03-15 00:00-04", "04-01 00:00-04", "04-15 00:00-04"]),
        ("0 0 29 2 *", "2026-03-07 00:00", ["02-29 00:00-05"]),
        ("0 12 * jan-mar MON-fri", "2026-03-31 00:00", ["03-31 12:00-04", "01-01 12:00-05"]),
        ("@daily", "2026-03-07 05:00", ["03-08 00:00-05", "03-09 00:00-04"]),
    ],
)
def test_runs_come_when_robfig_says_so(text, start, expected) -> None:
    assert runs(text, len(expected), start) == expected


def test_what_never_comes_is_told_apart() -> None:
    assert Schedule("0 0 31 2 *").after(datetime(2026, 1, 1, tzinfo=UTC)) is None


def test_every_counts_from_the_reference() -> None:
    start = datetime(2026, 1, 1, 0, 0, 7, tzinfo=UTC)
    assert Schedule("@every 1h30m").after(start) == datetime(2026, 1, 1, 1, 30, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "0 0 * * 7",
        "0 0 * * fri-mon",
        "0 22-2 * * *",
        "0 0 L * *",
        "0 0 * * 1#2",
        "0 0 15W * *",
        "* * * * * *",
        "H * * * *",
        "*/0 * * * *",
        "1-5-9 * * * *",
        "0 0 1 january *",
        "* * * *",
        "@reboot",
        "@every soon",
    ],
)
def test_what_robfig_refuses_is_refused(text) -> None:
    with pytest.raises(UnreadableSchedule):
        Schedule(text)


def test_an_unknown_time_zone_is_refused() -> None:
    with pytest.raises(UnreadableSchedule, match="Nowhere/Land"):
        Schedule("* * * * *", "Nowhere/Land")
