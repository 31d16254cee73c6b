"""ktui.domain.totals: numbers as the controller counts them, beside what it says."""

import pytest
from daemons import NOW, ago, daemon_set, ending, pod

from ktui.domain.totals import Count, by_controller, compared

COUNT = Count(desired=3, current=3, ready=2, up_to_date=1, available=2, misscheduled=1)
STATUS = {
    "desiredNumberScheduled": 3,
    "currentNumberScheduled": 3,
    "numberReady": 2,
    "updatedNumberScheduled": 1,
    "numberAvailable": 2,
    "numberMisscheduled": 1,
}


def totals(pods=(), *, kept=False, status=(), **more):
    return compared(COUNT, daemon_set(status={**STATUS, **dict(status)}, **more), pods, NOW, kept=kept)


def test_numbers_that_are_the_same_agree():
    found = totals()
    assert (found.desired, found.current, found.ready, found.up_to_date, found.available, found.misscheduled) == (
        3, 3, 2, 1, 2, 1,
    )  # fmt: skip
    assert (found.controller_agrees, found.disagreement, found.settling, found.counted) == (True, "", False, True)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("desiredNumberScheduled", "desired 7, counted here 3"),
        ("currentNumberScheduled", "current 7, counted here 3"),
        ("numberReady", "ready 7, counted here 2"),
        ("updatedNumberScheduled", "up to date 7, counted here 1"),
        ("numberAvailable", "available 7, counted here 2"),
        ("numberMisscheduled", "misscheduled 7, counted here 1"),
    ],
)
def test_each_number_that_differs_is_named(field, words):
    found = totals(status={field: 7})
    assert not found.controller_agrees
    assert found.disagreement.startswith(f"The status says {words}: ")


def test_who_is_up_to_date_is_told_by_a_revision_that_may_be_held_by_another():
    """The adopted revision of a DaemonSet with the same selector is taken up again as it is."""
    told = totals(status={"updatedNumberScheduled": 3}, kept=True).disagreement
    assert told.endswith(
        ": the controller may take its current revision from another DaemonSet, whose selector has the same labels"
    )


def test_several_numbers_are_named_in_one_sentence():
    found = totals(status={"numberReady": 0, "numberAvailable": 0})
    assert found.disagreement.startswith("The status says ready 0, counted here 2; available 0, counted here 2: ")


def test_a_number_that_is_absent_is_zero():
    assert compared(Count(), daemon_set(), (), NOW, kept=False).controller_agrees


DELETED = {"metadata": {"deletionTimestamp": ago(seconds=2)}}


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, "the controller stands still, or decides by more than Kubernetes does (OpenShift's node selectors)"),
        (
            {"kept": True},
            "a taint that lets pods stay does not make the controller count again",
        ),
        ({"generation": 5, "observed": 4, "kept": True}, "the controller has not yet observed generation 5"),
        ({**DELETED, "generation": 5, "observed": 4}, "a DaemonSet that is being deleted keeps its last status"),
        ({"pods": [pod(age={"seconds": 3}, ready=False)]}, "a pod changed 3 s ago, and the status follows"),
    ],
)
def test_why_they_may_differ_is_told(more, why):
    assert totals(status={"numberReady": 0}, **more).disagreement.endswith(f": {why}")


@pytest.mark.parametrize(
    ("one", "settling"),
    [
        (pod(age={"seconds": 5}), True),
        (pod(age={"seconds": 6}), False),
        (pod(meta=ending(seconds=1)), True),
        (pod(meta=ending(seconds=60)), False),
        (pod(conditions=[{"type": "Ready", "status": "False", "lastTransitionTime": ago(seconds=2)}]), True),
    ],
)
def test_a_status_may_lag_behind_a_pod_that_just_changed(one, settling):
    assert totals([one], status={"numberReady": 0}).settling is settling


def test_the_numbers_of_the_controller_stand_in_for_those_that_cannot_be_counted():
    found = by_controller(daemon_set(status=STATUS))
    assert (found.desired, found.misscheduled, found.up_to_date) == (3, 1, 1)
    assert (found.counted, found.controller_agrees) == (False, True)
