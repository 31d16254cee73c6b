"""A schedule's words are exact, and where they cannot be short there are none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.cron import Calendar, parse_schedule
from ktui.domain.cron_words import words


def told(text):
    return words(parse_schedule(text)[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("* * * * *", "every minute"),
        ("* 9-17 * * *", "every minute from 09:00 to 17:59"),
        ("*/15 * * * *", "every 15 minutes"),
        ("*/10 9-17 * * 1-5", "every 10 minutes from 09:00 to 17:50, on Mondays to Fridays"),
        ("*/5 0-2,22-23 * * *", "every 5 minutes from 00:00 to 02:55 and from 22:00 to 23:55"),
        ("5/15 * * * *", "at minutes 5, 20, 35 and 50 of every hour"),
        ("0 * * * *", "every hour"),
        ("17 * * * *", "at minute 17 of every hour"),
        ("30 9-17 * * *", "at minute 30 of every hour from 09:30 to 17:30"),
        ("15 */2 * * *", "every 2 hours from 00:15"),
        ("30 2 * * *", "every day at 02:30"),
        ("0 */8 * * *", "every day at 00:00, 08:00 and 16:00"),
        ("30 2 * 1,7 *", "every day at 02:30, in January and July"),
        ("30 2 * * 6,0", "at 02:30, on Saturdays and Sundays"),
        ("30 2 * * 1,3-5", "at 02:30, on Mondays and Wednesdays to Fridays"),
        ("0 0 1 * *", "at 00:00, on day 1 of the month"),
        ("0 0 1,2,15 * *", "at 00:00, on days 1, 2 and 15 of the month"),
        ("0 0 1-7 * *", "at 00:00, on days 1 to 7 of the month"),
        ("0 0 */2 * *", "at 00:00, on odd days of the month"),
        ("0 0 2/2 * *", "at 00:00, on even days of the month"),
        ("0 0 13 * 5", "at 00:00, on day 13 of the month and on Fridays besides"),
        ("0 0 */2 * 1", "at 00:00, on odd days of the month and on Mondays besides"),
        ("0 0 */1 * 1", "at 00:00, on Mondays"),
        ("0 0 1-31 * 1", "every day at 00:00"),
        ("0 0 , * 1", "at 00:00, on Mondays"),
        ("0 0 1 * ,", "at 00:00, on day 1 of the month"),
        ("@yearly", "at 00:00, on day 1 of the month, in January"),
        ("@every 90m", "every 1 h 30 min, counted from the last run"),
        ("@every 5s", "every 5 s, counted from the last run"),
    ],
)
def test_what_can_be_said_is_said(text, said):
    assert told(text) == said


@pytest.mark.parametrize(
    "text",
    ["*/7 * * * *", "1,2,3,9 */5 * * *", "0-30 4 * * *", "0 0 */3 * *", "*/10 1,3,5 * * *", ", * * * *", "0 0 , * ,",
     "0 0 , * *", "0 0 * * ,"],
)  # fmt: skip
def test_what_would_be_long_or_wrong_is_not_said(text):
    assert told(text) == ""


def field(first, last):
    number = st.integers(first, last)
    spans = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    steps = st.tuples(st.one_of(st.just("*"), spans), st.integers(1, 12)).map(lambda p: f"{p[0]}/{p[1]}")
    item = st.one_of(number.map(str), spans, steps)
    return st.one_of(st.just("*"), st.lists(item, min_size=1, max_size=2).map(",".join))


SCHEDULES = st.tuples(field(0, 59), field(0, 23), field(1, 31), field(1, 12), field(0, 6)).map(" ".join)


def when(rule: Calendar):
    """When it runs, however it is written."""
    days = frozenset(
        (day, weekday)
        for day in range(1, 32)
        for weekday in range(7)
        if ((day in rule.days and weekday in rule.weekdays) if rule.any_day
            else (day in rule.days or weekday in rule.weekdays))
    )  # fmt: skip
    return rule.minutes, rule.hours, rule.months, days


MET: dict[str, tuple[object, str]] = {}


@settings(max_examples=600, deadline=None, derandomize=True)
@given(SCHEDULES)
def test_the_same_words_never_mean_two_schedules(text):
    rule, _ = parse_schedule(text)
    said = words(rule)
    if said:
        known, other = MET.setdefault(said, (when(rule), text))
        assert known == when(rule), f"{text!r} and {other!r} are both {said!r}"
