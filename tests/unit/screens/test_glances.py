"""ktui.screens.glances: what the panel tells of a row, a column or a group."""

from stage.world import NOW, zoo

from ktui.domain.arrangement import View, arrange
from ktui.domain.coverage import cover
from ktui.screens.glances import glance_at
from ktui.store.snapshot import snapshot
from ktui.widgets.spot import Spot


def glance(spot, world=None):
    coverage = cover(snapshot((world or zoo()).state), NOW)
    return glance_at(spot, coverage, arrange(coverage, View(group_by="pool")), NOW)


def test_a_node_tells_its_state_taints_and_labels():
    title, *lines = glance(Spot(node="cpu-b2"))
    assert title == "Node cpu-b2: silent for 14 min: its kubelet does not report"
    assert "taint node.kubernetes.io/unreachable:NoExecute" in lines
    assert lines[-1].startswith("labels kubernetes.io/hostname=cpu-b2, pool=cpu")


def test_a_cordoned_node_says_what_that_means_here():
    assert "cordoned: only daemon pods are put here" in glance(Spot(node="cpu-a2"))


def test_a_node_that_only_pods_name_is_no_mystery():
    world = zoo()
    world.state.nodes.delete(("", "cpu-a1"))
    assert glance(Spot(node="cpu-a1"), world)[0] == "Node cpu-a1: not there, or not to be read"


def test_a_daemon_set_tells_its_numbers_and_strategy():
    assert glance(Spot(daemon_set=("kube-system", "calico-node"))) == (
        "DaemonSet kube-system/calico-node: 10 of 10 ready",
        "10 there, 6 up to date, 10 available",
        "OnDelete, revision 5",
    )
    assert "2 where none should be" in glance(Spot(daemon_set=("storage", "backup-agent")))[1]


def test_a_group_tells_of_its_nodes_and_of_the_column_it_is_on():
    assert glance(Spot(group="pool=gpu", daemon_set=("logging", "fluentbit"))) == (
        "pool=gpu: 3 nodes, 2 wrong",
        "fluentbit: 1 of 3 ready, at worst failing",
        "enter shuts the group",
    )


def test_what_is_not_there_any_more_tells_nothing():
    assert glance(Spot(node="nobody")) == ()
    assert glance(Spot(daemon_set=("no", "body"))) == ()
    assert glance(Spot(group="pool=none")) == ()
