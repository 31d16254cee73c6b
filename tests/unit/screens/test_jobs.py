"""The table of Jobs, and what can be done to them from there."""

import asyncio

import batches
from stage.batch import with_jobs
from stage.quick import finished
from stage.session import StagedSession, settled, stage
from textual.widgets import Input, Static

from ktui.cluster.access import Verdict
from ktui.domain import actions
from ktui.domain.actions.jobs import Propagation
from ktui.domain.job_copy import PAUSED_AT
from ktui.screens.places import JobOf, LogsOf, Main
from ktui.widgets.table_view import TableView


async def jobs(pilot, name=""):
    """The screen of Jobs, with the cursor on one of them."""
    await settled(pilot)
    pilot.app.screen.go(Main("jobs"))
    await settled(pilot)
    screen = pilot.app.screen
    if name:
        screen.query_one(TableView).look_for(tuple(name.split("/")))
        screen.redraw()
    await settled(pilot)
    return screen


def lines(screen):
    return [strip.text.rstrip() for strip in screen.app.screen._compositor.render_strips()]


def said(app, part):
    return str(app.screen.query_one(part, Static).render())


async def agree(pilot):
    """Take the answer that does it."""
    await settled(pilot)
    await pilot.press("right", "enter")
    await settled(pilot)


async def choose(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


async def test_a_job_says_how_far_it_is_and_how_long_it_goes_on():
    app = stage(with_jobs())
    async with app.run_test(size=(120, 24)) as pilot:
        shown = "\n".join(lines(await jobs(pilot)))
        assert "━━━━━····· 38/64" in shown
        assert "3 workers, 41 done" in shown
        assert "paused (parallelism 0), the deadline still runs: 23m" in shown
        assert "failed: 3 failures, 2 retries allowed" in shown
        assert "failed: deadline of 10 min passed" in shown
        assert "2 failed" in shown


async def test_ascii_is_enough():
    app = stage(with_jobs(), ascii_only=True)
    async with app.run_test(size=(100, 24)) as pilot:
        shown = "\n".join(lines(await jobs(pilot)))
        assert "=====..... 38/64" in shown
        assert shown.isascii()


async def test_a_job_is_suspended_and_the_difference_to_pausing_it_is_said():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "train/shard")
        await choose(pilot, "s")
        assert "8 pods end now; not counted as failed." in said(app, "#effects")
        assert "parallelism 0: 8 pods end; the deadline runs on, and fails it in 36 min." in said(app, "#effects")
        await agree(pilot)
        (action,) = app.session.performed
        assert action.changes == {"suspend": True}
        assert app.session.journal.entries[-1].outcome == "done"
        await jobs(pilot, "etl/held")
        await choose(pilot, "s")
        await agree(pilot)
        assert app.session.performed[1].changes == {"suspend": False}


async def test_a_paused_job_is_offered_the_parallelism_that_it_had():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "etl/import")
        await choose(pilot, "x")
        assert app.screen.query_one("#field-parallelism", Input).value == "1"
        await choose(pilot, "ctrl+s")
        await agree(pilot)
        (action,) = app.session.performed
        assert (action.changes, action.annotations) == ({"parallelism": 1}, {PAUSED_AT: None})


async def test_an_elastic_job_grows_with_its_completions():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "train/shard")
        await choose(pilot, "x")
        app.screen.query_one("#field-parallelism", Input).value = "70"
        app.screen.query_one("#field-completions", Input).value = "70"
        await pilot.pause()
        await choose(pilot, "ctrl+s")
        await agree(pilot)
        assert app.session.performed[0].changes == {"parallelism": 70, "completions": 70}


async def test_what_is_typed_wrongly_is_not_sent():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "etl/load")
        await choose(pilot, "x")
        app.screen.query_one("#field-parallelism", Input).value = "many"
        await choose(pilot, "ctrl+s")
        assert said(app, "#fault") == "parallelism: many is no whole number from 0"
        await choose(pilot, "escape")
        assert app.session.performed == []


