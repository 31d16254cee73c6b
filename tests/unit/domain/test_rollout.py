"""ktui.domain.rollout: revisions, and whether new pods may run beside old ones."""

import pytest
from daemons import daemon_set, pod, revision

from ktui.domain.rollout import Revisions, observed, scaled, surges


@pytest.mark.parametrize(
    ("value", "total", "comes_to"),
    [
        (3, 10, 3),
        (0, 10, 0),
        ("10%", 10, 1),
        ("11%", 10, 2),
        ("1%", 1, 1),
        ("0%", 10, 0),
        ("100%", 7, 7),
        ("5", 10, 0),
        ("many", 10, 0),
        ("", 10, 0),
        (None, 10, 0),
    ],
)
def test_a_percentage_is_rounded_up(value, total, comes_to):
    assert scaled(value, total) == comes_to


@pytest.mark.parametrize(
    ("strategy", "beside"),
    [
        ({}, False),
        ({"type": "RollingUpdate"}, False),
        ({"type": "RollingUpdate", "rollingUpdate": {}}, False),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 0}}, False),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}, True),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "1%"}}, True),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "0%"}}, False),
        ({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "one"}}, False),
        ({"type": "OnDelete", "rollingUpdate": {"maxSurge": 1}}, False),
    ],
)
def test_new_pods_run_beside_old_ones_where_the_rolling_update_surges(strategy, beside):
    assert surges(daemon_set(updateStrategy=strategy)) is beside


@pytest.mark.parametrize(("generation", "seen", "done"), [(3, 3, True), (3, 2, False), (1, 0, False), (0, 0, True)])
def test_a_change_is_observed_when_the_status_says_so(generation, seen, done):
    assert observed(daemon_set(generation=generation, observed=seen)) is done


def test_the_current_revision_has_the_highest_number():
    revisions = Revisions.of([revision(2, "b"), revision(10, "a"), revision(9, "c")])
    assert (revisions.hash, revisions.current) == ("a", 10)


def test_a_rollback_raises_the_number_of_an_old_revision_and_makes_it_current():
    assert Revisions.of([revision(3, "old"), revision(2, "new")]).hash == "old"


def test_a_revision_without_the_label_is_called_by_its_name():
    assert Revisions.of([revision(1, "", name="agent-5d4f")]).hash == "agent-5d4f"


def test_without_revisions_nothing_is_current_and_no_pod_outdated():
    revisions = Revisions.of([])
    assert (revisions.hash, revisions.current) == ("", 0)
    assert not revisions.outdated(pod(rev="any"))


@pytest.mark.parametrize(("rev", "outdated"), [("new", False), ("old", True), ("gone", True), ("", True)])
def test_a_pod_is_outdated_when_its_hash_is_not_the_current_one(rev, outdated):
    assert Revisions.of([revision(1, "old"), revision(2, "new")]).outdated(pod(rev=rev)) is outdated


GENERATION = "deprecated.daemonset.template.generation"


@pytest.mark.parametrize(
    ("annotation", "label", "same"),
    [("1", "1", True), ("2", "1", False), ("01", "1", True), ("x", "x", False), ("1", None, False), (None, "1", False)],
)
def test_a_pod_of_the_templates_generation_counts_as_up_to_date_whatever_its_hash(annotation, label, same):
    """The controller compares the generation too, so that pods of a DaemonSet of that name before may pass for new."""
    annotations = {} if annotation is None else {"annotations": {GENERATION: annotation}}
    revisions = Revisions.of([revision(1, "old"), revision(2, "new")], daemon_set(metadata=annotations))
    labels = {"app": "agent", "controller-revision-hash": "old"} | ({"pod-template-generation": label} if label else {})
    left = pod(meta={"labels": labels})
    assert (revisions.outdated(left), revisions.mistaken(left)) == (not same, same)
    current = pod(meta={"labels": {**labels, "controller-revision-hash": "new"}})
    assert (revisions.outdated(current), revisions.mistaken(current)) == (False, False)


@pytest.mark.parametrize(
    ("rev", "words"),
    [
        ("new", "revision 4 (current)"),
        ("old", "revision 3, current is 4"),
        ("gone", "revision with hash gone, which is no longer in the history, current is 4"),
        ("", "revision not known (no hash label), current is 4"),
    ],
)
def test_a_revision_is_spelled(rev, words):
    assert Revisions.of([revision(3, "old"), revision(4, "new")]).spell(pod(rev=rev)) == words


def test_a_revision_that_cannot_be_known_is_not_made_up():
    assert Revisions.of([]).spell(pod(rev="abc")) == "revision with hash abc, current not known"
    assert Revisions.of([]).spell(pod(rev="")) == "revision not known"
