"""ktui.domain.describe.node: whether a node is well, and what it has left."""

from decimal import Decimal

import msgspec
from described import ago, lines, meta, section

from ktui.domain.describe import CellSentence
from ktui.domain.describe.around import Lease, PodNeeds
from ktui.domain.describe.node import requested
from ktui.domain.kinds import NODE


def node(ready="True", **spec):
    condition = {"type": "Ready", "status": ready, "lastTransitionTime": ago(minutes=14), "message": "no network"}
    return {
        "metadata": meta("gpu-a1", labels={"node-role.kubernetes.io/gpu": ""}),
        "spec": spec,
        "status": {
            "conditions": [condition],
            "capacity": {"cpu": "4", "memory": "16Gi", "pods": "110", "nvidia.com/gpu": "2", "hugepages-2Mi": "0"},
            "allocatable": {"cpu": "3", "memory": "15Gi", "pods": "110", "nvidia.com/gpu": "2"},
            "addresses": [{"type": "InternalIP", "address": "10.0.0.4"}],
            "nodeInfo": {"kubeletVersion": "v1.36.1", "operatingSystem": "linux", "architecture": "amd64"},
        },
    }


def pod(name, *containers, init=(), **spec):
    found = {"metadata": meta(name, "shop"), "status": {"phase": "Running"}}
    return msgspec.convert({**found, "spec": {"containers": containers, "initContainers": init, **spec}}, PodNeeds)


def needs(policy="", **requests):
    return {"resources": {"requests": requests}, **({"restartPolicy": policy} if policy else {})}


def test_its_state_says_since_when_and_why():
    assert "State ready for 14 min" in lines(NODE, node())
    assert "State not ready for 14 min: no network" in lines(NODE, node("False"))
    assert "State silent for 14 min: its kubelet does not report" in lines(NODE, node("Unknown"))


def test_what_keeps_pods_away_is_told():
    taints = [{"key": "pool", "value": "gpu", "effect": "NoSchedule"}, {"key": "gone", "effect": "NoExecute"}]
    found = lines(NODE, node(unschedulable=True, taints=taints))
    assert section(found, "Taints") == ["pool=gpu:NoSchedule", "gone:NoExecute"]
    assert "Cordoned yes: only daemon pods are put here" in found
    assert "Roles gpu" in found


def test_what_pods_ask_for_is_added_up_beside_what_there_is():
    pods = [pod("a", needs(cpu="1", memory="1Gi")), pod("b", needs(cpu="500m"), needs(cpu="1500m"))]
    found = section(lines(NODE, node(), found={"pods": pods}), "Resources")
    assert found[:4] == [
        "RESOURCE CAPACITY ALLOCATABLE REQUESTED LIMITS",
        "cpu 4 3 3 (100%)",
        "memory 16Gi 15Gi 1Gi (6%)",
        "pods 110 110 2 (1%)",
    ]
    assert "nvidia.com/gpu 2 2 0 (0%)" in found
    assert not any("hugepages" in line for line in found)


def test_while_pods_are_not_known_nothing_is_added_up():
    assert "cpu 4 3 ?" in section(lines(NODE, node()), "Resources")


def test_a_pod_takes_what_it_needs_at_most_at_once():
    """After component-helpers resource/helpers.go, PodRequests."""
    both = pod("a", needs(cpu="1"), init=[needs("Always", cpu="200m"), needs(cpu="3")], overhead={"cpu": "100m"})
    assert requested(both) == {"cpu": Decimal("3.3")}
    calm = pod("b", needs(cpu="1"), init=[needs("Always", cpu="200m"), needs(cpu="500m")])
    assert requested(calm) == {"cpu": Decimal("1.2")}
    whole = pod("c", needs(cpu="1", memory="1"), resources={"requests": {"cpu": "5"}})
    assert requested(whole) == {"cpu": Decimal(5), "memory": Decimal(1)}


def test_the_lease_tells_when_the_kubelet_was_heard_last():
    lease = msgspec.convert(
        {"metadata": meta("gpu-a1"), "spec": {"renewTime": ago(seconds=25), "leaseDurationSeconds": 40}}, Lease
    )
    assert "Last heartbeat 25 s ago" in lines(NODE, node(), found={"lease": [lease]})


def test_its_daemons_are_counted_and_what_is_wrong_is_told():
    cells = [
        CellSentence("logging/fluentbit", "failing", True, "container main: CrashLoopBackOff"),
        CellSentence("kube-system/calico", "ready", False),
        CellSentence("gpu/plugin", "excluded", False),
    ]
    found = section(lines(NODE, node(), cells=cells), "Daemons 1 wrong")
    assert found == [
        "In all 1 ready, 1 failing, 1 excluded",
        "DAEMONSET STATE WHY",
        "logging/fluentbit failing container main: CrashLoopBackOff",
    ]


def test_its_pods_are_listed_with_what_they_ask_for():
    found = section(lines(NODE, node(), found={"pods": [pod("web", needs(cpu="250m", memory="64Mi"))]}), "Pods 1")
    assert found[1] == "shop/web Running 250m 64Mi 3d"
    refused = lines(NODE, node(), missing={"pods": "Pods cannot be read: forbidden"})
    assert section(refused, "Pods 0") == ["Pods cannot be read: forbidden"]
