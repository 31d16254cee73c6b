"""ktui.domain.actions.nodes: what is asked of a node."""

import pytest
from stage.world import zoo

from ktui.domain.actions import CordonNode, LabelNode


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (LabelNode("cpu-a1", "node-cpu-a1", {"pool": "x"}, before={"pool": "cpu"}), ""),
        (LabelNode("cpu-a1", "node-cpu-a1", {"new": "x"}, before={}), ""),
        (LabelNode("cpu-a1", "node-cpu-a1", {"pool": "x"}, before={"pool": "gpu"}), "set to cpu"),
        (LabelNode("cpu-a1", "node-cpu-a1", {"team": "x"}, before={"team": "ops"}), "removed"),
        (LabelNode("cpu-a1", "other", {"pool": "x"}, before={"pool": "cpu"}), "replaced"),
        (LabelNode("gone", "u", {"pool": "x"}), "is gone"),
    ],
)
def test_labels_are_changed_only_over_what_the_user_saw(action, words):
    said = action.objection(zoo().state.nodes.get(("", action.node)))
    assert words in said
    assert bool(said) is bool(words)


@pytest.mark.parametrize(
    ("on", "cordoned", "words"),
    [(True, False, ""), (False, True, ""), (True, True, "is cordoned already"), (False, False, "schedulable already")],
)
def test_a_node_is_cordoned_once(on, cordoned, words):
    world = zoo()
    world.node("cpu-a1", uid="u", unschedulable=cordoned)
    said = CordonNode("cpu-a1", "u", on).objection(world.state.nodes.get(("", "cpu-a1")))
    assert words in said
    assert bool(said) is bool(words)


def test_it_is_said_what_a_cordon_leaves_alone():
    told = " ".join(CordonNode("cpu-a1", "u", on=True).effects)
    assert "stays" in told
    assert "Pods of DaemonSets come all the same" in told
    assert CordonNode("cpu-a1", "u", on=True).kubectl == "kubectl cordon cpu-a1"
    assert CordonNode("cpu-a1", "u", on=False).kubectl == "kubectl uncordon cpu-a1"
