"""ktui.domain.decode: reading objects, and what is kept of a pod."""

import json

import msgspec
import pytest
from daemons import affinity, ago
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.batch import Job
from ktui.domain.decode import decode
from ktui.domain.events import Event
from ktui.domain.objects import ControllerRevision, DaemonSet, Node, Pod

STRUCTS = [Node, Pod, DaemonSet, ControllerRevision, Event]


def wire(name="p", **spec):
    labels = {"app": "agent", "controller-revision-hash": "abc"}
    owner = {"kind": "DaemonSet", "name": "agent", "uid": "ds-uid", "controller": True}
    meta = {"name": name, "namespace": "kube-system", "labels": labels, "ownerReferences": [owner]}
    conditions = [
        {"type": "PodReadyToStartContainers", "status": "True"},
        {"type": "Initialized", "status": "True"},
        {"type": "Ready", "status": "True", "lastTransitionTime": ago(hours=1)},
        {"type": "ContainersReady", "status": "True"},
        {"type": "PodScheduled", "status": "True"},
    ]
    return {"metadata": meta, "spec": spec, "status": {"phase": "Running", "conditions": conditions}}


def read(found, struct=Pod):
    return decode(struct, json.dumps(found).encode())


def test_fields_that_are_not_used_are_skipped():
    found = {"metadata": {"name": "p", "managedFields": [{"manager": "kubectl"}]}, "spec": {"volumes": [{"a": 1}]}}
    assert read(found) == Pod(metadata=read({"metadata": {"name": "p"}}).metadata)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview, msgspec.Raw])
def test_bytes_come_in_any_wrapping(kind):
    assert decode(Node, kind(b'{"metadata":{"name":"n1"}}')).name == "n1"


@pytest.mark.parametrize(
    "raw", [b"", b"{", b'{"metadata":{"name":1', b"[]", b"null", b'"text"', b"3", b"{} {}", b"nonsense"]
)
def test_what_is_no_object_is_a_decode_error(raw):
    with pytest.raises(msgspec.DecodeError):
        decode(Pod, raw)


