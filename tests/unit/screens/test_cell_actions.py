"""ktui.screens.cell_actions: what a key means at a spot, or why it means nothing."""

import pytest
from stage.world import World, zoo

from ktui.domain.actions import DeletePod, LabelNode
from ktui.screens.cell_actions import (
    delete_pod,
    objection,
    pods_at,
    refusal_to_delete,
    refusal_to_label,
    refusal_to_update,
)
from ktui.widgets.spot import Spot


def spot(node, daemon_set):
    return Spot(node=node, daemon_set=tuple(daemon_set.split("/")))


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (None, "for a cell"),
        (Spot(node="cpu-a1"), "for a cell"),
        (Spot(group="pool=cpu", daemon_set=("logging", "fluentbit")), "for a cell"),
        (spot("cpu-c1", "monitoring/node-exporter"), "no pod here"),
        (spot("cpu-b1", "logging/fluentbit"), ""),
        (spot("cpu-a1", "team-a/audit"), ""),
    ],
)
def test_a_pod_is_deleted_where_there_is_one(at, words):
    said = refusal_to_delete(zoo().state, at)
    assert words in said
    assert bool(said) is bool(words)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (None, "for a cell"),
        (spot("cpu-a1", "gpu/nvidia-plugin"), "no pod here"),
        (spot("cpu-b1", "logging/fluentbit"), "by itself (RollingUpdate)"),
        (spot("cpu-b1", "kube-system/calico-node"), "of the current revision already"),
        (spot("cpu-a1", "kube-system/calico-node"), ""),
    ],
)
def test_only_an_outdated_pod_under_on_delete_is_updated(at, words):
    said = refusal_to_update(zoo().state, at)
    assert words in said
    assert bool(said) is bool(words)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (None, "belong to a node"),
        (Spot(daemon_set=("logging", "fluentbit")), "belong to a node"),
        (Spot(node="ghost"), "cannot be read, or does not exist"),
        (Spot(node="cpu-a1"), ""),
        (spot("cpu-a1", "logging/fluentbit"), ""),
    ],
)
def test_labels_belong_to_a_node_that_is_there(at, words):
    said = refusal_to_label(zoo().state, at)
    assert words in said
    assert bool(said) is bool(words)


def test_a_pod_that_is_ending_stands_last():
    world = World()
    world.node("a")
    world.daemon_set("ns", "d")
    world.pod("ns", "d", "a", name="old", story="terminating")
    world.pod("ns", "d", "a", name="new")
    assert [pod.name for pod in pods_at(world.state, spot("a", "ns/d"))] == ["new", "old"]


def test_a_deletion_names_what_it_updates_only_where_it_does():
    state = zoo().state
    (outdated,) = pods_at(state, spot("cpu-a1", "kube-system/calico-node"))
    (current,) = pods_at(state, spot("cpu-b1", "kube-system/calico-node"))
    assert delete_pod(state, spot("cpu-a1", "kube-system/calico-node"), outdated).updates == "calico-node"
    assert delete_pod(state, spot("cpu-b1", "kube-system/calico-node"), current).updates == ""


def test_a_pod_that_is_there_with_its_uid_raises_no_objection():
    world = zoo()
    (pod,) = pods_at(world.state, spot("cpu-b1", "logging/fluentbit"))
    action = DeletePod(pod.namespace, pod.name, pod.uid)
    assert objection(world.state, action)() == ""
    assert "replaced" in objection(world.state, DeletePod(pod.namespace, pod.name, "another"))()
    world.state.pods.delete(pod.key)
    assert "is gone" in objection(world.state, action)()


@pytest.mark.parametrize(
    ("action", "words"),
    [
        (LabelNode("cpu-a1", "node-cpu-a1", {"pool": "x"}, before={"pool": "cpu"}), ""),
        (LabelNode("cpu-a1", "node-cpu-a1", {"new": "x"}, before={}), ""),
        (LabelNode("cpu-a1", "node-cpu-a1", {"pool": "x"}, before={"pool": "gpu"}), "set to cpu"),
        (LabelNode("cpu-a1", "node-cpu-a1", {"team": "x"}, before={"team": "ops"}), "removed"),
        (LabelNode("cpu-a1", "other", {"pool": "x"}, before={"pool": "cpu"}), "replaced"),
        (LabelNode("gone", "u", {"pool": "x"}), "is gone"),
    ],
)
def test_labels_are_changed_only_over_what_the_user_saw(action, words):
    said = objection(zoo().state, action)()
    assert words in said
    assert bool(said) is bool(words)
