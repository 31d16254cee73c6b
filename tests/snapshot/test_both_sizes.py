"""Pictures of every dialog, and of what else is not pictured elsewhere, at both sizes.

`pytest --snapshot-update` draws them anew; then look at them.
"""

import asyncio
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from stage.batch import with_cron_jobs, with_jobs
from stage.session import StagedSession, settled, stage, visited
from stage.world import NOW, zoo

from ktui.app.bound import bound_classes
from ktui.app.console import KtuiApp
from ktui.app.goal import Goal
from ktui.domain.errors import Unreachable
from ktui.domain.resources import Catalogue, Resource
from ktui.screens.answering import AnsweringScreen
from ktui.screens.dialog import Dialog
from ktui.screens.places import JobOf, Main

SMALL, LARGE = (80, 24), (120, 40)
SERVED = Catalogue(
    tuple(
        Resource(plural, kind, "batch", verbs=frozenset({"list", "create"}))
        for plural, kind in (("jobs", "Job"), ("cronjobs", "CronJob"))
    )
)


async def both(pilot, album):
    """Take a picture at 80x24, and one at 120x40."""
    album.take(pilot.app, "80x24")
    await pilot.resize_terminal(*LARGE)
    await settled(pilot)
    album.take(pilot.app, "120x40")


DIALOGS = {
    "grouping": (zoo, Main("coverage"), ["b"]),
    "columns": (zoo, Main("pods"), ["C"]),
    "saving": (zoo, Main("pods"), ["ctrl+s"]),
    "journal": (zoo, Main("coverage"), ["colon", *"journal", "enter"]),
    "parallelism": (with_jobs, JobOf(("train", "shard")), ["x"]),
    "manifest": (with_jobs, Main("jobs"), ["a", "enter"]),
    "schedule": (with_cron_jobs, Main("cronjobs"), ["T"]),
}


@pytest.mark.parametrize("name", DIALOGS)
async def test_dialog(album, monkeypatch, name):
    world, place, keys = DIALOGS[name]
    monkeypatch.setenv("XDG_STATE_HOME", "/home/somebody/.local/state")
    session = StagedSession(world())
    session.served = SERVED
    app = stage(session)
    async with app.run_test(size=SMALL) as pilot:
        await visited(pilot, place, keys)
        await both(pilot, album)
    assert not album.differing


@pytest.mark.parametrize("reachable", [True, False], ids=["connecting", "no-way"])
async def test_start(album, reachable):
    @asynccontextmanager
    async def opener(goal):
        if not reachable:
            raise Unreachable("Cannot connect to host 10.0.0.1:6443: connection refused")
        await asyncio.Event().wait()
        yield

    app = KtuiApp(opener, goal=Goal("kind-lab"), clock=NOW.timestamp)
    async with app.run_test(size=SMALL) as pilot:
        await settled(pilot)
        await both(pilot, album)
    assert not album.differing


GRID, TABLES, JOBS, TEXTS = (
    "test_coverage_screen/TestStatesOfTheGrid",
    "test_table_screens",
    "test_job_screens",
    "test_text_screens",
)
PICTURES = {
    "ChooseDialog": "test_both_sizes/test_dialog[grouping][{}]",
    "ChooseManyDialog": "test_both_sizes/test_dialog[columns][{}]",
    "ConfirmDialog": f"{GRID}.test_confirming[{{}}]",
    "ContainersScreen": f"{TABLES}/test_every_table[containers-{{}}]",
    "CoverageScreen": f"{GRID}.test_live_with_every_state[{{}}]",
    "CronJobScreen": f"{JOBS}/test_cron_jobs[cronjob-{{}}]",
    "CronJobsScreen": f"{JOBS}/test_cron_jobs[cronjobs-{{}}]",
    "DaemonNodesScreen": f"{TABLES}/test_every_table[nodes-of-a-daemonset-{{}}]",
    "DaemonSetsScreen": f"{TABLES}/test_every_table[daemonsets-{{}}]",
    "DescribeScreen": f"{TEXTS}/test_described[node-{{}}]",
    "EventsScreen": f"{TABLES}/test_every_table[events-{{}}]",
    "FormDialog": "test_both_sizes/test_dialog[schedule][{}]",
    "HelpScreen": f"{GRID}.test_help[{{}}]",
    "JobScreen": f"{JOBS}/test_jobs[indexed-{{}}]",
    "JobsScreen": f"{JOBS}/test_jobs[jobs-{{}}]",
    "JournalScreen": "test_both_sizes/test_dialog[journal][{}]",
    "LabelDialog": f"{GRID}.test_labels[{{}}]",
    "LogScreen": "test_logs_screen/TestLogs.test_of_several_pods[{}]",
    "ManifestDialog": "test_both_sizes/test_dialog[manifest][{}]",
    "NodesScreen": f"{TABLES}/test_every_table[nodes-{{}}]",
    "PodsScreen": f"{TABLES}/test_every_table[pods-{{}}]",
    "ResourceScreen": "test_resource_screen/test_custom_resources_with_the_servers_columns[{}]",
    "StartScreen": "test_both_sizes/test_start[connecting][{}]",
    "YamlScreen": f"{TEXTS}/TestYaml.test_with_managed_fields_folded_away[{{}}]",
}
"""By screen or dialog, a picture of it at both sizes."""


def last(kind):
    """The classes of ktui that are derived from one, and that no other is derived from."""
    derived = [each for each in kind.__subclasses__() if each.__module__.startswith("ktui.")]
    return {leaf for each in derived for leaf in last(each)} or {kind}


def test_every_screen_and_every_dialog_has_a_picture_at_both_sizes():
    bound_classes()  # imports them all
    assert {kind.__name__ for kind in last(AnsweringScreen) | last(Dialog)} == set(PICTURES)
    here = Path(__file__).parent / "__snapshots__"
    for name in PICTURES.values():
        for size in ("80x24", "120x40"):
            assert (here / f"{name.format(size)}.svg").exists(), (name, size)
