"""ktui.screens.cells and ktui.screens.acting: from a key to a change."""

from stage.session import StagedSession, shown, stage
from stage.world import NOW, zoo

from ktui.domain.actions import DeletePod, LabelNode
from ktui.domain.errors import Conflict, Forbidden
from ktui.screens.choose import ChooseDialog
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.journal import JournalScreen
from ktui.screens.labels import LabelDialog
from ktui.settings import Guard
from ktui.widgets.choice import Choice
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.spot import Spot

CALICO = Spot(node="cpu-a1", daemon_set=("kube-system", "calico-node"))
FLUENTBIT = Spot(node="cpu-b1", daemon_set=("logging", "fluentbit"))


async def go_to(pilot, spot):
    """Put the cursor on a cell."""
    screen = await shown(pilot)
    grid = screen.query_one(CoverageGrid)
    row = next(at for at, row in enumerate(screen.arrangement.rows) if getattr(row, "name", None) == spot.node)
    grid._go(row, next(at for at, column in enumerate(screen.arrangement.columns) if column.key == spot.daemon_set))
    await pilot.pause()
    assert screen.spot == spot
    return screen


async def press(pilot, *keys):
    await pilot.press(*keys)
    await pilot.pause()
    await pilot.pause()


def notice(screen):
    found = screen.query_one(NoticeLine).notice
    return (found.text, found.failed) if found else None


def pod_at(session, spot):
    owner = f"ds-{'-'.join(spot.daemon_set)}"
    return next(pod for pod in session.state.pods.by("owner", owner) if pod.spec.node_name == spot.node)


async def test_deleting_asks_first_with_cancel_in_focus_and_does_nothing_on_enter():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d")
        assert isinstance(pilot.app.screen, ConfirmDialog)
        assert pilot.app.focused.id == "cancel"
        await press(pilot, "enter")
        assert pilot.app.screen is screen
        assert session.performed == []


async def test_agreeing_deletes_exactly_the_pod_that_was_shown():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, FLUENTBIT)
        pod = pod_at(session, FLUENTBIT)
        await press(pilot, "ctrl+d", "right", "enter")
        assert session.performed == [DeletePod("logging", pod.name, pod.uid, node="cpu-b1")]
        assert notice(screen) == (f"Delete pod logging/{pod.name}: the server has accepted it.", False)


async def test_an_outdated_pod_under_on_delete_is_updated_by_its_deletion():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        await go_to(pilot, CALICO)
        await press(pilot, "u")
        assert pilot.app.screen.confirmation.title == "Update calico-node on cpu-a1"
        assert "current revision" in " ".join(pilot.app.screen.confirmation.effects)
        await press(pilot, "right", "enter")
        assert [action.updates for action in session.performed] == ["calico-node"]


async def test_where_several_pods_stand_it_is_asked_which():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        await go_to(pilot, Spot(node="cpu-a1", daemon_set=("monitoring", "node-exporter")))
        await press(pilot, "ctrl+d")
        assert isinstance(pilot.app.screen, ChooseDialog)
        await press(pilot, "down", "enter", "right", "enter")
        assert len(session.performed) == 1
        assert session.performed[0].name == "node-exporter-c041"


async def test_a_pod_that_vanishes_while_it_is_asked_cannot_be_deleted_any_more():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d")
        session.state.pods.delete(pod_at(session, FLUENTBIT).key)
        await pilot.pause(0.15)
        dialog = pilot.app.screen
        assert "is gone" in str(dialog.query_one("#objection").render())
        assert dialog.query_one("#go", Choice).disabled
        await press(pilot, "right", "enter")
        assert session.performed == []


async def test_a_pod_that_was_replaced_while_it_is_asked_is_left_alone():
    world = zoo()
    session = StagedSession(world)
    async with stage(session).run_test() as pilot:
        await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d")
        world.pod("logging", "fluentbit", "cpu-b1", name=pod_at(session, FLUENTBIT).name, uid="another")
        pilot.app.screen.redraw()
        assert "replaced by another" in str(pilot.app.screen.query_one("#objection").render())


async def test_what_the_server_refuses_stays_on_the_screen_in_its_words_until_it_is_closed():
    session = StagedSession(zoo())
    session.failure = Conflict("the UID in the precondition does not match", code=409)
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d", "right", "enter")
        text, failed = notice(screen)
        assert failed
        assert "the UID in the precondition does not match" in text
        await press(pilot, "down")
        assert notice(screen) is not None
        await press(pilot, "J")
        assert isinstance(pilot.app.screen, JournalScreen)
        assert "failed" in str(pilot.app.screen.query_one("#text").render())
        await press(pilot, "escape", "escape")
        assert notice(screen) is None


async def test_what_a_rule_of_the_settings_forbids_is_not_even_asked():
    session = StagedSession(zoo(), rules=[Guard(do="deny", namespaces=("logging",), because="Ask first.")])
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d")
        text, _ = notice(screen)
        assert "a rule of your settings forbids delete-pod here. Ask first." in text
        assert (session.performed, pilot.app.screen) == ([], screen)


