"""A schedule's words are exact, and where they cannot be short there are none."""

import re

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


# ---- the words are read back, by somebody who knows English and not the schedule

MONTHS = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
]  # fmt: skip
DAYS = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"]


def spans(text, names):
    """The places among some names of ``A``, ``A and B``, ``A, B and C`` or ``A to C``."""
    found = set()
    for part in re.split(", | and ", text):
        ends = [names.index(each) for each in part.split(" to ")]
        found |= set(range(ends[0], ends[-1] + 1))
    return frozenset(found)


def minutes_read(text):
    """The minutes of a day that are meant."""
    text = text.removeprefix("every day ")
    if re.match(r"at \d", text):
        return frozenset(60 * int(hour) + int(minute) for hour, minute in re.findall(r"(\d\d):(\d\d)", text))
    if far := re.fullmatch(r"every (\d+) hours from 00:(\d\d)", text):
        return frozenset(range(int(far[2]), 1440, 60 * int(far[1])))
    often, _, during = text.partition(" from ")
    numbers = [int(each) for each in re.findall(r"\d+", often)]
    of_hour = numbers or ([0] if often == "every hour" else range(60))
    if re.fullmatch(r"every \d+ minutes", often):
        of_hour = range(0, 60, numbers[0])
    hours = re.findall(r"(\d\d):(\d\d) to (\d\d):(\d\d)", during) or [("0", "0", "23", "59")]
    bounds = [(60 * int(a) + int(b), 60 * int(c) + int(d)) for a, b, c, d in hours]
    return frozenset(at for low, high in bounds for at in range(low, high + 1) if at % 60 in of_hour)


def days_read(text):
    """The days of a month, each with a day of the week, that are meant."""
    in_month, in_week = None, None
    if week := re.search(r"(?:^on|and on) (\w+days?.*?)(?: besides)?$", text):
        in_week = spans(week[1], DAYS)
    if month := re.search(r"on days? (.*?) of the month", text):
        in_month = {day + 1 for day in spans(month[1], [str(day) for day in range(1, 32)])}
    elif odd := re.search("on (odd|even) days of the month", text):
        in_month = set(range(1 if odd[1] == "odd" else 2, 32, 2))
    return frozenset(
        (day, weekday)
        for day in range(1, 32)
        for weekday in range(7)
        if in_month is in_week is None or day in (in_month or ()) or weekday in (in_week or ())
    )


@settings(max_examples=300, deadline=None, derandomize=True)
@given(SCHEDULES)
def test_the_words_mean_what_the_schedule_does(text):
    rule, _ = parse_schedule(text)
    said = words(rule)
    if said:
        times, days, months = re.fullmatch(r"(.*?)(?:, (on .*?))?(?:, in ([A-Z].*))?", said).groups()
        hours = frozenset(60 * hour + minute for hour in rule.hours for minute in rule.minutes)
        in_year = frozenset(month - 1 for month in rule.months)
        assert minutes_read(times) == hours
        assert days_read(days or "") == when(rule)[3]
        assert (spans(months, MONTHS) if months else frozenset(range(12))) == in_year
