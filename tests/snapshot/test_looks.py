"""Pictures of every main screen in a light theme, in ASCII, in 16 colours and in none.

`pytest --snapshot-update` draws them anew; then look at them. In dark they are taken where their states are.
"""

import asyncio

import pytest
from stage import objects
from stage.batch import with_cron_jobs, with_jobs
from stage.events import with_events
from stage.logs import stamped
from stage.session import StagedSession, settled, stage
from stage.world import zoo

from ktui.domain.kinds import POD
from ktui.screens.places import MAINS, CronJobOf, DescribeOf, JobOf, LogsOf, Main, YamlOf

POD_KEY = ("logging", "fluentbit-x7k2p")
LINES = (
    "\x1b[32m[ info]\x1b[0m [input:tail:tail.0] inotify_fs_add(): watch_fd=3 name=/var/log/web-3.log",
    "\x1b[33m[ warn]\x1b[0m [engine] failed to flush chunk '1-3.flb', retry in 7 seconds: task_id=3",
    "\x1b[1;31m[error]\x1b[0m [output:es:es.0] HTTP status=429 URI=/_bulk",
)


def nodes():
    """Nodes and what runs on each."""
    session = StagedSession(with_events(zoo()))
    session.looks.put(objects.pod())
    session.looks.around.update(events=objects.pod_events())
    for pod in session.state.pods:
        session.writers.write(pod.name, stamped(*LINES))
    return session


WORLDS = {
    "nodes": (
        nodes,
        {
            **{name: Main(name) for name in ("coverage", "nodes", "daemonsets", "pods", "events")},
            "describe": DescribeOf(POD, POD_KEY),
            "yaml": YamlOf(POD, POD_KEY),
            "logs": LogsOf("DaemonSet logging/fluentbit", "logging", owner="ds-logging-fluentbit"),
        },
    ),
    "jobs": (lambda: StagedSession(with_jobs()), {"jobs": Main("jobs"), "job": JobOf(("train", "shard"))}),
    "cronjobs": (
        lambda: StagedSession(with_cron_jobs()),
        {"cronjobs": Main("cronjobs"), "cronjob": CronJobOf(("etl", "backup"))},
    ),
}


async def read(app, lines):
    """Wait until the logs that are shown have so many lines, and are drawn."""
    changed = asyncio.Event()
    app.screen.tail.subscribe(changed.set)
    while len(app.screen.tail.buffer) < lines:
        changed.clear()
        await changed.wait()
    app.screen.redraw()


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("look", ["light", "ascii", "16-colours", "no-colour"])
async def test_every_main_screen(album, monkeypatch, world, look):
    if look == "no-colour":
        monkeypatch.setenv("NO_COLOR", "1")
    made, places = WORLDS[world]
    session = made()
    app = stage(session, ascii_only=look == "ascii", theme="textual-light" if look == "light" else "")
    if look == "16-colours":
        app.adapt("ansi-dark")
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for name, place in places.items():
            app.screen.go(place)
            await settled(pilot)
            if name == "logs":
                await read(app, 3 * len({pod.uid for pod in session.state.pods if pod.namespace == "logging"}))
                await settled(pilot)
            album.take(app, name)
    assert not album.differing


def test_no_main_screen_is_forgotten():
    assert {main.name for main in MAINS} <= {name for _, places in WORLDS.values() for name in places}