async def test_what_a_rule_wants_typed_is_done_once_it_was():
    session = StagedSession(zoo(), rules=[Guard(do="type")])
    async with stage(session).run_test() as pilot:
        await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d")
        name = pod_at(session, FLUENTBIT).name
        assert pilot.app.screen.confirmation.to_type == name
        pilot.app.screen.query_one("#typed").value = name
        await pilot.pause()
        await press(pilot, "enter", "enter")
        assert [action.name for action in session.performed] == [name]


async def test_a_cell_is_marked_as_changing_until_the_watch_shows_it():
    world = zoo()
    session = StagedSession(world)
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, FLUENTBIT)
        pod = pod_at(session, FLUENTBIT)
        await press(pilot, "ctrl+d", "right", "enter")
        assert set(screen.pending()) == {("Pod", pod.key)}
        assert screen._changing() == {FLUENTBIT}
        assert screen.query_one(CoverageGrid)._cursor.changing == {FLUENTBIT}
        world.pod("logging", "fluentbit", "cpu-b1", story="terminating", name=pod.name, uid=pod.uid)
        screen.redraw()
        assert not screen.pending()
        assert screen.query_one(CoverageGrid)._cursor.changing == frozenset()


async def test_marked_cells_are_deleted_together_and_many_must_be_counted():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        screen = await shown(pilot)
        grid = screen.query_one(CoverageGrid)
        key = ("kube-system", "csi-ebs")
        column = next(at for at, column in enumerate(screen.arrangement.columns) if column.key == key)
        for row in range(10):
            grid._go(row, column)
            grid.action_mark()
        grid._go(0, column + 1)
        grid.action_mark()
        await press(pilot, "ctrl+d")
        dialog = pilot.app.screen
        assert dialog.confirmation.to_type == "11"
        assert dialog.query_one("#go", Choice).disabled
        await press(pilot, "1", "1")
        assert not dialog.query_one("#go", Choice).disabled
        await press(pilot, "enter", "enter")
        await pilot.pause()
        assert len(session.performed) == 11


async def test_in_a_production_context_the_name_has_to_be_typed():
    session = StagedSession(zoo(), context="prod-eu-1")
    async with stage(session, production=("prod-*",)).run_test() as pilot:
        await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d")
        dialog = pilot.app.screen
        assert dialog.confirmation.to_type == pod_at(session, FLUENTBIT).name
        assert "prod-eu-1 is a production context" in dialog.confirmation.warning
        await press(pilot, "right", "enter")
        assert session.performed == []


async def test_labels_are_edited_with_what_would_come_and_go_and_confirmed():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, Spot(node="gpu-a1", daemon_set=("gpu", "nvidia-plugin")))
        await press(pilot, "ctrl+t")
        dialog = pilot.app.screen
        assert isinstance(dialog, LabelDialog)
        await press(pilot, "a", *"pool=cpu", "enter")
        told = str(dialog.query_one("#impact").render())
        assert "leaves   gpu/nvidia-plugin (nodeSelector pool=gpu)" in told
        await press(pilot, "ctrl+s")
        asked = pilot.app.screen.confirmation
        assert asked.kubectl == ("kubectl label node gpu-a1 pool=cpu --overwrite",)
        assert any("leaves   gpu/nvidia-plugin" in line for line in asked.impact)
        await press(pilot, "right", "enter")
        (action,) = session.performed
        assert isinstance(action, LabelNode)
        assert (action.node, action.uid, action.changes) == ("gpu-a1", "node-gpu-a1", {"pool": "cpu"})
        assert action.before["pool"] == "gpu"
        assert notice(screen) == ("Label node gpu-a1: the server has accepted it.", False)


async def test_a_label_that_somebody_else_changes_meanwhile_is_not_overwritten_unseen():
    world = zoo()
    session = StagedSession(world)
    async with stage(session).run_test() as pilot:
        await go_to(pilot, Spot(node="gpu-a1", daemon_set=("gpu", "nvidia-plugin")))
        await press(pilot, "ctrl+t", "a", *"pool=cpu", "enter", "ctrl+s")
        world.node("gpu-a1", pool="tpu")
        pilot.app.screen.redraw()
        assert "Label pool was set to tpu meanwhile" in str(pilot.app.screen.query_one("#objection").render())
        await press(pilot, "right", "enter")
        assert session.performed == []


async def test_without_the_right_to_label_labels_can_be_looked_at_and_the_refusal_comes_before_agreement():
    session = StagedSession(zoo(), refused=["patch nodes"])
    async with stage(session).run_test() as pilot:
        screen = await go_to(pilot, Spot(node="gpu-a1", daemon_set=("gpu", "nvidia-plugin")))
        await press(pilot, "ctrl+t")
        assert isinstance(pilot.app.screen, LabelDialog)
        await press(pilot, "a", *"a=b", "enter", "ctrl+s")
        assert pilot.app.screen is screen
        assert notice(screen) == ("You may not patch nodes.", True)


async def test_the_journal_has_what_was_refused_and_what_was_done():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        await go_to(pilot, FLUENTBIT)
        await press(pilot, "ctrl+d", "right", "enter")
        session.failure = Forbidden("nodes is forbidden")
        await press(pilot, "ctrl+d", "right", "enter")
        assert [str(entry.outcome) for entry in session.journal.entries] == ["done", "failed"]
        assert session.journal.entries[0].time == NOW
