"""What a user has written is read as kubectl reads it, and nothing in it can hurt."""

import json

import pytest

from ktui.domain.errors import UsageError
from ktui.domain.manifests import TEMPLATES
from ktui.session.documents import read_manifests

HEAD = "apiVersion: v1\nkind: A\nmetadata: {name: b}\n"


def body(text):
    (manifest,) = read_manifests(text)
    return manifest.body


def value(text):
    return body(f"{HEAD}v: {text}\n")["v"]


def test_a_template_can_be_read_as_it_is():
    for text in TEMPLATES.values():
        (manifest,) = read_manifests(text)
        assert manifest.group == "batch"
        assert manifest.words == f"{manifest.kind} {manifest.name}"


def test_several_documents_and_lists_are_several_objects():
    one = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: etl}\n"
    pod = '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}'
    items = '{"apiVersion": "v1", "kind": "List", "items": [' + pod + "]}"
    found = read_manifests(f"---\n{one}---\n---\n{items}\n")
    assert [(each.kind, each.name, each.namespace, each.group) for each in found] == [
        ("ConfigMap", "a", "etl", ""),
        ("Pod", "b", "", ""),
    ]


def test_json_may_have_several_values_tabs_and_any_character():
    one = '{\n\t"apiVersion": "v1", "kind": "A",\n\t"metadata": {"name": "%s"}, "x": "\\ud83d\\ude00\\/"}'
    found = read_manifests("\ufeff" + one % "a" + "\n\n" + one % "b" + one % "c")
    assert [each.name for each in found] == ["a", "b", "c"]
    assert found[0].body["x"] == "\U0001f600/"


def test_what_begins_like_json_may_be_yaml():
    assert body("{apiVersion: v1, kind: A, metadata: {name: b}, v: [yes]}")["v"] == [True]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # What kubectl 1.36 makes of each: ``kubectl create --dry-run=client --validate=false -o json``.
        ("12:30", "12:30"), ("190:20:30.15", "190:20:30.15"), ("=", "="), ("<<", "<<"), ("!!str 12", "12"),
        ("2026-01-05", "2026-01-05"), ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00Z"), ("'1'", "1"), ("! 1", "1"),
        ("0o17", 15), ("0O7", 7), ("0x1F", 31), ("0X1F", 31), ("017", 15), ("-0x1F", -31), ("+017", 15), ("0b11", 3),
        ("08", 8), ("0o8", "0o8"), ("0x", "0x"), ("0b", "0b"), ("_1", "_1"), ("1_000", 1000), ("1_0.5", 10.5),
        ("+12", 12), ("-0", 0), ("1.", 1), (".5", 0.5), ("+.5", 0.5), ("-.5", -0.5), ("1.0", 1), ("+1.5", 1.5),
        ("1e3", 1000), ("1e+3", 1000), ("-1e3", -1000), ("6.8523015e+5", 685230.15), ("1e400", "1e400"),
        ("123456789012345678901234567890", 1.2345678901234568e29), ("9223372036854775808", 9223372036854775808.0),
        ("yes", True), ("y", True), ("n", False), ("on", True), ("off", False), ("TRUE", True), ("tRue", "tRue"),
        ("~", None), ("null", None), ("Null", None), ("", None), ("''", ""), ("!!int '7'", 7), ("!!bool 'no'", False),
        ("{true: x, 1: x, 1.5: x}", {"true": "x", "1": "x", "1.5": "x"}),
        ("{<<: {q: 1, z: 1}, z: 2}", {"q": 1, "z": 2}), ("{<<: [{q: 1}, {q: 2, r: 3}]}", {"q": 1, "r": 3}),
        ("[&a {x: 1}, *a]", [{"x": 1}, {"x": 1}]), ("!!map {a: !!seq [1]}", {"a": [1]}), ('"\\t\\u00e4"', "\t\u00e4"),
    ],
)  # fmt: skip
def test_a_word_means_what_kubectl_takes_it_for(text, read):
    found = value(text)
    assert found == read
    assert type(found) is type(read)


def nested(levels):
    return "v: " + "[" * levels + "]" * levels


ENDLESS = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{number}: &a{number} [{','.join([f'*a{number - 1}'] * 10)}]\n" for number in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no object in it"),
        ("a: [1", "column 1: "),
        ("a: &a [*b]", "line 1, column 8: the name 'b' is not defined"),
        ("a: &a [*a]", "line 1, column 8: the name 'a' contains itself"),
        ("a: !!python/object:os.system x", "line 1, column 4: a manifest has no values of the type"),
        ("a: !!binary aGk=", "line 1, column 4: a manifest has no values of the type"),
        ("a: !!int x", "line 1, column 4: 'x' is no int"),
        ("a: {~: 1}", "line 1, column 5: a key must be a text"),
        ("a: {[1]: 2}", "line 1, column 5: a key must be a text"),
        ("a: {<<: 1}", "line 1, column 5: << takes in the fields of another mapping"),
        ("a: 1\nb: 2\na: 3", "line 3, column 1: the key 'a' is given twice"),
        (ENDLESS, "there are more than 1,000,000 values in it"),
        (nested(101), "nested more than 100 levels deep"),
        (nested(50_000), "nested more than 100 levels deep"),
        ("v: " + "[" * 50_000, "nested more than 100 levels deep"),
        ('{"a":' * 150 + "1" + "}" * 150, "nested more than 100 levels deep"),
        ('{"a":' * 50_000, "nested more than 100 levels deep"),
        ('{"a": 1, "a": 2}', "the key 'a' is given twice in one object"),
        ('{"a": NaN}', "NaN is no number of JSON"),
        ('{"a": 1e999}', "1e999 is too large a number"),
        ('{"a": "\\ud83d"}', "half a character"),
        ('{"\\ud83d": 1}', "half a character"),
        ('{\n"a" 1}', "line 2, column 5"),
        ("- a", "document 1 is no object"),
        ("kind: Job", "document 1: apiVersion is missing"),
        ("apiVersion: v1\nkind: A", "document 1: metadata.name is missing"),
        ("apiVersion: v1\nkind: A\nmetadata: {name: 7}", "metadata.name is missing, or is no text"),
        ("\x00", ""),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, words):
    with pytest.raises(UsageError) as refused:
        read_manifests(text)
    assert words in str(refused.value)


def test_what_is_read_can_be_sent():
    assert json.loads(json.dumps(body(f"{HEAD}{nested(90)}\n")))["kind"] == "A"
