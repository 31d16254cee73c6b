"""When a CronJob runs, and which of its Jobs is which run."""

from datetime import UTC, datetime, timedelta
from itertools import takewhile

import pytest
from batches import NOW, ago, cron_job, job
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.cron import ScheduleError
from ktui.domain.cron_runs import next_runs, runs_before, schedule_of, scheduled_at, zone_sign, zone_words
from ktui.domain.schedule import Schedule


def told(runs):
    return [f"{run:%d %H:%M}" for run in runs]


def test_the_next_runs_are_in_the_cron_jobs_zone():
    found = next_runs(cron_job(timeZone="Europe/Paris"), NOW, 2)
    assert [run.isoformat() for run in found] == ["2026-01-06T03:00:00+01:00", "2026-01-07T03:00:00+01:00"]
    assert next_runs(cron_job(timeZone="Europe/Paris"), NOW, 1) == found[:1]


@pytest.mark.parametrize(
    "told",
    [
        {"suspend": True},
        {"metadata": {"deletionTimestamp": ago()}},
        {"schedule": "nonsense"},
        {"schedule": "0 0 31 2 *"},
        {"timeZone": "Mars/Olympus"},
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_where_nothing_will_run_there_are_no_next_runs(told, count):
    assert next_runs(cron_job(**told), NOW, count) == ()


def test_the_next_run_is_the_same_all_minute_long():
    for second in (0, 1, 59):
        moment = NOW.replace(second=second)
        assert next_runs(cron_job(schedule="* * * * *"), moment, 1) == (NOW + timedelta(minutes=1),)


def test_an_interval_counts_from_the_last_run_or_the_creation():
    new = cron_job(schedule="@every 90m", metadata={"creationTimestamp": ago(minutes=100)})
    assert told(next_runs(new, NOW, 2)) == ["05 13:20", "05 14:50"]
    running = cron_job(schedule="@every 90m", status={"lastScheduleTime": ago(minutes=10)})
    assert told(next_runs(running, NOW, 1)) == ["05 13:20"]
    assert told(runs_before(running, NOW, 3)) == ["05 08:50", "05 10:20", "05 11:50"]
    assert told(runs_before(new, NOW, 3)) == ["05 11:50"]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({}, "the controller's, taken as UTC"),
        ({"timeZone": "Asia/Tokyo"}, "Asia/Tokyo"),
        ({"schedule": "CRON_TZ=Asia/Tokyo 0 0 * * *"}, "Asia/Tokyo"),
        ({"timeZone": "Mars/Olympus"}, "Mars/Olympus"),
        ({"schedule": "nonsense"}, ""),
    ],
)
def test_the_zone_is_said_and_one_that_is_not_set_is_an_assumption(told, words):
    assert zone_words(cron_job(**told)) == words
    assert zone_sign(cron_job(**told)) == ("UTC*" if words.endswith("UTC") else words)


def test_a_schedule_that_cannot_be_read_says_why():
    found = schedule_of(cron_job(schedule="0 0 * * 7"))
    assert isinstance(found, ScheduleError)
    assert runs_before(cron_job(schedule="0 0 * * 7"), NOW, 5) == ()


# ---- runs before


@pytest.mark.parametrize(
    ("schedule", "runs"),
    [
        ("0 3 * * *", ["03 03:00", "04 03:00", "05 03:00"]),
        ("*/5 * * * *", ["05 11:50", "05 11:55", "05 12:00"]),
        ("0 12 5 1 *", ["05 12:00"]),
        ("0 0 31 2 *", []),
    ],
)
def test_the_last_runs_up_to_now_are_those_of_the_schedule(schedule, runs):
    assert told(runs_before(cron_job(schedule=schedule), NOW, 3)) == runs


def test_there_are_no_runs_before_the_creation():
    new = cron_job(metadata={"creationTimestamp": ago(days=1, hours=10)})
    assert told(runs_before(new, NOW, 9)) == ["04 03:00", "05 03:00"]
    assert runs_before(new, NOW, 9, NOW) == ()
    assert runs_before(new, NOW, 0) == ()


def test_runs_in_bursts_far_apart_are_found():
    old = cron_job(schedule="* * 1 1 *", metadata={"creationTimestamp": ago(days=2000)})
    assert told(runs_before(old, NOW, 2)) == ["01 23:58", "01 23:59"]


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    st.sampled_from(["*/7 * * * *", "30 1 * * *", "0 */5 * * 1", "* * 25 * *", "0 0 29 2 *"]),
    st.sampled_from(["Europe/Paris", "Australia/Lord_Howe", "UTC"]),
    st.integers(0, 3 * 365 * 24 * 60),
    st.integers(1, 12),
)
def test_runs_before_are_those_that_a_look_from_the_beginning_finds(schedule, zone, minute, count):
    until = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
    floor = until - timedelta(days=9)
    found = cron_job(schedule=schedule, timeZone=zone, metadata={"creationTimestamp": floor.isoformat()})
    every = takewhile(lambda run: run.timestamp() <= until.timestamp(), Schedule(schedule, zone).runs(floor))
    expected = [run.timestamp() for run in every][-count:]
    assert [run.timestamp() for run in runs_before(found, until, count)] == expected


# ---- which Job is which run


@pytest.mark.parametrize(
    ("name", "annotations", "at"),
    [
        ("nightly-29459700", None, "2026-01-05T03:00:00+00:00"),
        ("x", {"batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-05T04:00:00+01:00"},
         "2026-01-05T03:00:00+00:00"),
        ("nightly-29459700", {"batch.kubernetes.io/cronjob-scheduled-timestamp": "nonsense"},
         "2026-01-05T03:00:00+00:00"),
        ("nightly-29459700", {"batch.kubernetes.io/cronjob-scheduled-timestamp": "2026-01-05T04:00:00"},
         "2026-01-05T03:00:00+00:00"),
        ("nightly-29459700", {"batch.kubernetes.io/cronjob-scheduled-timestamp": "9999-12-31T23:59:59-23:59"},
         "2026-01-05T03:00:00+00:00"),
        ("nightly-manual-x7k2p", None, None),
        ("nightly-7", None, None),
        ("other-29459700", None, None),
    ],
)  # fmt: skip
def test_a_job_is_the_run_that_its_annotation_or_its_name_says(name, annotations, at):
    found = scheduled_at(cron_job(), job(name, annotations=annotations, owner="nightly"))
    assert (found and found.isoformat()) == at


def test_a_chain_longer_than_the_calendar_ends_with_it():
    ages = cron_job(schedule="@every 2562047h")
    assert runs_before(ages, NOW, 100) == ()
    assert next_runs(ages, datetime(1, 1, 1, tzinfo=UTC), 1) != ()
