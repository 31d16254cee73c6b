"""When the controller will start another pod for what has failed."""

from datetime import timedelta

import pytest
from batches import NOW, condition, failed_pod, job, pod, succeeded_pod

from ktui.domain.job_backoff import delay, indexes_again, pods_again
from ktui.domain.job_pods import sorted_out

PER_INDEX = {"completionMode": "Indexed", "completions": 9, "parallelism": 3, "backoffLimitPerIndex": 3}


def in_seconds(moment):
    return None if moment is None else (moment - NOW).total_seconds()


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 10), (1, 10), (2, 20), (3, 40), (6, 320), (7, 600), (100_000, 600)]
)
def test_the_delay_doubles_from_ten_seconds_to_ten_minutes(failures, seconds):
    assert delay(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("pods", "seconds"),
    [
        ([], None),
        ([failed_pod("a", 4)], 6),
        ([failed_pod("a", 40), failed_pod("b", 4)], 16),
        ([failed_pod("a", 11)], None),
        ([failed_pod("a", 40), succeeded_pod("s", 30), failed_pod("b", 4)], 6),
        ([failed_pod("a", 4), succeeded_pod("s", 2)], None),
    ],
)
def test_pods_wait_after_the_failures_since_the_last_success(pods, seconds):
    assert in_seconds(pods_again(job(completions=9), sorted_out(pods), NOW)) == seconds


@pytest.mark.parametrize("told", [PER_INDEX, {"suspend": True}, {"conditions": [condition("FailureTarget")]}])
def test_pods_do_not_wait_where_each_index_does_or_nothing_goes_on(told):
    assert pods_again(job(**told), sorted_out([failed_pod("a", 1)]), NOW) is None


def test_an_index_waits_after_its_own_failures():
    pods = [
        failed_pod("a", 4, index=0, failures=0),
        failed_pod("b", 40, index=1, failures=0),
        failed_pod("c", 4, index=1, failures=1),
        failed_pod("d", 4, index=2, failures=2),
        pod("e", index=2),
        failed_pod("f", 4, index=3, failures=3),
        failed_pod("g", 4, index=4, failures=0),
        failed_pod("h", 30, index=5, failures=0),
        failed_pod("i", 4),
        succeeded_pod("j", 1, index=6),
        failed_pod("k", 4, index=6, failures=0),
    ]
    busy = job(**PER_INDEX, status={"failedIndexes": "3", "completedIndexes": "4"})
    found = indexes_again(busy, sorted_out(pods), NOW)
    assert {index: in_seconds(again) for index, again in found.items()} == {0: 6, 1: 16}


def test_where_indexes_have_no_retries_of_their_own_none_waits():
    pods = sorted_out([failed_pod("a", 4, index=0)])
    assert not indexes_again(job(**{**PER_INDEX, "backoffLimitPerIndex": None}), pods, NOW)
    assert not indexes_again(job(**PER_INDEX, suspend=True), pods, NOW)
