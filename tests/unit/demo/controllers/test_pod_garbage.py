from stage.embedded import Played, daemon_set

from ktui.demo.resources import DAEMON_SETS, NODES


def test_the_pods_of_a_node_that_has_gone_follow_it_after_a_while() -> None:
    played = Played(2)
    played.create(daemon_set())
    played.delete(NODES, "node-0001")
    played.play(39)
    assert played.nodes_of("agent") == ["node-0000", "node-0001"]
    played.play(1)
    assert played.nodes_of("agent") == ["node-0000"]
    assert played.status(DAEMON_SETS, "agent")["desiredNumberScheduled"] == 1


def test_a_node_that_comes_back_in_time_keeps_its_pods() -> None:
    played = Played(2)
    played.create(daemon_set())
    before = {pod["metadata"]["uid"] for pod in played.pods("agent")}
    played.delete(NODES, "node-0001")
    played.play(20)
    played.add_node("node-0001")
    played.play(100)
    assert {pod["metadata"]["uid"] for pod in played.pods("agent")} == before
