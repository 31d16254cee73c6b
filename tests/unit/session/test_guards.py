"""ktui.session.guards: what the user's own rules forbid, and what they ask for."""

import pytest

from ktui.domain.actions import Agreement, DeleteObject, DeletePod, LabelNode
from ktui.domain.resources import Resource
from ktui.session.guards import Guards, names_of
from ktui.settings import Guard

DELETE = DeletePod(namespace="kube-system", name="proxy-a", uid="u1")
LABEL = LabelNode(node="n1", uid="u2", changes={"pool": "gpu"}, before={"pool": "cpu"})


def test_a_rule_calls_an_action_by_its_name_with_hyphens_or_by_verb_and_kind():
    assert names_of(DELETE) == ("delete-pod",)
    assert names_of(LABEL) == ("label-node", "patch-node")


def test_a_rule_for_pods_holds_for_them_wherever_they_are_deleted_from():
    pods = Resource("pods", "Pod", verbs=frozenset({"delete"}))
    anywhere = DeleteObject(pods, "kube-system", "proxy-a", "u1")
    assert "forbids delete-object" in Guards([Guard(do="deny", actions=("delete-pod",))], "prod").forbid(anywhere)


@pytest.mark.parametrize(
    ("rule", "action", "refused"),
    [
        (Guard(do="deny"), DELETE, True),
        (Guard(do="deny", contexts=("prod-*",)), DELETE, True),
        (Guard(do="deny", contexts=("test-*",)), DELETE, False),
        (Guard(do="deny", namespaces=("kube-*",)), DELETE, True),
        (Guard(do="deny", namespaces=("kube-*",)), LABEL, False),
        (Guard(do="deny", actions=("delete-*",)), DELETE, True),
        (Guard(do="deny", actions=("delete-*",)), LABEL, False),
    ],
)
def test_what_a_rule_denies_is_refused_whatever_was_typed(rule, action, refused):
    assert bool(Guards([rule], "prod-eu").refuse(action, Agreement(typed=True))) is refused


def test_a_refusal_says_why_in_the_words_of_who_made_the_rule():
    rule = Guard(do="deny", because="Ask the platform team.")
    assert Guards([rule], "prod").refuse(DELETE, Agreement()) == (
        "Not done: a rule of your settings forbids delete-pod here. Ask the platform team. ktui config shows the rules."
    )


def test_what_has_to_be_typed_is_refused_until_it_was():
    guards = Guards([Guard(do="type")], "prod")
    assert guards.to_be_typed(DELETE)
    assert "typed" in guards.refuse(DELETE, Agreement())
    assert guards.refuse(DELETE, Agreement(typed=True)) == ""
    assert guards.forbid(DELETE) == ""


@pytest.mark.parametrize(("together", "refused"), [(1, False), (3, False), (4, True)])
def test_of_several_limits_the_lowest_holds(together, refused):
    guards = Guards([Guard(most=5), Guard(most=3, because="One at a time")], "prod")
    why = guards.forbid(DELETE, together)
    assert bool(why) is refused
    assert not refused or "4 objects at once, and a rule of your settings allows no more than 3 at once. One" in why


def test_the_strictest_of_the_rules_that_match_holds_whatever_their_order():
    rules = [Guard(most=50), Guard(do="type"), Guard(do="deny")]
    for order in (rules, rules[::-1]):
        assert "forbids" in Guards(order, "prod").refuse(DELETE, Agreement(typed=True))


def test_without_rules_nothing_is_refused():
    assert Guards().refuse(DELETE, Agreement(together=1000)) == ""
    assert not Guards().to_be_typed(DELETE)
