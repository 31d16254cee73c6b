import pytest

from ktui.demo.shapes import Shaper
from ktui.demo.status import BadRequest


def shaped(kind, value):
    shaper = Shaper()
    return shaper.whole(kind, value), shaper.unknown


def test_what_go_would_leave_out_is_left_out():
    node = {
        "metadata": {"name": "n", "labels": {}, "annotations": None},
        "spec": {"unschedulable": False, "taints": []},
    }
    result, _ = shaped("Node", node)
    assert result["metadata"] == {"name": "n"}
    assert result["spec"] == {}


def test_what_go_would_write_appears():
    result, _ = shaped("Pod", {"metadata": {"name": "p"}, "spec": {"containers": [{"name": "a"}]}})
    assert result["spec"]["containers"] == [{"name": "a", "resources": {}}]
    assert shaped("DaemonSet", {"metadata": {}})[0]["status"]["desiredNumberScheduled"] == 0
    assert shaped("Event", {"metadata": {}})[0]["firstTimestamp"] is None


def test_a_pointer_to_nothing_is_something():
    assert shaped("Deployment", {"spec": {"replicas": 0}})[0]["spec"]["replicas"] == 0
    assert "minReadySeconds" not in shaped("Deployment", {"spec": {"minReadySeconds": 0}})[0]["spec"]


def test_labels_are_in_order():
    result, _ = shaped("ConfigMap", {"data": {"b": "1", "a": "2"}})
    assert list(result["data"]) == ["a", "b"]


def test_fields_that_no_type_has_vanish_and_are_named():
    value = {"spec": {"foo": 1, "template": {"spec": {"containers": [{"name": "a", "bar": 2}]}}}, "baz": 3}
    result, unknown = shaped("DaemonSet", value)
    assert unknown == ["spec.template.spec.containers[0].bar", "spec.foo", "baz"]
    assert "foo" not in result["spec"]
    assert "baz" not in result


def test_fields_of_embedded_structs_stand_in_the_message_itself():
    probe = {"httpGet": {"port": 80}, "periodSeconds": 5}
    value = {
        "spec": {"containers": [{"name": "a", "livenessProbe": probe}], "volumes": [{"name": "v", "emptyDir": {}}]}
    }
    result, unknown = shaped("Pod", value)
    assert unknown == []
    assert result["spec"]["containers"][0]["livenessProbe"] == probe
    assert result["spec"]["volumes"] == [{"name": "v", "emptyDir": {}}]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (
            {"spec": {"minReadySeconds": "x"}},
            "string into Go struct field DaemonSetSpec.spec.minReadySeconds of type int32",
        ),
        ({"spec": {"minReadySeconds": True}}, "bool into Go struct field DaemonSetSpec.spec.minReadySeconds"),
        ({"metadata": []}, "array into Go struct field DaemonSet.metadata of type v1.ObjectMeta"),
        ({"metadata": {"labels": {"a": 1}}}, "number into Go struct field ObjectMeta.metadata.labels of type string"),
        ({"spec": {"template": {"spec": {"containers": {}}}}}, "of type []v1.Container"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused(value, words):
    with pytest.raises(BadRequest) as refused:
        shaped("DaemonSet", value)
    assert words in refused.value.message


def test_what_is_no_quantity_is_refused():
    value = {"spec": {"containers": [{"name": "a", "resources": {"requests": {"cpu": "x"}}}]}}
    with pytest.raises(BadRequest, match="quantities must match the regular expression"):
        shaped("Pod", value)
