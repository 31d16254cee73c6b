"""How far Jobs are is worked out when it is looked at, and not too often."""

from datetime import timedelta

import batches
import pytest
from batches import NOW

from ktui.screens import reckoning
from ktui.screens.reckoning import Reckoning
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live


@pytest.fixture
def made(monkeypatch):
    """By Job, whether its pods were looked at, in the order in which they were asked for."""
    asked = []
    real = reckoning.progress

    def progress(job, pods, now):
        asked.append((job.name, pods is not None))
        return real(job, pods, now)

    monkeypatch.setattr(reckoning, "progress", progress)
    return asked


def reckon():
    state = ClusterState()
    state.pods.set_feed(Live())
    clock = [NOW]
    return Reckoning(state, lambda: clock[0]), clock


def job(name, version="1", **more):
    return batches.job(name, metadata={"resourceVersion": version}, **more)


def test_nothing_is_worked_out_twice_before_something_could_have_changed(made):
    told, clock = reckon()
    one = job("one")
    assert told.of(one) is told.of(one)
    told.of(job("one", "2"))
    clock[0] += timedelta(seconds=11)
    told.of(job("one", "2"))
    assert made == [("one", True)] * 3


def test_a_screen_full_of_jobs_is_worked_out_over_some_seconds(made):
    told, clock = reckon()
    jobs = [job(f"job-{number}") for number in range(20)]
    for _ in range(4):
        for each in jobs:
            told.of(each)
        clock[0] += timedelta(seconds=1)
    assert [with_pods for _, with_pods in made].count(True) == 20
    assert {name for name, with_pods in made if with_pods} == {each.name for each in jobs}


def test_of_jobs_with_many_pods_fewer_are_worked_out_in_a_second(made):
    told, _ = reckon()
    for number in range(20):
        name = f"job-{number}"
        for index in range(60):
            told._state.pods.upsert(batches.pod(f"{name}-{index}", owner=name, started=60))
        told.of(job(name))
    assert [with_pods for _, with_pods in made].count(True) == 1


def test_what_there_was_no_time_for_is_put_off_and_what_was_asked_for_last_comes_first(made):
    told, _ = reckon()
    assert not told.due
    jobs = [job(f"job-{number}") for number in range(11)]
    for each in (*jobs, jobs[8]):
        told.of(each)
    assert told.due
    del made[:]
    for _ in told.work():
        pass
    assert made == [(f"job-{number}", True) for number in (8, 10, 9, 7, 6)]
    assert not told.due
    assert [told.of(each).pods is not None for each in jobs] == [True] * 11


def test_no_more_is_put_off_than_a_screen_shows(made):
    told, _ = reckon()
    for number in range(1000):
        told.of(job(f"job-{number}"))
    del made[:]
    assert len(list(told.work())) == 100
    assert made[0] == ("job-999", True)


def test_until_a_job_that_has_changed_is_worked_out_the_time_left_is_that_of_before(made):
    told, clock = reckon()
    status = {"active": 2, "succeeded": 4, "startTime": batches.ago(minutes=10)}
    told.of(job("load", status=status))
    before = told.of(job("load", status=status)).left
    assert before is not None
    for number in range(8):
        told.of(job(f"job-{number}"))
    now = told.of(job("load", "2", status=status | {"succeeded": 5}))
    assert now.succeeded == 5
    assert now.left == before
    clock[0] += timedelta(minutes=1)
    for number in range(8):
        told.of(job(f"job-{number}"))
    assert told.of(job("load", "2", status=status | {"succeeded": 5})).left != before
