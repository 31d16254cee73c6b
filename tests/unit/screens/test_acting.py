"""ktui.screens.acting: what is asked before a change, and what is said while nobody answers."""

import asyncio

import pytest
from stage.quick import calm, finished, press
from stage.session import StagedSession
from stage.tables import opened
from stage.world import NOW, zoo

from ktui.cluster.access import Verdict
from ktui.domain.actions import CordonNode, DeletePod, LabelNode, Right
from ktui.domain.errors import Conflict, Forbidden, NotFound, Unanswered, Unreachable
from ktui.screens import acting
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.dialog import Dialog
from ktui.screens.places import Main
from ktui.settings import Guard
from ktui.widgets.notice_line import NoticeLine

DELETE = Right("delete", "pods", namespace="default")


class Slow(StagedSession):
    """A session whose server answers when a test lets it."""

    def __init__(self, world):
        super().__init__(world)
        self.answers = asyncio.Event()
        self.answers.set()

    async def permitted(self, right):
        await self.answers.wait()
        return await super().permitted(right)

    async def perform(self, action, *agreement):
        await self.answers.wait()
        return await super().perform(action, *agreement)


def told(screen):
    notice = screen.query_one(NoticeLine).notice
    return notice.text if notice else ""


async def asked_to_delete(screen, pilot):
    """Press the key, and let the patience end."""
    await press(pilot, "ctrl+d")
    await waited(screen, pilot, "asking the server whether you may.")


async def waited(screen, pilot, words):
    """Let time pass until something is told."""
    for _ in range(100):
        await calm(pilot, 1)
        if told(screen).endswith(words):
            return
        await asyncio.sleep(0.01)
    raise AssertionError(told(screen))


async def test_who_waits_for_a_server_is_told_so_before_and_after_the_question(monkeypatch):
    monkeypatch.setattr(acting, "PATIENCE", 0.001)
    session = Slow(zoo())
    async with opened(session, Main("pods")) as (screen, pilot):
        session.answers.clear()
        await asked_to_delete(screen, pilot)
        session.answers.set()
        await calm(pilot)
        assert isinstance(pilot.app.screen, ConfirmDialog)
        session.answers.clear()
        await press(pilot, "right", "enter")
        await waited(screen, pilot, "has not answered yet.")
        session.answers.set()
        await finished(pilot, "action")
        assert told(screen).endswith("the server has accepted it.")


async def test_a_question_that_comes_late_does_not_stand_in_front_of_another_screen():
    session = Slow(zoo())
    async with opened(session, Main("pods")) as (screen, pilot):
        session.answers.clear()
        await press(pilot, "ctrl+d")
        await pilot.app.push_screen(type(screen)(screen.around, Main("pods")))
        session.answers.set()
        await finished(pilot, "action")
        assert not isinstance(pilot.app.screen, Dialog)
        assert "not asked, because you went elsewhere" in screen.notices.shown.text
    assert session.performed == []


async def test_who_presses_the_key_again_while_nobody_answers_is_asked_once():
    session = Slow(zoo())
    async with opened(session, Main("pods")) as (screen, pilot):
        session.answers.clear()
        await press(pilot, "ctrl+d", "ctrl+d", "ctrl+d")
        session.answers.set()
        await calm(pilot)
        assert [type(each) for each in pilot.app.screen_stack].count(ConfirmDialog) == 1
        await press(pilot, "escape")
        await finished(pilot, "action")
        assert pilot.app.screen is screen


async def test_what_the_server_has_not_answered_about_is_not_asked_for_again():
    session = Slow(zoo())
    async with opened(session, Main("pods")) as (screen, pilot):
        await press(pilot, "ctrl+d")
        await calm(pilot)
        session.permitted = super(Slow, session).permitted
        session.answers.clear()
        await press(pilot, "right", "enter", "ctrl+d")
        await calm(pilot)
        assert pilot.app.screen is screen
        assert "the server has not answered yet what it was asked of pod" in told(screen)
        session.answers.set()
        await finished(pilot, "action")
        assert len(session.performed) == 1


@pytest.mark.parametrize(
    ("rule", "right", "sorts", "closed"),
    [
        ("delete-pod", DELETE, (), True),
        ("delete-*", Right("delete", "cronjobs", "batch", namespace="default"), (), True),
        ("delete-pod", Right("delete", "services", namespace="default"), (), False),
        ("open-shell", Right("create", "pods", subresource="exec", namespace="default"), (), True),
        ("cordon-node", Right("patch", "nodes"), (CordonNode,), True),
        ("cordon-node", Right("patch", "nodes"), (LabelNode,), False),
    ],
)
async def test_what_a_rule_of_the_settings_forbids_is_said_before_it_is_asked_for(rule, right, sorts, closed):
    session = StagedSession(zoo(), rules=[Guard(actions=(rule,), do="deny", because="ask first")])
    async with opened(session, Main("pods")) as (screen, pilot):
        screen.missing_right(right, *sorts)
        await finished(pilot, "rights")
        assert ("ask first" in screen.missing_right(right, *sorts)) is closed


