"""ktui.screens.groupings: what nodes can be grouped by."""

from stage.world import World, zoo

from ktui.screens.groupings import groupings


def test_named_groupings_come_first_and_labels_that_tell_all_nodes_apart_last():
    offers = groupings(zoo().state.nodes)
    assert [offer.value for offer in offers] == [
        "",
        "pool",
        "zone",
        "topology.kubernetes.io/zone",
        "kubernetes.io/hostname",
    ]
    assert [offer.remark for offer in offers[1:]] == ["3 groups", "3 groups", "3 groups", "10 groups"]


def test_a_grouping_that_no_node_knows_is_not_offered():
    world = World()
    world.node("a", team="x")
    assert [offer.value for offer in groupings(world.state.nodes)] == ["", "kubernetes.io/hostname", "team"]
    assert [offer.value for offer in groupings([])] == [""]
