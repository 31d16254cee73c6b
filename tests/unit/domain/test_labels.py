"""ktui.domain.labels: validity, requirements, selectors."""

import msgspec
import pytest

from ktui.domain import constraints
from ktui.domain.labels import (
    Requirement,
    Selector,
    SelectorError,
    from_object,
    key_fault,
    parse,
    parse_int64,
    requirement,
    selected_by,
    value_fault,
)


@pytest.mark.parametrize(
    "key",
    [
        "pool",
        "a",
        "A-b_c.d",
        "node-role.kubernetes.io/worker",
        "x" * 63,
        "a.b/" + "x" * 63,
        ("a" * 63 + ".") * 3 + "b" * 61 + "/n",
        "1/2",
    ],
)
def test_a_key_that_the_server_accepts_has_no_fault(key):
    assert key_fault(key) == ""


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("", "a key is needed"),
        ("a/b/c", "at most one '/'"),
        ("/name", "before '/' is empty"),
        ("prefix/", "after '/' is empty"),
        ("x" * 64, "64 characters"),
        ("a" * 254 + "/n", "254 characters"),
        ("Upper/n", "DNS name"),
        ("a_b/n", "DNS name"),
        ("a..b/n", "DNS name"),
        ("-a", "beginning and ending"),
        ("a-", "beginning and ending"),
        ("a b", "consists of"),
        ("ключ", "consists of"),
        ("a\n", "consists of"),
    ],
)
def test_a_key_that_the_server_refuses_says_why(key, words):
    assert words in key_fault(key)


@pytest.mark.parametrize("value", ["", "a", "gpu", "v1.2.3_rc-1", "0", "x" * 63])
def test_a_value_that_the_server_accepts_has_no_fault(value):
    assert value_fault(value) == ""


@pytest.mark.parametrize(
    ("value", "words"),
    [("x" * 64, "64 characters"), ("-a", "beginning"), ("a.", "ending"), ("a/b", "consists of"), ("a\n", "consists")],
)
def test_a_value_that_the_server_refuses_says_why(value, words):
    assert words in value_fault(value)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        ("-3", -3),
        ("+5", 5),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("9223372036854775808", None),
        ("9" * 5000, None),
        ("1_0", None),
        ("1.0", None),
        (" 1", None),
        ("0x1", None),
        ("", None),
        ("٣", None),
    ],
)
def test_numbers_are_read_as_go_reads_them(text, number):
    assert parse_int64(text) == number


MATCHES = [
    ("In", ("a", "b"), "a", True),
    ("In", ("a", "b"), "c", False),
    ("In", ("a",), None, False),
    ("In", ("",), "", True),
    ("In", ("",), None, False),
    ("NotIn", ("a", "b"), "a", False),
    ("NotIn", ("a", "b"), "c", True),
    ("NotIn", ("a",), None, True),
    ("Exists", (), "", True),
    ("Exists", (), None, False),
    ("DoesNotExist", (), "", False),
    ("DoesNotExist", (), None, True),
    ("Gt", ("4",), "5", True),
    ("Gt", ("4",), "4", False),
    ("Gt", ("4",), "3", False),
    ("Gt", ("4",), None, False),
    ("Gt", ("4",), "five", False),
    ("Gt", ("4",), "1_0", False),
    ("Gt", ("4",), "9223372036854775808", False),
    ("Gt", ("007",), "8", True),
    ("Lt", ("4",), "3", True),
    ("Lt", ("4",), "4", False),
    ("Lt", ("4",), "5", False),
    ("Lt", ("4",), None, False),
    ("Lt", ("4",), "", False),
]


@pytest.mark.parametrize(("operator", "values", "had", "met"), MATCHES)
def test_each_operator_matches_as_in_kubernetes(operator, values, had, met):
    labels = {"other": "x"} if had is None else {"k": had}
    assert requirement("k", operator, values).matches(labels) is met


@pytest.mark.parametrize(
    ("key", "operator", "values", "words"),
    [
        ("k", "Sometimes", ("a",), "no operator Sometimes"),
        ("k", "", ("a",), "no operator (empty)"),
        ("k", "In", (), "at least one value, not 0"),
        ("k", "NotIn", (), "at least one value, not 0"),
        ("k", "Exists", ("a",), "no value, not 1"),
        ("k", "DoesNotExist", ("a",), "no value, not 1"),
        ("k", "Gt", (), "exactly one value, not 0"),
        ("k", "Lt", ("1", "2"), "exactly one value, not 2"),
        ("k", "Gt", ("many",), "takes an integer, not many"),
        ("k", "Lt", ("",), "takes an integer, not (empty)"),
        ("k", "Gt", ("-4",), "k: a value consists of"),
        ("k", "Gt", ("9223372036854775808",), "takes an integer"),
        ("k", "In", ("x" * 64,), "64 characters"),
        ("k", "NotIn", ("a/b",), "k: a value consists of"),
        ("", "Exists", (), "(empty key)"),
        ("a b", "Exists", (), "a key consists of"),
    ],
)
def test_a_requirement_that_means_nothing_says_why(key, operator, values, words):
    with pytest.raises(SelectorError) as caught:
        requirement(key, operator, values)
    assert words in str(caught.value)


