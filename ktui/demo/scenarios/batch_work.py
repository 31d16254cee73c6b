"""Batch work: Jobs of every type in every state, some of which go on for ever."""

from collections.abc import Callable
from datetime import timedelta

from ktui.demo.pods import is_deleting
from ktui.demo.resources import JOBS
from ktui.demo.scenarios import work
from ktui.demo.scenarios.fleet import make_fleet
from ktui.demo.scenarios.manifests import namespace
from ktui.demo.scenarios.repeating import repeating
from ktui.demo.scenarios.script import Scenario, Script
from ktui.demo.status import Object
from ktui.demo.stories import INDEX, REAL, Story

NAMESPACES = ("db", "etl", "fleet", "mail", "ml", "render", "reports")

_STORIES: dict[str, Story] = {
    "frames": Story(run=(40.0, 90.0), exit_code=137, fail_indexes=frozenset({17, 40, 41, 42, 103, 512})),
    "newsletter": Story(run=(900.0, 1500.0)),
    "invoice-run": Story(run=(30.0, 60.0)),
    "migrate": Story(run=(6.0, 9.0), exit_code=1),
    "slow-join": Story(run=(90_000.0, 90_000.0)),
    "train": Story(run=(120.0, 180.0), exit_code=42),
    "label": Story(run=(20.0, 40.0), exit_code=1, fail_indexes=frozenset({2, 5})),
    "flaky-sync": Story(run=(3.0, 6.0), exit_code=1),
    "reload": Story("crash-loop", exit_code=2, up=(4.0, 9.0)),
    "export": Story(run=(90_000.0, 90_000.0), end=(5400.0, 6900.0)),
    "purge": Story(run=(1800.0, 3600.0)),
}


def story(pod: Object) -> Story | None:
    """What becomes of a pod."""
    app = (pod["metadata"].get("labels") or {}).get("app.kubernetes.io/name", "")
    index = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    match app:
        case "embed":
            codes = {"17": 1, "42": 137, "43": 137}
            return Story(run=(60.0, 240.0), exit_code=codes.get(index, 0), fail_indexes=None)
        case "evaluate":
            return Story(run=(30.0, 50.0), exit_code=42 if index in {"1", "4"} else 0)
        case "search":
            # One finds it, and the others are asked to end.
            return Story(run=(60.0, 60.0) if index == "3" else (90_000.0, 90_000.0), end=(5400.0, 6900.0))
        case "import":
            # Every tenth pod or so loses its connection.
            luck = pod["metadata"]["uid"][0]
            return Story(run=(40.0, 120.0), exit_code=75 if luck in "07" else 0)
    return _STORIES.get(app)


def build(script: Script) -> None:
    """Writes the last hours."""
    script.tell(story)
    make_fleet(script)
    script.at(hours=5)
    script.create(*(namespace(name) for name in NAMESPACES))
    script.at(minutes=30)
    script.create(*work.standing())
    _hand_over(script)
    script.until(minutes=25)
    script.create(work.frames(1))
    script.until(minutes=14)
    script.create(work.shards(1), work.single(1))
    script.until(minutes=9)
    script.create(work.queue(1))
    script.kubelet.pace = REAL
    script.create(*work.ending(), work.parts(1))
    script.until(minutes=2)
    purged = script.world.get(JOBS, "etl", "purge-2")
    if purged is not None:
        script.world.delete(JOBS, purged)
    script.until(seconds=0)
    for name, namespace_name, prefix, make in (
        ("shards", "ml", "embed", work.shards),
        ("frames", "render", "frames", work.frames),
        ("parts", "etl", "import", work.parts),
        ("queue", "mail", "newsletter", work.queue),
        ("single", "reports", "invoice-run", work.single),
    ):
        script.later(name, 30, repeating(script, namespace_name, prefix, make))
    script.later("sweep", 10, _sweeping(script))


def _hand_over(script: Script) -> None:
    """The queue in another cluster says how far the Job is that it has taken."""
    swept = script.world.get(JOBS, "fleet", "sweep-1")
    if swept is not None:
        script.world.put_status(JOBS, swept, _swept(script, 41_270))


def _swept(script: Script, done: int) -> Object:
    lost = (17, 4_096, 20_000)
    ranges = ["0-16", f"18-{lost[1] - 1}", f"{lost[1] + 1}-{lost[2] - 1}", f"{lost[2] + 1}-{done}"]
    return {
        "startTime": script.world.stamp(),
        "active": 500,
        "ready": 500,
        "succeeded": done + 1 - len(lost),
        "failed": 12,
        "terminating": 0,
        "uncountedTerminatedPods": {},
        "completedIndexes": ",".join(ranges),
    }


def _sweeping(script: Script) -> Callable[[], float | None]:
    def turn() -> float | None:
        found = script.world.get(JOBS, "fleet", "sweep-1")
        if found is None or is_deleting(found):
            return None
        done = found["status"]["succeeded"] + 2
        if done >= 99_000:
            return None
        status = {**_swept(script, done + 25), "startTime": found["status"]["startTime"]}
        script.world.put_status(JOBS, found, status)
        return 5.0

    return turn


SCENARIO = Scenario(
    "batch",
    "Jobs of every type in every state, and work that goes on",
    build,
    pace=REAL,
    age=timedelta(hours=6),
    about="jobs",
)
