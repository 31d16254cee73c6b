"""ktui.domain.yaml_text: an object as YAML that every reader reads as the same object, with the path of each line."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.steps import run
from ktui.domain.text_lines import find, plain
from ktui.domain.yaml_text import Said, changed, spelled, write


def lines(obj, *remarks):
    return list(plain(run(write(obj, remarks))))


POD = {
    "apiVersion": "v1",
    "metadata": {"name": "web", "labels": {"app.kubernetes.io/name": "web"}, "annotations": {"note": "one\ntwo\n"}},
    "spec": {"containers": [{"image": "a:1", "args": ["--x", "-y"]}, {"image": "b"}], "volumes": []},
}


def test_it_is_written_as_kubectl_writes_it():
    assert lines(POD) == [
        "apiVersion: v1",
        "metadata:",
        "  annotations:",
        "    note: |",
        "      one",
        "      two",
        "  labels:",
        "    app.kubernetes.io/name: web",
        "  name: web",
        "spec:",
        "  containers:",
        "  - args:",
        "    - --x",
        "    - -y",
        "    image: a:1",
        "  - image: b",
        "  volumes: []",
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain text", "plain text"),
        ("10.0.0.1", "10.0.0.1"),
        ("1.10", '"1.10"'),
        ("0x1f", '"0x1f"'),
        ("1_000", '"1_000"'),
        ("12:30:45", '"12:30:45"'),
        ("2026-01-05", '"2026-01-05"'),
        ("2026-01-05T12:00:00Z", '"2026-01-05T12:00:00Z"'),
        ("yes", '"yes"'),
        ("NULL", '"NULL"'),
        ("", '""'),
        ("a: b", "'a: b'"),
        ("it's", "it's"),
        ("it's a #1", "'it''s a #1'"),
        ("- x", "'- x'"),
        ("*", "'*'"),
        ("end:", "'end:'"),
        ("bell\x07", '"bell\\x07"'),
        ("turn\u202eround", '"turn\\u202Eround"'),
        ("\n\n", '"\\n\\n"'),
        (1e20, "1.0e+20"),
        (3, "3"),
        (None, "null"),
        (False, "false"),
        ({}, "{}"),
    ],
)
def test_a_value_is_quoted_where_it_would_be_read_as_something_else(value, written):
    assert lines({"a": value}) == [f"a: {written}"]
    assert yaml.safe_load(f"a: {written}") == {"a": value}


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
    | st.text(st.sampled_from("a \n\t:#-'\"1"), max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), _VALUES, max_size=4))
def test_whatever_it_is_it_is_read_again_as_it_was(obj):
    written = "\n".join(lines(obj)) + "\n"
    assert yaml.safe_load(written) == obj


@given(st.dictionaries(st.text(max_size=6), _VALUES, max_size=4))
def test_every_line_is_found_by_its_path(obj):
    text = run(write(obj))
    for number in range(len(text)):
        path = text[number].path
        if path:
            assert find(text, path) == number


def test_a_path_is_spelled_as_jsonpath_takes_it():
    text = run(write(POD))
    by_text = {text[at].text.strip(): spelled(text[at].path) for at in range(len(text))}
    assert by_text["- image: b"] == ".spec.containers[1].image"
    assert by_text["- -y"] == ".spec.containers[0].args[1]"
    assert by_text["app.kubernetes.io/name: web"] == ".metadata.labels.app\\.kubernetes\\.io/name"


def test_what_is_copied_of_a_line_is_its_value_without_quotes():
    text = run(write({"a": "1", "b": "x: y", "c": True, "d": "one\ntwo", "e": {"f": None}}))
    assert [text[at].value for at in range(8)] == ["1", "x: y", "true", "one\ntwo", "one", "two", None, "null"]


def test_what_is_not_shown_is_said_and_cannot_be_copied():
    text = run(write({"password": Said("12 bytes")}, ["x shows it"]))
    assert list(plain(text)) == ["# x shows it", "password: 12 bytes"]
    assert text[1].value is None
    assert text[1].parts[-1] == ("12 bytes", "mark")


def test_only_the_lines_that_differ_count_as_changed():
    after = {**POD, "spec": {**POD["spec"], "containers": [{"image": "a:2", "args": ["--x", "-y"]}, {"image": "b"}]}}
    text = run(write(after))
    assert [text[at].text.strip() for at in run(changed(run(write(POD)), text))] == ["image: a:2"]
    assert run(changed(text, text)) == set()


def test_lines_that_come_between_do_not_make_those_after_them_count_as_changed():
    before = {"items": [{"name": n} for n in range(5)], "z": 1}
    after = {"items": [{"name": "new"}, *before["items"]], "z": 2}
    text = run(write(after))
    assert [text[at].text for at in sorted(run(changed(run(write(before)), text)))] == ["- name: new", "z: 2"]


def test_what_changed_among_very_many_lines_is_found_without_comparing_each_with_each():
    before = {f"k{n:05}": n for n in range(4000)}
    after = {**before, "k00000": -1, "k03999": -2}
    assert sorted(run(changed(run(write(before)), run(write(after))))) == [0, 3999]


def test_a_large_object_is_written_in_many_small_steps():
    steps = sum(1 for _ in write({f"k{n}": {"v": "x\ny"} for n in range(5000)}))
    assert steps > 10
