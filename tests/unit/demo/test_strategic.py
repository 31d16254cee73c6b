import pytest

from ktui.demo.status import BadRequest
from ktui.demo.strategic import merged

A, B, C = ({"name": name, "image": f"{name}:1"} for name in "abc")


def pod(**spec):
    return {"spec": spec}


@pytest.mark.parametrize(
    ("original", "patch", "result"),
    [
        pytest.param({"a": 1, "b": 2}, {"a": 3}, {"a": 3, "b": 2}, id="a value is set"),
        pytest.param({"a": 1, "b": 2}, {"a": None}, {"b": 2}, id="null deletes"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}, id="null deletes deep inside"),
        pytest.param({}, {"a": {"b": None, "c": 1}}, {"a": {"c": 1}}, id="null puts nothing"),
        pytest.param({"a": {"b": 1}}, {"a": 2}, {"a": 2}, id="a map gives way to a value"),
        pytest.param({"a": 1}, {"a": {"b": 2}}, {"a": {"b": 2}}, id="a value gives way to a map"),
        pytest.param({"a": {"b": 1}}, {"a": {"$patch": "replace", "c": 2}}, {"a": {"c": 2}}, id="a map is replaced"),
        pytest.param({"a": {"b": 1}}, {"a": {"$patch": "delete"}}, {"a": {}}, id="a map is emptied"),
        pytest.param(
            {"a": {"b": 1}}, {"a": {"$patch": "merge", "c": 2}}, {"a": {"b": 1, "c": 2}}, id="a map is merged"
        ),
        pytest.param(
            pod(containers=[A, B]),
            pod(containers=[{"name": "b", "image": "b:2"}]),
            pod(containers=[A, {"name": "b", "image": "b:2"}]),
            id="containers are merged by name",
        ),
        pytest.param(
            pod(containers=[A]), pod(containers=[B]), pod(containers=[B, A]), id="a new container comes first"
        ),
        pytest.param(
            pod(containers=[A, B]),
            pod(containers=[B, C]),
            pod(containers=[A, B, C]),
            id="a new container follows one that it is named after",
        ),
        pytest.param(
            pod(containers=[A, B]),
            pod(containers=[{"name": "a", "$patch": "delete"}]),
            pod(containers=[B]),
            id="a container is deleted",
        ),
        pytest.param(
            pod(containers=[A, B]),
            pod(containers=[{"$patch": "replace"}, C]),
            pod(containers=[C]),
            id="all containers are replaced",
        ),
        pytest.param(
            pod(containers=[A, B]),
            pod(containers=[{"name": "b", "$patch": "replace", "image": "x"}]),
            pod(containers=[A, {"name": "b", "image": "x"}]),
            id="one container is replaced",
        ),
        pytest.param(
            pod(containers=[A, B]),
            pod(**{"containers": [C], "$setElementOrder/containers": [{"name": "c"}, {"name": "a"}, {"name": "b"}]}),
            pod(containers=[C, A, B]),
            id="containers are put in order",
        ),
        pytest.param(
            pod(containers=[A, B, C]),
            pod(**{"$setElementOrder/containers": [{"name": "c"}, {"name": "a"}]}),
            pod(containers=[B, C, A]),
            id="who is not named stays before whom it preceded",
        ),
        pytest.param(
            pod(tolerations=[{"key": "a"}]),
            pod(tolerations=[{"key": "b"}]),
            pod(tolerations=[{"key": "b"}]),
            id="tolerations are replaced",
        ),
        pytest.param(
            pod(containers=[{"name": "a", "args": ["x"], "env": [{"name": "E", "value": "1"}]}]),
            pod(containers=[{"name": "a", "args": ["y"], "env": [{"name": "F", "value": "2"}]}]),
            pod(
                containers=[
                    {"name": "a", "args": ["y"], "env": [{"name": "F", "value": "2"}, {"name": "E", "value": "1"}]}
                ]
            ),
            id="inside a container as well",
        ),
        pytest.param(
            pod(containers=[{"name": "a", "ports": [{"containerPort": 80}]}]),
            pod(containers=[{"name": "a", "ports": [{"containerPort": 81}, {"containerPort": 80, "name": "web"}]}]),
            pod(containers=[{"name": "a", "ports": [{"containerPort": 81}, {"containerPort": 80, "name": "web"}]}]),
            id="ports of a container are merged by their number",
        ),
        pytest.param(
            pod(volumes=[{"name": "v", "emptyDir": {}}]),
            pod(volumes=[{"name": "v", "$retainKeys": ["name", "hostPath"], "hostPath": {"path": "/"}}]),
            pod(volumes=[{"name": "v", "hostPath": {"path": "/"}}]),
            id="a volume keeps only the keys to retain",
        ),
        pytest.param(
            {"metadata": {"finalizers": ["a", "b"]}},
            {"metadata": {"finalizers": ["b", "c"]}},
            {"metadata": {"finalizers": ["a", "b", "c"]}},
            id="finalizers are united",
        ),
        pytest.param(
            {"metadata": {"finalizers": ["a", "b"]}},
            {"metadata": {"$deleteFromPrimitiveList/finalizers": ["a"]}},
            {"metadata": {"finalizers": ["b"]}},
            id="a finalizer is deleted",
        ),
        pytest.param(
            {"metadata": {"ownerReferences": [{"uid": "1", "name": "a"}]}},
            {"metadata": {"ownerReferences": [{"uid": "1", "$patch": "delete"}]}},
            {"metadata": {"ownerReferences": []}},
            id="owners are known by their uid",
        ),
        pytest.param(
            {"status": {"conditions": [{"type": "Ready", "status": "True"}]}},
            {"status": {"conditions": [{"type": "Ready", "status": "False"}, {"type": "X", "status": "True"}]}},
            {"status": {"conditions": [{"type": "Ready", "status": "False"}, {"type": "X", "status": "True"}]}},
            id="conditions are merged by type",
        ),
    ],
)
def test_a_patch_is_merged_into_a_pod(original, patch, result):
    before = repr((original, patch))
    assert merged(original, patch, "Pod") == result
    assert repr((original, patch)) == before


def test_the_same_field_is_merged_otherwise_in_another_kind():
    service = {"spec": {"ports": [{"port": 80, "name": "a"}]}}
    patch = {"spec": {"ports": [{"port": 80, "name": "b"}]}}
    assert merged(service, patch, "Service") == patch


def test_a_taint_list_is_replaced_as_a_whole():
    node = {"spec": {"taints": [{"key": "a", "effect": "NoSchedule"}]}}
    assert merged(node, {"spec": {"taints": None}}, "Node") == {"spec": {}}
    patch = {"spec": {"taints": [{"key": "b", "effect": "NoSchedule"}]}}
    assert merged(node, patch, "Node") == patch


def test_a_revision_brings_its_template_back_as_it_was():
    """`kubectl rollout undo` sends the data of the ControllerRevision."""
    now = {"spec": {"template": {"spec": {"containers": [A], "hostNetwork": True}}, "minReadySeconds": 5}}
    data = {"spec": {"template": {"spec": {"containers": [B]}, "$patch": "replace"}}}
    assert merged(now, data, "DaemonSet") == {"spec": {"template": {"spec": {"containers": [B]}}, "minReadySeconds": 5}}


def test_an_unknown_directive_is_refused():
    with pytest.raises(BadRequest, match="unknown patch type: foo"):
        merged({}, {"$patch": "foo"}, "Pod")


def test_an_element_without_its_key_is_refused():
    with pytest.raises(BadRequest, match="does not contain declared merge key: name"):
        merged(pod(containers=[A]), pod(containers=[{"image": "x"}]), "Pod")
