"""ktui.domain.durations: lengths of time in words."""

from datetime import timedelta

import pytest
from daemons import NOW

from ktui.domain.durations import ago, since, spell


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
