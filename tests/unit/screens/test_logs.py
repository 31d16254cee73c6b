"""The logs screen: what is read, how it is searched, and that it says why there is nothing to see."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace

import batches
import pytest
from stage.logs import END, stamped
from stage.quick import press
from stage.session import StagedSession, settled, stage
from stage.world import World

from ktui.domain.errors import Invalid
from ktui.domain.kinds import JOB
from ktui.screens.choose import ChooseDialog
from ktui.screens.logs import LogScreen
from ktui.screens.places import LogsOf, Main
from ktui.screens.reading import READING
from ktui.widgets.log_view import LogView
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.summary_line import SummaryLine

AGENT = LogsOf("DaemonSet web/agent", "web", owner="ds-web-agent")
TEN = [f"line {number} {'odd' if number % 2 else 'even'}" for number in range(10)]


def world_of(*pods):
    world = World()
    world.daemon_set("web", "agent")
    for name in pods:
        world.pod("web", "agent", f"node-{name}", name=name, uid=f"uid-{name}")
    return world.settle()


class Logs:
    """The screen, its pods, and what is seen."""

    def __init__(self, pilot):
        self.pilot = pilot
        self.app = pilot.app
        self.writers = pilot.app.session.writers

    @property
    def screen(self) -> LogScreen:
        return self.app.screen_stack[-1]

    @property
    def view(self) -> LogView:
        return self.screen.query_one(LogView)

    @property
    def rows(self):
        rows = [self.view.render_line(y).text.rstrip() for y in range(self.view.size.height)]
        return [row for row in rows if row]

    @property
    def summary(self):
        return self.screen.query_one(SummaryLine).render().plain.strip()

    @property
    def explained(self):
        return " ".join(" ".join(self.rows).split())

    async def write(self, pod, *what, lines):
        """Let a pod write, and wait until there are so many lines."""
        self.writers.write(pod, *what)
        await self.until(lambda: len(self.screen.tail.buffer) >= lines)

    async def until(self, true):
        changed = asyncio.Event()
        end = self.screen.tail.subscribe(changed.set)
        async with asyncio.timeout(10):
            while not true():
                changed.clear()
                await changed.wait()
        end()
        await self.drawn()

    async def drawn(self):
        self.screen.redraw()
        await settled(self.pilot)

    async def press(self, *keys):
        await self.pilot.press(*keys)
        await self.drawn()


@asynccontextmanager
async def open_logs(session, place=AGENT, size=(80, 16)):
    app = stage(session)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.screen.go(place)
        await settled(pilot)
        await settled(pilot)
        yield Logs(pilot)


async def test_lines_of_several_pods_stand_after_their_names():
    async with open_logs(world_of("a", "bcd")) as logs:
        await logs.write("a", stamped("one"), lines=1)
        await logs.write("bcd", stamped("two"), lines=2)
        assert logs.rows == ["a   one", "bcd two"]
        assert logs.summary.startswith("DaemonSet web/agent · 2 containers")
        assert logs.summary.endswith("2 lines")
        assert logs.screen.status.words == "2 following"


async def test_a_filter_hides_the_others_and_esc_ends_it():
    async with open_logs(world_of("a")) as logs:
        await logs.write("a", stamped(*TEN), lines=10)
        await logs.press("slash", *"odd")
        assert logs.rows == TEN[1::2]
        await logs.press("enter")
        assert logs.summary.startswith("filter odd")
        assert logs.summary.endswith("5 of 10 lines")
        await logs.write("a", stamped("odd too", "not", second=1), lines=12)
        assert logs.rows == [*TEN[1::2], "odd too"]
        await logs.press("escape")
        assert len(logs.rows) == 12


async def test_hits_are_gone_to_among_the_others():
    async with open_logs(world_of("a"), size=(80, 10)) as logs:
        await logs.write("a", stamped(*TEN), lines=10)
        await logs.press("slash", *"odd", "enter", "n")
        assert logs.view.here == 1
        assert "line 0 even" in logs.rows
        await logs.press("n", "n")
        assert logs.view.here == 5
        await logs.press("N")
        assert logs.view.here == 3
        await logs.press("n", "n", "n", "n")
        assert logs.view.here == 1
        assert logs.screen.query_one(NoticeLine).notice.text == "Begun again at the top."
        await logs.press("o")
        assert all("odd" in row for row in logs.rows)


async def test_a_filter_that_nothing_matches_says_so():
    async with open_logs(world_of("a")) as logs:
        await logs.write("a", stamped(*TEN), lines=10)
        await logs.press("slash", *"nosuch", "enter")
        assert "Nothing matches nosuch" in logs.explained
        await logs.press("n")
        assert logs.screen.query_one(NoticeLine).notice.text == "Nothing matches."


async def test_scrolling_up_stops_following_and_s_begins_again():
    async with open_logs(world_of("a"), size=(80, 10)) as logs:
        await logs.write("a", stamped(*TEN), lines=10)
        assert logs.rows[-1] == TEN[-1]
        await logs.press("up")
        assert logs.summary.startswith("paused")
        before = logs.rows
        await logs.write("a", stamped("more", second=1), lines=11)
        assert logs.rows == before
        await logs.press("s")
        assert logs.rows[-1] == "more"


async def test_another_part_is_read_anew():
    async with open_logs(world_of("a")) as logs:
        for key, asked in {
            "1": {"limitBytes": "1048576"},
            "2": {"sinceSeconds": "60", "follow": "true"},
            "6": {"sinceSeconds": "3600", "follow": "true"},
            "0": {"tailLines": "500", "follow": "true"},
            "p": {"previous": "true", "tailLines": "500"},
        }.items():
            logs.writers.asked.clear()
            await logs.press(key)
            await logs.until(lambda: logs.writers.asked)
            assert logs.writers.asked[-1][1] == {"container": "main", "timestamps": "true", **asked}


async def test_one_pod_of_several_is_chosen_and_all_again():
    async with open_logs(world_of("a", "b")) as logs:
        await logs.press("i")
        assert isinstance(logs.app.screen_stack[-1], ChooseDialog)
        await logs.pilot.press(*"pod b", "enter")
        await settled(logs.pilot)
        assert logs.screen.tail.scope.pod == "b"
        await logs.press("i")
        await logs.pilot.press(*"all", "enter")
        await settled(logs.pilot)
        assert logs.screen.tail.scope.pod == ""


async def test_one_container_and_all():
    async with open_logs(world_of("a"), LogsOf("pod web/a", "web", pod="a", container="main")) as logs:
        assert "container main" in logs.summary
        await logs.press("a")
        assert logs.screen.tail.scope.container == ""
        await logs.press("a")
        assert logs.screen.tail.scope.container == "main"


async def test_times_and_wrapping_are_shown_when_asked_for():
    async with open_logs(world_of("a"), size=(40, 16)) as logs:
        await logs.write("a", stamped("x" * 50), lines=1)
        assert logs.rows == ["x" * 40]
        await logs.press("w")
        assert logs.rows == ["x" * 40, "x" * 10]
        await logs.press("t")
        assert logs.rows[0].startswith("2026-01-05T12:00:00.000 xxx")


async def test_what_is_on_the_screen_is_marked_copied_in_full_and_cleared():
    async with open_logs(world_of("a"), size=(40, 16)) as logs:
        await logs.write("a", stamped("x" * 50, "\x1b[31mred"), lines=2)
        await logs.press("c")
        assert logs.app.clipboard == "x" * 50 + "\nred"
        await logs.press("m")
        assert logs.rows == ["x" * 40, "red", "── mark 12:00:00Z ──"]
        before = logs.view.size.height
        await logs.press("f")
        assert logs.view.size.height > before
        await logs.press("escape", "escape")
        assert not logs.screen.has_class("-full")
        await logs.press("C")
        assert "Nothing was written" in logs.explained


async def test_the_lines_that_match_are_saved(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    async with open_logs(world_of("a")) as logs:
        await logs.write("a", stamped(*TEN), lines=10)
        await logs.press("slash", *"odd", "enter", "ctrl+s")
        await logs.press("ctrl+s")
        saving = [each for each in logs.app.workers if each.group == "save"]
        if saving:
            await logs.app.workers.wait_for_complete(saving)
        (saved,) = tmp_path.rglob("*.txt")
        assert saved.read_text() == "".join(f"{line}\n" for line in TEN[1::2])
        assert "logs" in saved.name


@pytest.mark.parametrize(
    ("written", "words"),
    [
        (Invalid('previous terminated container "main" in pod "a" not found'), "previous terminated container"),
        (b"", "Nothing was written"),
    ],
)
async def test_why_there_is_nothing_is_said(written, words):
    session = StagedSession(world_of("a"))
    session.writers.write("a", written)
    async with open_logs(session) as logs:
        await logs.until(lambda: logs.screen.tail.sources and logs.screen.tail.sources[0].standing.state != "opening")
        assert words in logs.explained


async def test_no_pod_is_no_error():
    async with open_logs(world_of()) as logs:
        assert "No containers in DaemonSet web/agent" in logs.explained


async def test_the_end_of_a_log_is_told():
    session = StagedSession(world_of("a"))
    async with open_logs(session) as logs:
        await logs.write("a", stamped("one"), lines=1)
        session.state.pods.delete(("web", "a"))
        logs.writers.write("a", END)
        await logs.until(lambda: logs.screen.tail.over)
        assert logs.rows == ["one", "── main ended: the pod is gone ──"]
        assert logs.screen.status.words == "ended: the pod is gone"


async def test_nothing_is_read_while_another_screen_is_shown():
    async with open_logs(world_of("a")) as logs:
        await logs.write("a", stamped("one"), lines=1)
        await logs.press("question_mark")
        assert not any(each.is_cancelled for each in logs.app.workers)
        await logs.pilot.press("escape")
        logs.screen.go(Main("coverage"))
        await settled(logs.pilot)
        assert not [each for each in logs.app.workers if each.group == READING and each.is_running]
        logs.screen.go(AGENT)
        await settled(logs.pilot)
        await logs.write("a", stamped("one", "two"), lines=2)
        assert logs.rows == ["one", "two"]


async def test_a_newer_run_of_the_cronjob_is_told_of_and_gone_to():
    session = StagedSession(world_of("a"))
    jobs, cron_job = session.state.jobs, "uid-backup"

    def run(number):
        owner = {"kind": "CronJob", "name": "backup", "uid": cron_job, "controller": True}
        made = {"ownerReferences": [owner], "creationTimestamp": f"2026-01-05T0{number}:00:00Z", "namespace": "db"}
        jobs.upsert(batches.job(f"backup-{number}", metadata={**made, "uid": f"uid-{number}"}))

    run(1)
    place = LogsOf("job backup-1", "db", owner="uid-1", cron_job=cron_job)
    async with open_logs(session, place) as logs:
        assert session.watched[JOB]
        assert "newer run" not in logs.summary
        await press(logs.pilot, "R")
        assert logs.screen.query_one(NoticeLine).notice.text == "These are the logs of the newest run."
        run(2)
        logs.screen.redraw()
        assert "R goes to the newer run backup-2" in logs.summary
        await press(logs.pilot, "R")
        assert logs.screen.place == replace(place, title="job backup-2", owner="uid-2")
    assert not session.watched[JOB]
