from typing import Any

import pytest
from stage.embedded import Played, job

from ktui.demo.resources import JOBS, PODS

TRACKING = "batch.kubernetes.io/job-tracking"
FAILURES = "batch.kubernetes.io/job-index-failure-count"


def conditions(played: Played, name: str = "work") -> dict[str, tuple[str, str]]:
    found = played.status(JOBS, name).get("conditions", ())
    return {each["type"]: (each["status"], each["reason"]) for each in found}


def counters(played: Played, name: str = "work") -> dict[str, Any]:
    fields = ("active", "ready", "succeeded", "failed", "terminating", "completedIndexes", "failedIndexes")
    status = played.status(JOBS, name)
    return {field: status[field] for field in fields if status.get(field)}


def running(played: Played) -> int:
    return sum(pod["status"]["phase"] == "Running" for pod in played.live("work"))


def test_a_job_of_one_pod_completes_and_accounts_for_it() -> None:
    played = Played(1)
    played.create(job(story={"run": "10s"}))
    assert counters(played) == {"active": 1, "ready": 1}
    assert TRACKING in played.pods("work")[0]["metadata"]["finalizers"]
    played.play(10)
    assert counters(played) == {"succeeded": 1}
    assert conditions(played) == {
        "SuccessCriteriaMet": ("True", "CompletionsReached"),
        "Complete": ("True", "CompletionsReached"),
    }
    status = played.status(JOBS, "work")
    assert (status["startTime"], status["completionTime"]) == ("2026-03-02T12:00:00Z", "2026-03-02T12:00:10Z")
    assert status["uncountedTerminatedPods"] == {}
    assert "finalizers" not in played.pods("work")[0]["metadata"]


def test_a_fixed_number_of_completions_is_worked_off_in_parallel() -> None:
    played = Played(1)
    played.create(job(story={"run": "10s"}, completions=5, parallelism=2))
    seen = []
    for _ in range(3):
        seen.append((running(played), counters(played).get("succeeded", 0)))
        played.play(10)
    assert seen == [(2, 0), (2, 2), (1, 4)]
    assert conditions(played)["Complete"][0] == "True"


def test_a_work_queue_makes_no_more_pods_after_the_first_success() -> None:
    played = Played(1)
    played.create(job(parallelism=3, story={"run": "1h"}))
    assert running(played) == 3
    name = played.pods("work")[0]["metadata"]["name"]
    played.storage.edit_status(PODS, name, "default", lambda pod: pod["status"].update(phase="Succeeded"))
    played.play(60)
    assert (running(played), counters(played)["succeeded"]) == (2, 1)
    assert "Complete" not in conditions(played)
    played.play(3600)
    assert counters(played) == {"succeeded": 3}
    assert conditions(played)["Complete"][0] == "True"


def test_failures_are_tried_again_more_and_more_slowly_until_there_were_too_many() -> None:
    played = Played(1)
    played.create(job(story={"exit-code": "3"}, backoffLimit=2))
    made = {pod["metadata"]["creationTimestamp"][14:19] for pod in played.pods("work")}
    played.play(60)
    made |= {pod["metadata"]["creationTimestamp"][14:19] for pod in played.pods("work")}
    assert made == {"00:00", "00:10", "00:30"}
    assert counters(played) == {"failed": 3}
    assert conditions(played) == {
        "FailureTarget": ("True", "BackoffLimitExceeded"),
        "Failed": ("True", "BackoffLimitExceeded"),
    }
    assert "completionTime" not in played.status(JOBS, "work")
    assert played.events("BackoffLimitExceeded") == ["Job has reached the specified backoff limit"]


def test_each_index_has_a_pod_of_its_own() -> None:
    played = Played(1)
    played.create(job(completionMode="Indexed", completions=3, parallelism=3, story={"run": "5s"}))
    pods = {
        pod["metadata"]["annotations"]["batch.kubernetes.io/job-completion-index"]: pod for pod in played.pods("work")
    }
    assert sorted(pods) == ["0", "1", "2"]
    assert pods["2"]["metadata"]["name"].startswith("work-2-")
    assert pods["2"]["spec"]["hostname"] == "work-2"
    assert pods["2"]["spec"]["containers"][0]["env"][0]["name"] == "JOB_COMPLETION_INDEX"
    played.play(5)
    assert counters(played) == {"succeeded": 3, "completedIndexes": "0-2"}


