"""ktui.domain.document: an object in full, kept as bytes."""

import json

import msgspec
import pytest

from ktui.domain import document as module
from ktui.domain.document import document, kind_of_document, read
from ktui.domain.kinds import DAEMON_SET, POD
from ktui.domain.steps import run

POD_ITEM = {"metadata": {"name": "a", "namespace": "n", "resourceVersion": "7"}, "spec": {"x": [1, {"y": None}]}}


def test_it_is_told_apart_by_its_metadata_and_kept_as_it_came():
    raw = json.dumps(POD_ITEM).encode()
    held = document(memoryview(raw))
    assert held.key == ("n", "a")
    assert held.metadata.resource_version == "7"
    assert held.raw == raw


def test_an_item_of_a_list_is_told_what_it_is():
    found = run(read(document(json.dumps(POD_ITEM).encode()), DAEMON_SET))
    assert found == {"apiVersion": "apps/v1", "kind": "DaemonSet", **POD_ITEM}


def test_what_it_says_of_itself_comes_first():
    found = run(read(document(json.dumps({"kind": "Other", **POD_ITEM}).encode()), POD))
    assert (found["apiVersion"], found["kind"]) == ("v1", "Other")


def test_a_large_one_is_read_part_by_part(monkeypatch):
    monkeypatch.setattr(module, "PIECE", 20)
    raw = json.dumps(POD_ITEM, indent=1).encode()
    steps = read(document(raw), POD)
    assert sum(1 for _ in steps) > 3
    assert run(read(document(raw), POD)) == {"apiVersion": "v1", "kind": "Pod", **POD_ITEM}


@pytest.mark.parametrize(
    "data",
    [
        {f"key-{number}": number for number in range(100)},
        {f"key-{number}": 'a,"b' * number for number in range(30)},
        {"deep": {f"key-{number}": [{"a": 1, "b": 2}] for number in range(50)}, "last": 1},
        [{"a": number, "b": [number, number]} for number in range(50)],
        list(range(300)),
        ["x,y" * number for number in range(30)],
        {"a": "b" * 100},
    ],
)
@pytest.mark.parametrize("indent", [None, 1])
def test_it_comes_to_the_same_wherever_it_is_cut(monkeypatch, data, indent):
    separators = (",", ":") if indent is None else None
    raw = json.dumps({**POD_ITEM, "data": data}, indent=indent, separators=separators).encode()
    for piece in (1, 5, 8, 13):
        monkeypatch.setattr(module, "PIECE", piece)
        assert run(read(document(raw), POD)) == {"apiVersion": "v1", "kind": "Pod", **POD_ITEM, "data": data}


def test_a_map_of_many_keys_is_read_in_many_steps():
    for count in (20_000, 80_000):
        raw = json.dumps({f"key-{number}": "v" * 60 for number in range(count)}, separators=(",", ":")).encode()
        assert sum(1 for _ in module._parts(raw, dict, b',"')) >= count // 8_000


def test_what_is_no_object_is_refused():
    with pytest.raises(msgspec.DecodeError):
        document(b"[]")


def test_one_object_is_asked_for_by_its_name():
    assert kind_of_document(POD, "web-1").field_selector == "metadata.name=web-1"
    assert kind_of_document(POD, "web-1").path("n") == "/api/v1/namespaces/n/pods"


@pytest.mark.parametrize(
    ("text", "told"), [(b"a\xffb", "a\ufffdb"), (b"a\\ud800b", "a?b"), (b"a", "a")], ids=["bytes", "surrogate", "well"]
)
def test_texts_that_are_none_lose_only_themselves(text, told):
    raw = b'{"metadata":{"name":"a"},"data":{"x":"%s","big":1e999,"small":1.5}}' % text
    found = run(read(document(raw), POD))
    assert (found["metadata"], found["data"]["x"], found["data"]["small"]) == ({"name": "a"}, told, 1.5)
