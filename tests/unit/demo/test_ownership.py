import pytest

from ktui.demo import field_sets
from ktui.demo.ownership import Manager, applied, note
from ktui.demo.resources import CONFIG_MAPS, DEPLOYMENTS
from ktui.demo.status import Conflict

TIME = "2026-03-02T12:00:00Z"


def config(**data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": data}


def deployment(*containers, **spec):
    pod = {"containers": list(containers)}
    whole = {"template": {"metadata": {"labels": {"a": "b"}}, "spec": pod}, **spec}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "a"}, "spec": whole}


def manager(name, subresource=""):
    return Manager(name, TIME, subresource)


def owned(whole):
    """Who manages what."""
    entries = whole["metadata"].get("managedFields") or []
    return {each["manager"]: sorted(map(field_sets.shown, field_sets.read(each["fieldsV1"]))) for each in entries}


def updated(old, new, name):
    """What becomes of an object that somebody replaces."""
    result = {**new, "metadata": {**new["metadata"], "managedFields": old["metadata"].get("managedFields")}}
    note(CONFIG_MAPS, result, old, manager(name))
    return result


def test_who_makes_an_object_manages_all_of_it():
    new = config(one="1")
    note(CONFIG_MAPS, new, None, manager("kubectl-create"))
    assert owned(new) == {"kubectl-create": [".data", ".data.one"]}


def test_who_changes_a_field_manages_it_and_who_had_it_no_longer_does():
    first = config(one="1", two="2")
    note(CONFIG_MAPS, first, None, manager("a"))
    second = updated(first, config(one="9", two="2"), "b")
    assert owned(second) == {"a": [".data", ".data.two"], "b": [".data.one"]}
    assert owned(updated(second, config(two="2"), "c")) == {"a": [".data", ".data.two"]}


def test_what_came_without_a_manager_has_an_unknown_one_from_the_first_change_on():
    changed = updated(config(one="1"), config(one="1", two="2"), "b")
    assert owned(changed) == {"before-first-apply": [".data", ".data.one"], "b": [".data.two"]}


def test_to_apply_another_value_of_what_others_manage_is_a_conflict():
    live = config(one="1", two="2")
    note(CONFIG_MAPS, live, None, manager("a"))
    with pytest.raises(
        Conflict, match=r'Apply failed with 1 conflict: conflict with "a" using v1: .data.one'
    ) as caught:
        applied(live, config(one="9"), manager("b"), force=False)
    assert caught.value.details["causes"][0]["field"] == ".data.one"
    with pytest.raises(
        Conflict, match=r'Apply failed with 2 conflicts: conflicts with "a" using v1:\n- .data.one\n- .d'
    ):
        applied(live, config(one="9", two="9"), manager("b"), force=False)


def test_the_same_value_may_have_several_managers_and_force_takes_another():
    live = config(one="1")
    note(CONFIG_MAPS, live, None, manager("a"))
    shared = applied(live, config(one="1"), manager("b"), force=False)
    assert owned(shared) == {"a": [".data", ".data.one"], "b": [".data.one"]}
    taken = applied(live, config(one="9"), manager("b"), force=True)
    assert (taken["data"], owned(taken)) == ({"one": "9"}, {"a": [".data"], "b": [".data.one"]})


def test_what_is_no_longer_applied_goes_unless_somebody_else_wants_it():
    first = applied(None, config(one="1", two="2"), manager("a"), force=False)
    shared = applied(first, config(two="2"), manager("b"), force=False)
    assert applied(shared, config(), manager("a"), force=False)["data"] == {"two": "2"}


def test_elements_of_lists_are_merged_by_what_names_them_and_go_whole():
    first, second = {"name": "main", "image": "x:1"}, {"name": "side", "image": "y:1"}
    live = applied(None, deployment(first, second), manager("a"), force=False)
    note(DEPLOYMENTS, live, live, manager("nobody"))
    merged = applied(live, deployment(second), manager("a"), force=False)
    assert merged["spec"]["template"]["spec"]["containers"] == [second]
    wanted = deployment({"name": "main", "image": "x:2"})
    with pytest.raises(Conflict, match=r'conflict with "a": .spec.template.spec.containers\[name="main"\].image'):
        applied(live, wanted, manager("b"), force=False)


def test_a_subresource_is_named_and_the_same_apply_again_changes_nothing():
    live = deployment({"name": "main", "image": "x:1"}, replicas=1)
    note(DEPLOYMENTS, live, None, manager("a"))
    scaled = {**live, "spec": {**live["spec"], "replicas": 5}}
    note(DEPLOYMENTS, scaled, live, manager("kubectl", "scale"))
    with pytest.raises(Conflict, match=r'with "kubectl" with subresource "scale" using apps/v1: .spec.replicas'):
        applied(scaled, deployment(replicas=2), manager("b"), force=False)
    once = applied(live, deployment(replicas=1), manager("b"), force=False)
    assert applied(once, deployment(replicas=1), Manager("b", "later"), force=False) == once


def test_a_set_is_written_and_read_as_it_was():
    ports = [{"containerPort": 80}, {"containerPort": 80, "protocol": "UDP"}]
    paths = set(field_sets.values("Deployment", deployment({"name": "main", "ports": ports}), marked=True))
    assert field_sets.read(field_sets.written(paths)) >= {path for path in paths if path[-1] == "."}
    shown = sorted(map(field_sets.shown, paths))
    assert '.spec.template.spec.containers[name="main"].ports[containerPort=80,protocol="TCP"].containerPort' in shown
