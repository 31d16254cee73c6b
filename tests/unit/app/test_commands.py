"""ktui.app.commands: what is typed after the colon is done, or it is said why not."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from stage.session import StagedSession, shown, stage
from stage.world import NOW, zoo

from ktui.app.console import KtuiApp
from ktui.app.goal import Goal
from ktui.domain.errors import ConfigError
from ktui.domain.resources import Catalogue, Resource
from ktui.screens.choose import ChooseDialog
from ktui.screens.coverage import CoverageScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.help import HelpScreen
from ktui.screens.journal import JournalScreen
from ktui.screens.places import Main, ResourceList
from ktui.screens.start import StartScreen
from ktui.settings import ContextSettings, Settings
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.prompt import Prompt

LISTED = frozenset({"list", "watch"})
SERVED = Catalogue(
    (
        Resource("configmaps", "ConfigMap", short_names=("cm",), verbs=LISTED),
        Resource("deployments", "Deployment", "apps", short_names=("deploy",), verbs=LISTED),
    )
)


class Contexts:
    """An opener with a session for each context, but for those that cannot be reached."""

    def __init__(self, **faults):
        self.faults = faults
        self.goals = []

    @asynccontextmanager
    async def __call__(self, goal):
        self.goals.append(goal)
        if goal.context in self.faults:
            raise ConfigError(self.faults[goal.context])
        session = StagedSession(zoo(), context=goal.context or "lab", namespaces=goal.namespaces)
        session.served = SERVED
        yield session

    def app(self, **settings):
        return KtuiApp(self, Settings(**settings), contexts=lambda: ["lab", "prod-eu", "away"], clock=NOW.timestamp)


async def typed(pilot, line):
    """Say a command, and wait until it is done."""
    pilot.app.main_screen.post_message(FrameScreen.CommandTyped(line))
    await pilot.pause()
    asking = [each for each in pilot.app.workers if each.group == "command"]
    if asking:
        await pilot.app.workers.wait_for_complete(asking)
    await pilot.pause()


def told(pilot):
    notice = pilot.app.main_screen.query_one(NoticeLine).notice
    return notice.text if notice else ""


@pytest.mark.parametrize(("line", "screen"), [("h", HelpScreen), ("j", JournalScreen), ("a", ChooseDialog)])
async def test_commands_open_what_they_name(line, screen):
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, line)
        assert isinstance(pilot.app.screen, screen)


async def test_a_command_that_takes_nothing_is_not_obeyed_with_something():
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "q now")
        assert ":quit takes nothing after it" in told(pilot)


async def test_a_command_of_k9s_is_answered_with_what_does_it_here():
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "xray ds")
        assert told(pilot).startswith(":xray is k9s'. enter goes")


async def test_what_neither_ktui_nor_the_server_knows_is_told_with_what_is_like_it():
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "configmas")
        assert "Did you mean :configmaps? ctrl-a shows everything" in told(pilot)
        await typed(pilot, "pood")
        assert "Did you mean :pod? ctrl-a shows everything" in told(pilot)


async def test_a_slip_of_the_fingers_is_no_failure_that_stays():
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        for line in ("q now", "pood", "zzz", "no payments", "cov @nowhere", "ns nowhere"):
            await typed(pilot, line)
            assert not pilot.app.main_screen.query_one(NoticeLine).notice.failed


@pytest.mark.parametrize(("line", "name"), [("dp", "deployments"), ("cm", "configmaps")])
async def test_k9s_own_names_of_resources_are_known_where_the_server_has_none_of_that_name(line, name):
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, line)
        assert pilot.app.trail.here.place == ResourceList(name)


async def test_namespaces_and_a_filter_come_with_the_place():
    async with Contexts().app().run_test() as pilot:
        screen = await shown(pilot)
        await typed(pilot, "cov logging,gpu /cpu")
        assert screen.scope.namespaces == {"logging", "gpu"}
        assert screen.view.namespaces == {"logging", "gpu"}
        assert screen.view.text == "cpu"


async def test_a_label_is_a_filter_by_labels():
    async with Contexts().app().run_test() as pilot:
        screen = await shown(pilot)
        await typed(pilot, "cov pool=gpu")
        assert screen.view.text == "-l pool=gpu"


async def test_a_place_in_another_context_is_gone_to_there():
    contexts = Contexts()
    async with contexts.app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "cov logging @prod-eu")
        await shown(pilot)
        assert contexts.goals[-1] == Goal("prod-eu", ("logging",))


async def test_a_kubeconfig_that_cannot_be_read_any_more_is_told_and_ends_nothing():
    def contexts():
        raise ConfigError("kubeconfig /home/u/.kube/config does not exist.")

    app = KtuiApp(Contexts(), contexts=contexts, clock=NOW.timestamp)
    async with app.run_test() as pilot:
        await shown(pilot)
        await pilot.press("colon", *"ctx ")
        await pilot.pause()
        assert pilot.app.main_screen.query_one(Prompt).sign == ":"
        await pilot.press("escape")
        for line in ("ctx", "ctx prod-eu", "cov @prod-eu"):
            await typed(pilot, line)
            assert told(pilot) == "kubeconfig /home/u/.kube/config does not exist."
            await pilot.press("escape")


async def test_contexts_are_not_read_at_every_key():
    asked = []
    app = KtuiApp(Contexts(), contexts=lambda: asked.append("once") or ["lab"], clock=NOW.timestamp)
    async with app.run_test() as pilot:
        await shown(pilot)
        await pilot.press("colon", *"context l")
        await pilot.pause()
        assert asked == ["once"]


async def test_a_context_that_is_not_there_is_told_with_those_that_are():
    contexts = Contexts()
    async with contexts.app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "cov @nowhere")
        assert "no context 'nowhere'; it has lab, prod-eu, away" in told(pilot)
        assert len(contexts.goals) == 1


async def test_contexts_are_listed_with_what_they_are():
    app = Contexts().app(production=("prod-*",), read_only=("away",))
    async with app.run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "ctx")
        assert isinstance(app.screen, ChooseDialog)
        assert [(offer.value, offer.remark) for offer in app.screen._shown] == [
            ("lab", "shown now"),
            ("prod-eu", "production"),
            ("away", "read-only"),
        ]


@pytest.mark.parametrize("key", ["escape", "q"])
async def test_from_a_context_that_cannot_be_reached_one_key_leads_back(key):
    contexts = Contexts(away="no route to host")
    async with contexts.app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "ns logging")
        await typed(pilot, "ctx away")
        await pilot.pause()
        assert isinstance(pilot.app.screen, StartScreen)
        said = str(pilot.app.screen.query_one("#explanation").render())
        assert "no route to host" in said
        assert "esc goes back to lab" in said
        await pilot.press(key)
        await shown(pilot)
        assert contexts.goals[-1].context is None


async def test_from_a_context_that_answers_or_not_one_key_leads_back_too():
    contexts = Contexts()
    async with contexts.app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "ctx prod-eu")
        await shown(pilot)
        await pilot.press("escape")
        assert told(pilot) == "- goes back to lab."
        await pilot.press("minus")
        await shown(pilot)
        await pilot.press("minus")
        await shown(pilot)
        assert [goal.context for goal in contexts.goals] == [None, "prod-eu", None, "prod-eu"]


async def test_settings_of_a_context_hold_in_it_and_not_elsewhere():
    app = Contexts().app(contexts={"prod-*": ContextSettings(theme="gruvbox", favourites=("logging",))})
    async with app.run_test() as pilot:
        await shown(pilot)
        own = app.theme
        await typed(pilot, "ctx prod-eu")
        screen = await shown(pilot)
        assert app.theme == "gruvbox"
        assert screen.around.favourites.names == ("logging",)
        await typed(pilot, "ctx lab")
        await shown(pilot)
        assert app.theme == own


async def test_what_was_typed_is_brought_back_on_another_screen_and_after_a_change_of_context():
    async with Contexts().app().run_test() as pilot:
        await shown(pilot)
        await pilot.press("colon", *"cov", "enter")
        await typed(pilot, "ctx prod-eu")
        screen = await shown(pilot)
        await pilot.press("colon", "up")
        assert screen.query_one(Prompt).text == "cov"


async def test_ctrl_a_shows_everything_that_can_be_typed_with_its_other_names():
    contexts = Contexts()
    async with contexts.app().run_test() as pilot:
        await shown(pilot)
        await typed(pilot, "configmas")  # has made the server say what it serves
        await pilot.press("escape", "ctrl+a")
        await pilot.pause()
        offers = {offer.value: offer.remark for offer in pilot.app.screen._shown}
        assert offers["quit"].startswith("Leave ktui. :q :q! :qa")
        assert offers["configmaps"] == "ConfigMap :cm"
        await pilot.press(*"coverage", "enter")
        assert isinstance(await shown(pilot), CoverageScreen)


class Late(Contexts):
    """An opener that takes until a test lets it."""

    def __init__(self):
        super().__init__()
        self.there = asyncio.Event()

    @asynccontextmanager
    async def __call__(self, goal):
        await self.there.wait()
        async with super().__call__(goal) as session:
            yield session


@pytest.mark.parametrize(("line", "place"), [("jobs -n team-a", Main("jobs")), ("cm", ResourceList("configmaps"))])
async def test_what_is_typed_while_the_cluster_is_on_its_way_is_obeyed_when_it_is_there(line, place):
    contexts = Late()
    async with contexts.app().run_test() as pilot:
        await pilot.press(":", *line, "enter")
        assert told(pilot) == f":{line} is obeyed as soon as the cluster is there."
        contexts.there.set()
        await pilot.pause()
        await pilot.pause()
        await typed(pilot, "keys")
        await pilot.press("escape")
        assert pilot.app.trail.here.place == place


async def test_what_is_half_typed_when_the_cluster_comes_is_gone_on_with():
    contexts = Late()
    async with contexts.app().run_test() as pilot:
        await pilot.press(":", "j", "o")
        contexts.there.set()
        screen = await shown(pilot)
        assert screen.query_one(Prompt).text == "jo"
        await pilot.press("b", "s", "enter")
        await pilot.pause()
        assert pilot.app.trail.here.place == Main("jobs")


async def test_before_there_is_a_cluster_only_what_needs_none_can_be_done():
    contexts = Contexts()
    contexts.faults = {None: "no kubeconfig"}
    async with contexts.app().run_test() as pilot:
        await pilot.pause()
        await typed(pilot, "po")
        assert "no cluster to ask" in told(pilot) or isinstance(pilot.app.screen, StartScreen)
        await typed(pilot, "ctx prod-eu")
        await shown(pilot)
        assert contexts.goals[-1] == Goal("prod-eu")


async def test_the_start_is_where_the_settings_say():
    async with stage(zoo(), start="cov /gpu").run_test() as pilot:
        screen = await shown(pilot)
        assert screen.view.text == "gpu"
