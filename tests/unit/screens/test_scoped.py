"""ktui.screens.scoped: the keys that change which namespaces are looked at."""

import msgspec
from stage.session import StagedSession, shown, stage
from stage.world import zoo

from ktui.domain.objects import Object
from ktui.screens.choose import ChooseManyDialog
from ktui.screens.scoped import NAMESPACE
from ktui.store.feed import Live
from ktui.widgets.notice_line import NoticeLine


def with_namespaces(*names, **more):
    session = StagedSession(zoo(), **more)
    table = session.state.table(NAMESPACE)
    for name in names:
        table.upsert(msgspec.convert({"metadata": {"name": name, "uid": name}}, Object))
    table.set_feed(Live())
    return session


def told(pilot):
    return pilot.app.main_screen.query_one(NoticeLine).notice.text


async def test_several_namespaces_are_marked_and_looked_at_together():
    async with stage(with_namespaces("gpu", "logging", "storage")).run_test() as pilot:
        screen = await shown(pilot)
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(pilot.app.screen, ChooseManyDialog)
        await pilot.press(*"gpu", "space", *["backspace"] * 3, *"stor", "space", "enter")
        await pilot.pause()
        assert screen.scope.namespaces == {"gpu", "storage"}
        assert {each.key[0] for each in screen.arrangement.columns} == {"gpu", "storage"}


async def test_without_a_mark_enter_takes_the_one_under_the_cursor():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await pilot.press("n", *"monit", "enter")
        await pilot.pause()
        assert screen.scope.namespaces == {"monitoring"}
        await pilot.press("n", *"all", "enter")
        await pilot.pause()
        assert screen.scope.namespaces is None


async def test_what_was_looked_at_gets_a_key_and_0_is_all():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        await pilot.press("1")
        assert told(pilot).startswith("1 has no namespace yet: those that n chooses")
        screen.look_at_namespaces("logging")
        await pilot.press("0")
        assert screen.scope.namespaces is None
        await pilot.press("1")
        assert screen.scope.namespaces == {"logging"}


async def test_favourites_of_the_settings_have_their_keys():
    async with stage(zoo(), favourites=("gpu", "logging")).run_test() as pilot:
        screen = await shown(pilot)
        await pilot.press("2")
        assert screen.scope.namespaces == {"logging"}


async def test_a_namespace_that_is_not_there_is_told_with_one_that_is_like_it():
    async with stage(with_namespaces("logging")).run_test() as pilot:
        screen = await shown(pilot)
        screen.look_at_namespaces("loging")
        assert told(pilot) == "There is no namespace 'loging'. Did you mean :ns logging?"
        assert screen.scope.namespaces is None


async def test_where_namespaces_cannot_be_listed_any_name_may_be_tried():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        screen.look_at_namespaces("hidden")
        assert screen.scope.namespaces == {"hidden"}


async def test_outside_of_what_the_session_follows_another_session_is_wanted():
    async with stage(StagedSession(zoo(), namespaces=("logging", "gpu"))).run_test() as pilot:
        screen = await shown(pilot)
        screen.look_at_namespaces("gpu")
        assert screen.scope.namespaces == {"gpu"}
        assert len(pilot.app.goals) == 1
        await pilot.press("0")
        await shown(pilot)
        assert pilot.app.goals[-1].namespaces is None


async def test_names_are_followed_from_when_they_are_first_needed():
    session = StagedSession(zoo())
    async with stage(session).run_test() as pilot:
        await shown(pilot)
        assert session.watched[NAMESPACE] == 0
        await pilot.press("colon", "escape", "colon", "escape")
        assert session.watched[NAMESPACE] == 1