async def test_a_right_that_was_missing_is_asked_for_again_after_a_while():
    session = StagedSession(zoo())
    session.refused.add("delete pods")
    now = [NOW.timestamp()]
    async with opened(session, Main("pods")) as (screen, pilot):
        screen.clock = lambda: now[0]
        screen.missing_right(DELETE)
        await finished(pilot, "rights")
        assert screen.missing_right(DELETE) == "You may not delete pods."
        session.refused.clear()
        assert screen.missing_right(DELETE)
        now[0] += acting.KNOWN
        assert screen.missing_right(DELETE), "what was known holds while it is asked again"
        await finished(pilot, "rights")
        assert screen.missing_right(DELETE) == ""
    assert Verdict(allowed=True) == await session.permitted(DELETE)


class Stubborn(StagedSession):
    """Answers the third action with an error, and each other one as it should."""

    def __init__(self, world, error):
        super().__init__(world)
        self.error = error

    async def _do(self, action):
        if action.name == "web-2":
            raise self.error
        return await super()._do(action)


async def deleted(session, number, *typed):
    """The screen, after so many deletions were asked for and agreed to, and what was told of them."""
    actions = [DeletePod("shop", f"web-{each}", f"uid-{each}") for each in range(number)]
    async with opened(session, Main("pods")) as (screen, pilot):
        screen.perform(actions, verb="Delete")
        await calm(pilot)
        assert isinstance(pilot.app.screen, ConfirmDialog)
        await press(pilot, *typed or ["right"], "enter", *["enter"] * bool(typed))
        await finished(pilot, "action")
        first = told(screen)
        await press(pilot, "escape")
        return actions, first, told(screen)


@pytest.mark.parametrize("error", [Forbidden("no more", code=403), Unreachable("connection refused")])
async def test_after_an_error_that_concerns_all_nothing_more_is_done_and_it_is_said_what_was_and_what_was_not(error):
    session = Stubborn(zoo(), error)
    actions, summary, why = await deleted(session, 12, "1", "2")
    assert session.performed == actions[:2]
    assert summary == (
        "Delete pod shop/web-0 and 11 more: 2 of 12 done; failed: pod shop/web-2; "
        "not tried: pod shop/web-3, pod shop/web-4, pod shop/web-5 and 6 more."
    )
    assert why == f"Delete pod shop/web-2: {error}"
    assert [entry.outcome for entry in session.journal.entries] == ["done", "done", "failed"]


@pytest.mark.parametrize("error", [NotFound("it is gone", code=404), Conflict("it was replaced", code=409)])
async def test_an_error_that_concerns_one_object_stops_none_of_the_others(error):
    session = Stubborn(zoo(), error)
    actions, summary, why = await deleted(session, 4)
    assert session.performed == [*actions[:2], actions[3]]
    assert summary == "Delete pod shop/web-0 and 3 more: 3 of 4 done; failed: pod shop/web-2."
    assert why == f"Delete pod shop/web-2: {error}"
    assert [entry.outcome for entry in session.journal.entries] == ["done", "done", "failed", "done"]


async def test_of_several_the_one_that_was_not_answered_is_not_called_failed():
    world = zoo()
    world.pod("shop", "web", "node-1", name="web-2", uid="uid-2")
    session = Stubborn(world, Unanswered("https://10.0.0.1:6443 does not answer"))
    actions, summary, why = await deleted(session, 4)
    assert session.performed == actions[:2]
    assert summary.endswith("2 of 4 done; not known: pod shop/web-2; not tried: pod shop/web-3.")
    assert why.endswith("does not answer. Look at pod shop/web-2 before you try again.")
    assert [entry.outcome for entry in session.journal.entries] == ["done", "done", "unknown"]


async def test_what_was_not_known_is_taken_back_once_the_watch_shows_it():
    world = zoo()
    pod = next(iter(world.state.pods))
    session = StagedSession(world)
    session.failure = Unanswered("https://10.0.0.1:6443 does not answer")
    async with opened(session, Main("pods")) as (screen, pilot):
        screen.perform([DeletePod(pod.namespace, pod.name, pod.uid)], verb="Delete")
        await calm(pilot)
        await press(pilot, "right", "enter")
        await finished(pilot, "action")
        assert "Not known whether it was done, and it may be done yet" in told(screen)
        world.state.pods.delete(pod.key)
        await finished(pilot, "doubt")
        assert told(screen) == (
            f"Delete pod {pod.namespace}/{pod.name}: the server had not answered. "
            f"Now it is seen: Pod {pod.namespace}/{pod.name} is gone."
        )
    assert [entry.outcome for entry in session.journal.entries] == ["unknown"]


async def test_who_leaves_the_session_hears_what_was_done_and_what_is_not_known():
    session = Slow(zoo())
    async with opened(session, Main("pods")) as (screen, pilot):
        actions = [DeletePod("shop", f"web-{each}", f"uid-{each}") for each in range(3)]
        screen.perform(actions, verb="Delete")
        await calm(pilot)
        session.answers.clear()
        await press(pilot, "right", "enter")
        screen.workers.cancel_group(screen, "action")
        await calm(pilot)
        assert screen.notices.shown.text == (
            "Delete pod shop/web-0 and 2 more: cut off, because you left. "
            "0 of 3 done; not known: pod shop/web-0; not tried: pod shop/web-1, pod shop/web-2."
        )


async def test_many_at_once_are_asked_about_until_the_first_no():
    session = StagedSession(zoo(), refused=["delete pods"])
    async with opened(session, Main("pods")) as (screen, pilot):
        session.asked.clear()
        screen.perform([DeletePod("shop", f"web-{each}", f"uid-{each}") for each in range(1000)], verb="Delete")
        await finished(pilot, "action")
        assert told(screen) == "You may not delete pods."
        assert len(session.asked) <= 3
