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


def job(name, version="1"):
    return batches.job(name, metadata={"resourceVersion": version})


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
    for _ in range(3):
        for each in jobs:
            told.of(each)
        clock[0] += timedelta(seconds=1)
    assert [with_pods for _, with_pods in made].count(True) == 20
    assert {name for name, with_pods in made if with_pods} == {each.name for each in jobs}


def test_of_jobs_with_many_pods_fewer_are_worked_out_in_a_second(made):
    told, _ = reckon()
    for number in range(20):
        told.of(batches.job(f"job-{number}", parallelism=100, status={"active": 100}))
    assert [with_pods for _, with_pods in made].count(True) == 2
