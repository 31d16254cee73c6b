"""What became of the runs of a CronJob."""

from datetime import timedelta

import pytest
from batches import NOW, ago, condition, cron_job, event, job

from ktui.domain.cron_history import Outcome, history, last_success

HOURLY = "0 * * * *"


def run_of(hours, took=10, *, failed=False, running=False, name="nightly", **more):
    """The Job of the run so many hours before `NOW`, which is at noon."""
    at = NOW - timedelta(hours=hours)
    start, end = at.isoformat(), (at + timedelta(minutes=took)).isoformat()
    status = {"startTime": start, "active": 1 if running else None}
    conditions = []
    if failed:
        conditions = [condition("Failed", "DeadlineExceeded", at=end)]
    elif not running:
        conditions = [condition("Complete", at=end)]
        status["completionTime"] = end
    meta = {"creationTimestamp": start, **more.pop("metadata", {})}
    minute = int(at.timestamp()) // 60
    return job(f"{name}-{minute}", owner="nightly", conditions=conditions, status=status, metadata=meta, **more)


def hourly(last=0, **told):
    status = {"lastScheduleTime": ago(hours=last)} if last is not None else {}
    return cron_job(schedule=HOURLY, status=status, **told)


def outcomes(found):
    return [(f"{run.at:%H}", str(run.outcome)) for run in found]


def test_runs_with_a_job_tell_of_themselves():
    jobs = [run_of(3), run_of(2, 20, failed=True), run_of(1), run_of(0, running=True)]
    found = history(hourly(), jobs, NOW + timedelta(minutes=5), 4)
    assert outcomes(found) == [("09", "succeeded"), ("10", "failed"), ("11", "succeeded"), ("12", "running")]
    assert [run.took for run in found] == [timedelta(minutes=each) for each in (10, 20, 10, 5)]
    assert found[1].why == "deadline passed"
    assert found[0].job is jobs[0]


def test_a_run_that_was_started_by_hand_is_one_of_its_own():
    by_hand = run_of(0.5, name="by-hand")
    found = history(hourly(), [run_of(1), by_hand, run_of(0)], NOW, 3)
    assert [(run.manual, run.outcome) for run in found] == [
        (False, "succeeded"),
        (True, "succeeded"),
        (False, "succeeded"),
    ]


def test_a_run_whose_job_would_still_be_there_was_missed():
    found = history(hourly(), [run_of(3), run_of(0)], NOW, 4)
    assert outcomes(found) == [("09", "succeeded"), ("10", "missed"), ("11", "missed"), ("12", "succeeded")]
    assert "nothing says why" in found[1].why


def test_of_what_the_history_limits_delete_nothing_is_said():
    jobs = [run_of(2), run_of(1), run_of(0)]
    assert outcomes(history(hourly(), jobs, NOW, 9)) == [("10", "succeeded"), ("11", "succeeded"), ("12", "succeeded")]
    one_failed = [run_of(4), run_of(3), run_of(2, failed=True), run_of(0)]
    assert outcomes(history(hourly(), one_failed, NOW, 9)) == [
        ("08", "succeeded"),
        ("09", "succeeded"),
        ("10", "failed"),
        ("11", "missed"),
        ("12", "succeeded"),
    ]
    failed_later = [run_of(4), run_of(2), run_of(1, failed=True), run_of(0)]
    assert outcomes(history(hourly(), failed_later, NOW, 9))[1] == ("09", "unknown")


def test_what_an_earlier_schedule_did_not_run_was_not_missed():
    other = run_of(2.5)
    found = history(hourly(), [run_of(4), other, run_of(0)], NOW, 9)
    assert outcomes(found) == [("08", "succeeded"), ("09", "succeeded"), ("10", "missed"), ("11", "missed"),
                               ("12", "succeeded")]  # fmt: skip
    assert found[1].job is other


@pytest.mark.parametrize("told", [{"successfulJobsHistoryLimit": 0}, {"job_spec": {"ttlSecondsAfterFinished": 60}}])
def test_where_jobs_go_by_themselves_their_absence_says_nothing(told):
    assert outcomes(history(hourly(**told), [run_of(3), run_of(0)], NOW, 9)) == [
        ("09", "succeeded"),
        ("12", "succeeded"),
    ]


def test_forbid_skips_what_comes_while_a_run_goes_on():
    jobs = [run_of(3, took=150), run_of(0)]
    found = history(hourly(concurrencyPolicy="Forbid"), jobs, NOW, 9)
    assert outcomes(found) == [("09", "succeeded"), ("10", "skipped"), ("11", "skipped"), ("12", "succeeded")]
    assert found[1].why == f"{jobs[0].name} was still going"


