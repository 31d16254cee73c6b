"""ktui.screens.acting: what is asked before a change, and what is said while nobody answers."""

import asyncio

import pytest
from stage.quick import calm, finished, press
from stage.session import StagedSession
from stage.tables import opened
from stage.world import NOW, zoo

from ktui.cluster.access import Verdict
from ktui.domain.actions import CordonNode, DeletePod, LabelNode, Right
from ktui.domain.errors import Conflict
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
    """Does two things, and refuses the third."""

    async def _do(self, action):
        if len(self.performed) == 2:
            raise Conflict("it was replaced", code=409)
        return await super()._do(action)


async def test_after_an_error_nothing_more_is_done_and_it_is_said_what_was_and_what_was_not():
    session = Stubborn(zoo())
    async with opened(session, Main("pods")) as (screen, pilot):
        actions = [DeletePod("shop", f"web-{number}", f"uid-{number}") for number in range(12)]
        screen.perform(actions, verb="Delete")
        await calm(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert dialog.confirmation.to_type == "12"
        await press(pilot, "1", "2", "enter", "enter")
        await finished(pilot, "action")
        assert session.performed == actions[:2]
        assert told(screen) == (
            "2 of 12 done, then pod shop/web-2 failed, and nothing was tried after it; "
            "not tried: pod shop/web-3, pod shop/web-4, pod shop/web-5 and 6 more."
        )
        await press(pilot, "escape")
        assert "it was replaced" in told(screen)
