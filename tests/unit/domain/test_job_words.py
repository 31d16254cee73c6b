"""What becomes of a Job, in few words."""

import batches
import pytest
from batches import NOW, ago, condition

from ktui.domain.job_words import failed_words, progress_words, retries_words, state_words, why_failed

PAUSED = {"parallelism": 0, "activeDeadlineSeconds": 3600}


def failed(reason, message="", **spec):
    status = {"active": None, "failed": 3, "startTime": ago(minutes=9)}
    status["failedIndexes"] = spec.pop("failed_indexes", None)
    return batches.job(conditions=[condition("Failed", reason, message, at=ago(minutes=1))], status=status, **spec)


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (failed("BackoffLimitExceeded", backoffLimit=2), "3 failures, 2 retries allowed"),
        (
            failed("BackoffLimitExceeded", backoffLimit=5, restart="OnFailure"),
            "its containers were started again as often as allowed (5)",
        ),
        (failed("DeadlineExceeded", activeDeadlineSeconds=600), "deadline of 10 min passed"),
        (failed("DeadlineExceeded"), "deadline passed"),
        (
            failed("FailedIndexes", completionMode="Indexed", completions=8, failed_indexes="1,3"),
            "2 indexes failed",
        ),
        (
            failed("MaxFailedIndexesExceeded", completionMode="Indexed", completions=8, maxFailedIndexes=1),
            "more than 1 index failed",
        ),
        (failed("PodFailurePolicy"), "by its pod failure policy"),
        (
            failed(
                "PodFailurePolicy",
                "Container main for pod etl/p failed with exit code 42 matching FailJob rule at index 0",
            ),
            "container main of pod etl/p ended with exit code 42, which rule 1 makes fatal",
        ),
        (failed("SomethingElse"), "SomethingElse"),
        (failed(""), "nobody says why"),
    ],
)
def test_why_a_job_failed_is_said_for_every_reason(job, words):
    assert why_failed(job) == words
    assert state_words(job, NOW) == f"failed: {words}"


@pytest.mark.parametrize(
    ("job", "words"),
    [
        (batches.job(), "running"),
        (batches.job(activeDeadlineSeconds=3600), "running, fails in 50m"),
        (
            batches.job(parallelism=0, activeDeadlineSeconds=3600),
            "paused (parallelism 0), the deadline still runs: 50m",
        ),
        (batches.job(suspend=True, conditions=[condition("Suspended", at=ago(minutes=40))]), "suspended 40m"),
        (batches.job(conditions=[condition("SuccessCriteriaMet")]), "completing"),
        (
            batches.job(conditions=[condition("SuccessCriteriaMet")], status={"terminating": 1}),
            "completing: 1 pod is still ending",
        ),
        (batches.job(managedBy="example.com/other"), "run by example.com/other"),
        (
            batches.job(
                conditions=[condition("Complete", at=ago(minutes=4))],
                status={"completionTime": ago(minutes=4)},
                ttlSecondsAfterFinished=600,
            ),
            "complete in 6m, deleted in 6m",
        ),
    ],
)
def test_a_state_says_what_runs_out(job, words):
    assert state_words(job, NOW) == words


def test_progress_and_failures_are_counted_as_the_type_of_job_wants_it():
    queue = batches.job(completions=None, parallelism=3, status={"succeeded": 41})
    assert progress_words(queue) == "41 done"
    assert progress_words(batches.job(completions=1000, status={"succeeded": 1200})) == "1,000/1,000"
    by_index = batches.job(
        completions=8, completionMode="Indexed", backoffLimitPerIndex=1, backoffLimit=2**31 - 1,
        status={"failed": 5, "failedIndexes": "1,3"},
    )  # fmt: skip
    assert (failed_words(by_index), retries_words(by_index)) == ("2 idx", "1 per index")
    plain = batches.job(status={"failed": 2})
    assert (failed_words(plain), retries_words(plain)) == ("2", "2 of 6")
    assert retries_words(batches.job(backoffLimit=2**31 - 1)) == "0, no limit"