def test_with_a_limit_by_index_only_the_broken_indexes_fail() -> None:
    played = Played(1)
    story = {"run": "5s", "fail-indexes": "1,3"}
    played.create(job(completionMode="Indexed", completions=5, parallelism=5, backoffLimitPerIndex=1, story=story))
    played.play(5)
    assert counters(played)["completedIndexes"] == "0,2,4"
    played.play(120)
    assert counters(played) == {"succeeded": 3, "failed": 4, "completedIndexes": "0,2,4", "failedIndexes": "1,3"}
    assert conditions(played)["Failed"] == ("True", "FailedIndexes")
    counts = sorted(pod["metadata"]["annotations"][FAILURES] for pod in played.pods("work-1"))
    assert counts == ["0", "1"]


def test_too_many_failed_indexes_end_the_job_at_once() -> None:
    played = Played(1)
    story = {"run": "5s", "fail-indexes": "0,1"}
    limits = {"backoffLimitPerIndex": 0, "maxFailedIndexes": 1}
    played.create(job(completionMode="Indexed", completions=10, parallelism=2, story=story, **limits))
    played.play(6)
    assert conditions(played)["Failed"] == ("True", "MaxFailedIndexesExceeded")
    assert counters(played)["failedIndexes"] == "0,1"


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}, ("PodFailurePolicy", 1)),
        ({"action": "Ignore", "onExitCodes": {"operator": "In", "values": [42]}}, ("", 0)),
        ({"action": "Count", "onExitCodes": {"operator": "NotIn", "values": [1]}}, ("BackoffLimitExceeded", 2)),
        ({"action": "FailJob", "onExitCodes": {"operator": "In", "values": [7]}}, ("BackoffLimitExceeded", 2)),
        ({"action": "FailJob", "onPodConditions": [{"type": "DisruptionTarget"}]}, ("BackoffLimitExceeded", 2)),
    ],
)
def test_the_failure_policy_decides_what_a_failure_means(rule, expected) -> None:
    played = Played(1)
    policy = {"rules": [rule]}
    played.create(job(story={"exit-code": "42", "run": "2s"}, backoffLimit=1, podFailurePolicy=policy))
    played.play(60)
    found = conditions(played)
    assert (found.get("Failed", ("", ""))[1], counters(played).get("failed", 0)) == expected


def test_the_words_of_the_failure_policy_name_the_pod_and_the_rule() -> None:
    played = Played(1)
    rule = {"action": "FailJob", "onExitCodes": {"containerName": "main", "operator": "In", "values": [42]}}
    played.create(job(story={"exit-code": "42"}, podFailurePolicy={"rules": [rule]}))
    (message,) = played.events("PodFailurePolicy")
    name = played.pods("work")[0]["metadata"]["name"]
    assert message == f"Container main for pod default/{name} failed with exit code 42 matching FailJob rule at index 0"


