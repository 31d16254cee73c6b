"""From a Job and its pods to the state of each index."""

from datetime import timedelta

import batches
from batches import NOW

from ktui.domain.index_states import IndexState
from ktui.domain.job_indexes import index_outlook, to_run_again

W, D, F, R, B, P = IndexState


def job(ended=False, status=None, **spec):
    conditions = [batches.condition("Failed")] if ended else []
    spec = {"completions": 8, "completionMode": "Indexed", **spec}
    return batches.job(conditions=conditions, status=status or {}, **spec)


def pod(index, phase, deleted=False, **more):
    meta = {"deletionTimestamp": batches.ago()} if deleted else {}
    return batches.pod(f"p-{index}-{phase}", index=index, phase=phase, meta=meta, **more)


def failed(index, finished):
    return batches.failed_pod(f"p-{index}-failed", index=index, finished=finished)


PODS = [
    pod(1, "Succeeded"),
    pod(2, "Running"),
    pod(3, "Pending"),
    failed(4, 5),
    failed(5, 5),
    pod(5, "Running"),
    failed(6, 5),
    pod(7, "Running", deleted=True),
    failed(0, 600),
    pod(None, "Running"),
]


def spelled(outlook):
    return list(outlook.states.part(0, 8))


def test_each_index_is_in_the_state_of_its_pods_and_of_the_jobs_account():
    running = job(status={"completedIndexes": "1", "failedIndexes": "6"}, backoffLimitPerIndex=2)
    outlook = index_outlook(running, PODS, NOW)
    assert spelled(outlook) == [W, D, R, P, B, R, F, W]
    assert outlook.again == {4: NOW + timedelta(seconds=5)}
    assert str(to_run_again(running)) == "6"


def test_without_retries_of_its_own_an_index_waits_as_all_failed_ones_do():
    outlook = index_outlook(job(status={"completedIndexes": "1"}), PODS, NOW)
    assert spelled(outlook) == [B, D, R, P, B, R, B, W]
    assert len(set(outlook.again.values())) == 1


def test_when_the_job_has_ended_nothing_is_retried_any_more():
    over = job(ended=True, status={"completedIndexes": "0,1,5"})
    outlook = index_outlook(over, PODS, NOW)
    assert spelled(outlook) == [D, D, W, W, F, D, F, W]
    assert not outlook.again
    assert str(to_run_again(over)) == "2-4,6,7"


def test_without_an_account_of_failed_indexes_there_are_none_to_run_again_while_it_runs():
    assert not to_run_again(job(status={"completedIndexes": "0"}))


def test_a_job_whose_pods_have_no_numbers_has_no_indexes_to_run_again():
    assert not to_run_again(job(ended=True, completionMode="NonIndexed"))
