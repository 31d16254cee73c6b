"""What the pods of a Job say of themselves."""

from datetime import timedelta

import pytest
from batches import NOW, ago, condition, failed_pod, pod, succeeded_pod

from ktui.domain.job_pods import (
    failures_before,
    finished_at,
    index_of,
    restarts,
    sorted_out,
    started_at,
)

GOING = {"deletionTimestamp": ago(seconds=-20), "deletionGracePeriodSeconds": 30}


def test_pods_are_sorted_by_what_they_are_doing():
    found = sorted_out(
        [
            pod("a"),
            pod("b", phase="Pending"),
            pod("c", meta=GOING),
            succeeded_pod("d", 5),
            failed_pod("e"),
            failed_pod("f", meta=GOING),
            pod("g", phase="Unknown"),
        ]
    )
    assert [each.name for each in found.running] == ["a"]
    assert [each.name for each in found.pending] == ["b", "g"]
    assert [each.name for each in found.terminating] == ["c"]
    assert [each.name for each in found.succeeded] == ["d"]
    assert [each.name for each in found.failed] == ["e", "f"]
    assert [each.name for each in found.active] == ["a", "b", "g"]


@pytest.mark.parametrize(
    ("written", "index"), [(None, None), (0, 0), ("17", 17), ("-1", None), ("x", None), ("", None), ("9" * 30, None)]
)
def test_the_index_is_the_annotations(written, index):
    assert index_of(pod(index=written)) == index


def test_failures_of_an_index_are_those_that_count_and_those_that_do_not():
    ignored = {"annotations": {"batch.kubernetes.io/job-index-ignored-failure-count": "2"}}
    assert failures_before(pod()) == 0
    assert failures_before(pod(index=1, failures=3)) == 3
    assert failures_before(pod(meta=ignored)) == 2


def test_it_finished_when_its_last_container_did():
    ended = succeeded_pod("a", 30, took=100)
    assert finished_at(ended) == NOW - timedelta(seconds=30)
    assert started_at(ended) == NOW - timedelta(seconds=130)


def test_where_no_container_says_when_the_condition_or_the_deletion_does():
    unready = condition("Ready", status="False", at=ago(seconds=9))
    assert finished_at(pod(phase="Failed", conditions=[unready])) == NOW - timedelta(seconds=9)
    assert finished_at(pod(meta=GOING)) == NOW - timedelta(seconds=10)
    assert finished_at(pod()) is None
    assert started_at(pod(phase="Pending")) is None


def test_restarts_of_pods_that_have_not_ended_are_added():
    found = sorted_out([pod("a", restarts=2), pod("b", phase="Pending", restarts=1), failed_pod("c", restarts=9)])
    assert restarts(found) == 3