async def test_limits_are_changed():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "etl/load")
        await choose(pilot, "L")
        assert said(app, "#fault") == "nothing is changed yet"
        app.screen.query_one("#field-activeDeadlineSeconds", Input).value = "60"
        await pilot.pause()
        assert "It fails at once: it has run for longer." in said(app, "#lines")
        await choose(pilot, "ctrl+s")
        await agree(pilot)
        assert app.session.performed[0].changes == {"activeDeadlineSeconds": 60}


async def test_a_job_is_deleted_with_what_is_said_of_its_pods():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "etl/load")
        await choose(pilot, "ctrl+d")
        await choose(pilot, "down", "down", "enter")
        assert "left behind" in said(app, "#effects")
        await agree(pilot)
        (action,) = app.session.performed
        assert (type(action), action.propagation, action.uid) == (actions.DeleteJob, Propagation.ORPHAN, "job-load")


async def test_finished_jobs_are_swept():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot)
        await choose(pilot, "D")
        assert said(app, "#fault") == "there is no such Job here"
        app.screen.query_one("#field-older", Input).value = "0"
        app.screen.query_one("#field-outcome", Input).value = "any"
        await pilot.pause()
        assert said(app, "#lines").splitlines()[:2] == ["3 jobs, the oldest first:", "  etl/nightly-29460600"]
        await choose(pilot, "ctrl+s")
        await agree(pilot)
        assert [action.name for action in app.session.performed] == ["nightly-29460600", "report", "late"]


async def test_what_was_to_be_swept_and_has_gone_meanwhile_is_no_fault():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        screen = await jobs(pilot)
        await choose(pilot, "D")
        app.screen.query_one("#field-older", Input).value = "0"
        await pilot.pause()
        app.session.state.jobs.retain(())
        app.screen.dismiss(app.screen.typed)
        await settled(pilot)
        assert screen.notices.shown.text == "Delete finished jobs: all that were meant have gone meanwhile."


def whole(name="shard", command=("sh", "-c", "work")):
    template = {"spec": {"containers": [{"name": "main", "command": list(command)}]}}
    spec = {"completionMode": "Indexed", "completions": 64, "parallelism": 8, "template": template}
    return {"metadata": {"name": name, "namespace": "train", "uid": f"job-{name}"}, "spec": spec}


async def test_failed_indexes_are_run_again_alone_and_one_is_taken_there():
    app = stage(with_jobs())
    app.session.documents["train", "shard"] = whole()
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "train/shard")
        await choose(pilot, "R")
        assert [offer.value for offer in app.screen._shown] == ["kept", "renumbered", "whole"]
        await choose(pilot, "enter")
        assert app.screen.query_one(Input).value == "shard-again"
        assert "runs only 31,37, each under its own number" in said(app, "#lines")
        await choose(pilot, "ctrl+s")
        await agree(pilot)
        (action,) = app.session.performed
        assert isinstance(action, actions.ResumeIndexes)
        assert action.completed == "0-30,32-36,38-63"
        assert app.screen.place == JobOf(("train", "shard-again"))


async def test_who_may_not_write_a_status_gets_them_renumbered():
    session = StagedSession(with_jobs())
    app = stage(session)
    session.documents["train", "shard"] = whole()
    refuse = session._gate.permitted

    async def permitted(right):
        verdict = await refuse(right)
        return type(verdict)(allowed=False, why="no") if right.subresource == "status" else verdict

    session.permitted = permitted
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "train/shard")
        await choose(pilot, "R")
        assert [offer.value for offer in app.screen._shown] == ["renumbered", "whole"]


async def test_a_job_that_was_replaced_is_not_copied():
    app = stage(with_jobs())
    app.session.documents["train", "shard"] = whole() | {"metadata": {"uid": "another"}}
    async with app.run_test(size=(80, 30)) as pilot:
        screen = await jobs(pilot, "train/shard")
        await choose(pilot, "R")
        assert "was replaced by another" in screen.notices.shown.text


