"""What is wrong with a CronJob is said, and what is well is not."""

from datetime import timedelta

import pytest
from batches import NOW, ago, cron_job
from unit.domain.test_cron_history import HOURLY, hourly, run_of

from ktui.domain.cron_warnings import WarningKind, warnings


def told(found, jobs=(), now=NOW):
    return [str(each.kind) for each in warnings(found, jobs, now)]


def test_a_cron_job_that_does_well_has_no_warnings():
    assert told(hourly(), [run_of(2), run_of(1), run_of(0)]) == []
    assert told(hourly(), [run_of(2), run_of(1), run_of(0, running=True)], NOW + timedelta(minutes=5)) == []


@pytest.mark.parametrize(
    ("written", "kind", "words"),
    [
        (
            {"schedule": "0 0 * * 7"},
            "invalid",
            "the controller cannot read it: day of week: 7 is above the greatest, 6",
        ),
        ({"timeZone": "Mars/Olympus"}, "invalid", "unknown time zone"),
        ({"schedule": "0 0 31 2 *"}, "never", "it never runs"),
        ({"failedJobsHistoryLimit": 0, "suspend": True}, "noHistory", "nobody will see why"),
        ({"successfulJobsHistoryLimit": 0, "suspend": True}, "noHistory", "Jobs that succeed are not kept"),
    ],
)
def test_what_stands_in_the_spec_is_read(written, kind, words):
    (found,) = warnings(cron_job(**written), [], NOW)
    assert (found.kind, words in found.message) == (kind, True)


def test_runs_without_a_success_are_counted():
    since = hourly(last=0, metadata={"creationTimestamp": ago(hours=5, minutes=30)})
    (found, failed) = warnings(since, [run_of(0, failed=True)], NOW + timedelta(minutes=20))
    assert found.message == "6 runs have come and none succeeded since it was created"
    assert found.serious
    assert failed.kind is WarningKind.FAILED
    success = cron_job(schedule=HOURLY, status={"lastSuccessfulTime": ago(hours=3, minutes=30)})
    (found,) = warnings(success, [], NOW)
    assert found.message == "4 runs have come and none succeeded since its last success 3 h 30 min ago"
    long_ago = cron_job(schedule="* * * * *")
    assert "100 runs and more have come" in warnings(long_ago, [], NOW)[0].message


def test_a_run_that_goes_on_is_not_one_that_did_not_succeed():
    success = cron_job(schedule=HOURLY, status={"lastSuccessfulTime": ago(hours=1, minutes=30)})
    now = NOW + timedelta(minutes=5)
    assert told(success, [run_of(0, running=True)], now) == []
    assert told(success, [], now) == ["notSucceeding"]
    forbidding = cron_job(schedule=HOURLY, status={"lastSuccessfulTime": ago(hours=3, minutes=30)})
    assert told(forbidding, [run_of(3, running=True)], now) == ["overlong"]


def test_one_that_is_suspended_need_not_succeed():
    assert told(cron_job(schedule=HOURLY, suspend=True)) == []


@pytest.mark.parametrize(
    ("policy", "then"),
    [("Allow", "both then run at once"), ("Forbid", "skipped or late"), ("Replace", "cut off by the next")],
)
def test_a_run_longer_than_its_period_says_what_comes_of_it(policy, then):
    jobs = [run_of(3, took=75), run_of(1), run_of(0)]
    (found,) = warnings(hourly(concurrencyPolicy=policy), jobs, NOW + timedelta(minutes=20))
    assert found.kind is WarningKind.OVERLONG
    assert "took 75 min, and the next was due after 60 min" in found.message
    assert then in found.message
    assert not found.serious


def test_a_period_is_that_of_the_run_itself():
    uneven = cron_job(schedule="0 9,10 * * *", status={"lastScheduleTime": ago(hours=2)})
    assert told(uneven, [run_of(2, took=90)]) == []
    assert told(uneven, [run_of(3, took=90), run_of(2)]) == ["overlong"]


def test_two_jobs_of_one_time_are_no_trouble():
    """Somebody has created a Job of a copy of another, annotations and all."""
    twins = [run_of(0), run_of(0, failed=True)]
    assert told(hourly(), [run_of(2), run_of(1), *twins]) in ([], ["failed"])
