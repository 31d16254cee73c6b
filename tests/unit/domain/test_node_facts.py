"""ktui.domain.node_facts: what a node says of itself."""

import msgspec
import pytest

from ktui.domain import node_facts
from ktui.domain.node_sheet import NODES, NodeRow, node_details, node_state
from ktui.domain.objects import Node


def node(ready="True", *, unschedulable=False, labels=(), conditions=(), addresses=(), taints=()):
    told = [{"type": "Ready", "status": ready, "reason": "R", "message": "words"}] if ready else []
    told += [{"type": kind, "status": status, "reason": "P", "message": "pressed"} for kind, status in conditions]
    wire = {
        "metadata": {"name": "n", "labels": dict(labels)},
        "spec": {"unschedulable": unschedulable, "taints": list(taints)},
        "status": {
            "conditions": told,
            "addresses": [{"type": kind, "address": address} for kind, address in addresses],
            "nodeInfo": {"kernelVersion": "6.8", "architecture": "arm64"},
        },
    }
    return msgspec.convert(wire, Node)


@pytest.mark.parametrize(
    ("ready", "unschedulable", "status"),
    [
        ("True", False, "Ready"),
        ("False", False, "NotReady"),
        ("Unknown", False, "NotReady"),
        ("", False, "Unknown"),
        ("True", True, "Ready,SchedulingDisabled"),
        ("Unknown", True, "NotReady,SchedulingDisabled"),
    ],
)
def test_the_status_is_kubectls(ready, unschedulable, status):
    assert node_facts.status(node(ready, unschedulable=unschedulable)) == status


def test_a_kubelet_that_does_not_report_is_told_apart_from_one_that_says_no():
    assert list(node_facts.conditions(node("Unknown"))) == ["silent"]
    assert list(node_facts.conditions(node("False"))) == []


def test_conditions_that_hold_are_told_those_that_nobody_knows_too():
    held = node(conditions=[("MemoryPressure", "True"), ("DiskPressure", "False"), ("KernelDeadlock", "True")])
    assert list(node_facts.conditions(held)) == ["MemoryPressure", "KernelDeadlock"]
    assert "P: pressed" in node_details(held)


def test_roles_are_those_of_both_sorts_of_labels():
    labels = {"node-role.kubernetes.io/worker": "", "node-role.kubernetes.io/": "", "kubernetes.io/role": "infra"}
    assert node_facts.roles(labels) == ["infra", "worker"]


def test_zone_and_pool_are_found_under_any_of_their_labels():
    assert node_facts.zone({"failure-domain.beta.kubernetes.io/zone": "a"}) == "a"
    assert node_facts.pool({"cloud.google.com/gke-nodepool": "p"}) == "p"
    assert node_facts.zone({}) is node_facts.pool({}) is None


def test_the_first_address_of_a_type_counts():
    held = node(addresses=[("Hostname", "h"), ("InternalIP", "10.0.0.1"), ("InternalIP", "fd00::1")])
    assert node_facts.address(held, "InternalIP") == "10.0.0.1"
    assert node_facts.address(held, "ExternalIP") == ""


def text(title, row):
    return NODES.column(title).text(row, None)


def test_columns_say_taints_in_short_and_the_kernel_with_its_architecture():
    taints = [{"key": "nvidia.com/gpu", "value": "true", "effect": "NoSchedule"}, {"key": "x", "effect": "NoExecute"}]
    row = NodeRow(node(taints=taints), pods=3, wanted=2, ready=1, problems=1)
    assert text("TAINTS", row) == "gpu=true:NoSchedule,x:NoExecute"
    assert text("KERNEL-VERSION", row) == "6.8 (arm64)"
    assert text("OS-IMAGE", row) == "<unknown>"
    assert text("DAEMONS", row) == "1/2"
    assert text("ROLES", row) == "<none>"


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (NodeRow(node("False"), 0), "not ready"),
        (NodeRow(node(unschedulable=True), 0), "cordoned"),
        (NodeRow(node(), 0, problems=1), "wrong"),
        (NodeRow(node(conditions=[("MemoryPressure", "True")]), 0), "wrong"),
        (NodeRow(node(), 0), "ready"),
    ],
)
def test_a_node_counts_as_the_worst_that_is_to_be_said_of_it(row, state):
    assert node_state(row) == state
    assert NODES.faulty(row, None) is (state in {"not ready", "wrong"})
