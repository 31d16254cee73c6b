"""ktui.domain.describe.generic: any object."""

from described import lines, meta, page, section
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.describe.generic import MOST
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object

SERVICE = Kind("Service", "services", Object)
SECRET = Kind("Secret", "secrets", Object)


def test_what_is_short_comes_before_what_is_long_and_items_are_called_by_their_names():
    spec = {"ports": [{"name": "web", "port": 80}, {"port": 81}], "type": "ClusterIP", "ips": ["a", "b"], "none": {}}
    found = section(lines(SERVICE, {"metadata": meta("a"), "spec": spec}), "Spec")
    assert found == [
        "ips a, b",
        "none none",
        "type ClusterIP",
        "ports 2",
        "0: web",
        "name web",
        "port 80",
        "1: port 81",
        "port 81",
    ]


def test_fields_beside_spec_and_status_are_shown_too():
    found = lines(SERVICE, {"metadata": meta("a"), "data": {"x": "1"}, "immutable": True, "spec": None})
    assert "immutable true" in found
    assert section(found, "data") == ["x 1"]


def test_of_a_secret_only_the_sizes_are_told():
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": meta("a"), "type": "Opaque"}
    found = lines(SECRET, {**secret, "data": {"password": "aHVudGVyMg=="}})
    assert section(found, "Data") == ["password 7 bytes"]
    assert not any("aHVudGVyMg" in line for line in found)


def test_the_manifest_that_was_applied_is_not_shown_of_a_secret():
    applied = {"kubectl.kubernetes.io/last-applied-configuration": '{"data":{"password":"aHVudGVyMg=="}}'}
    secret = {"apiVersion": "v1", "kind": "Secret", "metadata": meta("a", annotations=applied)}
    found = page(SECRET, secret).lines
    assert not any("aHVudGVyMg" in line.text + (line.value or "") for line in found)


def test_a_list_without_end_has_an_end_here():
    found = lines(SERVICE, {"metadata": meta("a"), "spec": {"x": [{"v": n} for n in range(MOST + 7)]}})
    assert "and 7 more: y shows them as YAML" in found
    found = lines(SERVICE, {"metadata": meta("a"), "data": {f"k{n}": "" for n in range(MOST + 9)}})
    assert "and 9 more: y shows them as YAML" in found


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=20,
)
_FIELDS = st.sampled_from(["metadata", "spec", "status", "data", "type", "labels", "name", "conditions", "kind"])


@settings(max_examples=40)
@given(st.dictionaries(_FIELDS, st.dictionaries(_FIELDS, _JSON, max_size=4) | _JSON, max_size=5))
def test_no_object_is_too_odd_to_be_described(obj):
    assert page(SERVICE, obj).lines
    assert page(SECRET, {**obj, "kind": "Secret"}).lines
