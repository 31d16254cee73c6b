"""What is done from the line of a node and from the head of a DaemonSet's column, in the grid of Coverage."""

from contextlib import asynccontextmanager

import pytest
from stage.quick import calm, finished, press
from stage.session import StagedSession
from stage.tables import opened
from stage.world import zoo

from ktui.domain.actions import CordonNode, RestartWorkload
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.places import Main
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.grid_cursor import EDGE
from ktui.widgets.notice_line import NoticeLine

CSI = ("kube-system", "csi-ebs")
FLUENTBIT = ("logging", "fluentbit")


@asynccontextmanager
async def grid(**session):
    """The screen, its pilot and its session."""
    staged = StagedSession(zoo(), **session)
    for key in (CSI, FLUENTBIT):
        uid = staged.state.daemon_sets.get(key).uid
        staged.documents[key] = {"metadata": {"uid": uid}, "spec": {"updateStrategy": {"type": "RollingUpdate"}}}
    async with opened(staged, Main("coverage")) as (screen, pilot):
        await calm(pilot)
        yield screen, pilot, staged


def put(screen, node="", daemon_set=None):
    """Put the cursor on a line, a column, or where they meet."""
    arranged = screen.arrangement
    row = next((at for at, row in enumerate(arranged.rows) if getattr(row, "name", None) == node), EDGE)
    column = next((at for at, column in enumerate(arranged.columns) if column.key == daemon_set), EDGE)
    screen.query_one(CoverageGrid)._go(row, column)


def mark(screen, *spots):
    for spot in spots:
        put(screen, *spot)
        screen.query_one(CoverageGrid).action_mark()


def told(screen):
    notice = screen.query_one(NoticeLine).notice
    return notice.text if notice else ""


async def agreed(pilot):
    """Agree to what is asked; what was asked."""
    await finished(pilot, "rights")
    await calm(pilot)
    dialog = pilot.app.screen
    assert isinstance(dialog, ConfirmDialog), "nothing was asked"
    await press(pilot, "right", "enter")
    await finished(pilot, "action")
    return dialog.confirmation


async def test_on_the_line_of_a_node_it_is_cordoned():
    async with grid() as (screen, pilot, session):
        put(screen, "cpu-b1")
        await press(pilot, "c")
        assert (await agreed(pilot)).kubectl == ("kubectl cordon cpu-b1",)
        assert session.performed == [CordonNode("cpu-b1", session.state.nodes.get(("", "cpu-b1")).uid, True)]


async def test_on_the_line_of_a_cordoned_node_it_is_uncordoned_and_cannot_be_cordoned():
    async with grid() as (screen, pilot, session):
        put(screen, "cpu-a2")
        await press(pilot, "c")
        assert told(screen) == "Node cpu-a2 is cordoned already."
        await press(pilot, "u")
        assert (await agreed(pilot)).verb == "Uncordon"
        assert session.performed == [CordonNode("cpu-a2", session.state.nodes.get(("", "cpu-a2")).uid, False)]


async def test_marked_lines_are_cordoned_together_but_for_those_that_are_already():
    async with grid() as (screen, pilot, session):
        mark(screen, ("cpu-c1",), ("cpu-a2",), ("cpu-b1",))
        await press(pilot, "c")
        await agreed(pilot)
        assert [(each.node, each.on) for each in session.performed] == [("cpu-b1", True), ("cpu-c1", True)]


async def test_a_node_that_cannot_be_read_cannot_be_cordoned():
    async with grid() as (screen, pilot, session):
        put(screen, "cpu-b1")
        session.state.nodes.delete(("", "cpu-b1"))
        await press(pilot, "c")
        assert told(screen) == "Node cpu-b1 cannot be read, or does not exist."


async def test_elsewhere_the_key_copies_a_name():
    async with grid() as (screen, pilot, session):
        for spot in (("cpu-b1", CSI), ("", CSI)):
            put(screen, *spot)
            assert screen.refusal("cordon") == ""
            await press(pilot, "c")
        mark(screen, ("cpu-b1",), ("cpu-b1", CSI))
        await press(pilot, "c")
        await calm(pilot)
        assert not isinstance(pilot.app.screen, ConfirmDialog)
        assert session.performed == []


async def test_on_a_column_its_daemon_set_is_restarted():
    async with grid() as (screen, pilot, session):
        put(screen, "", CSI)
        await press(pilot, "r")
        assert (await agreed(pilot)).title == "Restart daemonset kube-system/csi-ebs"
        (action,) = session.performed
        assert isinstance(action, RestartWorkload)
        assert (action.namespace, action.name, action.strategy) == (*CSI, "RollingUpdate")


async def test_marked_columns_are_restarted_together():
    async with grid() as (screen, pilot, session):
        mark(screen, ("", FLUENTBIT), ("", CSI))
        await press(pilot, "r")
        await agreed(pilot)
        assert [(each.namespace, each.name) for each in session.performed] == [CSI, FLUENTBIT]


@pytest.mark.parametrize(
    ("spot", "words"),
    [(("cpu-b1",), "kubectl drain cpu-b1"), (("cpu-b1", CSI), "r restarts DaemonSets, Deployments and StatefulSets")],
)
async def test_elsewhere_who_presses_the_key_to_restart_is_told_what_it_is_for(spot, words):
    async with grid() as (screen, pilot, session):
        put(screen, *spot)
        await press(pilot, "r")
        await finished(pilot, "action")
        assert words in told(screen)
        assert session.performed == []


@pytest.mark.parametrize(
    ("spot", "key", "refused", "why"),
    [
        (("cpu-b1",), "c", "patch nodes", "You may not patch nodes."),
        (("cpu-a2",), "u", "patch nodes", "You may not patch nodes."),
        (("", CSI), "r", "patch daemonsets", "You may not patch daemonsets."),
    ],
)
async def test_without_the_right_the_key_says_so(spot, key, refused, why):
    async with grid(refused=[refused]) as (screen, pilot, session):
        put(screen, *spot)
        screen.show_keys()
        await finished(pilot, "rights")
        await press(pilot, key)
        await finished(pilot, "rights", "action")
        assert told(screen) == why
        assert session.journal.entries == ()


@pytest.mark.parametrize(("spot", "key"), [(("cpu-b1",), "c"), (("cpu-a2",), "u"), (("", CSI), "r")])
async def test_read_only_nothing_is_asked(spot, key):
    async with grid(read_only=True) as (screen, pilot, session):
        put(screen, *spot)
        screen.show_keys()
        await finished(pilot, "rights")
        await press(pilot, key)
        await finished(pilot, "rights", "action")
        assert "Read-only mode" in told(screen)
        assert session.performed == []
