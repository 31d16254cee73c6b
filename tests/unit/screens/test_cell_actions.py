"""ktui.screens.cell_actions: what a key means at a spot, or why it means nothing."""

import pytest
from stage.world import World, zoo

from ktui.screens.cell_actions import (
    delete_pod,
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


def test_a_pod_stands_at_the_node_that_it_is_for_bound_to_it_or_not_yet():
    world = zoo()
    audit = Spot(node="cpu-a1", daemon_set=("team-a", "audit"))
    assert [pod.spec.node_name for pod in pods_at(world.state, audit)] == [""]
    world.pod("team-a", "audit", "cpu-a1", name="audit-bound")
    world.pod("team-a", "audit", "cpu-a2", bound=False, name="audit-elsewhere")
    assert [pod.spec.node_name for pod in pods_at(world.state, audit)] == ["cpu-a1", ""]
