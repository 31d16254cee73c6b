"""ktui.screens.pods: what can be done from the table of pods, and where one can go from there."""

import pytest
from stage.quick import calm, finished, press
from stage.session import StagedSession
from stage.tables import body, names, opened, told
from stage.world import zoo

from ktui.domain.actions import DeletePod
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.places import ContainersOf, JobOf, LogsOf, Main, NodesOf, PodsOf, ResourceList
from ktui.widgets.table_view import TableView

CALICO = ("kube-system", "calico-node-c001")


async def test_keys_lead_into_a_pod_to_its_owner_its_node_and_its_logs():
    async with opened(zoo()) as (screen, pilot):
        screen.query_one(TableView).look_for(CALICO)
        await press(pilot, "enter", "l", "p", "J", "o")
        assert screen.app.places == [
            ContainersOf(CALICO),
            LogsOf(CALICO[1], CALICO[0], pod=CALICO[1]),
            LogsOf(CALICO[1], CALICO[0], pod=CALICO[1], previous=True),
            NodesOf(("kube-system", "calico-node")),
            Main("nodes", row=("", "cpu-a1")),
        ]


@pytest.mark.parametrize(
    ("owner", "place"),
    [
        ({"kind": "Job", "name": "j", "apiVersion": "batch/v1"}, JobOf(("a", "j"))),
        ({"kind": "ReplicaSet", "name": "r", "apiVersion": "apps/v1"}, ResourceList("replicaset.apps", text="r")),
        ({"kind": "Node", "name": "n1", "apiVersion": "v1"}, ResourceList("node", text="n1")),
    ],
)
async def test_the_owner_may_be_anything(owner, place):
    world = zoo()
    world.put_pod("a", "p", owner)
    async with opened(world, PodsOf("namespace a", namespace="a")) as (screen, pilot):
        await press(pilot, "J")
        assert screen.app.places == [place]


async def test_a_pod_without_owner_or_node_says_so():
    world = zoo()
    world.put_pod("a", "alone", None)
    async with opened(world, PodsOf("namespace a", namespace="a")) as (screen, pilot):
        await press(pilot, "J")
        assert "Nothing owns alone" in told(screen)
        await press(pilot, "o")
        assert "is not on a node" in told(screen)


async def test_places_narrow_the_table_to_a_node_an_owner_or_a_selector():
    world = zoo()
    for place, count in (
        (PodsOf("node gpu-a1", node="gpu-a1"), 5),
        (PodsOf("DaemonSet audit", owner="ds-team-a-audit"), 4),
        (PodsOf("Service x", namespace="team-a", selector="app in (audit, other)"), 4),
    ):
        async with opened(world, place) as (screen, _):
            assert len(names(screen)) == count
            assert place.title in screen.title_of_rows
            if place.node:
                world.state.pods.delete(("gpu", names(screen)[0]))
                screen.redraw()
                assert len(names(screen)) == count - 1


async def test_a_pod_is_deleted_after_agreement_and_is_marked_until_the_watch_shows_it():
    session = StagedSession(zoo())
    async with opened(session) as (screen, pilot):
        screen.query_one(TableView).look_for(CALICO)
        await press(pilot, "ctrl+d")
        await finished(pilot, "rights")
        assert isinstance(screen.app.screen, ConfirmDialog)
        screen.app.screen.dismiss(True)
        await calm(pilot)
        (action,) = session.performed
        assert isinstance(action, DeletePod)
        assert (action.name, action.updates) == (CALICO[1], "calico-node")
        assert screen.changing() == {CALICO}
        assert "…kube-system  calico-node-c001" in body(screen)


async def test_all_marked_pods_are_deleted_together():
    session = StagedSession(zoo())
    async with opened(session) as (screen, pilot):
        await press(pilot, "space", "j", "j", "ctrl+@", "ctrl+d")
        screen.app.screen.dismiss(True)
        await calm(pilot)
        assert len(session.performed) == 3
        assert not screen.query_one(TableView).marks


async def test_without_the_right_the_key_says_why():
    async with opened(StagedSession(zoo(), refused=["delete pods"])) as (screen, pilot):
        screen.show_keys()
        await finished(pilot, "rights")
        await press(pilot, "ctrl+d")
        assert "You may not delete pods" in told(screen)


async def test_the_pod_under_the_cursor_says_what_is_wrong_with_it():
    async with opened(zoo()) as (screen, _):
        screen.query_one(TableView).look_for(("logging", "fluentbit-j026"))
        screen.redraw()
        assert "CrashLoopBackOff, 7 restarts" in screen.details(screen.row)
        assert "of DaemonSet fluentbit" in screen.details(screen.row)


async def test_where_there_is_no_pod_every_key_says_so():
    async with opened(zoo(), PodsOf("nothing", node="no-such-node")) as (screen, pilot):
        for key in ("l", "p", "J", "o", "ctrl+d"):
            await press(pilot, key)
            assert "no pod here" in told(screen)
        await press(pilot, "enter", "d", "y")
