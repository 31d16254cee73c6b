"""ktui.domain.durations: lengths of time in words."""

from datetime import timedelta

import pytest
from daemons import NOW

from ktui.domain.durations import ago, human, since, spell


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(seconds=-5), "0 s"),
        (timedelta(), "0 s"),
        (timedelta(milliseconds=8900), "8 s"),
        (timedelta(seconds=119), "119 s"),
        (timedelta(seconds=120), "2 min"),
        (timedelta(minutes=119, seconds=59), "119 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=5, minutes=12), "5 h 12 min"),
        (timedelta(hours=10, minutes=12), "10 h"),
        (timedelta(hours=47), "47 h"),
        (timedelta(hours=48), "2 d"),
        (timedelta(days=400), "400 d"),
    ],
)
def test_a_length_is_as_precise_as_it_is_useful(length, words):
    assert spell(length) == words


def test_what_is_not_known_is_not_said():
    assert since(None, NOW) == ago(None, NOW) == ""


def test_a_moment_is_told_from_now():
    moment = NOW - timedelta(minutes=14)
    assert since(moment, NOW) == " for 14 min"
    assert ago(moment, NOW) == " 14 min ago"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (-2, "<invalid>"),
        (-1.5, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (310, "5m10s"),
        (600, "10m"),
        (179 * 60 + 59, "179m"),
        (3 * 3600, "3h"),
        (7 * 3600 + 59 * 60, "7h59m"),
        (8 * 3600 + 59 * 60, "8h"),
        (47 * 3600, "47h"),
        (48 * 3600, "2d"),
        (76 * 3600, "3d4h"),
        (8 * 86400 + 3600, "8d"),
        (729 * 86400, "729d"),
        (747 * 86400, "2y17d"),
        (2 * 365 * 86400, "2y"),
        (9 * 365 * 86400 + 86400, "9y"),
    ],
)
def test_columns_tell_a_length_in_as_few_letters_as_kubectl(seconds, text):
    assert human(timedelta(seconds=seconds)) == text
