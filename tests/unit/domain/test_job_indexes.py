"""From a Job and its pods to the state of each index."""

import batches

from ktui.domain.index_states import IndexState
from ktui.domain.job_indexes import index_states, to_run_again

W, D, F, R, B, P = IndexState


NOW = batches.ago()


def job(ended=False, **status):
    conditions = [batches.condition("Failed")] if ended else []
    return batches.job(completions=8, completionMode="Indexed", conditions=conditions, status=status)


def pod(index, phase, deleted=False):
    return batches.pod(
        f"p-{index}-{phase}", index=index, phase=phase, meta={"deletionTimestamp": NOW} if deleted else {}
    )


PODS = [
    pod(1, "Succeeded"),
    pod(2, "Running"),
    pod(3, "Pending"),
    pod(4, "Failed"),
    pod(5, "Failed"),
    pod(5, "Running"),
    pod(6, "Failed"),
    pod(7, "Running", deleted=True),
    pod(None, "Running"),
]


def spelled(states):
    return list(states.part(0, 8))


def test_each_index_is_in_the_state_of_its_pods_and_of_the_jobs_account():
    running = job(completedIndexes="0,1", failedIndexes="6")
    assert spelled(index_states(running, PODS)) == [D, D, R, P, B, R, F, W]
    assert str(to_run_again(running)) == "6"


def test_when_the_job_has_ended_nothing_is_retried_any_more():
    over = job(ended=True, completedIndexes="0,1,5")
    assert spelled(index_states(over, PODS)) == [D, D, W, W, F, D, F, W]
    assert str(to_run_again(over)) == "2-4,6,7"


def test_without_an_account_of_failed_indexes_there_are_none_to_run_again_while_it_runs():
    assert not to_run_again(job(completedIndexes="0"))
