"""What comes of changing, suspending and running a CronJob, before it is asked for."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from batches import NOW, ago, cron_job

from ktui.domain.cron_edits import (
    arguments_fault,
    arguments_of,
    run_now,
    schedule_fault,
    schedule_lines,
    set_schedule,
    suspend,
    upcoming,
)


def test_a_schedule_is_told_in_words_with_its_next_ten_runs():
    lines = schedule_lines("0 2 * * *", "Europe/Paris", NOW, ZoneInfo("Asia/Tokyo"))
    assert lines[0] == "every day at 02:00, in Europe/Paris"
    assert lines[1] == "Tue 2026-01-06 02:00 CET  in 13 h, Tue 10:00 here"
    assert len(lines) == 11


def test_a_zone_that_is_not_set_is_the_controllers_and_the_users_own_is_not_repeated():
    lines = schedule_lines("0 2 * * *", "", NOW, NOW.tzinfo)
    assert lines[0].endswith("in the controller's own zone, taken as UTC")
    assert lines[1] == "Tue 2026-01-06 02:00 UTC  in 14 h"


def test_what_a_change_of_the_clock_does_is_said_with_the_run():
    lines = schedule_lines("30 2 * * *", "Europe/Paris", NOW + timedelta(days=82))
    odd = [line for line in lines if "clock" in line]
    assert len(odd) == 1
    assert "02:30 does not come, and does not run" in odd[0]


def test_a_schedule_that_never_comes_says_so():
    assert schedule_lines("0 0 31 2 *", "", NOW)[-1] == "It never runs."


@pytest.mark.parametrize(
    ("schedule", "zone", "words"),
    [
        ("0 3 * * *", "", "nothing is changed yet"),
        ("0 3 * *", "", "has 4"),
        ("0 3 * * 7", "", "above the greatest"),
        ("0 3 * * *", "Mars/Olympus", "unknown time zone"),
        ("TZ=UTC 0 3 * * *", "", "not allowed"),
        ("0 4 * * *", "", ""),
        ("0 3 * * *", "Europe/Paris", ""),
    ],
)
def test_what_the_server_would_refuse_is_refused_while_it_is_typed(schedule, zone, words):
    fault = schedule_fault(cron_job(), schedule, zone)
    assert words in fault
    assert bool(fault) == bool(words)
    assert bool(schedule_lines(schedule, zone, NOW)) == (not fault or "nothing" in fault)


def test_only_what_differs_is_changed():
    assert set_schedule(cron_job(), "0 4 * * *", "").changes == {"schedule": "0 4 * * *"}
    action = set_schedule(cron_job(timeZone="Europe/Paris"), "0 3 * * *", "")
    assert (action.changes, action.before) == ({"timeZone": None}, {"timeZone": "Europe/Paris"})


@pytest.mark.parametrize(
    ("names", "said"), [("a", "The run that it has now goes on."), ("ab", "The 2 runs that it has now go on.")]
)
def test_suspending_leaves_what_runs_alone(names, said):
    active = [{"kind": "Job", "name": name, "namespace": "etl"} for name in names]
    action = suspend(cron_job(status={"active": active}), on=True, now=NOW)
    assert action.remarks == ("No run of it is started any more.", said)


def test_resuming_says_what_is_started_at_once_and_what_next():
    held = cron_job(suspend=True, status={"lastScheduleTime": ago(days=3)})
    assert suspend(held, on=False, now=NOW).remarks == (
        "A run was due while it was suspended: the latest such is started at once.",
        "After that it runs next in 15 h (Tue 03:00 UTC).",
    )
    prompt = cron_job(suspend=True, status={"lastScheduleTime": ago(hours=9)})
    assert len(suspend(prompt, on=False, now=NOW).remarks) == 1
    late = cron_job(suspend=True, startingDeadlineSeconds=60, status={"lastScheduleTime": ago(days=3)})
    assert len(suspend(late, on=False, now=NOW).remarks) == 1
    broken = cron_job(schedule="nonsense", suspend=True)
    assert "no more than before" in suspend(broken, on=False, now=NOW).remarks[0]


def test_the_next_runs_of_a_cron_job_are_told():
    assert len(upcoming(cron_job(), NOW)) == 11
    assert upcoming(cron_job(suspend=True), NOW)[-1] == "It is suspended: no run is started."
    assert upcoming(cron_job(schedule="nonsense"), NOW) == ()


def test_arguments_are_changed_only_if_they_are():
    container = {"args": ["--date", "two words"]}
    whole = {"spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [container]}}}}}}
    held = arguments_of(whole)
    assert held == "--date 'two words'"
    assert run_now(cron_job(), "x", held, held).arguments is None
    assert run_now(cron_job(), "x", "--date today", held).arguments == ("--date", "today")
    assert run_now(cron_job(), "x", "", held).arguments == ()
    assert arguments_fault("--date 'today")
    assert not arguments_fault(held)


def test_what_runs_already_and_what_is_suspended_is_said():
    busy = cron_job(suspend=True, status={"active": [{"name": "a"}]})
    assert len(run_now(busy, "x", "", "").remarks) == 2
