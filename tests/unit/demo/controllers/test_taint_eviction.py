import pytest
from stage.embedded import Played

from ktui.demo.resources import NODES, PODS


def pod(**spec: object) -> dict[str, object]:
    containers = [{"name": "main", "image": "x:1"}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": containers, **spec}}


def stays(**kind: object) -> dict[str, object]:
    return {"key": "a", "operator": "Exists", **kind}


@pytest.mark.parametrize(
    ("tolerations", "seconds"),
    [
        ([], 0),
        ([stays(effect="NoExecute")], None),
        ([stays(effect="NoSchedule")], 0),
        ([stays(effect="NoExecute", tolerationSeconds=30)], 30),
        ([stays(effect="NoExecute", tolerationSeconds=30), stays(effect="NoExecute", tolerationSeconds=10)], 10),
        ([stays(effect="NoExecute", tolerationSeconds=-5)], 0),
    ],
)
def test_a_pod_stays_as_long_as_it_tolerates_the_taint(tolerations, seconds) -> None:
    played = Played(1)
    played.create(pod(tolerations=tolerations))
    played.taint("node-0000", "a=b:NoExecute")
    if seconds is None:
        played.play(10_000)
        assert len(played.pods("p")) == 1
        return
    if seconds:
        played.play(seconds - 1)
        assert len(played.pods("p")) == 1
        played.play(1)
    assert played.pods("p") == []
    assert played.events("TaintManagerEviction") == ["Marking for deletion Pod default/p"]


def test_a_taint_that_goes_in_time_evicts_nobody() -> None:
    played = Played(1)
    played.create(pod(tolerations=[stays(effect="NoExecute", tolerationSeconds=30)]))
    played.taint("node-0000", "a=b:NoExecute")
    played.play(20)
    played.taint("node-0000")
    played.play(100)
    assert len(played.pods("p")) == 1


def test_a_pod_that_comes_to_a_tainted_node_goes_as_well() -> None:
    played = Played(1)
    played.taint("node-0000", "a=b:NoExecute")
    played.create(pod(nodeName="node-0000"))
    assert played.pods("p") == []


def test_what_is_evicted_says_why() -> None:
    played = Played(1)
    made = pod()
    made["metadata"] = {"name": "p", "annotations": {"ktui.test/end": "20s"}}
    played.create(made)
    played.taint("node-0000", "a=b:NoExecute")
    found = {each["type"]: each for each in played.get(PODS, "p")["status"]["conditions"]}
    assert found["DisruptionTarget"]["reason"] == "DeletionByTaintManager"
    assert played.get(NODES, "node-0000")["spec"]["taints"][0]["key"] == "a"
