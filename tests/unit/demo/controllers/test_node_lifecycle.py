import pytest
from stage.embedded import Played, daemon_set, deployment

from ktui.demo.node_agent import Fault
from ktui.demo.pods import condition, is_ready
from ktui.demo.resources import NODES, PODS

NODE = "node-0000"


def taints(played: Played) -> set[tuple[str, str]]:
    found = played.get(NODES, NODE)["spec"].get("taints", ())
    return {(each["key"].removeprefix("node.kubernetes.io/"), each["effect"]) for each in found}


def test_a_well_node_has_no_taints() -> None:
    played = Played(1)
    played.play(600)
    assert taints(played) == set()
    assert played.events("RegisteredNode") == [f"Node {NODE} event: Registered Node {NODE} in Controller"]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault(reason="KubeletNotReady"), {("not-ready", "NoSchedule"), ("not-ready", "NoExecute")}),
        (Fault(conditions=frozenset({"DiskPressure"})), {("disk-pressure", "NoSchedule")}),
        (
            Fault(conditions=frozenset({"MemoryPressure", "PIDPressure"})),
            {("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule")},
        ),
        (Fault(conditions=frozenset({"NetworkUnavailable"})), {("network-unavailable", "NoSchedule")}),
    ],
)
def test_a_condition_becomes_a_taint_and_goes_with_it(fault, expected) -> None:
    played = Played(1)
    played.agent.set_fault(NODE, fault)
    played.settle()
    assert taints(played) == expected
    played.agent.set_fault(NODE, None)
    played.settle()
    assert taints(played) == set()


def test_a_cordon_becomes_a_taint_beside_the_users_own() -> None:
    played = Played(1)
    played.taint(NODE, "mine=1:NoSchedule")
    played.edit(NODES, NODE, unschedulable=True)
    assert taints(played) == {("mine", "NoSchedule"), ("unschedulable", "NoSchedule")}
    played.edit(NODES, NODE, unschedulable=None)
    assert taints(played) == {("mine", "NoSchedule")}


def test_a_kubelet_that_falls_silent_is_given_up_after_the_grace() -> None:
    played = Played(1, grace=40)
    played.play(60)
    played.label(NODES, NODE, **{"ktui.test/silent": "true"})
    played.play(39)
    assert taints(played) == set()
    played.play(11)
    assert taints(played) == {("unreachable", "NoSchedule"), ("unreachable", "NoExecute")}
    ready = condition(played.get(NODES, NODE), "Ready")
    assert ready is not None
    assert (ready["status"], ready["reason"]) == ("Unknown", "NodeStatusUnknown")
    network = condition(played.get(NODES, NODE), "NetworkUnavailable")
    assert network is not None
    assert network["status"] == "False"
    played.label(NODES, NODE, **{"ktui.test/silent": None})
    assert taints(played) == set()


def test_pods_of_a_bad_node_are_not_ready_until_it_is_well_again() -> None:
    played = Played(1)
    played.create(daemon_set())
    played.agent.set_fault(NODE, Fault(silent=True))
    played.play(60)
    (pod,) = played.pods("agent")
    assert not is_ready(pod)
    assert "Node is not ready" in played.events("NodeNotReady")
    played.agent.set_fault(NODE, None)
    played.settle()
    assert is_ready(played.pods("agent")[0])


def test_pods_leave_a_bad_node_after_five_minutes_unless_they_are_daemons() -> None:
    played = Played(2)
    played.create(daemon_set())
    played.create(deployment(replicas=2))
    played.agent.set_fault(NODE, Fault(reason="KubeletNotReady"))
    played.play(299)
    assert played.nodes_of("web") == ["node-0000", "node-0001"]
    played.play(2)
    assert played.nodes_of("web") == ["node-0001", "node-0001"]
    assert played.nodes_of("agent") == ["node-0000", "node-0001"]


def test_pods_of_a_silent_node_stay_terminating() -> None:
    played = Played(1)
    played.create(deployment(replicas=1))
    played.agent.set_fault(NODE, Fault(silent=True))
    played.play(400)
    (pod,) = [each for each in played.pods("web") if each["spec"].get("nodeName")]
    assert pod["metadata"]["deletionTimestamp"]
    played.agent.set_fault(NODE, None)
    played.settle()
    assert pod["metadata"]["name"] not in [each["metadata"]["name"] for each in played.storage.objects(PODS)]
