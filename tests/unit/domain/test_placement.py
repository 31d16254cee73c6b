"""ktui.domain.placement: the controller's predicate, by table and against a second, simple-minded reading of it."""

import re

import pytest
from daemons import NOW, affinity, daemon_set, node
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.obstacles import obstacles
from ktui.domain.placement import Nodes, Placement, Rule

NOT_READY = "node.kubernetes.io/not-ready"
GPU = affinity(((("pool", "In", "gpu"),), ()))


def place(template, on):
    return Rule.of(daemon_set(template=template).spec.template.spec).place(on)


@pytest.mark.parametrize(
    ("placement", "should_run", "may_continue"),
    [
        (Placement.WANTED, True, True),
        (Placement.KEPT, False, True),
        (Placement.WAITING, False, True),
        (Placement.BARRED, False, False),
    ],
)
def test_a_placement_is_the_two_answers_of_the_controller(placement, should_run, may_continue):
    assert (placement.should_run, placement.may_continue) == (should_run, may_continue)


TABLE = [
    ("nothing asked", {}, node(), Placement.WANTED),
    ("nodeName is this node", {"nodeName": "n1"}, node(), Placement.WANTED),
    ("nodeName is another node", {"nodeName": "n2"}, node(), Placement.BARRED),
    ("selector met", {"nodeSelector": {"pool": "gpu"}}, node(labels={"pool": "gpu", "x": "y"}), Placement.WANTED),
    ("selector unequal", {"nodeSelector": {"pool": "gpu"}}, node(labels={"pool": "cpu"}), Placement.BARRED),
    ("selector absent", {"nodeSelector": {"pool": "gpu"}}, node(), Placement.BARRED),
    ("selector of an empty value needs the key", {"nodeSelector": {"pool": ""}}, node(), Placement.BARRED),
    ("selector of an empty value", {"nodeSelector": {"pool": ""}}, node(labels={"pool": ""}), Placement.WANTED),
    ("selector that is no label value", {"nodeSelector": {"k": "a/b"}}, node(labels={"k": "a/b"}), Placement.WANTED),
    ("affinity met", {"affinity": GPU}, node(labels={"pool": "gpu"}), Placement.WANTED),
    ("affinity not met", {"affinity": GPU}, node(), Placement.BARRED),
    ("affinity met, selector not", {"affinity": GPU, "nodeSelector": {"a": "b"}}, node(labels={"pool": "gpu"}),
     Placement.BARRED),
    ("selector met, affinity not", {"affinity": GPU, "nodeSelector": {"a": "b"}}, node(labels={"a": "b"}),
     Placement.BARRED),
    ("affinity without terms", {"affinity": affinity()}, node(), Placement.BARRED),
    ("NoSchedule", {}, node(taints=[("k", "NoSchedule")]), Placement.KEPT),
    ("NoExecute", {}, node(taints=[("k", "NoExecute")]), Placement.BARRED),
    ("NoSchedule and NoExecute", {}, node(taints=[("k", "NoSchedule"), ("k", "NoExecute")]), Placement.BARRED),
    ("PreferNoSchedule", {}, node(taints=[("k", "PreferNoSchedule")]), Placement.WANTED),
    ("tolerated", {"tolerations": [{"key": "k", "operator": "Exists"}]}, node(taints=[("k", "NoExecute")]),
     Placement.WANTED),
    ("tolerated for a time only", {"tolerations": [{"key": "k", "operator": "Exists", "tolerationSeconds": 5}]},
     node(taints=[("k", "NoExecute")]), Placement.WANTED),
    ("NoExecute alone tolerated", {"tolerations": [{"key": "k", "operator": "Exists", "effect": "NoExecute"}]},
     node(taints=[("k", "NoSchedule"), ("k", "NoExecute")]), Placement.KEPT),
    ("not selected and tainted", {"nodeSelector": {"a": "b"}}, node(taints=[("k", "NoSchedule")]), Placement.BARRED),
    ("cordoned", {}, node(unschedulable=True, taints=[("node.kubernetes.io/unschedulable", "NoSchedule")]),
     Placement.WANTED),
    ("cordoned before the taint comes", {}, node(unschedulable=True), Placement.WANTED),
    ("under pressure", {}, node(taints=[("node.kubernetes.io/memory-pressure", "NoSchedule")]), Placement.WANTED),
    ("not ready", {}, node(ready="False", taints=[(NOT_READY, "NoSchedule"), (NOT_READY, "NoExecute")]),
     Placement.WAITING),
    ("not ready before the taint comes", {}, node(ready="False"), Placement.WANTED),
    ("not ready, all tolerated", {"tolerations": [{"operator": "Exists"}]},
     node(ready="False", taints=[(NOT_READY, "NoSchedule"), (NOT_READY, "NoExecute")]), Placement.WANTED),
    ("not ready, tolerated by key", {"tolerations": [{"key": NOT_READY, "operator": "Exists"}]},
     node(taints=[(NOT_READY, "NoSchedule")]), Placement.WANTED),
    ("unreachable", {}, node(taints=[("node.kubernetes.io/unreachable", "NoSchedule")]), Placement.WAITING),
    ("no network", {}, node(taints=[("node.kubernetes.io/network-unavailable", "NoSchedule")]), Placement.WAITING),
    ("no network, host network", {"hostNetwork": True},
     node(taints=[("node.kubernetes.io/network-unavailable", "NoSchedule")]), Placement.WANTED),
    ("not ready and tainted by people", {}, node(taints=[(NOT_READY, "NoSchedule"), ("k", "NoSchedule")]),
     Placement.KEPT),
    ("not ready and evicted", {}, node(taints=[(NOT_READY, "NoSchedule"), ("k", "NoExecute")]), Placement.BARRED),
]  # fmt: skip


