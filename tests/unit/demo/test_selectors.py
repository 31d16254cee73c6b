import pytest

from ktui.demo import fields, selectors
from ktui.demo.resources import DAEMON_SETS, EVENTS, JOBS, NODES, PODS
from ktui.demo.status import BadRequest

LABELS = {"app": "web", "tier": "3", "empty": ""}


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("", True),
        ("app=web", True),
        ("app==web", True),
        ("app=db", False),
        ("app!=db", True),
        ("none!=db", True),
        ("app", True),
        ("none", False),
        ("!none", True),
        ("! none", True),
        ("!app", False),
        ("app in (db, web)", True),
        ("app in(db)", False),
        ("app notin (db)", True),
        ("none notin (db)", True),
        ("none in (db)", False),
        ("empty=", True),
        ("empty in ()", True),
        ("empty in (,a)", True),
        ("app in (a,,b)", False),
        ("tier>2", True),
        ("tier<3", False),
        ("app>2", False),
        ("app=web,tier in (3),!none", True),
        ("app=web,tier=4", False),
        ("in in (in,notin)", False),
    ],
)
def test_a_label_selector_selects(text, selected):
    assert selectors.parsed(text)(LABELS) is selected


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a b c", "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"),
        ("a=!", "unable to parse requirement: found '!', expected: identifier"),
        (",a", "found ',', expected: !, identifier, or 'end of string'"),
        ("a,,b", "found ',', expected: identifier after ','"),
        ("a=b c", "found 'c', expected: ',' or 'end of string'"),
        ("a in b", "unable to parse requirement: found 'b' expected: '('"),
        ("a in (b", "unable to parse requirement: found '', expected: ',' or ')'"),
        ("a in (", "found '', expected: ',', ')' or identifier"),
        ("a>b", "for 'Gt', 'Lt' operators, the value must be an integer"),
        ("-a", "name part must consist of alphanumeric characters"),
        ("a=-", 'values[0][a]: Invalid value: "-": a valid label must be an empty string'),
    ],
)
def test_a_bad_label_selector_is_refused_in_the_servers_words(text, words):
    with pytest.raises(BadRequest) as refused:
        selectors.parsed(text)
    assert words in refused.value.message


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        (None, False),
        ({}, True),
        ({"matchLabels": {"app": "web"}}, True),
        ({"matchLabels": {"app": "web", "none": "x"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "NotIn", "values": ["web"]}]}, False),
        ({"matchExpressions": [{"key": "none", "operator": "NotIn", "values": ["web"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "Exists"}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_a_selector_object_selects(selector, selected):
    assert selectors.matches(selector, LABELS) is selected


POD = {
    "metadata": {"name": "a", "namespace": "ns"},
    "spec": {"nodeName": "n-1"},
    "status": {"phase": "Running"},
}


@pytest.mark.parametrize(
    ("text", "selected"),
    [
        ("spec.nodeName=n-1", True),
        ("spec.nodeName=n-1,status.phase!=Succeeded,status.phase!=Failed", True),
        ("status.phase==Pending", False),
        ("spec.hostNetwork=false", True),
        ("status.nominatedNodeName=", True),
        ("metadata.name=a,metadata.namespace=ns", True),
        ("metadata.name=a\\,b", False),
        ("", True),
    ],
)
def test_a_field_selector_selects(text, selected):
    assert fields.parsed(PODS, text)(POD) is selected


def test_fields_that_are_not_set_have_the_value_of_go():
    assert fields.parsed(NODES, "spec.unschedulable=false")({"metadata": {"name": "n"}, "spec": {}})
    assert fields.parsed(JOBS, "status.successful=0")({"metadata": {"name": "j"}, "status": {}})
    assert fields.parsed(EVENTS, "source=x")({"reportingComponent": "x"})


@pytest.mark.parametrize(
    ("resource", "text", "words"),
    [
        (PODS, "spec.foo=1", "field label not supported: spec.foo"),
        (NODES, "spec.nodeName=a", "field label not supported: spec.nodeName"),
        (JOBS, "foo=1", 'field label "foo" not supported for Job'),
        (DAEMON_SETS, "a.b=1", '"a.b" is not a known field selector: only "metadata.name", "metadata.namespace"'),
        (PODS, "metadata.name=a=b", "invalid field selector: unescaped character in value: 61"),
        (PODS, "foo", "invalid selector: 'foo'; can't understand 'foo'"),
    ],
)
def test_a_bad_field_selector_is_refused_in_the_servers_words(resource, text, words):
    with pytest.raises(BadRequest) as refused:
        fields.parsed(resource, text)
    assert refused.value.message == words
