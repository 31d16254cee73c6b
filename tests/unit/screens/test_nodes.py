"""ktui.screens.nodes: what is on each node, and its labels."""

from stage.quick import calm, press
from stage.session import StagedSession
from stage.tables import lines, names, opened, told
from stage.world import World, zoo

from ktui.domain.kinds import NODE
from ktui.screens.labels import LabelDialog
from ktui.screens.places import DescribeOf, Main, PodsOf, YamlOf
from ktui.widgets.detail_line import DetailLine
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView

NODES = Main("nodes")


def line_of(screen, name):
    return next(line for line in lines(screen) if f" {name} " in f"{line} ").split()


async def test_a_node_says_its_state_its_daemons_and_its_pods():
    async with opened(zoo(), NODES) as (screen, _):
        assert line_of(screen, "cpu-a1")[:5] == ["cpu-a1", "Ready", "<none>", "4/6", "6"]
        assert line_of(screen, "cpu-b2")[1:6] == ["NotReady", "<none>", "3/3", "4", "silent"]
        assert "Ready,SchedulingDisabled" in line_of(screen, "cpu-a2")
        parts = [part.full.plain for part in screen.query_one(SummaryLine).right]
        assert parts == ["✖ 1 not ready", "○ 6 wrong", "◦ 1 cordoned", "● 2 ready"]


async def test_a_daemon_that_comes_is_counted():
    world = zoo()
    async with opened(world, NODES) as (screen, _):
        world.pod("monitoring", "node-exporter", "cpu-c1", revision=3)
        screen.redraw()
        assert line_of(screen, "cpu-c1")[3:5] == ["5/6", "6"]


async def test_names_are_in_the_order_in_which_people_look_for_them():
    world = World()
    for number in (10, 9, 1):
        world.node(f"node-{number}")
    async with opened(world.settle(), NODES) as (screen, pilot):
        await press(pilot, "N")
        assert names(screen) == ["node-1", "node-9", "node-10"]


async def test_the_node_under_the_cursor_says_why_it_is_not_ready():
    async with opened(zoo(), NODES) as (screen, _):
        screen.query_one(TableView).look_for(("", "cpu-b2"))
        screen.redraw()
        told_of = screen.query_one(DetailLine).text
        assert "NodeStatusUnknown" in told_of
        assert "taint node.kubernetes.io/unreachable" in told_of


async def test_keys_lead_to_its_pods_and_to_all_there_is_to_know():
    async with opened(zoo(), NODES) as (screen, pilot):
        await press(pilot, "enter", "d", "y")
        key = ("", "cpu-a1")
        assert screen.app.places == [PodsOf("node cpu-a1", node="cpu-a1"), DescribeOf(NODE, key), YamlOf(NODE, key)]


async def test_labels_are_edited_as_on_the_grid():
    async with opened(zoo(), NODES) as (screen, pilot):
        await press(pilot, "ctrl+t")
        dialog = screen.app.screen
        assert isinstance(dialog, LabelDialog)
        assert dialog.node == "cpu-a1"


async def test_without_the_right_labels_say_why():
    async with opened(StagedSession(zoo(), refused=["patch nodes"]), NODES) as (screen, pilot):
        screen.show_keys()
        await calm(pilot)
        assert "may not patch" in screen.refusal("labels")


async def test_a_cluster_without_nodes_says_so():
    async with opened(World().settle(), NODES) as (screen, pilot):
        assert "This cluster has no nodes" in "\n".join(lines(screen))
        await press(pilot, "ctrl+t")
        assert "no node here" in told(screen)
        await press(pilot, "d", "y", "enter")
        assert not screen.app.places
