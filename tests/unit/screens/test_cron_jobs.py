"""The table of CronJobs, each on its own, and what can be done to them."""

import pytest
from stage.batch import with_cron_jobs
from stage.session import StagedSession, settled, stage
from textual.widgets import Input, Static

from ktui.domain import actions
from ktui.domain.actions.jobs import Propagation
from ktui.screens.places import CronJobOf, JobOf, LogsOf, Main
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.table_view import TableView


@pytest.fixture
def app():
    return stage(with_cron_jobs())


async def visit(pilot, place, name=""):
    await settled(pilot)
    pilot.app.screen.go(place)
    await settled(pilot)
    screen = pilot.app.screen
    if name:
        screen.query_one(TableView).look_for(("etl", name))
        screen.redraw()
        await settled(pilot)
    return screen


def shown(screen):
    return "\n".join(strip.text.rstrip() for strip in screen._compositor.render_strips())


def said(app, part):
    return str(app.screen.query_one(part, Static).render())


async def press(pilot, *keys):
    await pilot.press(*keys)
    await settled(pilot)


async def test_a_table_says_when_each_runs_next_and_what_became_of_the_last_runs(app):
    async with app.run_test(size=(140, 24)) as pilot:
        text = shown(await visit(pilot, Main("cronjobs")))
        assert "in 13 h (02:00 CET)" in text
        assert "▇▇▃▆✖▄▆▇" in text
        assert "in 60 min (13:00 UTC*)" in text
        assert "no success for 2 h 47 min" in text
        assert "its schedule cannot be read" in text
        assert "every day at 02:00" in text
        screen = app.screen
        await press(pilot, "ctrl+z")
        assert [key[1] for key in screen.table.shown] == ["broken", "hourly", "leap"]


async def test_ascii_is_enough():
    app = stage(with_cron_jobs(), ascii_only=True)
    async with app.run_test(size=(140, 40)) as pilot:
        text = shown(await visit(pilot, Main("cronjobs")))
        assert text.isascii()
        assert "77XXo" in text
        assert shown(await visit(pilot, CronJobOf(("etl", "backup")))).isascii()


async def test_one_tells_its_next_runs_its_last_ones_and_its_rules(app):
    async with app.run_test(size=(120, 60)) as pilot:
        screen = await visit(pilot, CronJobOf(("etl", "backup")))
        text = shown(screen)
        assert "every day at 02:00, Europe/Paris; next in 13 h (02:00 CET)" in text
        assert "Fri 01-02 02:00  ✖ failed       50m  ━━━━━━━━━━━━━━━━━━━━  7 failures, 6 retries allowed" in text
        assert "Tue 2026-01-06 02:00 CET  in 13 h" in text
        assert "Forbid: a run that is due while another goes on" in text
        taken = "".join(screen.as_text())
        assert "Fri 01-02 02:00  failed  50m  7 failures, 6 retries allowed  backup-29455260\n" in taken
        assert screen.to_copy().text == "backup"
        wanted = []
        screen.go = lambda place, into=True: wanted.append(place)
        await press(pilot, "enter", "l")
        key = ("etl", "backup-29459580")
        assert wanted == [JobOf(key), LogsOf(f"job {key[1]}", "etl", owner=f"job-{key[1]}", cron_job="cron-backup")]


async def test_one_says_what_is_wrong_with_it(app):
    async with app.run_test(size=(120, 60)) as pilot:
        for name, words in (
            ("leap", "warning: it never runs: no such day comes within five years"),
            ("broken", "warning: the controller cannot read it"),
            ("hourly", "* no time zone is set: it is the controller's own, and taken as UTC here"),
            ("report", "It is suspended: no run is started."),
        ):
            screen = await visit(pilot, CronJobOf(("etl", name)))
            told = [sentence.text.strip() for sentence in screen.query_one(CellPanel)._sentences]
            assert any(line.startswith(words) for line in told)


