"""What changes of the clock do to a schedule is said with the runs about them."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest

from ktui.domain.clock_changes import changes, remarks
from ktui.domain.schedule import Schedule


def said(text, zone, start, count=3):
    schedule, after = Schedule(text, zone), datetime.fromisoformat(start)
    return list(remarks(schedule, after, list(islice(schedule.runs(after), count))))


@pytest.mark.parametrize(
    ("text", "zone", "start", "words"),
    [
        (
            "30 2 * * *", "America/New_York", "2026-03-07T00:00-05:00",
            ["", "on 8 March 2026 the clock goes from 02:00 to 03:00: 02:30 does not come, and does not run", ""],
        ),
        (
            "30 1 * * *", "America/New_York", "2026-10-31T12:00-04:00",
            ["", "on 1 November 2026 the clock goes from 02:00 to 01:00: 01:30 comes twice, and runs twice", ""],
        ),
        (
            "*/10 * * * *", "Europe/Berlin", "2026-10-25T00:45+00:00",
            ["", ("on 25 October 2026 the clock goes from 03:00 to 02:00: "
             "02:00, 02:10, 02:20 and 3 more come twice, and run twice"), ""],
        ),
        (
            "*/20 0 * * *", "America/Santiago", "2026-09-05T00:45-04:00",
            [("on 6 September 2026 the clock goes from 00:00 to 01:00: "
             "00:00, 00:20, 00:40 do not come, and do not run"), "", ""],
        ),
        (
            "0 2 * * *", "Australia/Lord_Howe", "2026-04-04T00:00+11:00",
            ["", "on 5 April 2026 the clock goes from 02:00 to 01:30: the controller leaves out 02:00", ""],
        ),
        (
            "30 2 29 3 *", "Europe/Berlin", "2025-06-01T00:00+00:00",
            ["on 29 March 2026 the clock goes from 02:00 to 03:00: 02:30 does not come, and does not run", "", ""],
        ),
        (
            "0 1 * * 4", "Africa/Cairo", "2026-04-20T00:00+02:00",
            ["", ("on 24 April 2026 the clock goes from 00:00 to 01:00: "
                  "the controller takes Friday for the day before, and runs"), ""],
        ),
        (
            "0 1 * * 5", "Africa/Cairo", "2026-04-20T00:00+02:00",
            ["on 24 April 2026 the clock goes from 00:00 to 01:00: the controller leaves out 01:00", "", ""],
        ),
        ("0 12 * * *", "Europe/Berlin", "2026-03-28T00:00+00:00", ["", "", ""]),
        ("0 12 * * *", "UTC", "2026-03-28T00:00+00:00", ["", "", ""]),
        ("@every 1h", "Europe/Berlin", "2026-03-29T00:30+00:00", ["", "", ""]),
    ],
)  # fmt: skip
def test_runs_that_a_clock_leaves_out_or_repeats_are_remarked_on(text, zone, start, words):
    assert said(text, zone, start) == words


def test_a_change_over_midnight_names_both_days():
    (change,) = changes(
        ZoneInfo("America/Havana"), datetime(2026, 10, 30, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    )
    assert change.words == "on 1 November 2026 the clock goes from 01:00 to 00:00"
    (change,) = changes(ZoneInfo("America/Nuuk"), datetime(2026, 3, 20, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC))
    assert change.words == "on 28 March 2026 the clock goes from 23:00 to 00:00 on 29 March"


def test_the_end_of_the_calendar_is_no_fault():
    assert said("0 * * * *", "Europe/Paris", "9999-12-31T20:30:00+00:00") == ["", ""]


def test_every_change_of_every_zone_in_a_year_is_found_to_the_second():
    start = datetime(2026, 1, 1, tzinfo=UTC)
    found = 0
    for name in sorted(available_timezones())[::7]:
        zone = ZoneInfo(name)
        for change in changes(zone, start, start + timedelta(days=365)):
            found += 1
            assert change.at.astimezone(zone).utcoffset() == change.after
            assert (change.at - timedelta(seconds=1)).astimezone(zone).utcoffset() == change.before
    assert found > 40
