"""ktui.app.console: one session at a time, and the screens over it."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from stage.quick import calm
from stage.session import StagedSession, shown, stage
from stage.world import NOW, zoo
from textual.events import Key

from ktui.app.console import KtuiApp
from ktui.app.goal import Goal
from ktui.domain.actions import DeletePod
from ktui.domain.errors import ConfigError
from ktui.screens.confirm import ConfirmDialog, confirmation
from ktui.screens.coverage import CoverageScreen
from ktui.screens.places import Main
from ktui.screens.start import StartScreen
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.prompt import Prompt


class Openings:
    """An opener that fails as often as it is told to."""

    def __init__(self, *faults):
        self.faults = list(faults)
        self.goals = []
        self.closed = 0

    @asynccontextmanager
    async def __call__(self, goal):
        self.goals.append(goal)
        if self.faults:
            raise self.faults.pop(0)
        try:
            yield StagedSession(zoo())
        finally:
            self.closed += 1


def console(openings, **more):
    return KtuiApp(openings, clock=NOW.timestamp, **more)


async def test_what_is_wrong_with_the_way_to_the_cluster_is_told_in_full_and_r_tries_again():
    openings = Openings(ConfigError("/home/u/.kube/config: there is no such file.\nSet KUBECONFIG."))
    async with console(openings).run_test() as pilot:
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, StartScreen)
        told = str(screen.query_one("#explanation").render())
        assert "/home/u/.kube/config: there is no such file.\nSet KUBECONFIG." in told
        assert "r tries again" in told
        await pilot.press("r")
        await shown(pilot)
        assert len(openings.goals) == 2


async def test_a_cluster_on_its_way_is_called_what_the_goal_calls_it():
    openings = Openings(ConfigError("no"))
    async with console(openings, goal=Goal(called="the embedded cluster")).run_test() as pilot:
        await pilot.pause()
        assert "Cannot connect to the embedded cluster." in str(pilot.app.screen.query_one("#explanation").render())


async def test_a_frame_that_falls_into_the_opening_of_a_dialog_leaves_it_alone():
    async with console(Openings()).run_test() as pilot:
        await shown(pilot)
        dialog = ConfirmDialog(confirmation([DeletePod("a", "b", "u")]))
        pilot.app.push_screen(dialog)
        while not dialog.is_mounted:
            pilot.app._draw()
            await asyncio.sleep(0)
        assert dialog.query("#go")


async def test_text_of_an_error_cannot_act_on_the_terminal():
    async with console(Openings(ConfigError("\x1b]0;owned\x07[red]"))).run_test() as pilot:
        await pilot.pause()
        told = str(pilot.app.screen.query_one("#explanation").render())
        assert "\x1b" not in told
        assert "[red]" in told


async def test_a_session_is_left_before_the_next_one_is_shown():
    openings = Openings()
    async with console(openings, contexts=lambda: ["other"]).run_test() as pilot:
        await shown(pilot)
        await pilot.app.go_to(Goal("other"))
        await shown(pilot)
        assert openings.closed == 1
        assert openings.goals == [Goal(), Goal("other")]


async def test_what_a_session_fails_with_is_told_even_while_its_first_screen_is_being_made():
    class Failing(StagedSession):
        async def run(self):
            raise ConfigError("The plugin kubelogin is not installed.")

    @asynccontextmanager
    async def opener(goal):
        yield Failing(zoo())

    async with KtuiApp(opener, clock=NOW.timestamp).run_test() as pilot:
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        told = str(pilot.app.screen.query_one("#explanation").render())
        assert "The plugin kubelogin is not installed." in told


async def test_a_dialog_that_is_open_goes_with_its_session():
    openings = Openings()
    async with console(openings).run_test() as pilot:
        await shown(pilot)
        await pilot.press("question_mark")
        await pilot.app.go_to(Goal("other"))
        await shown(pilot)
        assert [type(screen) for screen in pilot.app.screen_stack[1:]] == [CoverageScreen]


async def test_leaving_the_app_leaves_the_session():
    openings = Openings()
    app = console(openings)
    async with app.run_test() as pilot:
        await shown(pilot)
        await pilot.press("ctrl+c")
    assert app.return_code == 0


def notice(pilot):
    return pilot.app.main_screen.query_one(NoticeLine).notice


async def test_what_a_plugin_says_stays_until_it_is_read():
    async with stage(zoo()).run_test() as pilot:
        screen = await shown(pilot)
        pilot.app.session.said("kubelogin", "Sign in at")
        pilot.app.session.said("kubelogin", "https://sso.example.org/device")
        screen.say("Something else.")
        screen.say("Something else again.")
        assert notice(pilot).more == 1
        await pilot.press("escape")
        assert notice(pilot).text == "kubelogin says: Sign in at https://sso.example.org/device"
        assert not notice(pilot).failed
        await pilot.press("escape")
        assert notice(pilot) is None


async def test_a_plugin_that_talks_without_end_is_forgotten_in_part():
    async with stage(zoo()).run_test() as pilot:
        await shown(pilot)
        for number in range(2000):
            pilot.app.session.said("talker", f"line {number}")
        assert notice(pilot).text.endswith("line 1999")
        assert notice(pilot).more < 50


async def test_what_a_plugin_says_cannot_act_on_the_terminal():
    async with stage(zoo()).run_test() as pilot:
        await shown(pilot)
        pilot.app.session.said("kubelogin", "\x1b]0;owned\x07[red]x")
        await pilot.pause()
        line = pilot.app.main_screen.query_one(NoticeLine)
        drawn = line.render_line(0).text
        assert "[red]x" in drawn
        assert drawn.isprintable()


@pytest.mark.parametrize("turns", [0, 3])
async def test_who_goes_elsewhere_while_a_place_is_still_being_gone_to_arrives(turns):
    app = stage(zoo(), contexts=lambda: ["kind-lab", "other"])
    async with app.run_test() as pilot:
        await shown(pilot)

        async def late():
            for _ in range(turns):
                await asyncio.sleep(0)
            await app.arrive(Main("pods"), app.trail.go)

        await asyncio.gather(app.go_to(Goal("other")), late())
        async with asyncio.timeout(60):
            while app.around is None or isinstance(app.main_screen, StartScreen):
                await calm(pilot)
        assert len(app.screen_stack) == 2


@pytest.mark.parametrize("turns", range(4))
async def test_a_key_that_comes_before_the_parts_of_a_screen_waits_for_them(turns):
    app = stage(zoo())
    async with app.run_test() as pilot:
        await shown(pilot)
        coming = CoverageScreen(app.around, Main("coverage"))
        app.push_screen(coming)
        for _ in range(turns):
            await asyncio.sleep(0)
        await app.on_event(Key("colon", ":"))
        assert coming.query_one(Prompt).sign == ":"
