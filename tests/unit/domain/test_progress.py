"""How far a Job is: its account, and what its pods add."""

from datetime import timedelta

from batches import NOW, ago, condition, failed_pod, job, pod, succeeded_pod

from ktui.domain.job_state import NO_LIMIT, JobState, JobType
from ktui.domain.progress import progress

PER_INDEX = {
    "completionMode": "Indexed", "completions": 10, "parallelism": 4, "backoffLimitPerIndex": 1,
    "backoffLimit": NO_LIMIT,
}  # fmt: skip


def test_what_the_account_says_needs_no_pods():
    found = progress(job(completions=8, parallelism=3, status={"active": 3, "succeeded": 2, "failed": 1}), None, NOW)
    assert (found.type, found.state, found.total) == (JobType.FIXED, JobState.RUNNING, 8)
    assert (found.succeeded, found.failed, found.active, found.waiting) == (2, 1, 3, 3)
    assert (found.retries_used, found.retries_limit) == (1, 6)
    assert found.elapsed == timedelta(minutes=10)
    assert found.pods is None
    assert found.left is not None


def test_of_a_queue_nobody_knows_how_much_is_left():
    found = progress(job(completions=None, parallelism=3), [pod("a")], NOW)
    assert (found.total, found.waiting, found.left) == (None, None, None)


def test_each_index_is_done_failed_running_backing_off_or_waiting():
    pods = [pod("a", index=2), pod("b", index=3, phase="Pending"), failed_pod("c", 4, index=4, failures=0)]
    status = {"active": 2, "succeeded": 2, "completedIndexes": "0,1", "failedIndexes": "9", "failed": 3}
    found = progress(job(**PER_INDEX, status=status), pods, NOW)
    assert (found.pods.running, found.pods.pending, found.pods.backing_off) == (1, 1, 1)
    assert (found.pods.again - NOW).total_seconds() == 6
    assert found.waiting == 10 - 2 - 1 - 2 - 1
    assert (str(found.completed_indexes), str(found.failed_indexes)) == ("0,1", "9")
    assert (found.retries_used, found.retries_limit) == (3, NO_LIMIT)


def test_a_job_whose_pods_wait_after_a_failure_backs_off_with_as_many_as_it_may_run():
    busy = job(completions=8, parallelism=3, status={"active": 1, "failed": 2})
    found = progress(busy, [pod("a"), failed_pod("b", 4), failed_pod("c", 4)], NOW)
    assert (found.pods.backing_off, found.waiting) == (2, 5)
    queue = progress(job(completions=None, parallelism=3, status={"active": 1}), [pod("a"), failed_pod("b", 4)], NOW)
    assert queue.pods.backing_off == 2


def test_containers_that_are_started_again_use_retries():
    busy = job(restart="OnFailure", backoffLimit=4, status={"failed": 1})
    found = progress(busy, [pod("a", restarts=2)], NOW)
    assert (found.retries_used, found.retries_limit, found.pods.restarts) == (3, 4, 2)
    assert progress(job(backoffLimit=4), [pod("a", restarts=2)], NOW).retries_used == 0


def test_when_it_has_ended_nothing_waits_and_the_condition_says_why():
    ended = condition("Failed", "BackoffLimitExceeded", at=ago(minutes=5))
    status = {"active": None, "failed": 3, "succeeded": 2}
    found = progress(job(completions=8, conditions=[ended], status=status), [succeeded_pod("a", 400)], NOW)
    assert (found.state, found.reason, found.waiting, found.left) == (
        JobState.FAILED,
        "BackoffLimitExceeded",
        0,
        None,
    )
    assert found.elapsed == timedelta(minutes=5)
