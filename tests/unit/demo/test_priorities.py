"""A pod gets the priority of its class, and is refused with one that there is not."""

import pytest

from ktui.demo.priorities import SYSTEM, set_priority
from ktui.demo.status import Forbidden

CLASSES = [{"metadata": {"name": "low"}, "value": -5}, {"metadata": {"name": "none"}}]


def pod(name):
    return {"metadata": {"name": "p"}, "spec": {"priorityClassName": name} if name else {}}


@pytest.mark.parametrize(
    ("name", "priority"), [("", None), ("low", -5), ("none", 0), ("system-node-critical", 2_000_001_000)]
)
def test_a_class_is_looked_up(name, priority) -> None:
    made = pod(name)
    set_priority(made, CLASSES)
    assert made["spec"].get("priority") == priority


def test_a_class_that_there_is_not_is_refused() -> None:
    assert "low" not in SYSTEM
    with pytest.raises(Forbidden, match='pods "p" is forbidden: no PriorityClass with name high was found'):
        set_priority(pod("high"), CLASSES)


def test_a_class_that_is_everybodys_is_given_to_who_names_none():
    made = {"metadata": {"name": "p"}, "spec": {"nodeName": "n"}}
    set_priority(made, [{"metadata": {"name": "usual"}, "value": 7, "globalDefault": True}])
    assert made["spec"] == {"nodeName": "n", "priorityClassName": "usual", "priority": 7}


def test_who_says_another_priority_than_the_class_is_refused():
    with pytest.raises(
        Forbidden, match=r"the integer value of priority \(5\) must not be .* computed 0 from the given"
    ):
        set_priority({"metadata": {"name": "p"}, "spec": {"priority": 5}}, [])
