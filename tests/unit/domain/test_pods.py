"""ktui.domain.pods: what one daemon pod says of itself."""

from datetime import timedelta

import msgspec
import pytest
from daemons import NOW, affinity, ago, ending, pod

from ktui.domain import pods
from ktui.domain.decode import decode
from ktui.domain.objects import Pod


def pending(wire):
    return decode(Pod, msgspec.json.encode({"metadata": {"name": "p"}, "spec": {"affinity": wire}}))


NAMED = ("metadata.name", "In", "n1")


@pytest.mark.parametrize(
    ("wire", "node"),
    [
        (affinity(((), (NAMED,))), "n1"),
        (affinity(((("zone", "In", "a"),), ()), ((), (NAMED,))), "n1"),
        (affinity(((), (NAMED,)), ((), (("metadata.name", "In", "n2"),))), "n1"),
        (affinity(((), (("metadata.name", "In", "n1", "n2"),))), ""),
        (affinity(((), (("metadata.name", "In"),)), ((), (NAMED,))), ""),
        (affinity(((), (("metadata.name", "NotIn", "n1"),))), ""),
        (affinity(((), (("metadata.uid", "In", "n1"),))), ""),
        (affinity(((("metadata.name", "In", "n1"),), ())), ""),
        (affinity(), ""),
        ({"nodeAffinity": {}}, ""),
        ({}, ""),
        (None, ""),
    ],
)
def test_a_pod_that_is_not_bound_names_its_node_by_a_field(wire, node):
    assert pods.target(pending(wire)) == node


def test_a_bound_pod_is_on_its_node():
    assert pods.target(pod(node="n7")) == "n7"


def test_pods_are_sorted_bound_first_then_older_then_by_name():
    unbound = pod("a", bound=False, age={"days": 9})
    older, newer, twin = pod("z", age={"hours": 2}), pod("b", age={"hours": 1}), pod("c", age={"hours": 1})
    assert sorted([unbound, twin, newer, older], key=pods.order) == [older, newer, twin, unbound]


def test_a_pod_without_a_creation_time_is_sorted_as_the_oldest():
    timeless = pod("z", meta={"creationTimestamp": None})
    assert min([pod("a"), timeless], key=pods.order) is timeless


@pytest.mark.parametrize(
    ("phase", "ended"), [("Failed", True), ("Succeeded", True), ("Running", False), ("Pending", False), ("", False)]
)
def test_a_pod_has_ended_by_its_phase(phase, ended):
    assert pods.terminal(pod(phase=phase)) is ended


def test_a_pod_is_ready_by_its_condition_alone():
    assert pods.ready(pod(ready=True, phase="Pending"))
    assert not pods.ready(pod(ready=False))
    assert not pods.ready(pending(None))


@pytest.mark.parametrize(
    ("seconds", "min_ready", "available"),
    [(0, 0, True), (0, 10, False), (9, 10, False), (10, 10, True), (11, 10, True)],
)
def test_a_pod_is_available_when_it_has_been_ready_long_enough(seconds, min_ready, available):
    told = [{"type": "Ready", "status": "True", "lastTransitionTime": ago(seconds=seconds)}]
    assert pods.available(pod(conditions=told), min_ready, NOW) is available


def test_a_pod_that_is_not_ready_or_does_not_say_since_when_is_not_available():
    assert not pods.available(pod(ready=False), 0, NOW)
    timeless = pod(conditions=[{"type": "Ready", "status": "True", "lastTransitionTime": None}])
    assert pods.available(timeless, 0, NOW)
    assert not pods.available(timeless, 1, NOW)


WAITING = [
    ("", False),
    ("ContainerCreating", False),
    ("PodInitializing", False),
    *((reason, True) for reason in ("CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull", "ErrImageNeverPull")),
    *((reason, True) for reason in ("InvalidImageName", "CreateContainerConfigError", "CreateContainerError")),
    *((reason, True) for reason in ("RunContainerError", "PostStartHookError", "Whatever")),
]


@pytest.mark.parametrize(("reason", "fails"), WAITING)
@pytest.mark.parametrize("where", ["containers", "inits"])
def test_a_waiting_container_fails_unless_it_is_starting(where, reason, fails):
    stuck = {"name": "main", "state": {"waiting": {"reason": reason}}}
    assert pods.failing(pod(ready=False, **{where: [stuck]})) is fails


@pytest.mark.parametrize(("code", "fails"), [(0, False), (1, True), (137, True)])
def test_a_container_that_ended_fails_by_its_exit_code(code, fails):
    ended = {"name": "main", "state": {"terminated": {"exitCode": code}}}
    assert pods.failing(pod(ready=False, containers=[ended])) is fails


def test_a_container_without_a_state_does_not_fail():
    assert not pods.failing(pod(ready=False, containers=[{"name": "main"}, {"name": "other", "state": {}}]))


def test_the_end_was_asked_for_a_grace_period_before_the_deletion_time():
    assert pods.asked_to_end(pod(meta=ending(seconds=12, grace=30))) == NOW - timedelta(seconds=12)
    assert pods.asked_to_end(pod()) is None


@pytest.mark.parametrize("grace", [-5, 10**15, 2**62])
def test_a_grace_period_that_cannot_be_is_left_out(grace):
    strange = pod(meta={"deletionTimestamp": NOW.isoformat(), "deletionGracePeriodSeconds": grace})
    assert pods.asked_to_end(strange) == NOW
