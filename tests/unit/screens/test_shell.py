"""A shell is opened through the gate, in the container that is meant, and what became of it is told."""

import contextlib
from contextlib import asynccontextmanager

import msgspec
import pytest
from stage.session import StagedSession, settled, stage
from stage.world import World
from textual import work

from ktui.domain.actions.shells import OpenShell
from ktui.domain.errors import ServerError
from ktui.screens import shell
from ktui.screens.choose import ChooseDialog
from ktui.screens.confirm import ConfirmDialog
from ktui.screens.coverage import CoverageScreen
from ktui.session.gate import changes
from ktui.session.journal import Outcome
from ktui.widgets.notice_line import NoticeLine

NO_SHELL = 'OCI runtime exec failed: exec: "sh": executable file not found in $PATH'


class NoTerminal:
    """Stands where the user's terminal would."""

    def __init__(self, lend, greeting=""):
        self.greeting = greeting

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch):
    monkeypatch.setattr(shell, "RawTerminal", NoTerminal)


def world(*containers):
    world = World()
    world.daemon_set("web", "agent")
    world.pod("web", "agent", "node-1", name="web-1", uid="u1")
    pod = world.state.pods.get(("web", "web-1"))
    (main,) = pod.status.container_statuses
    statuses = [msgspec.structs.replace(main, name=name) for name in containers]
    status = msgspec.structs.replace(pod.status, container_statuses=statuses)
    world.state.pods.upsert(msgspec.structs.replace(pod, status=status))
    return world.settle()


@asynccontextmanager
async def opening(session, container="", **settings):
    """The console, from which a shell in the pod is being opened."""
    session.terminal = contextlib.nullcontext
    app = stage(session, **settings)
    async with app.run_test() as pilot:
        await settled(pilot)
        screen = app.screen_stack[-1]
        assert isinstance(screen, CoverageScreen)
        pod = session.state.pods.get(("web", "web-1"))

        @work
        async def begin(self):
            await shell.open_shell(self, pod, container)

        begin(screen)
        await settled(pilot)
        yield pilot


def told(pilot):
    screen = next(each for each in pilot.app.screen_stack if isinstance(each, CoverageScreen))
    return screen.query_one(NoticeLine).notice.text


async def test_the_only_container_is_entered_and_the_journal_knows():
    session = StagedSession(world("main"))
    async with opening(session) as pilot:
        assert session.entered == [OpenShell("web", "web-1", "u1", "main")]
        assert told(pilot) == "The shell in web-1, container main, has ended."
    (entry,) = session.journal.entries
    assert entry.outcome is Outcome.DONE
    assert entry.kubectl.startswith("kubectl exec -it -n web web-1 -c main -- sh -c ")


async def test_of_several_containers_one_is_chosen():
    session = StagedSession(world("main", "proxy"))
    async with opening(session) as pilot:
        assert isinstance(pilot.app.screen_stack[-1], ChooseDialog)
        await pilot.press(*"proxy", "enter")
        await settled(pilot)
        assert [each.container for each in session.entered] == ["proxy"]
    session = StagedSession(world("main", "proxy"))
    async with opening(session, container="proxy") as pilot:
        assert [each.container for each in session.entered] == ["proxy"]


@pytest.mark.parametrize(
    ("session", "words"),
    [
        (StagedSession(world("main"), read_only=True), "Read-only mode"),
        (StagedSession(world("main"), refused={"create pods"}), "You may not create pods."),
        (StagedSession(world()), "No container of web-1 runs"),
    ],
    ids=["read-only", "no right", "nothing runs"],
)
async def test_what_may_not_be_is_not_even_begun(session, words):
    async with opening(session) as pilot:
        assert words in told(pilot)
    assert session.entered == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (NO_SHELL, "its image has no shell. kubectl debug -it -n web web-1 --image=busybox --target=main"),
        ("the connection broke: reset", "the connection broke: reset"),
    ],
)
def test_what_can_be_done_without_a_shell_is_told(words, told):
    assert shell.told(words, OpenShell("web", "web-1", "u1", "main")).startswith(told)


@pytest.mark.parametrize(
    ("ended", "words"),
    [
        (127, "has ended with exit code 127: its shell is not there, or its last command."),
        (ServerError("no"), "Shell in web-1, container main: no"),
    ],
)
async def test_how_it_ended_is_told(ended, words):
    session = StagedSession(world("main"))
    session.ended = ended
    async with opening(session) as pilot:
        assert words in told(pilot)


async def test_in_production_the_name_is_typed_first():
    session = StagedSession(world("main"), context="prod")
    async with opening(session, production=("prod",)) as pilot:
        assert isinstance(pilot.app.screen_stack[-1], ConfirmDialog)
        assert session.entered == []
        await pilot.press(*"web-1", "enter", "enter")
        await settled(pilot)
        assert len(session.entered) == 1


def test_a_shell_counts_as_a_change():
    assert changes(OpenShell("web", "web-1", "u1", "main").right)
