"""One Job: its indexes or pods, what failed and why."""

from stage.batch import with_jobs
from stage.logs import END
from stage.session import settled, stage

from ktui.domain.index_states import IndexState
from ktui.screens.places import ContainersOf, CronJobOf, JobOf, LogsOf
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.index_grid import IndexGrid
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView


async def job(pilot, key):
    await settled(pilot)
    pilot.app.screen.go(JobOf(tuple(key.split("/"))))
    await settled(pilot)
    return pilot.app.screen


def shown(screen):
    return "\n".join(strip.text.rstrip() for strip in screen._compositor.render_strips())


def told(screen):
    return [sentence.text.strip() for sentence in screen.query_one(CellPanel)._sentences]


async def test_an_indexed_job_shows_its_indexes_and_the_truth_of_one():
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await job(pilot, "train/shard")
        text = shown(screen)
        assert "● 7 running · 16 waiting · ■ 38 done" in screen.query_one(SummaryLine).render().plain
        assert "38/64 (59 %)  7 running, 1 pending" in text
        assert " ■✖■■■■■✖■· ■●●●●●●●◌·" in text
        await pilot.press("greater_than_sign", "greater_than_sign")
        await settled(pilot)
        assert told(screen)[0] == "index 37: failed 2 times"
        assert told(screen)[1].startswith("pod shard-37-f3, failed, on node-3, took 60s")


async def test_failures_come_in_groups_with_the_policys_verdict_and_an_examples_last_lines():
    app = stage(with_jobs())
    app.session.writers.write("shard-39-f3", b"2026-01-05T11:59:00Z loading\n2026-01-05T11:59:01Z Killed\n", END)
    async with app.run_test(size=(100, 60)) as pilot:
        screen = await job(pilot, "train/shard")
        await settled(pilot)
        screen.redraw()
        lines = told(screen)
        assert "3 x exit code 137 (OOMKilled): node-3 2, node-1 1; indexes 37,39" in lines
        assert "1 x exit code 42: node-2 1; index 31" in lines
        assert "no rule of the policy matches: it counts" in lines
        assert "rule 1 of the policy: FailIndex, for container main ended with exit code 42" in lines
        assert "| Killed" in lines
        assert "BackoffLimitExceeded 2 min ago: a pod failed" in lines


async def test_other_jobs_show_their_pods_on_a_time_line():
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await job(pilot, "etl/report")
        text = shown(screen)
        assert "report-f0  exit code 1  ·······················━━━━━━━" in text
        assert told(screen)[0].startswith("pod report-s, succeeded")
        assert not screen.query_one(IndexGrid).display


async def test_the_pods_of_an_indexed_job_are_shown_too():
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await job(pilot, "train/shard")
        await pilot.press("v")
        await settled(pilot)
        assert screen.query_one(TableView).display
        assert app.focused is screen.query_one(TableView)
        await pilot.press("v")
        await settled(pilot)
        assert app.focused is screen.query_one(IndexGrid)


async def test_keys_lead_to_pods_logs_and_the_owner():
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await job(pilot, "train/shard")
        wanted = []
        screen.go = lambda place, into=True: wanted.append(place)
        await pilot.press("right", "i", "enter", "l")
        await settled(pilot)
        assert wanted == [
            LogsOf("job shard index 1", "train", owner="job-shard", index=1),
            ContainersOf(("train", "shard-1-s")),
            LogsOf("job shard", "train", owner="job-shard"),
        ]
        await pilot.press("o")
        assert screen.refusal("owner") == "No CronJob has made Job shard."
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await job(pilot, "etl/nightly-29460600")
        wanted = []
        screen.go = lambda place, into=True: wanted.append(place)
        await pilot.press("o", "i")
        await settled(pilot)
        assert wanted == [CronJobOf(("etl", "nightly"))]
        assert screen.notices.shown.text == "Job nightly-29460600 has no indexes."


async def test_a_change_is_drawn_and_the_end_is_said():
    world = with_jobs()
    app = stage(world)
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await job(pilot, "train/shard")
        for pod in world.state.pods.by("owner", "job-shard"):
            world.state.pods.delete(pod.key)
        screen.redraw()
        assert screen.outlook.states.counts()[IndexState.RUNNING] == 0
        world.state.jobs.delete(("train", "shard"))
        screen.redraw()
        await settled(pilot)
        assert "job train/shard · gone" in shown(screen)
        assert screen.refusal("suspend") == "There is no Job here."


async def test_a_job_that_is_not_there_is_no_fault():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await job(pilot, "etl/nothing")
        assert "There is no Job etl/nothing." in shown(screen)
        await pilot.press("s", "v", "i", "o", "l", "R", "d", "y", "enter")
        await settled(pilot)
        assert app.screen is screen
        assert app.session.performed == []


async def test_what_is_followed_is_let_go():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 24)) as pilot:
        before = +app.session.watched
        await job(pilot, "etl/load")
        assert sum(app.session.watched.values()) == sum(before.values()) + 3
        await pilot.press("escape")
        await settled(pilot)
        assert +app.session.watched == before


async def test_the_panel_can_have_more_room_and_be_scrolled():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await job(pilot, "etl/report")
        panel = screen.query_one(CellPanel)
        height = panel.size.height
        await pilot.press("w", "shift+down")
        await settled(pilot)
        assert panel.size.height > height
        assert panel.max_scroll_y == 0 or panel.scroll_offset.y == 3


async def test_what_is_shown_can_be_taken_along():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await job(pilot, "train/shard")
        text = "".join(screen.as_text()).splitlines()
        assert (screen.called, screen.to_copy().text, text[0]) == ("job-shard", "shard", "Job train/shard")
        assert "31-31 failed" in text
        assert any("exit code 137" in line for line in text)
        await pilot.press("v")
        await settled(pilot)
        assert any(line.startswith("pod shard-37-f3, failed") for line in screen.as_text())