def test_a_label_selector_object_ands_its_labels_and_expressions():
    wanted = constraints.LabelSelector(
        match_labels={"app": "agent"},
        match_expressions=[
            constraints.Requirement("tier", "NotIn", ["test"]),
            constraints.Requirement("zone", "Exists"),
        ],
    )
    selector = from_object(wanted)
    assert selector.matches({"app": "agent", "zone": "a"})
    assert not selector.matches({"app": "agent", "zone": "a", "tier": "test"})
    assert not selector.matches({"app": "agent"})
    assert not selector.matches({"app": "other", "zone": "a"})


def test_an_empty_label_selector_object_matches_everything():
    assert from_object(constraints.LabelSelector()).matches({})


@pytest.mark.parametrize("operator", ["Gt", "Lt", "Is", ""])
def test_a_label_selector_object_knows_fewer_operators_than_an_affinity(operator):
    with pytest.raises(SelectorError, match="in a label selector"):
        from_object(constraints.LabelSelector(match_expressions=[constraints.Requirement("k", operator, ["1"])]))


@pytest.mark.parametrize(
    ("text", "parsed"),
    [
        ("", ()),
        ("  ", ()),
        ("pool", (("pool", "Exists", ()),)),
        ("!pool", (("pool", "DoesNotExist", ()),)),
        ("! pool", (("pool", "DoesNotExist", ()),)),
        ("pool=gpu", (("pool", "In", ("gpu",)),)),
        ("pool==gpu", (("pool", "In", ("gpu",)),)),
        ("pool = gpu", (("pool", "In", ("gpu",)),)),
        ("pool=", (("pool", "In", ("",)),)),
        ("pool!=gpu", (("pool", "NotIn", ("gpu",)),)),
        ("cores>8", (("cores", "Gt", ("8",)),)),
        ("cores < 8", (("cores", "Lt", ("8",)),)),
        ("zone in (b, a)", (("zone", "In", ("a", "b")),)),
        ("zone in(a)", (("zone", "In", ("a",)),)),
        ("zone notin (a,)", (("zone", "NotIn", ("", "a")),)),
        ("in in (in)", (("in", "In", ("in",)),)),
        ("a=b, c ,!d", (("a", "In", ("b",)), ("c", "Exists", ()), ("d", "DoesNotExist", ()))),
        ("node-role.kubernetes.io/worker=", (("node-role.kubernetes.io/worker", "In", ("",)),)),
    ],
)
def test_the_text_form_is_that_of_kubectl(text, parsed):
    assert parse(text) == Selector(tuple(Requirement(*each) for each in parsed))


@pytest.mark.parametrize("text", ["a,", ",a", "a b", "a=b c", "a in b", "a in (b", "a=(b)", "=b", "a!b", "-a", "a=b=c"])
def test_a_text_that_is_no_selector_is_refused(text):
    with pytest.raises(SelectorError):
        parse(text)


@pytest.mark.parametrize(
    "text", ["a=b", "a!=b", "a", "!a", "a in (b, c)", "a notin (b, c)", "a > 5", "a < 5", "a=b,c,!d"]
)
def test_a_selector_is_written_as_it_is_read(text):
    assert str(parse(text)) == text


def test_a_selector_is_that_of_a_service_or_of_a_workload():
    assert selected_by({"spec": {"selector": {"app": "web"}}}) == "app=web"
    expressions = [{"key": "tier", "operator": "In", "values": ["a", "b"]}, {"key": "x", "operator": "DoesNotExist"}]
    assert selected_by({"spec": {"selector": {"matchExpressions": expressions}}}) == "tier in (a, b),!x"
    assert selected_by({}) == selected_by({"spec": {"selector": {}}}) == ""


@pytest.mark.parametrize("selector", ["app=web", ["app", "web"], 7, {"app": 1}, {"matchLabels": "app"}])
def test_what_a_custom_resource_calls_its_selector_may_be_none(selector):
    with pytest.raises(msgspec.ValidationError):
        selected_by({"spec": {"selector": selector}})


def test_nothing_is_selected_where_there_is_no_spec_to_say_so():
    assert selected_by({"spec": ["selector"]}) == selected_by({"spec": "selector"}) == ""