async def test_one_that_is_not_there_is_no_fault(app):
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await visit(pilot, CronJobOf(("etl", "nothing")))
        assert "There is no CronJob etl/nothing." in shown(screen)
        await press(pilot, "t", "s", "T", "l", "ctrl+d", "d", "enter", "w", "shift+down")
        assert app.screen is screen
        assert app.session.performed == []


async def test_the_next_ten_runs_are_told_while_a_schedule_is_typed(app):
    async with app.run_test(size=(80, 40)) as pilot:
        await visit(pilot, Main("cronjobs"), "backup")
        await press(pilot, "T")
        assert said(app, "#fault") == "nothing is changed yet"
        app.screen.query_one("#field-schedule", Input).value = "30 4 * * 7"
        await settled(pilot)
        assert "above the greatest" in said(app, "#fault")
        app.screen.query_one("#field-schedule", Input).value = "30 4 * * *"
        await settled(pilot)
        assert len(said(app, "#lines").splitlines()) == 11
        await press(pilot, "ctrl+s", "right", "enter")
        assert app.session.performed[0].changes == {"schedule": "30 4 * * *"}


async def test_one_is_run_now_with_other_arguments_and_one_is_taken_to_the_logs(app):
    container = {"name": "main", "args": ["--date", "today"]}
    template = {"spec": {"template": {"spec": {"containers": [container]}}}}
    app.session.documents["etl", "backup"] = {"metadata": {"uid": "cron-backup"}, "spec": {"jobTemplate": template}}
    async with app.run_test(size=(80, 40)) as pilot:
        await visit(pilot, Main("cronjobs"), "backup")
        await press(pilot, "t")
        assert app.screen.query_one("#field-name", Input).value == "backup-manual"
        app.screen.query_one("#field-arguments", Input).value = "--date 'last week'"
        await settled(pilot)
        await press(pilot, "ctrl+s", "right", "enter")
        (action,) = app.session.performed
        assert isinstance(action, actions.RunCronJob)
        assert (action.uid, action.arguments) == ("cron-backup", ("--date", "last week"))
        assert app.screen.place == LogsOf(
            "job backup-manual", "etl", selector="batch.kubernetes.io/job-name=backup-manual"
        )


async def test_one_that_was_replaced_by_another_of_its_name_is_not_run(app):
    app.session.documents["etl", "backup"] = {"metadata": {"uid": "another"}}
    async with app.run_test(size=(80, 40)) as pilot:
        screen = await visit(pilot, Main("cronjobs"), "backup")
        await press(pilot, "t")
        assert app.screen is screen
        assert "CronJob backup was replaced by another of the same name" in screen.notices.shown.text


async def test_one_is_suspended_and_resumed_and_deleted(app):
    async with app.run_test(size=(80, 40)) as pilot:
        await visit(pilot, Main("cronjobs"), "backup")
        await press(pilot, "s", "right", "enter")
        await visit(pilot, Main("cronjobs"), "report")
        await press(pilot, "s", "right", "enter")
        await press(pilot, "ctrl+d", "down", "down", "enter")
        await press(pilot, "right", "enter")
        one, other, third = app.session.performed
        assert [one.changes, other.changes] == [{"suspend": True}, {"suspend": False}]
        assert third.propagation is Propagation.ORPHAN


async def test_keys_without_a_right_and_read_only_are_refused_in_words():
    refused = {"create jobs", "patch cronjobs", "delete cronjobs"}
    for session in (StagedSession(with_cron_jobs(), refused=refused), StagedSession(with_cron_jobs(), read_only=True)):
        app = stage(session)
        async with app.run_test(size=(80, 40)) as pilot:
            screen = await visit(pilot, Main("cronjobs"), "backup")
            for key in ("t", "s", "T", "ctrl+d"):
                await press(pilot, key)
                assert screen.notices.shown.text.startswith(("You may not", "Read-only mode"))
                assert app.screen is screen
            assert session.performed == []