@pytest.mark.parametrize(("template", "on", "placement"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_a_daemon_is_placed_as_its_controller_places_it(template, on, placement):
    assert place(template, on) is placement


# ---- a second reading, as simple as can be, straight from the JSON


def naive(template, name, labels, taints):
    """``(should run, may continue)``, written again without anything of the first."""
    if template.get("nodeName", "") not in ("", name):
        return False, False
    for key, value in template.get("nodeSelector", {}).items():
        if key not in labels or labels[key] != value:
            return False, False
    required = (
        template.get("affinity", {}).get("nodeAffinity", {}).get("requiredDuringSchedulingIgnoredDuringExecution")
    )
    if required is not None and not any(naive_term(term, name, labels) for term in required["nodeSelectorTerms"]):
        return False, False
    tolerations = list(template.get("tolerations", []))
    always = [("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("unschedulable", "NoSchedule")]
    always += [(f"{what}-pressure", "NoSchedule") for what in ("disk", "memory", "pid")]
    if template.get("hostNetwork"):
        always.append(("network-unavailable", "NoSchedule"))
    for key, effect in always:
        tolerations.append({"key": f"node.kubernetes.io/{key}", "operator": "Exists", "effect": effect})
    may_run = may_continue = True
    for taint in taints:
        if any(naive_tolerates(each, taint) for each in tolerations):
            continue
        if taint["effect"] == "NoExecute":
            may_run = may_continue = False
        elif taint["effect"] == "NoSchedule":
            may_run = False
    return may_run, may_continue


def naive_tolerates(toleration, taint):
    effect_fits = toleration.get("effect", "") == "" or toleration["effect"] == taint["effect"]
    key_fits = toleration.get("key", "") == "" or toleration["key"] == taint["key"]
    operator = toleration.get("operator", "")
    if operator == "Exists":
        value_fits = True
    elif operator in ("", "Equal"):
        value_fits = toleration.get("value", "") == taint.get("value", "")
    else:
        value_fits = False
    return effect_fits and key_fits and value_fits


def naive_number(text):
    if re.fullmatch("[+-]?[0-9]+", text) is None or not -(2**63) <= int(text) <= 2**63 - 1:
        return None
    return int(text)


def naive_term(term, name, labels):
    expressions, fields = term.get("matchExpressions", []), term.get("matchFields", [])
    if not expressions and not fields:
        return False
    good = True
    for each in expressions:
        key, operator, values = each["key"], each["operator"], each["values"]
        if re.fullmatch(r"([a-z0-9.-]{1,253}/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?", key) is None:
            return False
        if any(
            re.fullmatch(r"|[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9_.-]{0,61}[A-Za-z0-9]", value) is None for value in values
        ):
            return False
        if operator == "In" and len(values) > 0:
            good = good and key in labels and labels[key] in values
        elif operator == "NotIn" and len(values) > 0:
            good = good and not (key in labels and labels[key] in values)
        elif operator == "Exists" and not values:
            good = good and key in labels
        elif operator == "DoesNotExist" and not values:
            good = good and key not in labels
        elif operator in ("Gt", "Lt") and len(values) == 1 and naive_number(values[0]) is not None:
            had = naive_number(labels.get(key, "no"))
            bound = naive_number(values[0])
            good = good and had is not None and (had > bound if operator == "Gt" else had < bound)
        else:
            return False
    for each in fields:
        if each["operator"] not in ("In", "NotIn") or len(each["values"]) != 1:
            return False
        held = name if each["key"] == "metadata.name" else ""
        good = good and (held == each["values"][0]) == (each["operator"] == "In")
    return good


KEYS = st.sampled_from(["a", "b", "example.org/c", "not a key", ""])
VALUES = st.sampled_from(["", "1", "2", "10", "007", "1_0", "x", "x" * 64, "-4", "y/z"])
NAMES = st.sampled_from(["n1", "n2", "n3"])
OPERATORS = st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Odd", ""])
EXPRESSIONS = st.lists(
    st.fixed_dictionaries({"key": KEYS, "operator": OPERATORS, "values": st.lists(VALUES, max_size=3)}), max_size=3
)
FIELDS = st.lists(
    st.fixed_dictionaries(
        {
            "key": st.sampled_from(["metadata.name", "metadata.namespace"]),
            "operator": st.sampled_from(["In", "NotIn", "Exists"]),
            "values": st.lists(NAMES | st.just(""), max_size=2),
        }
    ),
    max_size=2,
)
TERMS = st.lists(
    st.fixed_dictionaries({}, optional={"matchExpressions": EXPRESSIONS, "matchFields": FIELDS}), max_size=3
)
TAINT_KEYS = st.sampled_from(
    ["k", "l", *(f"node.kubernetes.io/{name}" for name in ("not-ready", "unreachable", "unschedulable",
     "memory-pressure", "network-unavailable"))]
)  # fmt: skip
EFFECTS = st.sampled_from(["NoSchedule", "NoExecute", "PreferNoSchedule"])
TAINTS = st.lists(
    st.fixed_dictionaries({"key": TAINT_KEYS, "effect": EFFECTS}, optional={"value": st.sampled_from(["", "v", "w"])}),
    max_size=3,
)
TOLERATIONS = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "key": TAINT_KEYS | st.just(""),
            "operator": st.sampled_from(["", "Equal", "Exists", "Gt", "Lt", "Odd"]),
            "value": st.sampled_from(["", "v", "w"]),
            "effect": EFFECTS | st.just(""),
        },
    ),
    max_size=3,
)
TEMPLATES = st.fixed_dictionaries(
    {},
    optional={
        "nodeName": NAMES | st.just(""),
        "nodeSelector": st.dictionaries(KEYS, VALUES, max_size=2),
        "affinity": TERMS.map(
            lambda found: {
                "nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": found}}
            }
        ),
        "tolerations": TOLERATIONS,
        "hostNetwork": st.booleans(),
    },
)
LABELS = st.dictionaries(st.sampled_from(["a", "b", "example.org/c", "d"]), VALUES, max_size=4)


