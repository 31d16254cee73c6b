"""Creating what a user has written, in words."""

from ktui.domain.actions import CreateObject
from ktui.domain.actions.jobs import LONGEST_COMMAND
from ktui.domain.resources import Resource

SECRET = Resource("secrets", "Secret", "", verbs=frozenset({"create"}))
CLASS = Resource("priorityclasses", "PriorityClass", "scheduling.k8s.io", namespaced=False)


def creating(resource, namespace="etl", **more):
    manifest = {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": {"name": "a"}, **more}
    return CreateObject(resource, namespace, "a", manifest)


def test_the_command_holds_no_data_of_a_secret():
    command = creating(SECRET, stringData={"password": "hunter2"}, data={"more": "aHVudGVyMg=="}).kubectl
    assert "hunter2" not in command
    assert "aHVudGVyMg" not in command
    assert "(hidden: 7 bytes)" in command


def test_the_command_names_no_namespace_where_there_is_none():
    assert creating(CLASS, "").kubectl.startswith("kubectl create -f - <<< ")
    assert creating(SECRET).kubectl.startswith("kubectl create -n etl -f - <<< ")


def test_an_object_that_no_command_line_takes_comes_from_a_file():
    command = creating(CLASS, "", description="x" * LONGEST_COMMAND).kubectl
    assert command.startswith("kubectl create -f FILE  # with its 8,")
