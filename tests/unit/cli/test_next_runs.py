"""``ktui next-runs`` prints what the controller will do, or why the server would refuse."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from ktui.cli.next_runs import next_runs


def asked(*arguments: str) -> Result:
    return CliRunner().invoke(next_runs, list(arguments), standalone_mode=True)


def test_the_runs_stand_one_a_line_with_their_offset() -> None:
    result = asked(
        "30 2 * * *", "--time-zone", "America/New_York", "--from", "2026-03-07T00:00:00-05:00", "--count", "2"
    )
    assert result.stdout.splitlines() == ["2026-03-07T02:30:00-05:00", "2026-03-09T02:30:00-04:00"]


def test_json_is_a_list_of_times() -> None:
    result = asked("0 0 13 * 5", "--from", "2026-03-07T00:00:00Z", "--count", "3", "-o", "json")
    assert json.loads(result.stdout) == [f"2026-03-{day}T00:00:00+00:00" for day in (13, 20, 27)]


def test_never_is_an_empty_list_and_is_said_aside() -> None:
    result = asked("0 0 31 2 *", "-o", "json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, [])
    assert "never" in result.stderr


def test_the_end_of_the_calendar_is_not_taken_for_the_end_of_the_controllers_search() -> None:
    assert "none before the year 10000" in asked("@daily", "--from", "9999-12-31T23:59:59Z").stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("0 0 * * 7",), "position 9: day of week: 7 is above the greatest, 6\n  0 0 * * 7\n          ^"),
        (("TZ=UTC 0 0 * * *",), "position 1: TZ and CRON_TZ are not allowed"),
        (("@daily", "--time-zone", "Local"), "'Local' is no time zone"),
        (("@daily", "--from", "2026-01-01T00:00:00"), "no RFC 3339 time"),
        (("@daily", "--from", "0001-01-01T00:00:00+14:00"), "is, in UTC, not within the years 1 to 9999"),
        (("@daily", "--from", "9999-12-31T23:59:59-12:00"), "is, in UTC, not within the years 1 to 9999"),
        (("@daily", "--count", "0"), "--count"),
        (("\x1b[2J 0 0 * * *",), "\N{REPLACEMENT CHARACTER}[2J"),
    ],
)
def test_what_the_server_would_refuse_ends_with_2_and_says_where(arguments: tuple[str, ...], words: str) -> None:
    result = asked(*arguments)
    assert result.exit_code == 2
    assert words in result.stderr
    assert "\x1b" not in result.stderr
