"""ktui.domain.obstacles: why no pod may come to a node, and what would let one in."""

import re

import pytest
from chance import Chance
from daemons import NOW, affinity, ago, daemon_set, node
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.cell import ReasonKind
from ktui.domain.obstacles import blocked_since, obstacles, ways_in
from ktui.domain.placement import Rule

NOT_READY = "node.kubernetes.io/not-ready"


def rule(**template):
    return Rule.of(daemon_set(template=template).spec.template.spec)


def told(of, on):
    return [(each.kind, each.message) for each in obstacles(of, on, NOW)]


TABLE = [
    (rule(), node(), []),
    (rule(nodeName="n2"), node(), [("nodeName", "pinned to node n2 by nodeName in the pod template")]),
    (
        rule(nodeSelector={"pool": "gpu"}),
        node(labels={"pool": "cpu"}),
        [("selector", "nodeSelector wants pool=gpu, the node has pool=cpu")],
    ),
    (
        rule(nodeSelector={"pool": "gpu", "zone": "a"}),
        node(),
        [
            ("selector", "nodeSelector wants pool=gpu, the node has no label pool"),
            ("selector", "nodeSelector wants zone=a, the node has no label zone"),
        ],
    ),
    (
        rule(affinity=affinity(((("zone", "In", "a", "b"), ("pool", "Exists")), ()))),
        node(labels={"zone": "c"}),
        [
            (
                "affinity",
                "the affinity term wants zone in (a, b), the node has zone=c; and pool, the node has no label pool",
            )
        ],
    ),
    (
        rule(
            affinity=affinity(
                ((("cores", "Gt", "8"),), ()), ((("a", "In"),), ()), ((), (("metadata.name", "In", "x"),))
            )
        ),
        node(labels={"cores": "4"}),
        [
            ("affinity", "affinity term 1 of 3 wants cores > 8, the node has cores=4"),
            (
                "affinity",
                "affinity term 2 of 3 cannot be read and never matches: a: In takes at least one value, not 0",
            ),
            ("affinity", "affinity term 3 of 3 wants metadata.name=x, the node is n1"),
        ],
    ),
    (
        rule(affinity=affinity(((), ()))),
        node(),
        [("affinity", "the required node affinity has no term that selects anything")],
    ),
    (
        rule(affinity=affinity(((), (("metadata.uid", "In", "x"),)))),
        node(),
        [("affinity", "the affinity term wants metadata.uid=x, nodes have no field metadata.uid")],
    ),
    (
        rule(),
        node(taints=[("dedicated", "NoSchedule", "gpu")]),
        [("taint", "does not tolerate taint dedicated=gpu:NoSchedule: pods here may stay")],
    ),
    (
        rule(),
        node(taints=[("soft", "NoSchedule"), ("hard", "NoExecute", "", ago(minutes=5))]),
        [
            ("taint", "does not tolerate taint hard:NoExecute for 5 min: pods here are removed"),
            ("taint", "does not tolerate taint soft:NoSchedule: pods here may stay"),
        ],
    ),
    (
        rule(),
        node(ready="False", reason="KubeletNotReady", message="runtime is down", taints=[(NOT_READY, "NoSchedule")]),
        [
            (
                "nodeCondition",
                (
                    "the node has not been ready for 14 min (Ready=False KubeletNotReady: runtime is down); "
                    "its taint node.kubernetes.io/not-ready:NoSchedule is not tolerated"
                ),
            )
        ],
    ),
    (
        rule(),
        node(ready="Unknown", reason="NodeStatusUnknown", taints=[("node.kubernetes.io/unreachable", "NoSchedule")]),
        [
            (
                "nodeCondition",
                (
                    "the node has been unreachable for 14 min (Ready=Unknown NodeStatusUnknown); "
                    "its taint node.kubernetes.io/unreachable:NoSchedule is not tolerated"
                ),
            )
        ],
    ),
    (
        rule(),
        node(taints=[("node.kubernetes.io/network-unavailable", "NoSchedule")]),
        [
            (
                "nodeCondition",
                "the node has no network; its taint node.kubernetes.io/network-unavailable:NoSchedule is not tolerated",
            )
        ],
    ),
]


@pytest.mark.parametrize(("of", "on", "expected"), TABLE)
def test_each_obstacle_names_its_evidence(of, on, expected):
    assert told(of, on) == expected