def _node(name, labels, taints):
    written = [(each["key"], each["effect"], each.get("value", "")) for each in taints]
    return node(name, labels=labels, taints=written)


@settings(max_examples=400)
@given(TEMPLATES, NAMES, LABELS, TAINTS)
def test_a_second_reading_of_the_predicate_says_the_same(template, name, labels, taints):
    placement = place(template, _node(name, labels, taints))
    assert (placement.should_run, placement.may_continue) == naive(template, name, labels, taints)


@given(TEMPLATES, st.lists(st.tuples(LABELS, TAINTS), max_size=6))
def test_many_nodes_at_once_are_placed_as_one_by_one(template, wires):
    nodes = [_node(f"n{number}", labels, taints) for number, (labels, taints) in enumerate(wires)]
    rule = Rule.of(daemon_set(template=template).spec.template.spec)
    assert Nodes(nodes).place(rule) == [rule.place(each) for each in nodes]


@given(TEMPLATES, NAMES, LABELS, TAINTS)
def test_there_is_an_obstacle_exactly_where_no_pod_should_run(template, name, labels, taints):
    on = _node(name, labels, taints)
    rule = Rule.of(daemon_set(template=template).spec.template.spec)
    assert bool(obstacles(rule, on, NOW)) is not rule.place(on).should_run


def test_nodes_are_alike_when_every_rule_says_the_same_of_them():
    def nodes(**more):
        return Nodes([node(labels={"a": "b"}, taints=[("k", "NoSchedule")], **more), node("n2")])

    assert nodes().alike(nodes(ready="False"))
    assert not nodes().alike(Nodes([node(labels={"a": "b"}, taints=[("k", "NoExecute")]), node("n2")]))
    assert not nodes().alike(Nodes([node(labels={"a": "c"}, taints=[("k", "NoSchedule")]), node("n2")]))
    assert not nodes().alike(Nodes([node(labels={"a": "b"}, taints=[("k", "NoSchedule")]), node("n3")]))
