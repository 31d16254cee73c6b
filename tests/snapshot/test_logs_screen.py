"""Pictures of the logs screen, one a state. `pytest --snapshot-update` draws them anew; then look at them."""

import asyncio

import pytest
from stage.logs import END, stamped
from stage.session import StagedSession, settled, stage
from stage.world import World, zoo

from ktui.domain.errors import Forbidden, Invalid, ServerError
from ktui.screens.places import LogsOf

SMALL, LARGE = (80, 24), (120, 40)
SIZES = [pytest.param(SMALL, id="80x24"), pytest.param(LARGE, id="120x40")]
FLUENTBIT = LogsOf("DaemonSet logging/fluentbit", "logging", owner="ds-logging-fluentbit")
ONE = LogsOf("pod web/web-1", "web", pod="web-1")
WORDS = (
    "\x1b[32m[ info]\x1b[0m [input:tail:tail.0] inotify_fs_add(): inode={n}72 watch_fd={n} name=/var/log/web-{n}.log",
    "\x1b[33m[ warn]\x1b[0m [engine] failed to flush chunk '1-{n}.flb', retry in {n} seconds: task_id={n}, input=tail",
    "\x1b[1;31m[error]\x1b[0m [output:es:es.0] HTTP status=429 URI=/_bulk, response: es_rejected_execution_exception",
)
HOSTILE = (
    "[bold red]markup[/] stays what it is",
    "\x1b[2J\x1b[H\x1b]0;owned\x07a screen is not cleared, a title not set",
    "\x1b]8;;https://example.org\x1b\\a link\x1b]8;;\x1b\\ is its text",
    "right to left \u202eleft to right\u202c, zero\u200bwidth, bell\x07, null\x00",
    "wide \u4e16\u754c, combining e\u0301a\u0308, emoji \U0001f600, tab\tstop",
    "progress 10%\rprogress 100%\r",
    "\ufffd\ud7ff no character \x9b31mred by C1\x9b0m not red",
    "the end",
)


def one_pod(story="ready"):
    world = World()
    world.daemon_set("web", "web")
    world.pod("web", "web", "node-1", name="web-1", uid="u1", story=story)
    return StagedSession(world.settle())


@pytest.fixture
def picture(snap_compare):
    """Take a picture of the logs of a place, once so many lines came, or it stands so, after some keys."""

    def take(session, place, size, *keys, lines=0, state="", **settings):
        app = stage(session, **settings)

        async def before(pilot):
            await settled(pilot)
            app.screen.go(place)
            await settled(pilot)
            await settled(pilot)
            screen = app.screen
            changed = asyncio.Event()
            screen.tail.subscribe(changed.set)
            async with asyncio.timeout(10):
                while len(screen.tail.buffer) < lines or (
                    state and {str(each.standing.state) for each in screen.tail.sources} != {state}
                ):
                    changed.clear()
                    await changed.wait()
            screen.redraw()
            await settled(pilot)
            for key in keys:
                await pilot.press(key)
                screen.redraw()
                await settled(pilot)

        return snap_compare(app, terminal_size=size, run_before=before)

    return take


def several():
    session = StagedSession(zoo())
    pods = sorted(pod.name for pod in session.state.pods if pod.namespace == "logging")
    for number, name in enumerate(pods):
        lines = [WORDS[(number + at) % 3].format(n=10 * number + at) for at in range(5)]
        session.writers.write(name, stamped(*lines, second=number))
    return session, 5 * len(pods)


def hostile():
    session = one_pod()
    session.writers.write("web-1", stamped(*HOSTILE))
    return session


class TestLogs:
    @pytest.mark.parametrize("size", SIZES)
    def test_of_several_pods(self, picture, size):
        session, lines = several()
        assert picture(session, FLUENTBIT, size, lines=lines)

    @pytest.mark.parametrize("size", SIZES)
    def test_hostile_lines(self, picture, size):
        assert picture(hostile(), ONE, size, lines=len(HOSTILE))

    def test_filtered(self, picture):
        session, lines = several()
        assert picture(session, FLUENTBIT, SMALL, "slash", *"warn", "enter", lines=lines)

    def test_a_hit_among_the_others_with_times_wrapped(self, picture):
        session, lines = several()
        keys = ("slash", *"error", "enter", "n", "n", "t", "w")
        assert picture(session, FLUENTBIT, SMALL, *keys, lines=lines)

    def test_scrolled_back_and_marked(self, picture):
        session, lines = several()
        assert picture(session, FLUENTBIT, SMALL, "m", "up", "up", lines=lines)

    def test_in_ascii(self, picture):
        assert picture(hostile(), ONE, SMALL, "m", "t", lines=len(HOSTILE), ascii_only=True)


class TestWhyThereIsNothing:
    def test_forbidden(self, picture):
        session = one_pod()
        words = 'pods "web-1" is forbidden: User "viewer" cannot get resource "pods/log" in API group ""'
        session.writers.write("web-1", Forbidden(words))
        assert picture(session, ONE, SMALL, state="refused")

    def test_waiting_to_start(self, picture):
        session = one_pod("starting")
        session.writers.write(
            "web-1", Invalid('container "main" in pod "web-1" is waiting to start: ContainerCreating')
        )
        assert picture(session, ONE, SMALL, state="waiting")

    def test_the_kubelet_cannot_be_reached(self, picture):
        session = one_pod()
        words = 'Get "https://10.0.0.7:10250/containerLogs/web/web-1/main": dial tcp 10.0.0.7:10250: connection refused'
        session.writers.write("web-1", ServerError(words, code=500))
        assert picture(session, ONE, SMALL, state="broken")


def test_the_life_before_that_has_ended(picture):
    session = one_pod("crash")
    session.writers.write("web-1", stamped(*(WORDS[2].format(n=0),) * 3), END)
    place = LogsOf("pod web/web-1", "web", pod="web-1", previous=True)
    assert picture(session, place, SMALL, lines=3, state="complete")
