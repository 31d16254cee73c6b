"""What a user has written, and what the server makes of it."""

import pytest

from ktui.domain.errors import UsageError
from ktui.domain.manifests import TEMPLATES, differences, manifest_of
from ktui.session.documents import read_manifests


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


def test_a_date_is_a_text_as_kubectl_reads_it():
    (manifest,) = read_manifests("apiVersion: v1\nkind: A\nmetadata: {name: b}\ndata: {day: 2026-01-05}\n")
    assert manifest.body["data"] == {"day": "2026-01-05"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "there is no object in it"),
        ("a: [1", "line 1, column"),
        ("a: &a [*b]", "undefined alias"),
        ("a: !!python/object:os.system x", "could not determine a constructor"),
        ("- a", "document 1 is no object"),
        ("kind: Job", "document 1: apiVersion is missing"),
        ("apiVersion: v1\nkind: A", "document 1: metadata.name is missing"),
        ("apiVersion: v1\nkind: A\nmetadata: {name: 7}", "metadata.name is missing, or is no text"),
        ("\x00", "line"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(text, words):
    with pytest.raises(UsageError) as refused:
        read_manifests(text)
    assert words in str(refused.value) or "neither YAML nor JSON" in str(refused.value)


def test_a_status_is_not_sent():
    made = manifest_of({"apiVersion": "v1", "kind": "A", "metadata": {"name": "b"}, "status": {"x": 1}}, 1)
    assert "status" not in made.body


def test_only_what_the_server_decides_is_told():
    written = {"metadata": {"name": "a"}, "spec": {"suspend": True, "image": "x:1", "gone": 1, "list": [1, {"b": 2}]}}
    made = {
        "metadata": {"name": "a", "uid": "u", "labels": {"app": "a"}, "managedFields": [{}]},
        "spec": {"suspend": True, "image": "mirror/x:1", "list": [1, {"b": 2, "c": False}], "empty": {}},
        "status": {"active": 1},
    }
    assert differences(written, made) == (
        "+ metadata.labels.app: a",
        "- spec.gone: 1",
        "spec.image: x:1 → mirror/x:1",
        "+ spec.list[1].c: false",
    )