def test_an_index_that_the_policy_fails_is_not_tried_again() -> None:
    played = Played(1)
    policy = {"rules": [{"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [9]}}]}
    story = {"exit-code": "9", "fail-indexes": "0", "run": "2s"}
    indexed = {"completionMode": "Indexed", "completions": 2, "parallelism": 2, "backoffLimitPerIndex": 5}
    played.create(job(story=story, podFailurePolicy=policy, **indexed))
    played.play(5)
    assert counters(played) == {"succeeded": 1, "failed": 1, "completedIndexes": "1", "failedIndexes": "0"}


@pytest.mark.parametrize(
    "rule", [{"succeededIndexes": "0"}, {"succeededCount": 2}, {"succeededIndexes": "0-3", "succeededCount": 1}]
)
def test_a_success_policy_ends_the_job_before_all_is_done(rule) -> None:
    played = Played(1)
    played.create(
        job(
            completionMode="Indexed", completions=6, parallelism=2, story={"run": "5s"}, successPolicy={"rules": [rule]}
        )
    )
    played.play(5)
    assert conditions(played) == {
        "SuccessCriteriaMet": ("True", "SuccessPolicy"),
        "Complete": ("True", "SuccessPolicy"),
    }
    assert counters(played)["succeeded"] == 2


def test_suspending_deletes_pods_without_counting_them_and_resuming_begins_anew() -> None:
    played = Played(1)
    played.create(job(completions=2, parallelism=2, story={"run": "30s"}))
    played.play(10)
    played.edit(JOBS, "work", suspend=True)
    assert played.pods("work") == []
    assert counters(played) == {}
    assert conditions(played) == {"Suspended": ("True", "JobSuspended")}
    assert "startTime" not in played.status(JOBS, "work")
    played.play(100)
    played.edit(JOBS, "work", suspend=False)
    assert counters(played) == {"active": 2, "ready": 2}
    assert conditions(played) == {"Suspended": ("False", "JobResumed")}
    assert played.status(JOBS, "work")["startTime"] == "2026-03-02T12:01:50Z"
    assert played.events("Suspended") == ["Job suspended"]
    assert played.events("Resumed") == ["Job resumed"]


def test_a_job_created_suspended_has_not_started() -> None:
    played = Played(1)
    played.create(job(suspend=True))
    assert played.pods("work") == []
    assert "startTime" not in played.status(JOBS, "work")


def test_parallelism_can_be_changed_while_the_job_runs() -> None:
    played = Played(1)
    played.create(job(completions=10, parallelism=4, story={"run": "1h"}))
    played.edit(JOBS, "work", parallelism=1)
    assert counters(played) == {"active": 1, "ready": 1}
    played.edit(JOBS, "work", parallelism=0)
    assert counters(played) == {}
    assert conditions(played) == {}
    played.edit(JOBS, "work", parallelism=2)
    assert counters(played)["active"] == 2


def test_the_deadline_counts_from_the_start_and_not_while_suspended() -> None:
    played = Played(1)
    played.create(job(activeDeadlineSeconds=30, story={"run": "1h"}))
    played.play(20)
    played.edit(JOBS, "work", suspend=True)
    played.play(100)
    played.edit(JOBS, "work", suspend=False)
    played.play(29)
    assert "Failed" not in conditions(played)
    played.play(1)
    assert conditions(played)["Failed"] == ("True", "DeadlineExceeded")
    assert counters(played) == {"failed": 1}


def test_the_end_is_declared_only_when_no_pod_is_terminating() -> None:
    played = Played(1)
    played.create(job(activeDeadlineSeconds=5, story={"run": "1h", "end": "7s"}))
    played.play(5)
    assert conditions(played) == {"FailureTarget": ("True", "DeadlineExceeded")}
    assert counters(played) == {"failed": 1, "terminating": 1}
    played.play(7)
    assert conditions(played)["Failed"] == ("True", "DeadlineExceeded")
    assert counters(played) == {"failed": 1}


def test_a_deleted_pod_counts_as_failed_and_is_replaced() -> None:
    played = Played(1)
    played.create(job(story={"run": "1h"}))
    played.delete(PODS, played.pods("work")[0]["metadata"]["name"])
    assert counters(played)["failed"] == 1
    played.play(10)
    assert counters(played) == {"active": 1, "ready": 1, "failed": 1}


def test_a_replacement_waits_for_the_end_if_only_failed_pods_are_replaced() -> None:
    played = Played(1)
    played.create(job(podReplacementPolicy="Failed", story={"run": "1h", "end": "9s"}))
    played.delete(PODS, played.pods("work")[0]["metadata"]["name"])
    assert played.live("work") == []
    assert counters(played) == {"terminating": 1}


def test_an_elastic_job_forgets_the_indexes_that_it_no_longer_has() -> None:
    played = Played(1)
    played.create(job(completionMode="Indexed", completions=4, parallelism=4, story={"run": "1h", "fail-indexes": "9"}))
    for pod in played.pods("work-3"):
        played.storage.edit_status(
            PODS, pod["metadata"]["name"], "default", lambda one: one["status"].update(phase="Succeeded")
        )
    played.settle()
    assert counters(played)["completedIndexes"] == "3"
    played.edit(JOBS, "work", completions=2, parallelism=2)
    assert counters(played) == {"active": 2, "ready": 2}
    assert sorted(
        pod["metadata"]["name"].split("-")[1] for pod in played.live("work") if pod["status"]["phase"] == "Running"
    ) == ["0", "1"]


def test_no_completions_are_complete_at_once() -> None:
    played = Played(1)
    played.create(job(completions=0))
    assert conditions(played)["Complete"][0] == "True"
    assert played.pods("work") == []


def test_a_job_that_another_controller_manages_is_left_alone() -> None:
    played = Played(1)
    played.create(job(managedBy="example.com/queue"))
    assert played.pods("work") == []
    assert played.status(JOBS, "work") == {}


def test_restarts_count_where_pods_are_restarted() -> None:
    played = Played(1)
    played.create(job(backoffLimit=3, pod={"restartPolicy": "OnFailure"}, story={"story": "crash"}))
    assert conditions(played)["FailureTarget"] == ("True", "BackoffLimitExceeded")