def test_all_obstacles_are_told_in_the_order_the_controller_checks_them():
    of = rule(nodeName="n2", nodeSelector={"a": "b"}, affinity=affinity())
    on = node(taints=[("soft", "NoSchedule"), ("hard", "NoExecute")])
    kinds = [each.kind for each in obstacles(of, on, NOW)]
    assert kinds == [
        ReasonKind.NODE_NAME,
        ReasonKind.SELECTOR,
        ReasonKind.AFFINITY,
        ReasonKind.TAINT,
        ReasonKind.TAINT,
    ]


WAYS = [
    (rule(), node(), ()),
    (rule(nodeName="n2"), node(), ()),
    (rule(nodeSelector={"pool": "gpu"}), node(labels={"pool": "cpu"}), ("would run here with label pool=gpu",)),
    (
        rule(nodeSelector={"pool": "gpu", "role": ""}),
        node(),
        ("would run here with labels pool=gpu, role",),
    ),
    (
        rule(affinity=affinity(((("pool", "In", "gpu", "tpu"),), ()), ((("cores", "Gt", "8"),), ()))),
        node(),
        ("would run here with label pool=gpu", "would run here with label cores=9"),
    ),
    (
        rule(affinity=affinity(((("spot", "DoesNotExist"), ("zone", "NotIn", "c")), ()))),
        node(labels={"spot": "true", "zone": "c", "x": "y"}),
        ("would run here without labels spot, zone",),
    ),
    (
        rule(affinity=affinity(((("pool", "Exists"), ("spot", "DoesNotExist")), ()))),
        node(labels={"spot": "true"}),
        ("would run here with label pool and without label spot",),
    ),
    (rule(affinity=affinity(((("cores", "Lt", "4"),), ()))), node(), ("would run here with label cores=3",)),
    (rule(affinity=affinity(((("cores", "Lt", "0"),), ()))), node(), ()),
    (rule(affinity=affinity(((("a", "In", "x"), ("a", "In", "y")), ()))), node(), ()),
    (rule(affinity=affinity(((), (("metadata.name", "In", "n2"),)))), node(), ()),
    (rule(affinity=affinity(((("a", "Odd"),), ()))), node(), ()),
    (
        rule(),
        node(taints=[("dedicated", "NoSchedule", "gpu")]),
        (
            "would run here with a toleration of dedicated=gpu:NoSchedule in the pod template, or without that taint",
        ),
    ),
    (
        rule(nodeSelector={"pool": "gpu"}),
        node(taints=[("a", "NoSchedule"), ("b", "NoExecute")]),
        (
            ("would run here with label pool=gpu and with a toleration of a:NoSchedule, b:NoExecute in the "
            "pod template, or without those taints"),
        ),
    ),
    (rule(), node(taints=[(NOT_READY, "NoSchedule")]), ("a pod may be created as soon as the node is well again",)),
]  # fmt: skip


@pytest.mark.parametrize(("of", "on", "expected"), WAYS)
def test_a_way_in_is_what_would_have_to_change(of, on, expected):
    assert ways_in(of, on) == expected


OPERATORS = st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"])
EXPRESSIONS = st.lists(
    st.tuples(st.sampled_from("ab"), OPERATORS, st.sampled_from(["", "1", "2", "x"])), min_size=1, max_size=3
)


def _expression(key, operator, value):
    return (key, operator) if operator in {"Exists", "DoesNotExist"} else (key, operator, value)


@given(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "x"])),
    EXPRESSIONS,
    st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "3"])),
)
def test_labels_that_a_way_in_names_do_let_a_pod_in(selector, expressions, labels):
    of = rule(nodeSelector=selector, affinity=affinity((tuple(_expression(*each) for each in expressions), ())))
    for way in ways_in(of, node(labels=labels)):
        changed = dict(labels)
        for part in way.removeprefix("would run here ").split(" and "):
            preposition, _, named = part.partition(" label")
            for each in named.removeprefix("s").strip().split(", "):
                key, _, value = each.partition("=")
                if preposition == "with":
                    changed[key] = value
                else:
                    del changed[key]
        assert of.place(node(labels=changed)).should_run, way


def test_a_block_is_as_old_as_the_last_taint_that_says_its_age():
    when = ago(minutes=5)
    on = node(taints=[("a", "NoExecute", "", ago(minutes=9)), ("b", "NoExecute", "", when), ("c", "NoSchedule")])
    assert blocked_since(rule(), on).isoformat() == when
    assert blocked_since(rule(), node(taints=[(NOT_READY, "NoSchedule")])).isoformat() == ago(minutes=14)
    assert blocked_since(rule(), node(taints=[("c", "NoSchedule")])) is None


