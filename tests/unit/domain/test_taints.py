"""ktui.domain.taints: which taints a daemon pod tolerates."""

import pytest

from ktui.domain.constraints import Taint, Toleration
from ktui.domain.taints import automatic, spell, tolerates, untolerated

TAINT = Taint(key="dedicated", value="gpu", effect="NoSchedule")


@pytest.mark.parametrize(
    ("toleration", "tolerated"),
    [
        (Toleration(key="dedicated", operator="Equal", value="gpu", effect="NoSchedule"), True),
        (Toleration(key="dedicated", value="gpu", effect="NoSchedule"), True),
        (Toleration(key="dedicated", value="gpu"), True),
        (Toleration(key="dedicated", value="cpu"), False),
        (Toleration(key="dedicated", value="gpu", effect="NoExecute"), False),
        (Toleration(key="dedicated", operator="Exists"), True),
        (Toleration(key="dedicated", operator="Exists", value="ignored"), True),
        (Toleration(key="other", operator="Exists"), False),
        (Toleration(operator="Exists"), True),
        (Toleration(operator="Exists", effect="NoExecute"), False),
        (Toleration(value="gpu"), True),
        (Toleration(), False),
        (Toleration(key="dedicated", operator="Gt", value="0"), False),
        (Toleration(key="dedicated", operator="Lt", value="9"), False),
        (Toleration(key="dedicated", operator="Like", value="gpu"), False),
    ],
)
def test_a_toleration_is_compared_as_in_kubernetes(toleration, tolerated):
    assert tolerates(toleration, TAINT) is tolerated


@pytest.mark.parametrize("operator", ["Gt", "Lt"])
def test_numeric_tolerations_are_behind_a_gate_that_is_off(operator):
    taint = Taint(key="k", value="5", effect="NoSchedule")
    assert not tolerates(Toleration(key="k", operator=operator, value="5"), taint)


PRESSED = [f"node.kubernetes.io/{kind}-pressure" for kind in ("disk", "memory", "pid")]


@pytest.mark.parametrize(
    ("key", "effect", "tolerated"),
    [
        ("node.kubernetes.io/not-ready", "NoExecute", True),
        ("node.kubernetes.io/unreachable", "NoExecute", True),
        ("node.kubernetes.io/not-ready", "NoSchedule", False),
        ("node.kubernetes.io/unreachable", "NoSchedule", False),
        *((key, "NoSchedule", True) for key in PRESSED),
        *((key, "NoExecute", False) for key in PRESSED),
        ("node.kubernetes.io/unschedulable", "NoSchedule", True),
        ("node.kubernetes.io/unschedulable", "NoExecute", False),
        ("node.kubernetes.io/network-unavailable", "NoSchedule", False),
        ("node.kubernetes.io/out-of-service", "NoExecute", False),
        ("node.cloudprovider.kubernetes.io/uninitialized", "NoSchedule", False),
        ("ToBeDeletedByClusterAutoscaler", "NoSchedule", False),
    ],
)
@pytest.mark.parametrize("value", ["", "any"])
def test_every_daemon_pod_tolerates_what_the_controller_adds(key, effect, tolerated, value):
    taint = Taint(key=key, value=value, effect=effect)
    assert (untolerated([taint], automatic(host_network=False)) == []) is tolerated


def test_only_pods_on_the_host_network_tolerate_a_missing_network():
    taint = Taint(key="node.kubernetes.io/network-unavailable", effect="NoSchedule")
    assert untolerated([taint], automatic(host_network=False)) == [taint]
    assert untolerated([taint], automatic(host_network=True)) == []


@pytest.mark.parametrize(("effect", "counts"), [("NoSchedule", True), ("NoExecute", True), ("PreferNoSchedule", False)])
def test_a_preference_plays_no_part(effect, counts):
    taint = Taint(key="k", effect=effect)
    assert untolerated([taint], ()) == ([taint] if counts else [])


def test_a_taint_is_written_as_kubectl_writes_it():
    assert spell(TAINT) == "dedicated=gpu:NoSchedule"
    assert spell(Taint(key="k", effect="NoExecute")) == "k:NoExecute"