def test_an_object_nested_too_deeply_is_a_decode_error():
    with pytest.raises(msgspec.DecodeError):
        decode(Pod, b'{"spec":{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}}")


# ---- what is kept of a pod


def test_of_the_conditions_those_are_kept_that_tell_something():
    found = wire(nodeName="n1")
    found["status"]["conditions"] += [
        {"type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI"},
        {"type": "example.org/gate", "status": "False"},
        {"type": "Odd"},
    ]
    kept = [each.type for each in read(found).status.conditions]
    assert kept == ["Ready", "DisruptionTarget", "example.org/gate", "Odd"]
    found["status"]["conditions"] = [{"type": "DisruptionTarget", "status": "False"}]
    assert read(found).status.conditions == []


def test_the_affinity_is_kept_until_the_pod_is_bound():
    target = affinity(((), (("metadata.name", "In", "n1"),)))
    assert read(wire(affinity=target)).spec.affinity is not None
    assert read(wire(affinity=target, nodeName="n1")).spec.affinity is None


def test_what_pods_have_in_common_is_there_once():
    one, other = read(wire("a", nodeName="n1")), read(wire("b", nodeName="n1"))
    assert one.metadata.labels is other.metadata.labels
    assert one.metadata.owner_references is other.metadata.owner_references
    assert one.spec.node_name is other.spec.node_name
    assert one.status.conditions[0].type is other.status.conditions[0].type


def test_what_differs_is_not_shared():
    one, other = wire("a"), wire("b")
    other["metadata"]["labels"]["app"] = "other"
    other["metadata"]["ownerReferences"][0]["controller"] = False
    assert read(one).metadata.labels["app"] == "agent"
    assert read(other).metadata.labels["app"] == "other"
    assert read(one).metadata.controller is not None
    assert read(other).metadata.controller is None


def test_sharing_does_not_grow_without_end():
    first = read(wire())
    for number in range(5000):
        passing = wire()
        passing["metadata"]["labels"]["job"] = str(number)
        read(passing)
    assert read(wire()).metadata.labels is not first.metadata.labels


# ---- objects that are not as expected

ODD = [
    (Pod, {"metadata": {"name": "p", "labels": None}}, lambda pod: pod.metadata.labels, {}),
    (Pod, {"metadata": {"name": "p", "ownerReferences": None}}, lambda pod: pod.metadata.owner_references, []),
    (Pod, {"metadata": {"name": "p"}, "spec": None}, lambda pod: pod.spec.node_name, ""),
    (Pod, {"metadata": {"name": "p"}, "spec": []}, lambda pod: pod.spec.node_name, ""),
    (Pod, {"metadata": {"name": "p"}, "spec": {"nodeName": 7}}, lambda pod: pod.spec.node_name, ""),
    (Pod, {"metadata": {"name": "p"}, "status": {"conditions": "none", "phase": "Running"}},
     lambda pod: (pod.status.conditions, pod.status.phase), ([], "Running")),
    (Pod, {"metadata": {"name": "p"}, "status": {"conditions": [None, 3, {"type": "Ready", "status": None}]}},
     lambda pod: [(each.type, each.status) for each in pod.status.conditions], [("Ready", "")]),
    (Pod, {"metadata": {"name": "p", "labels": {"a": "b", "c": 3, "d": None}}}, lambda pod: pod.metadata.labels,
     {"a": "b"}),
    (Pod, {"metadata": {"name": "p", "creationTimestamp": "yesterday"}}, lambda pod: pod.metadata.creation_timestamp,
     None),
    (Pod, {"metadata": {"name": "p", "creationTimestamp": 5}}, lambda pod: pod.metadata.creation_timestamp, None),
    (Pod, {"metadata": {"name": "p", "generation": "4"}}, lambda pod: pod.metadata.generation, 0),
    (Pod, {"metadata": {"name": "p", "generation": 4.0, "labels": None}}, lambda pod: pod.metadata.generation, 4),
    (Pod, {"metadata": {"name": "p", "generation": True}}, lambda pod: pod.metadata.generation, 0),
    (DaemonSet, {"metadata": {"name": "p"}, "spec": {"template": {"spec": {"tolerations": None, "hostNetwork": True}}}},
     lambda found: (found.spec.template.spec.tolerations, found.spec.template.spec.host_network), ([], True)),
    (DaemonSet, {"metadata": {"name": "p", "labels": None},
                 "spec": {"updateStrategy": {"rollingUpdate": {"maxSurge": "10%", "maxUnavailable": 2}}}},
     lambda found: found.spec.update_strategy.rolling_update.max_surge, "10%"),
    (DaemonSet, {"metadata": {"name": "p"}, "spec": {"updateStrategy": {"rollingUpdate": {"maxSurge": []}}}},
     lambda found: found.spec.update_strategy.rolling_update.max_surge, None),
    (Node, {"metadata": {"name": "p"}, "spec": {"taints": [{"key": "k", "effect": "NoSchedule", "timeAdded": ""}]}},
     lambda found: [(each.key, each.effect, each.time_added) for each in found.spec.taints],
     [("k", "NoSchedule", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("struct", "found", "look", "kept"), ODD)
def test_a_field_that_does_not_fit_is_left_out_and_the_rest_kept(struct, found, look, kept):
    result = read(found, struct)
    assert result.name == "p"
    assert look(result) == kept


def test_a_time_without_a_zone_is_taken_as_utc():
    (strange,) = (read({"metadata": {"creationTimestamp": "2026-01-05T12:00:00"}}).metadata.creation_timestamp,)
    assert strange.isoformat() == "2026-01-05T12:00:00+00:00"


def test_bytes_that_are_no_utf_8_and_lone_surrogates_lose_only_themselves():
    assert decode(Pod, b'{"metadata":{"name":"p\xff"}}').name == "p\ufffd"
    assert decode(Pod, b'{"metadata":{"name":"p","uid":"\\ud800"}}').name == "p"


def test_a_number_out_of_range_loses_only_itself():
    assert decode(Pod, b'{"metadata":{"name":"p","generation":1e999,"uid":"u"}}').uid == "u"


@pytest.mark.parametrize("number", [-1, 2**31, 10**40])
def test_a_count_that_can_be_none_loses_only_itself(number):
    """What is reckoned with it would overflow, or stand still."""
    found = read({"metadata": {"name": "j"}, "spec": {"parallelism": number, "completions": 7}}, Job)
    assert (found.name, found.spec.parallelism, found.spec.completions) == ("j", None, 7)


TEXTS = st.sampled_from(["metadata", "name", "labels", "spec", "status", "conditions", "type", "Ready", "taints", "x"])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(STRUCTS), st.dictionaries(TEXTS, ANYTHING, max_size=4))
def test_any_object_can_be_read(struct, found):
    assert isinstance(read(found, struct), struct)


def test_of_the_annotations_those_of_batch_work_are_kept():
    found = wire(nodeName="n1")
    found["metadata"]["annotations"] = {"example.org/long": "x" * 1000}
    assert read(found).metadata.annotations is None
    found["metadata"]["annotations"]["batch.kubernetes.io/job-completion-index"] = "7"
    kept = read(found).metadata.annotations
    assert kept is not None
    assert (kept.completion_index, kept.index_failures) == ("7", None)
