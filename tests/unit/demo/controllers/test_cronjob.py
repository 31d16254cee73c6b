from typing import Any

import pytest
from stage.embedded import Played, job

from ktui.demo.resources import CRON_JOBS, JOBS
from ktui.demo.status import Object


def cron_job(schedule: str = "*/5 * * * *", *, story: dict[str, str] | None = None, **spec: Any) -> Object:
    template = {"spec": job("tick", story=story or {"run": "30s"})["spec"]}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {"name": "tick"},
        "spec": {"schedule": schedule, "jobTemplate": template, **spec},
    }


def jobs(played: Played) -> list[str]:
    """When the Jobs began, in minutes after noon."""
    return [each["metadata"]["creationTimestamp"][11:16] for each in played.storage.objects(JOBS)]


def test_a_job_is_made_at_each_time_and_named_after_it() -> None:
    played = Played(1)
    played.create(cron_job())
    played.play(299)
    assert jobs(played) == []
    played.play(1)
    (made,) = played.storage.objects(JOBS)
    assert made["metadata"]["name"] == "tick-29540885"
    assert made["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"] == "2026-03-02T12:05:00Z"
    status = played.status(CRON_JOBS, "tick")
    assert status["lastScheduleTime"] == "2026-03-02T12:05:00Z"
    assert status["active"][0]["name"] == "tick-29540885"
    played.play(30)
    status = played.status(CRON_JOBS, "tick")
    assert "active" not in status
    assert status["lastSuccessfulTime"] == "2026-03-02T12:05:30Z"
    assert played.events("SawCompletedJob") == ["Saw completed job: tick-29540885, condition: Complete"]


def test_times_are_those_of_the_time_zone() -> None:
    played = Played(1)
    played.create(cron_job("30 7 * * *", timeZone="America/New_York"))
    played.play(1800)
    assert jobs(played) == ["12:30"]
    (made,) = played.storage.objects(JOBS)
    stamp = made["metadata"]["annotations"]["batch.kubernetes.io/cronjob-scheduled-timestamp"]
    assert stamp == "2026-03-02T07:30:00-05:00"


def test_only_so_many_finished_jobs_are_kept() -> None:
    played = Played(1)
    played.create(cron_job(successfulJobsHistoryLimit=2))
    played.play(1860)
    assert jobs(played) == ["12:25", "12:30"]


def test_failed_jobs_have_a_limit_of_their_own() -> None:
    played = Played(1)
    made = cron_job(story={"exit-code": "1"}, failedJobsHistoryLimit=1)
    made["spec"]["jobTemplate"]["spec"]["backoffLimit"] = 0
    played.create(made)
    played.play(1200)
    assert jobs(played) == ["12:20"]


@pytest.mark.parametrize(
    ("policy", "expected"), [("Allow", ["12:05", "12:10"]), ("Forbid", ["12:05"]), ("Replace", ["12:10"])]
)
def test_a_run_that_is_still_going_is_treated_as_the_policy_says(policy, expected) -> None:
    played = Played(1)
    played.create(cron_job(concurrencyPolicy=policy, story={"run": "1h"}))
    played.play(600)
    assert jobs(played) == expected
    assert bool(played.events("JobAlreadyActive")) == (policy == "Forbid")


def test_a_forbidden_run_is_made_up_for_when_the_other_has_ended() -> None:
    played = Played(1)
    played.create(cron_job(concurrencyPolicy="Forbid", story={"run": "6m"}))
    played.play(661)
    assert jobs(played) == ["12:05", "12:11"]


def test_a_suspended_cron_job_starts_nothing_and_then_only_the_latest_run() -> None:
    played = Played(1)
    played.create(cron_job(suspend=True))
    played.play(1000)
    assert jobs(played) == []
    played.edit(CRON_JOBS, "tick", suspend=False)
    assert [each["metadata"]["name"] for each in played.storage.objects(JOBS)] == ["tick-29540895"]


def test_a_run_that_is_too_late_is_missed() -> None:
    played = Played(1)
    played.create(cron_job(suspend=True, startingDeadlineSeconds=60))
    played.play(500)
    played.edit(CRON_JOBS, "tick", suspend=False)
    assert jobs(played) == []


def test_a_long_gap_is_told_and_its_latest_run_started() -> None:
    played = Played(1)
    played.create(cron_job("* * * * *", suspend=True))
    played.play(3 * 3600)
    played.edit(CRON_JOBS, "tick", suspend=False)
    assert jobs(played) == ["15:00"]
    assert len(played.events("TooManyMissedTimes")) == 1


def test_a_job_made_by_hand_is_seen_and_belongs_to_it() -> None:
    played = Played(1)
    owner = played.create(cron_job())
    reference = {"apiVersion": "batch/v1", "kind": "CronJob", "name": "tick", "uid": owner["metadata"]["uid"]}
    manual = job("manual", story={"run": "20s"})
    manual["metadata"]["ownerReferences"] = [{**reference, "controller": True}]
    played.create(manual)
    assert played.events("UnexpectedJob") == ["Saw a job that the controller did not create or forgot: manual"]
    assert "active" not in played.status(CRON_JOBS, "tick")
    played.play(20)
    assert played.status(CRON_JOBS, "tick")["lastSuccessfulTime"] == "2026-03-02T12:00:20Z"


def test_a_job_that_vanishes_is_noticed() -> None:
    played = Played(1)
    played.create(cron_job(story={"run": "1h"}))
    played.play(300)
    played.delete(JOBS, "tick-29540885")
    assert played.events("MissingJob") == ["Active job went missing: tick-29540885"]


def test_every_counts_from_the_last_run() -> None:
    played = Played(1)
    played.create(cron_job("@every 7m"))
    played.play(1300)
    assert jobs(played) == ["12:07", "12:14", "12:21"]


def test_a_deleted_cron_job_takes_its_jobs_along() -> None:
    played = Played(1)
    played.create(cron_job())
    played.play(300)
    played.delete(CRON_JOBS, "tick")
    assert jobs(played) == []
    assert played.pods("tick") == []