# ---- every reason, and no other: reckoned from the manifests by rules that are written down here once more

AUTOMATIC = [{"key": f"node.kubernetes.io/{key}", "effect": "NoExecute"} for key in ("not-ready", "unreachable")] + [
    {"key": f"node.kubernetes.io/{key}", "effect": "NoSchedule"}
    for key in ("disk-pressure", "memory-pressure", "pid-pressure", "unschedulable")
]


def _int64(text):
    whole = int(text) if re.fullmatch(r"[-+]?[0-9]+", text) else 2**63
    return whole if -(2**63) <= whole < 2**63 else None


def _met(wanted, labels):
    """Whether an expression is met; None if no controller can read it."""
    had, operator, values = labels.get(wanted["key"]), wanted["operator"], wanted.get("values", [])
    if operator in {"Gt", "Lt"}:
        bound, number = _int64(values[0]), _int64(had) if had is not None else None
        if bound is None:
            return None
        return number is not None and (number > bound if operator == "Gt" else number < bound)
    if operator in {"Exists", "DoesNotExist"}:
        return (had is not None) is (operator == "Exists")
    return (had in values) is (operator == "In")


def _of_affinity(template, name, labels):
    terms = template["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    found = []
    for term in filter(None, terms):
        expressions = [(each["key"], _met(each, labels)) for each in term.get("matchExpressions", ())]
        fields = [
            (each["key"], (name in each["values"]) is (each["operator"] == "In"))
            for each in term.get("matchFields", ())
        ]
        if any(met is None for _, met in expressions):
            found.append(("affinity", ["cannot be read"], 0))
            continue
        unmet = [key for key, met in expressions + fields if not met]
        if not unmet:
            return []
        found.append(("affinity", unmet, len(unmet) - 1))
    return found or [("affinity", ["no term that selects anything"], 0)]


def _tolerated(taint, template):
    automatic = [{"operator": "Exists", **each} for each in AUTOMATIC]
    if template.get("hostNetwork"):
        key = "node.kubernetes.io/network-unavailable"
        automatic.append({"operator": "Exists", "key": key, "effect": "NoSchedule"})
    return any(
        each.get("effect", taint["effect"]) == taint["effect"]
        and each.get("key", taint["key"]) == taint["key"]
        and (each.get("operator") == "Exists" or each.get("value", "") == taint.get("value", ""))
        for each in [*template.get("tolerations", ()), *automatic]
    )


def _expected(template, name, labels, taints):
    """Kind, what its sentence must name, and how many requirements it joins, of every reason there is."""
    if template.get("nodeName") not in {None, name}:
        yield "nodeName", [template["nodeName"]], 0
    for key, value in template.get("nodeSelector", {}).items():
        if labels.get(key) != value:
            yield "selector", [f"{key}={value}", f"has {key}={labels[key]}" if key in labels else f"no label {key}"], 0
    if "affinity" in template:
        yield from _of_affinity(template, name, labels)
    against = [each for each in taints if each["effect"] != "PreferNoSchedule" and not _tolerated(each, template)]
    for each in sorted(against, key=lambda taint: taint["effect"] != "NoExecute"):
        value = f"={each['value']}" if each.get("value") else ""
        condition = each["key"].endswith("/network-unavailable")
        yield "nodeCondition" if condition else "taint", [f"{each['key']}{value}:{each['effect']}"], 0


@pytest.mark.parametrize("seed", range(20))
def test_the_reasons_are_all_there_are_and_each_is_true(seed):
    chance = Chance(seed)
    names = [f"n{number}" for number in range(10)]
    nodes = [
        (name, {key: value for key, value in chance.labels().items() if value is not None}, chance.taints())
        for name in names
    ]
    for _ in range(20):
        template = chance.template(names)
        of = rule(**template)
        for name, labels, taints in nodes:
            on = node(
                name, labels=labels, taints=[(each["key"], each["effect"], each.get("value", "")) for each in taints]
            )
            found, expected = told(of, on), list(_expected(template, name, labels, taints))
            assert [kind for kind, _ in found] == [kind for kind, _, _ in expected], (template, labels, taints)
            assert of.place(on).should_run is (not expected)
            for (_, message), (_, named, joined) in zip(found, expected, strict=True):
                assert all(each in message for each in named), (message, named)
                assert message.count("; and ") == joined, message
