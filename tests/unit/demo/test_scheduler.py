import pytest
from stage.embedded import Played, daemon_set, deployment

from ktui.demo.pods import bound_node, condition
from ktui.demo.resources import EVENTS, NODES, PODS

TAIL = "no new claims to deallocate, preemption: 0/{0} nodes are available: {1}."


def pod(name: str = "p", cpu: str = "0", **spec: object) -> dict[str, object]:
    containers = [{"name": "main", "image": "x:1", "resources": {"requests": {"cpu": cpu}}}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": containers, **spec}}


def why(played: Played, name: str = "p") -> str:
    found = condition(played.get(PODS, name), "PodScheduled")
    assert found is not None
    assert (found["status"], found["reason"]) == ("False", "Unschedulable")
    message: str = found["message"]
    return message


def test_a_pod_is_bound_and_says_where_it_is() -> None:
    played = Played(1)
    played.label(NODES, "node-0000", **{"topology.kubernetes.io/zone": "eu-1a"})
    played.create(pod())
    bound = played.get(PODS, "p")
    assert bound_node(bound) == "node-0000"
    assert bound["metadata"]["labels"]["topology.kubernetes.io/zone"] == "eu-1a"
    assert bound["metadata"]["generation"] == 1
    assert played.events("Scheduled") == ["Successfully assigned default/p to node-0000"]


def test_the_pods_of_one_owner_are_spread() -> None:
    played = Played(3)
    played.create(deployment(replicas=6))
    assert played.nodes_of("web") == ["node-0000", "node-0000", "node-0001", "node-0001", "node-0002", "node-0002"]


@pytest.mark.parametrize(
    ("spec", "reasons"),
    [
        ({"cpu": "9"}, "3 Insufficient cpu. " + TAIL.format(3, "3 Preemption is not helpful for scheduling")),
        (
            {"nodeSelector": {"pool": "gpu"}},
            "3 node(s) didn't match Pod's node affinity/selector. "
            + TAIL.format(3, "3 Preemption is not helpful for scheduling"),
        ),
    ],
)
def test_what_does_not_fit_says_so_in_the_schedulers_words(spec, reasons) -> None:
    played = Played(3)
    played.create(pod(**spec))
    assert why(played) == f"0/3 nodes are available: {reasons}"
    assert played.events("FailedScheduling") == [why(played)]


def test_each_node_has_its_own_reason() -> None:
    played = Played(3)
    played.taint("node-0000", "a=b:NoSchedule")
    played.edit(NODES, "node-0001", unschedulable=True)
    played.create(pod("full", cpu="8"))
    played.create(pod(cpu="1"))
    assert why(played) == (
        "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint(s), "
        "1 node(s) were unschedulable. "
        + TAIL.format(3, "1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling")
    )


def test_a_daemon_pod_looks_at_its_own_node_only() -> None:
    played = Played(3)
    played.create(daemon_set(pod={"container": {"resources": {"requests": {"cpu": "64"}}}}))
    name = played.pods("agent")[0]["metadata"]["name"]
    assert why(played, name) == (
        "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. "
        + TAIL.format(3, "3 Preemption is not helpful for scheduling")
    )


def test_a_cluster_without_nodes_says_that() -> None:
    played = Played(0)
    played.create(pod())
    assert why(played) == "no nodes available to schedule pods"


def test_room_that_is_made_is_taken() -> None:
    played = Played(1)
    played.create(pod("first", cpu="8"))
    played.create(pod(cpu="1"))
    assert bound_node(played.get(PODS, "p")) == ""
    played.delete(PODS, "first")
    played.play(2)
    assert bound_node(played.get(PODS, "p")) == "node-0000"


def test_a_node_that_comes_or_is_uncordoned_is_tried() -> None:
    played = Played(1)
    played.edit(NODES, "node-0000", unschedulable=True)
    played.create(pod())
    played.edit(NODES, "node-0000", unschedulable=None)
    played.play(2)
    assert bound_node(played.get(PODS, "p")) == "node-0000"


def test_only_so_many_pods_fit_on_a_node() -> None:
    played = Played(1)
    status = played.get(NODES, "node-0000")["status"]
    small = {
        **status,
        "capacity": {**status["capacity"], "pods": "2"},
        "allocatable": {**status["allocatable"], "pods": "2"},
    }
    played.storage.edit_status(NODES, "node-0000", "", lambda node: node.update(status=small))
    for name in ("a", "b", "p"):
        played.create(pod(name))
    assert "1 Too many pods" in why(played)


@pytest.mark.parametrize("spec", [{"schedulerName": "other"}, {"schedulingGates": [{"name": "wait"}]}])
def test_what_another_scheduler_or_a_gate_holds_is_left_alone(spec) -> None:
    played = Played(1)
    played.create(pod(**spec))
    assert bound_node(played.get(PODS, "p")) == ""
    assert played.events("FailedScheduling") == []


def test_a_reason_that_comes_again_soon_is_one_event_with_a_series() -> None:
    played = Played(1)
    played.create(pod(cpu="64"))
    played.label(NODES, "node-0000", poke="1")
    played.play(2)
    (event,) = [each for each in played.storage.objects(EVENTS) if each["reason"] == "FailedScheduling"]
    assert event["series"]["count"] == 2
    assert event["action"] == "Scheduling"
