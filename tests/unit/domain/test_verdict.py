"""ktui.domain.verdict: the state of one cell."""

from datetime import timedelta

import pytest
from daemons import NOW, ago, daemon_set, ending, pod, revision

from ktui.domain import pods
from ktui.domain.cell import PENDING_GRACE, State
from ktui.domain.placement import Placement
from ktui.domain.rollout import Revisions
from ktui.domain.verdict import Bench, wrong

REVISIONS = Revisions.of([revision(1, "old"), revision(2, "new")])
SURGE = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1}}
BENCH = Bench.of(daemon_set(), REVISIONS)
SURGING = Bench.of(daemon_set(updateStrategy=SURGE), REVISIONS)
DELETED = Bench.of(daemon_set(metadata={"deletionTimestamp": ago(seconds=5)}), REVISIONS)


def state(*found, placement=Placement.WANTED, bench=BENCH, nodes_known=True):
    return bench.with_pods(placement, sorted(found, key=pods.order), nodes_known=nodes_known)


def waiting(reason):
    return [{"name": "main", "state": {"waiting": {"reason": reason}}}]


@pytest.mark.parametrize(
    ("bench", "placement", "nodes_known", "pods_known", "expected"),
    [
        (BENCH, Placement.WANTED, True, True, State.MISSING),
        (BENCH, Placement.WANTED, True, False, State.UNKNOWN),
        (BENCH, Placement.WAITING, True, True, State.WAITING),
        (BENCH, Placement.KEPT, True, True, State.EXCLUDED),
        (BENCH, Placement.BARRED, True, True, State.EXCLUDED),
        (BENCH, Placement.BARRED, True, False, State.EXCLUDED),
        (BENCH, None, True, True, State.EXCLUDED),
        (BENCH, None, False, True, State.UNKNOWN),
        (DELETED, Placement.WANTED, True, True, State.EXCLUDED),
        (DELETED, Placement.WAITING, True, True, State.EXCLUDED),
    ],
)
def test_a_cell_without_a_pod(bench, placement, nodes_known, pods_known, expected):
    assert bench.without_pods(placement, nodes_known=nodes_known, pods_known=pods_known) is expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (pod(), State.READY),
        (pod(rev="old"), State.OUTDATED),
        (pod(rev=""), State.OUTDATED),
        (pod(ready=False), State.UNREADY),
        (pod(ready=False, rev="old"), State.UNREADY),
        (pod(ready=False, phase="Unknown"), State.UNREADY),
        (pod(ready=False, phase="Pending", bound=False), State.PENDING),
        (pod(ready=False, phase="Pending", containers=[]), State.PENDING),
        (pod(ready=False, phase="", containers=[]), State.PENDING),
        (pod(ready=False, phase="Pending", containers=waiting("ContainerCreating")), State.PENDING),
        (pod(ready=False, phase="Pending", containers=waiting("ImagePullBackOff")), State.FAILING),
        (pod(ready=False, containers=waiting("CrashLoopBackOff")), State.FAILING),
        (pod(ready=False, phase="Pending", inits=waiting("CrashLoopBackOff")), State.FAILING),
        (pod(ready=False, phase="Failed"), State.FAILING),
        (pod(ready=True, phase="Failed"), State.FAILING),
        (pod(ready=False, phase="Succeeded"), State.FAILING),
        (pod(meta=ending()), State.TERMINATING),
        (pod(meta=ending(), ready=False, containers=waiting("CrashLoopBackOff")), State.TERMINATING),
    ],
)
def test_a_wanted_cell_with_one_pod(one, expected):
    assert state(one) is expected
    assert BENCH.with_pod(one) is expected


def test_a_pod_is_current_while_revisions_are_not_known():
    assert state(pod(rev="whatever"), bench=Bench.of(daemon_set(), Revisions.of([]))) is State.READY


@pytest.mark.parametrize("one", [pod(), pod(ready=False), pod(phase="Failed")])
@pytest.mark.parametrize(
    ("placement", "expected"),
    [(Placement.KEPT, State.KEPT), (Placement.WAITING, State.WAITING), (Placement.BARRED, State.EVICTING)],
)
def test_a_pod_where_none_is_wanted(placement, expected, one):
    assert state(one, placement=placement) is expected


@pytest.mark.parametrize(
    ("placement", "expected"),
    [(Placement.KEPT, State.TERMINATING), (Placement.WAITING, State.TERMINATING), (Placement.BARRED, State.EVICTING)],
)
def test_an_ending_pod_where_none_is_wanted(placement, expected):
    assert state(pod(meta=ending()), placement=placement) is expected


