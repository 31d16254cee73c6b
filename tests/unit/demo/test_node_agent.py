from stage.embedded import Played

from ktui.demo.node_agent import Fault
from ktui.demo.pods import condition
from ktui.demo.resources import LEASES, NODES

NODE = "node-0000"


def test_a_node_registers_with_conditions_capacity_and_addresses() -> None:
    played = Played(2)
    status = played.get(NODES, NODE)["status"]
    assert [each["type"] for each in status["conditions"]] == [
        "Ready",
        "MemoryPressure",
        "DiskPressure",
        "PIDPressure",
        "NetworkUnavailable",
    ]
    assert status["capacity"] == {"cpu": "8", "memory": "16Gi", "pods": "110"}
    assert status["nodeInfo"]["kubeletVersion"].startswith("v1.")
    assert status["daemonEndpoints"]["kubeletEndpoint"]["Port"] == 10250
    assert status["addresses"] != played.get(NODES, "node-0001")["status"]["addresses"]


def test_what_a_node_says_of_itself_is_kept() -> None:
    played = Played(0)
    node = played.add_node("big")
    played.world.put_status(NODES, node, {"capacity": {"cpu": "96"}, "nodeInfo": {"kubeletVersion": "v1.30.0"}})
    played.settle()
    status = played.get(NODES, "big")["status"]
    assert status["allocatable"] == {"cpu": "96"}
    assert status["nodeInfo"]["kubeletVersion"] == "v1.30.0"
    assert status["nodeInfo"]["operatingSystem"] == "linux"


def test_the_lease_is_renewed_often_and_the_status_seldom() -> None:
    played = Played(1)
    before = played.get(NODES, NODE)["metadata"]["resourceVersion"]
    played.play(299)
    assert played.get(NODES, NODE)["metadata"]["resourceVersion"] == before
    assert played.storage.get(LEASES, NODE, "kube-node-lease")["spec"]["renewTime"] == "2026-03-02T12:04:50.000000Z"
    played.play(2)
    ready = condition(played.get(NODES, NODE), "Ready")
    assert ready is not None
    assert ready["lastHeartbeatTime"] == "2026-03-02T12:05:00Z"
    assert ready["lastTransitionTime"] == "2026-03-02T12:00:00Z"


def test_a_fault_is_reported_with_its_reason_and_mended() -> None:
    played = Played(1)
    played.agent.set_fault(NODE, Fault(reason="KubeletNotReady", message="PLEG is not healthy"))
    played.play(1)
    ready = condition(played.get(NODES, NODE), "Ready")
    assert ready is not None
    assert (ready["status"], ready["message"]) == ("False", "PLEG is not healthy")
    assert played.agent.alive(NODE)
    played.agent.set_fault(NODE, None)
    played.play(1)
    ready = condition(played.get(NODES, NODE), "Ready")
    assert ready is not None
    assert ready["status"] == "True"


def test_a_silent_node_is_told_by_its_label_or_a_fault() -> None:
    played = Played(2)
    played.label(NODES, NODE, **{"ktui.test/silent": "true"})
    played.agent.set_fault("node-0001", Fault(silent=True))
    assert not played.agent.alive(NODE)
    assert not played.agent.alive("node-0001")
    assert not played.agent.alive("nobody")
