"""Writing an object and creating it."""

from pathlib import Path

import pytest
from stage.batch import with_jobs
from stage.session import StagedSession, settled, stage
from textual.widgets import Input, Static, TextArea

from ktui.domain.actions import CreateObject
from ktui.domain.errors import Invalid
from ktui.domain.resources import Catalogue, Resource
from ktui.screens.create import ManifestDialog
from ktui.screens.places import Main

SERVED = Catalogue(
    (
        Resource("jobs", "Job", "batch", verbs=frozenset({"list", "create"})),
        Resource("cronjobs", "CronJob", "batch", verbs=frozenset({"list", "create"})),
    )
)


async def creating(pilot, *keys):
    await settled(pilot)
    pilot.app.session.served = SERVED
    pilot.app.screen.go(Main("jobs"))
    await settled(pilot)
    await pilot.press("a", *keys)
    await settled(pilot)
    return pilot.app.screen


def said(screen, part="#said"):
    return str(screen.query_one(part, Static).render())


async def test_a_template_is_tried_out_and_what_the_server_makes_of_it_is_shown():
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "enter")
        assert isinstance(screen, ManifestDialog)
        await pilot.press("ctrl+s")
        await settled(pilot)
        (tried,) = app.session.rehearsed
        assert (tried.namespace, tried.name) == ("default", "my-job")
        effects = said(app.screen, "#effects")
        assert "Job my-job is created in default." in effects
        assert "spec.backoffLimit: 2 → 6" in effects
        assert "warning: as a server says" in effects
        await pilot.press("right", "enter")
        await settled(pilot)
        (action,) = app.session.performed
        assert isinstance(action, CreateObject)
        assert action.manifest["spec"]["backoffLimit"] == 2


async def test_what_the_server_would_refuse_is_said_and_can_be_mended():
    session = StagedSession(with_jobs())
    app = stage(session)
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "enter")
        session.failure = Invalid("spec.template: Required value", code=422)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert said(screen) == "Job my-job: spec.template: Required value"
        screen.query_one(TextArea).text = "kind: [Job"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert said(screen).startswith("line ")
        screen.query_one(TextArea).text = "apiVersion: batch/v2\nkind: Job\nmetadata: {name: a}"
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert said(screen) == "the server has Job in batch/v1, not in batch/v2"
        await pilot.press("escape")
        await settled(pilot)
        assert session.performed == []


async def test_a_file_of_several_documents_is_created(tmp_path):
    path = tmp_path / "jobs.yaml"
    one = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: %s, namespace: etl}\n"
    path.write_text("---\n".join([one % "a", one % "b"]))
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "f", "i", "l", "e", "enter")
        assert said(screen, "#fault") == "type the path of a file"
        screen.query_one(Input).value = str(path)
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press("right", "enter")
        await settled(pilot)
        assert [action.name for action in app.session.performed] == ["a", "b"]


async def test_what_the_server_makes_of_each_of_several_objects_is_shown():
    app = stage(with_jobs())
    one = "apiVersion: batch/v1\nkind: Job\nmetadata: {name: %s, namespace: etl}\nspec: {backoffLimit: %d}\n"
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "enter")
        screen.query_one(TextArea).text = "---\n".join([one % ("a", 1), one % ("b", 2)])
        await pilot.press("ctrl+s")
        await settled(pilot)
        effects = said(app.screen, "#effects")
        assert "Job a is created in etl." in effects
        assert "spec.backoffLimit: 1 → 6" in effects
        assert "Job b is created in etl." in effects
        assert "spec.backoffLimit: 2 → 6" in effects


async def test_a_name_that_the_server_makes_is_the_one_that_is_created():
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "enter")
        screen.query_one(TextArea).text = "apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: load-}\n"
        await pilot.press("ctrl+s")
        await settled(pilot)
        await pilot.press("right", "enter")
        await settled(pilot)
        (action,) = app.session.performed
        assert action.name == action.manifest["metadata"]["name"] == "load-x7k2p"


@pytest.mark.parametrize("name", ["~nobody-of-that-name/job.yaml", "nul\0.yaml", "x" * 300])
async def test_a_path_that_cannot_be_is_said(name):
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "f", "i", "l", "e", "enter")
        screen.query_one(Input).value = name
        await settled(pilot)
        assert said(screen, "#fault").startswith("there is no file")


async def test_a_file_that_cannot_be_read_is_said(tmp_path, monkeypatch):
    path = tmp_path / "jobs.yaml"
    path.write_text("kind: Job")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "f", "i", "l", "e", "enter")
        screen.query_one(Input).value = str(path)
        monkeypatch.setattr(Path, "read_text", refuse)
        await settled(pilot)
        await pilot.press("ctrl+s")
        await settled(pilot)
        assert app.screen.notices.shown.text == f"{path} cannot be read: Permission denied"


async def test_without_a_right_and_read_only_nothing_is_created():
    for session in (StagedSession(with_jobs(), refused={"create jobs"}), StagedSession(with_jobs(), read_only=True)):
        app = stage(session)
        async with app.run_test(size=(100, 40)) as pilot:
            screen = await creating(pilot)
            if session.read_only:
                assert "Read-only mode" in screen.notices.shown.text
                continue
            await pilot.press("enter", "ctrl+s")
            await settled(pilot)
            await pilot.pause()
            assert "You may not create jobs." in app.screen_stack[-1].notices.shown.text
            assert session.performed == []


async def test_the_key_for_the_editor_is_not_the_texts_own(monkeypatch):
    async def more(text, lend):
        del lend
        return f"{text}# more"

    monkeypatch.setattr("ktui.screens.create.edited", more)
    app = stage(with_jobs())
    async with app.run_test(size=(100, 40)) as pilot:
        screen = await creating(pilot, "enter")
        await pilot.press("ctrl+e")
        assert screen.query_one(TextArea).text.endswith("# more")
