"""ktui.screens.taking: what a screen shows is copied and saved."""

import contextlib
import csv

import pytest
from stage.alone import alone
from stage.session import settled
from stage.world import World, zoo
from textual.widgets import Input

from ktui.screens.coverage import CoverageScreen
from ktui.screens.form import FormDialog
from ktui.screens.places import Main
from ktui.widgets.notice_line import NoticeLine


@contextlib.asynccontextmanager
async def saving(monkeypatch, tmp_path, world=None):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    async with alone(world or zoo(), lambda around: CoverageScreen(around, Main("coverage"))) as (screen, pilot):
        yield screen, pilot


async def save_as(pilot, path=None):
    await pilot.press("ctrl+s")
    await settled(pilot)
    assert isinstance(pilot.app.screen, FormDialog)
    if path is not None:
        pilot.app.screen.query_one(Input).value = str(path)
        await settled(pilot)
    await pilot.press("ctrl+s")
    await settled(pilot)
    working = [each for each in pilot.app.workers if each.group == "save"]
    if working and not isinstance(pilot.app.screen, FormDialog):
        await pilot.app.workers.wait_for_complete(working)
    await settled(pilot)


def notice(screen):
    found = screen.query_one(NoticeLine).notice
    return (found.text, found.failed)


async def test_what_is_shown_is_saved_under_a_name_that_tells_what_it_is(monkeypatch, tmp_path):
    async with saving(monkeypatch, tmp_path) as (screen, pilot):
        await save_as(pilot)
        (saved,) = tmp_path.rglob("*.txt")
        assert saved.name == "kind-lab-coverage-20260105T120000Z.txt"
        assert saved.read_text() == "".join(screen.as_text())
        assert notice(screen) == (f"Saved {saved.stat().st_size:,} bytes: {saved}", False)


@pytest.mark.parametrize("suffix", [".csv", ".svg"])
async def test_the_end_of_the_name_says_in_which_form(monkeypatch, tmp_path, suffix):
    async with saving(monkeypatch, tmp_path) as (screen, pilot):
        path = tmp_path / f"mine{suffix}"
        await save_as(pilot, path)
        text = path.read_text()
        if suffix == ".svg":
            assert text.startswith("<svg")
            assert "Save what is shown" not in text
        else:
            assert next(csv.reader(text.splitlines()))[0] == "NODE"
        assert not notice(screen)[1]


async def test_a_file_that_is_there_stays_as_it_is_and_the_dialog_open(monkeypatch, tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("mine")
    async with saving(monkeypatch, tmp_path) as (_, pilot):
        await save_as(pilot, path)
        assert isinstance(pilot.app.screen, FormDialog)
        assert path.read_text() == "mine"


async def test_a_file_that_cannot_be_written_is_told_in_words(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    async with saving(monkeypatch, tmp_path) as (screen, pilot):
        await save_as(pilot, tmp_path / "file" / "x.txt")
        text, failed = notice(screen)
        assert failed
        assert text.startswith("Nothing was saved: ")


async def test_where_there_is_nothing_to_copy_it_is_said(monkeypatch, tmp_path):
    async with saving(monkeypatch, tmp_path, World().settle()) as (screen, pilot):
        await pilot.press("c")
        await settled(pilot)
        assert notice(screen) == ("There is nothing here to copy.", False)