def test_a_pod_on_a_node_that_is_not_there_is_removed():
    assert state(pod(), placement=None) is State.EVICTING


def test_a_pod_on_a_node_that_cannot_be_read_is_judged_by_itself():
    assert state(pod(), placement=None, nodes_known=False) is State.READY
    assert state(pod(ready=False), placement=None, nodes_known=False) is State.UNREADY


@pytest.mark.parametrize("placement", [Placement.BARRED, Placement.WANTED])
def test_a_daemon_set_that_is_being_deleted_evicts_nothing(placement):
    assert state(pod(), placement=placement, bench=DELETED) is State.READY
    assert state(pod(meta=ending()), placement=placement, bench=DELETED) is State.TERMINATING


def test_two_pods_are_duplicates():
    assert state(pod("a"), pod("b")) is State.DUPLICATE
    assert state(pod("a"), pod("b", rev="old")) is State.DUPLICATE
    assert state(pod("a"), pod("b", bound=False, ready=False)) is State.DUPLICATE


def test_a_pod_that_ends_or_has_ended_does_not_make_a_duplicate():
    assert state(pod("a"), pod("b", meta=ending(), rev="old")) is State.READY
    assert state(pod("a", age={"seconds": 1}), pod("b", phase="Failed")) is State.READY
    assert state(pod("a", phase="Failed"), pod("b", phase="Failed")) is State.FAILING


@pytest.mark.parametrize(
    ("new", "old", "expected"),
    [
        (pod("new"), pod("old", rev="old"), State.READY),
        (pod("new", ready=False), pod("old", rev="old"), State.OUTDATED),
        (pod("new", ready=False, bound=False), pod("old", rev="old"), State.OUTDATED),
        (pod("new", ready=False, containers=waiting("ErrImagePull")), pod("old", rev="old"), State.FAILING),
        (pod("new", ready=False), pod("old", rev="old", ready=False), State.UNREADY),
        (pod("new", ready=False, phase="Pending", containers=[]), pod("old", rev="old", ready=False), State.PENDING),
    ],
)
def test_in_a_surge_one_new_and_one_old_pod_are_no_duplicates(new, old, expected):
    assert state(new, old, bench=SURGING) is expected


def test_in_a_surge_two_of_a_kind_are_duplicates():
    assert state(pod("a"), pod("b"), bench=SURGING) is State.DUPLICATE
    assert state(pod("a", rev="old"), pod("b", rev="older"), bench=SURGING) is State.DUPLICATE
    assert state(pod("a"), pod("b", rev="old"), pod("c", rev="old"), bench=SURGING) is State.DUPLICATE


def test_in_a_surge_two_revisions_may_stand_while_it_is_not_known_which_is_current():
    blind = Bench.of(daemon_set(updateStrategy=SURGE), Revisions.of([]))
    assert state(pod("a", rev="x"), pod("b", rev="y"), bench=blind) is State.READY
    assert state(pod("a", rev="x"), pod("b", rev="x"), bench=blind) is State.DUPLICATE
    assert state(pod("a", rev="x"), pod("b", rev="y"), pod("c", rev="z"), bench=blind) is State.DUPLICATE


def test_the_surplus_is_what_the_controller_will_delete():
    first, second, third = pod("a", age={"hours": 3}), pod("b", age={"hours": 2}), pod("c", rev="old")
    assert BENCH.surplus([first, second, third]) == [second, third]
    assert SURGING.surplus([first, second, third]) == [second]
    assert BENCH.surplus([pod("x", meta=ending()), first]) == []


@pytest.mark.parametrize("bad", [State.UNREADY, State.FAILING, State.MISSING, State.DUPLICATE])
def test_some_states_are_wrong_at_once(bad):
    assert wrong(bad, [], NOW)


@pytest.mark.parametrize(
    "calm", [State.READY, State.OUTDATED, State.TERMINATING, State.EXCLUDED, State.KEPT, State.EVICTING, State.WAITING,
             State.UNKNOWN]
)  # fmt: skip
def test_some_states_are_never_wrong(calm):
    assert not wrong(calm, [pod(age={"days": 1})], NOW)


def test_pending_is_wrong_after_a_while():
    young = pod(age={"seconds": PENDING_GRACE.total_seconds()})
    assert not wrong(State.PENDING, [young], NOW)
    assert wrong(State.PENDING, [young], NOW + timedelta(seconds=1))
    assert not wrong(State.PENDING, [pod(age={"days": 1}, meta=ending()), young], NOW)