def test_the_controllers_events_say_why():
    jobs = [run_of(4), run_of(0)]
    said = [
        event("JobAlreadyActive", about="cron-nightly", at=ago(hours=1, minutes=-1)),
        event("MissSchedule", "Missed scheduled time to start a job: Mon, 05 Jan 2026 10:00:00 +0000", about="c"),
        event("MissSchedule", "Missed scheduled time to start a job: nonsense", about="c"),
        event("TooManyMissedTimes", about="c", at=ago(hours=2, minutes=30)),
    ]
    found = history(hourly(), jobs, NOW, 9, said)
    assert outcomes(found)[1:4] == [("09", "missed"), ("10", "missed"), ("11", "skipped")]
    assert found[1].why == "more than 100 runs were missed, and only the latest was started"
    assert found[2].why == "the deadline for its start had passed"


def test_replace_cuts_off_the_run_before():
    going = run_of(1, running=True, metadata={"deletionTimestamp": ago()})
    found = history(hourly(concurrencyPolicy="Replace"), [run_of(3), going, run_of(0, running=True)], NOW, 9)
    assert outcomes(found) == [("09", "succeeded"), ("10", "replaced"), ("11", "replaced"), ("12", "running")]


def test_what_the_controller_has_deleted_for_the_next_run_is_told_though_nothing_is_left_of_it():
    def name(hours):
        return f"nightly-{int((NOW - timedelta(hours=hours)).timestamp()) // 60}"

    said = [event("SuccessfulDelete", f"Deleted job {name(each)}", about="cron-nightly") for each in (3, 2, 1)]
    said.append(event("SawCompletedJob", f"Saw completed job: {name(3)}, condition: Complete", about="cron-nightly"))
    jobs = [run_of(0, running=True)]
    found = history(hourly(concurrencyPolicy="Replace"), jobs, NOW, 5, said)
    assert outcomes(found) == [("10", "replaced"), ("11", "replaced"), ("12", "running")]
    assert outcomes(history(hourly(), jobs, NOW, 5, said)) == [("12", "running")]


# ---- what is due


@pytest.mark.parametrize(
    ("told", "late", "outcome", "why"),
    [
        ({}, 5, "due", ""),
        ({}, 90, "due", "due for 90 s; the controller has not started it"),
        ({"suspend": True}, 90, "suspended", ""),
        ({"startingDeadlineSeconds": 60}, 90, "missed", "it could not be started within 60 s"),
        ({"startingDeadlineSeconds": 600}, 90, "due", "due for 90 s; the controller has not started it"),
    ],
)
def test_what_is_due_and_has_not_started_says_why(told, late, outcome, why):
    found = history(hourly(last=1, **told), [run_of(1)], NOW + timedelta(seconds=late), 9)[-1]
    assert (found.outcome, found.why) == (outcome, why)


def test_what_could_not_be_created_says_so():
    refused = event("FailedCreate", "Error creating job: quota", about="c", at=ago(seconds=-20))
    found = history(hourly(last=1), [run_of(1)], NOW + timedelta(seconds=90), 9, [refused])[-1]
    assert found.why == "due for 90 s; Error creating job: quota"


def test_of_several_that_are_due_only_the_latest_will_start():
    found = history(hourly(last=2), [run_of(2)], NOW, 9)
    assert outcomes(found) == [("10", "succeeded"), ("11", "missed"), ("12", "due")]


def test_forbid_makes_what_is_due_wait():
    going = run_of(3, running=True)
    found = history(hourly(last=3, concurrencyPolicy="Forbid"), [going], NOW, 9)
    assert outcomes(found) == [("09", "running"), ("10", "skipped"), ("11", "skipped"), ("12", "due")]
    assert found[-1].why == f"waits: {going.name} was still going"
    short = hourly(last=3, concurrencyPolicy="Forbid", startingDeadlineSeconds=60)
    assert outcomes(history(short, [going], NOW + timedelta(minutes=5), 9))[-1] == ("12", "skipped")


def test_a_deadline_that_passed_by_the_controllers_word_is_believed():
    said = [event("MissSchedule", "Missed scheduled time to start a job: Mon, 05 Jan 2026 12:00:00 +0000", about="c")]
    found = history(hourly(last=1), [run_of(1)], NOW, 9, said)[-1]
    assert (found.outcome, found.why) == (Outcome.MISSED, "the deadline for its start had passed")


def test_the_last_success_is_the_latest_that_anything_tells_of():
    assert last_success(cron_job(), []) is None
    told = cron_job(status={"lastSuccessfulTime": ago(hours=5)})
    assert last_success(told, []) == NOW - timedelta(hours=5)
    assert last_success(told, [run_of(2), run_of(1, failed=True)]) == NOW - timedelta(minutes=110)
