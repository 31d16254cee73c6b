"""Pictures of the screens of Jobs and CronJobs. `pytest --snapshot-update` draws them anew; then look at them."""

import time

import pytest
from stage.batch import with_cron_jobs, with_jobs
from stage.session import stage, visited

from ktui.screens.places import CronJobOf, JobOf, Main

SMALL, LARGE = (80, 24), (120, 40)


@pytest.fixture(autouse=True)
def here(monkeypatch):
    """The user is in UTC, whoever takes the pictures."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def picture(snap_compare):
    """Take a picture of a place, after some keys, and compare it."""

    def take(world, size, place, *keys, documents=(), **settings):
        app = stage(world, **settings)
        app.session.documents.update(documents)

        async def before(pilot):
            await visited(pilot, place, keys)

        return snap_compare(app, terminal_size=size, run_before=before)

    return take


SHARD, REPORT, LOAD = (JobOf(key) for key in (("train", "shard"), ("etl", "report"), ("etl", "load")))
JOBS, CRON_JOBS = Main("jobs"), Main("cronjobs")


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("place", [JOBS, SHARD, REPORT], ids=["jobs", "indexed", "failed"])
def test_jobs(picture, size, place):
    assert picture(with_jobs(), size, place)


@pytest.mark.parametrize("size", [SMALL, LARGE], ids=["80x24", "120x40"])
@pytest.mark.parametrize("place", [CRON_JOBS, CronJobOf(("etl", "backup"))], ids=["cronjobs", "cronjob"])
def test_cron_jobs(picture, size, place):
    assert picture(with_cron_jobs(), size, place)


def test_indexes_as_ranges_with_the_cursor_on_a_failed_one(picture):
    assert picture(with_jobs(), SMALL, SHARD, "greater_than_sign", "f")


def test_ascii(picture):
    assert picture(with_jobs(), SMALL, SHARD, "greater_than_sign", ascii_only=True)


def test_ascii_cron_jobs(picture):
    assert picture(with_cron_jobs(), SMALL, CRON_JOBS, ascii_only=True)


def test_parallelism_and_how_it_differs_from_suspending(picture):
    assert picture(with_jobs(), SMALL, SHARD, "x", "backspace", "0")


def test_suspending(picture):
    assert picture(with_jobs(), SMALL, LOAD, "s")


def test_the_next_runs_while_a_schedule_is_typed(picture):
    assert picture(
        with_cron_jobs(), SMALL, CRON_JOBS, "T", *["backspace"] * 9, "3", "0", "space", "2", *["space", "asterisk"] * 3
    )


def test_running_failed_indexes_again(picture):
    template = {"spec": {"containers": [{"name": "main", "command": ["sh", "-c", "work"]}]}}
    spec = {"completionMode": "Indexed", "completions": 64, "parallelism": 8, "template": template}
    whole = {"metadata": {"name": "shard", "namespace": "train", "uid": "job-shard"}, "spec": spec}
    assert picture(with_jobs(), SMALL, SHARD, "R", "enter", documents={("train", "shard"): whole})