async def test_a_name_that_is_taken_is_refused_while_it_is_typed():
    app = stage(with_jobs())
    app.session.documents["etl", "load"] = whole("load") | {
        "metadata": {"name": "load", "namespace": "etl", "uid": "job-load"}
    }
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "etl/load")
        await choose(pilot, "R")
        app.screen.query_one(Input).value = "report"
        await pilot.pause()
        assert said(app, "#fault") == "there is a Job report already"


async def test_a_key_that_can_do_nothing_says_why():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        for key, name in (("s", "etl/report"), ("x", "etl/nightly-29460600")):
            screen = await jobs(pilot, name)
            await choose(pilot, key)
            assert "has finished: nothing of it runs any more" in screen.notices.shown.text


async def test_without_the_right_a_key_is_refused_before_anything_is_asked():
    app = stage(StagedSession(with_jobs(), refused={"patch jobs", "create jobs", "delete jobs"}))
    async with app.run_test(size=(80, 30)) as pilot:
        screen = await jobs(pilot, "etl/load")
        verbs = {"s": "patch", "x": "patch", "L": "patch", "R": "create", "ctrl+d": "delete", "D": "delete"}
        for key, verb in verbs.items():
            await choose(pilot, key)
            assert screen.notices.shown.text == f"You may not {verb} jobs."
            assert app.screen is screen


async def test_who_may_delete_jobs_in_one_namespace_may_sweep():
    class Team(StagedSession):
        async def _ask(self, right):
            self.asked.append(right)
            return Verdict(right.namespace == "etl", f"You may not {right.verb} {right.resource}.")

    app = stage(Team(with_jobs()))
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot)
        await choose(pilot, "D")
        assert said(app, "#title") == "Delete finished jobs"
        assert {right.namespace for right in app.session.asked if right.verb == "delete"} >= {"", "etl"}


async def test_read_only_refuses_every_change():
    app = stage(StagedSession(with_jobs(), read_only=True))
    async with app.run_test(size=(80, 30)) as pilot:
        screen = await jobs(pilot, "etl/load")
        for key in ("s", "x", "L", "R", "ctrl+d", "D", "a"):
            await choose(pilot, key)
            assert "Read-only mode" in screen.notices.shown.text
            assert app.screen is screen
        assert app.session.performed == []


async def test_keys_lead_to_the_job_and_its_logs():
    app = stage(with_jobs())
    async with app.run_test(size=(80, 30)) as pilot:
        screen = await jobs(pilot, "etl/load")
        wanted = []
        screen.go = lambda place, into=True: wanted.append(place)
        await pilot.press("enter", "l", "p")
        logs = LogsOf("job load", "etl", owner="job-load")
        assert wanted[:2] == [JobOf(("etl", "load")), logs]
        assert wanted[2].previous


async def test_a_job_that_goes_while_agreement_is_asked_is_not_suspended():
    world = with_jobs()
    app = stage(world)
    async with app.run_test(size=(80, 30)) as pilot:
        await jobs(pilot, "etl/load")
        await choose(pilot, "s")
        world.state.jobs.delete(("etl", "load"))
        await asyncio.sleep(0)
        app.screen.redraw()
        assert "is gone" in said(app, "#objection")
        await agree(pilot)
        assert app.session.performed == []


async def test_a_screen_full_of_jobs_is_worked_out_a_little_at_a_time_and_not_asked_again():
    world = with_jobs()
    for number in range(20):
        world.state.jobs.upsert(batches.job(f"one-of-many-{number:02d}", status={"succeeded": 0}))
    async with stage(world).run_test(size=(120, 40)) as pilot:
        screen = await jobs(pilot)
        assert "one-of-many-19" in "\n".join(lines(screen))
        await finished(pilot, "reckoning")
        assert not screen.reckoning.due
        shown = [screen.table.row(key) for key in screen.table.shown]
        assert all(screen.reckoning.of(job).pods is not None for job in shown)
