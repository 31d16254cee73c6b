"""Ages are as short as kubectl's: two units near a border, one between, from the table of HumanDuration."""

from datetime import UTC, datetime

import pytest

from ktui.demo.ages import human, since

MINUTE, HOUR = 60, 3600
DAY, YEAR = 24 * HOUR, 365 * 24 * HOUR


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-2, "<invalid>"),
        (-1, "0s"),
        (0, "0s"),
        (119.9, "119s"),
        (2 * MINUTE, "2m"),
        (5 * MINUTE + 10, "5m10s"),
        (10 * MINUTE - 1, "9m59s"),
        (10 * MINUTE + 10, "10m"),
        (3 * HOUR - 1, "179m"),
        (3 * HOUR, "3h"),
        (3 * HOUR + 5 * MINUTE, "3h5m"),
        (8 * HOUR + 5 * MINUTE, "8h"),
        (2 * DAY - 1, "47h"),
        (2 * DAY, "2d"),
        (3 * DAY + 4 * HOUR, "3d4h"),
        (8 * DAY + 4 * HOUR, "8d"),
        (2 * YEAR - 1, "729d"),
        (2 * YEAR + 17 * DAY, "2y17d"),
        (8 * YEAR + 17 * DAY, "8y"),
    ],
)
def test_a_duration_is_written_as_kubectl_does(seconds, text) -> None:
    assert human(seconds) == text


def test_the_age_of_a_time_that_is_not_set_is_unknown() -> None:
    now = datetime(2026, 1, 5, 12, tzinfo=UTC)
    assert since("2026-01-05T11:58:20Z", now) == "100s"
    assert since(None, now) == since("", now) == "<unknown>"
