"""ktui.domain.actions.nodes: what is asked of a node."""

import pytest
from stage.world import zoo

from ktui.domain.actions import LabelNode


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
