"""Work by the clock: CronJobs with a past, in zones around the world."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from ktui.demo.pods import seconds_of
from ktui.demo.resources import CRON_JOBS, JOBS
from ktui.demo.scenarios import clockwork
from ktui.demo.scenarios.fleet import make_fleet
from ktui.demo.scenarios.manifests import namespace
from ktui.demo.scenarios.script import Scenario, Script
from ktui.demo.schedule import Schedule
from ktui.demo.status import Object
from ktui.demo.stories import REAL, Story

NAMESPACES = ("db", "etl", "monitoring", "reports")
DAYS = 8
"""How many nights are played one by one."""

_STORIES: dict[str, Story] = {
    "backup": Story(run=(240.0, 420.0)),
    "vacuum": Story(run=(60.0, 180.0)),
    "reconcile": Story(run=(90.0, 240.0)),
    "rebuild-index": Story(run=(20.0, 40.0), exit_code=3),
    "weekly-revenue": Story(run=(60.0, 120.0)),
    "retention": Story(run=(60.0, 120.0)),
    "export": Story(run=(50.0, 80.0)),
    "crawl": Story(run=(760.0, 900.0)),
    "probe": Story(run=(20.0, 180.0)),
    "heartbeat": Story(run=(5.0, 10.0)),
    "legacy-sync": Story(run=(5.0, 12.0), exit_code=3),
}


def story(pod: Object) -> Story | None:
    """What becomes of a pod: some nights go wrong."""
    app = (pod["metadata"].get("labels") or {}).get("app.kubernetes.io/name", "")
    if app == "statement":
        born = seconds_of(pod["metadata"]["creationTimestamp"])
        return Story(run=(100.0, 200.0), exit_code=1 if int(born) // 86400 % 5 == 0 else 0)
    return _STORIES.get(app)


def build(script: Script) -> None:
    """Writes the last nights."""
    script.tell(story)
    make_fleet(script)
    script.at(days=DAYS + 30)
    script.create(*(namespace(name) for name in NAMESPACES))
    script.create(*clockwork.nightly())
    for due in _due(script):
        _change_course(script, due)
        script.at(seconds=(script.premiere - due).total_seconds() - 1)
        _let_run(script)
    script.at(minutes=95)
    script.create(*clockwork.hourly())
    script.until(minutes=30)
    script.kubelet.pace = REAL
    script.until(seconds=0)


def _due(script: Script) -> Iterator[datetime]:
    """When anything of the last nights was due, in its order."""
    first, last = script.premiere - timedelta(days=DAYS), script.premiere - timedelta(minutes=96)
    moments = set()
    for cron_job in script.world.all(CRON_JOBS):
        schedule = Schedule(cron_job["spec"]["schedule"], cron_job["spec"].get("timeZone"))
        run = schedule.after(first)
        while run is not None and run < last:
            moments.add(run)
            run = schedule.after(run)
    yield from sorted(moments)


def _change_course(script: Script, due: datetime) -> None:
    """For two nights, the vacuum was switched off."""
    nights = (script.premiere - due).days

    def change(found: Object) -> None:
        found["spec"]["suspend"] = nights in {3, 4}

    script.edit(CRON_JOBS, "db", "vacuum", change)


def _let_run(script: Script) -> None:
    for _ in range(12):
        if not any(job["status"].get("active") for job in script.world.all(JOBS)):
            return
        script.play(45)


SCENARIO = Scenario(
    "nightly",
    "CronJobs with a past, in zones around the world",
    build,
    pace=REAL,
    age=timedelta(days=DAYS + 31),
    about="cronjobs",
)
