"""One script of kubectl commands, played on the embedded cluster and on a real control plane: both come to the same.

Needs kubectl and KTUI_TEST_KUBECONFIG: a control plane whose kubelets are fake (kwok) and obey ``ktui.test/...``.
The script brings its own nodes and namespace, and takes them away again.
"""

import asyncio
import json
import os
import re
import shutil
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ktui.demo.cluster import Cluster

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not os.environ.get("KTUI_TEST_KUBECONFIG"), reason="KTUI_TEST_KUBECONFIG is not set"),
    pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl"),
]

SPACE = "duel"
NODES = ("duel-0", "duel-1", "duel-2", "duel-3")
PATIENCE = 40.0


def node(name: str) -> dict[str, Any]:
    number = int(name[-1])
    labels = {
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": f"eu-1{'abc'[number % 3]}",
        "duel": "yes",
        "rank": str(number),
    }
    taint = {"key": "duel", "value": "yes", "effect": "NoSchedule"}
    metadata = {"name": name, "labels": labels}
    return {"apiVersion": "v1", "kind": "Node", "metadata": metadata, "spec": {"taints": [taint]}}


def pod(app: str, image: str, story: dict[str, str] | None = None, **spec: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {"labels": {"app": app}}
    if story:
        metadata["annotations"] = {f"ktui.test/{name}": value for name, value in story.items()}
    main = {"name": "main", "image": image, **spec.pop("container", {})}
    return {
        "metadata": metadata,
        "spec": {
            "nodeSelector": {"duel": "yes"},
            "tolerations": [{"key": "duel", "operator": "Exists"}],
            "containers": [main],
            **spec,
        },
    }


def workload(kind: str, name: str, template: dict[str, Any], **spec: Any) -> dict[str, Any]:
    version = "batch/v1" if kind in {"Job", "CronJob"} else "apps/v1"
    if version == "apps/v1":
        spec["selector"] = {"matchLabels": {"app": name}}
    body = {"template": template, **spec}
    return {"apiVersion": version, "kind": kind, "metadata": {"name": name, "namespace": SPACE}, "spec": body}


def task(name: str, story: dict[str, str], **spec: Any) -> dict[str, Any]:
    return workload("Job", name, pod(name, "example/task:1", story, restartPolicy="Never"), **spec)


AFFINITY = {
    "nodeAffinity": {
        "requiredDuringSchedulingIgnoredDuringExecution": {
            "nodeSelectorTerms": [
                {"matchExpressions": [{"key": "rank", "operator": "Gt", "values": ["1"]}]},
                {"matchExpressions": [{"key": "topology.kubernetes.io/zone", "operator": "In", "values": ["eu-1a"]}]},
            ]
        }
    }
}
TOO_BIG = {"resources": {"requests": {"cpu": "64"}}}
ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "50%"}}
SURGING = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}}
BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web", "namespace": SPACE},
    "spec": {"minAvailable": 3, "selector": {"matchLabels": {"app": "web"}}},
}

SCRIPT: list[tuple[str, list[str | list[dict[str, Any]]]]] = [
    (
        "daemon sets of each kind",
        [
            [
                workload("DaemonSet", "agent", pod("agent", "example/agent:1"), updateStrategy=ROLLING),
                workload("DaemonSet", "driver", pod("driver", "example/driver:1"), updateStrategy={"type": "OnDelete"}),
                workload("DaemonSet", "surge", pod("surge", "example/surge:1"), updateStrategy=SURGING),
                workload("DaemonSet", "some", pod("some", "example/some:1", affinity=AFFINITY)),
                workload("DaemonSet", "big", pod("big", "example/big:1", container=TOO_BIG)),
                workload("DaemonSet", "crash", pod("crash", "example/crash:1", {"story": "crash"})),
                workload("DaemonSet", "pull", pod("pull", "example/pull:1", {"story": "image-pull"})),
                workload("DaemonSet", "sturdy", pod("sturdy", "example/s:1", tolerations=[{"operator": "Exists"}])),
            ]
        ],
    ),
    ("a label goes", ["label node duel-3 duel-"]),
    ("a label comes back", ["label node duel-3 duel=yes", "label node duel-3 duel=no", "label node duel-9 duel=no"]),
    ("a node is cordoned", ["cordon duel-1"]),
    ("a node is tainted", ["taint node duel-0 repair=yes:NoSchedule"]),
    ("a node is emptied", ["taint node duel-2 repair=yes:NoExecute"]),
    ("the taints go", ["taint node duel-0 duel-2 repair-", "taint node duel-0 repair-", "uncordon duel-1"]),
    ("a node is not ready", ["annotate node duel-1 ktui.test/not-ready=true"]),
    ("the node is ready again", ["annotate node duel-1 ktui.test/not-ready-"]),
    ("its pods are made anew", ["delete pods -n duel --field-selector=spec.nodeName=duel-1 --wait=false"]),
    (
        "new images",
        [
            "-n duel set image ds/agent ds/driver ds/surge main=example/new:2",
            "-n duel rollout status ds/agent --timeout=30s",
            "-n duel rollout status ds/surge --timeout=30s",
            "-n duel rollout status ds/driver --timeout=5s",
        ],
    ),
    (
        "and back",
        [
            "-n duel rollout undo ds/agent",
            "-n duel rollout history ds/agent",
            "-n duel rollout undo ds/driver --to-revision=1",
            "-n duel rollout undo ds/surge --to-revision=7",
            "-n duel rollout undo ds/crash",
        ],
    ),
    (
        "a deployment and its budget",
        [
            [workload("Deployment", "web", pod("web", "example/web:1"), replicas=3), BUDGET],
            "-n duel rollout status deploy/web --timeout=30s",
        ],
    ),
    ("what the budget forbids", ["drain duel-0 duel-1 duel-2 duel-3 --ignore-daemonsets --force --timeout=2s"]),
    ("the nodes come back", ["uncordon duel-0 duel-1 duel-2 duel-3"]),
    (
        "a new version",
        ["-n duel set image deploy/web main=example/web:2", "-n duel rollout status deploy/web --timeout=30s"],
    ),
    (
        "back, paused, scaled, resumed",
        [
            "-n duel rollout undo deploy/web",
            "-n duel rollout status deploy/web --timeout=30s",
            "-n duel rollout history deploy/web",
            "-n duel rollout pause deploy/web",
            "-n duel rollout pause deploy/web",
            "-n duel rollout undo deploy/web",
            "-n duel scale deploy/web --replicas=5",
            "-n duel rollout resume deploy/web",
            "-n duel rollout status deploy/web --timeout=30s",
        ],
    ),
    (
        "jobs of each kind",
        [
            [
                task("single", {"run": "2s"}),
                task("fixed", {"run": "1s"}, completions=5, parallelism=2),
                task("queue", {"run": "3s"}, parallelism=3),
                task("failing", {"exit-code": "3"}, backoffLimit=0),
                task(
                    "shards",
                    {"run": "1s", "fail-indexes": "1,3"},
                    completionMode="Indexed",
                    completions=6,
                    parallelism=6,
                    backoffLimitPerIndex=0,
                ),
                task(
                    "many",
                    {"run": "1s", "fail-indexes": "0,1,2"},
                    completionMode="Indexed",
                    completions=6,
                    parallelism=6,
                    backoffLimitPerIndex=0,
                    maxFailedIndexes=1,
                ),
                task(
                    "policy",
                    {"exit-code": "42"},
                    podFailurePolicy={
                        "rules": [{"action": "FailJob", "onExitCodes": {"operator": "In", "values": [42]}}]
                    },
                ),
                task(
                    "enough",
                    {"run": "2s"},
                    completionMode="Indexed",
                    completions=5,
                    parallelism=2,
                    successPolicy={"rules": [{"succeededIndexes": "0"}]},
                ),
                task("late", {"run": "1h"}, activeDeadlineSeconds=3),
                task("long", {"run": "1h"}, completions=4, parallelism=2),
                task("none", {"run": "1s"}, completions=0),
                task("asleep", {"run": "1s"}, suspend=True),
            ]
        ],
    ),
    ("suspended", ['-n duel patch job long -p {"spec":{"suspend":true}}']),
    ("resumed", ['-n duel patch job long -p {"spec":{"suspend":false}}']),
    ("no parallelism", ['-n duel patch job long -p {"spec":{"parallelism":0}}']),
    ("more parallelism", ['-n duel patch job long -p {"spec":{"parallelism":3}}']),
    ("what must not change", ['-n duel patch job long -p {"spec":{"completions":9}}']),
    (
        "deletions",
        [
            "-n duel delete job long single",
            "-n duel delete ds agent --cascade=orphan",
            "-n duel delete ds driver --cascade=foreground",
            "-n duel delete deploy web",
            "-n duel delete ds nosuch",
        ],
    ),
    (
        "orphans are adopted",
        [[workload("DaemonSet", "agent", pod("agent", "example/agent:1"), updateStrategy=ROLLING)]],
    ),
    ("a node goes", ["delete node duel-3"]),
]


class Side:
    """One of the two clusters."""

    def __init__(self, name: str, kubeconfig: Path, home: Path) -> None:
        self.name = name
        self._command = ["kubectl", "--kubeconfig", str(kubeconfig), "--cache-dir", str(home / name)]

    def run(self, *words: str, text: str = "") -> tuple[int, str]:
        """The exit code, and what was said."""
        found = subprocess.run([*self._command, *words], input=text, capture_output=True, text=True, check=False)
        return found.returncode, found.stdout + found.stderr

    def get(self, what: str) -> list[dict[str, Any]]:
        where = [] if what == "nodes" else ["-n", SPACE]
        code, said = self.run("get", what, *where, "-o", "json")
        assert code == 0, said
        items: list[dict[str, Any]] = json.loads(said)["items"]
        return items

    def act(self, command: str | list[dict[str, Any]]) -> tuple[int, list[str]]:
        """The exit code of a command, and its words without what differs by nature."""
        if isinstance(command, str):
            words = [part.replace("\0", " ") for part in re.split(r" (?![^{]*\})", command)]
            code, said = self.run(*words)
        else:
            code, said = self.run(
                "apply", "-f", "-", text=json.dumps({"apiVersion": "v1", "kind": "List", "items": command})
            )
        return code, normal(said)

    def clean(self) -> None:
        self.run("delete", "namespace", SPACE, "--ignore-not-found")
        self.run("delete", "nodes", *NODES, "--ignore-not-found")


def normal(said: str) -> list[str]:
    """The lines of an answer, without generated names and without what is told on the way."""
    # What a watch tells meanwhile depends on when it looks.
    lines = [
        line
        for line in said.splitlines()
        if not re.match(r"Waiting for |evicting pod|pod/.* evicted|Warning: ignoring", line)
    ]
    if "There are pending nodes to be drained" in said:  # which ones is the scheduler's choice
        lines = [re.sub(r"duel-\d\b", "duel-N", line) for line in lines]
    lines = [re.sub(r"-[a-z0-9]{8,10}-[a-z0-9]{5}\b|-[bcdfghjklmnpqrstvwxz2456789]{5}\b", "-*", line) for line in lines]
    return sorted({line.rstrip() for line in lines if line.strip()})


def said_conditions(thing: dict[str, Any]) -> list[tuple[str, ...]]:
    found = thing.get("status", {}).get("conditions", [])
    return sorted((each["type"], each["status"], each.get("reason", "")) for each in found)


def owner_of(thing: dict[str, Any]) -> str:
    references = thing["metadata"].get("ownerReferences", [])
    return next((f"{each['kind']}/{normal(each['name'])[0]}" for each in references if each.get("controller")), "")


def numbers(thing: dict[str, Any]) -> dict[str, Any]:
    """A status without times, names of pods and conditions."""
    left_out = {
        "conditions",
        "startTime",
        "completionTime",
        "lastScheduleTime",
        "collisionCount",
        "uncountedTerminatedPods",
    }
    return {field: value for field, value in thing.get("status", {}).items() if field not in left_out}


def image_of(template: dict[str, Any]) -> str:
    image: str = template["spec"]["containers"][0]["image"]
    return image


def seen_pods(side: Side) -> dict[str, int]:
    """How many pods there are of each kind: whose, where, in which state."""
    found: Counter[str] = Counter()
    for each in side.get("pods"):
        status, owner = each.get("status", {}), re.sub(r"-[a-z0-9]{8,10}$", "", owner_of(each))
        where = each["spec"].get("nodeName", "") if owner.startswith("DaemonSet") else ""
        conditions = {one["type"]: one for one in status.get("conditions", ())}
        ready = conditions.get("Ready", {}).get("status", "")
        waits = [one["state"].get("waiting", {}).get("reason", "") for one in status.get("containerStatuses", ())]
        unbound = re.sub(r"\d+", "N", conditions.get("PodScheduled", {}).get("message", ""))
        going = "going" if "deletionTimestamp" in each["metadata"] else ""
        index = each["metadata"].get("labels", {}).get("batch.kubernetes.io/job-completion-index", "")
        found[f"{owner} {where} {status.get('phase')} {ready} {waits} {unbound} {going} {index} {image_of(each)}"] += 1
    return dict(found)


def picture(side: Side) -> dict[str, Any]:
    """All that is compared."""
    nodes = [each for each in side.get("nodes") if each["metadata"]["name"] in NODES]
    return {
        "nodes": {
            each["metadata"]["name"]: (
                sorted(f"{one['key']}:{one['effect']}" for one in each["spec"].get("taints", ())),
                each["spec"].get("unschedulable", False),
                [one for one in said_conditions(each) if one[0] == "Ready"],
            )
            for each in nodes
        },
        "pods": seen_pods(side),
        "daemon sets": {each["metadata"]["name"]: numbers(each) for each in side.get("daemonsets")},
        "revisions": sorted(
            (owner_of(each), each["revision"], image_of(each["data"]["spec"]["template"]))
            for each in side.get("controllerrevisions")
        ),
        "deployments": {
            each["metadata"]["name"]: (numbers(each), said_conditions(each)) for each in side.get("deployments")
        },
        "replica sets": sorted(
            (
                image_of(each["spec"]["template"]),
                each["spec"]["replicas"],
                _revision(each),
                numbers(each).get("replicas"),
            )
            for each in side.get("replicasets")
        ),
        "jobs": {
            each["metadata"]["name"]: (numbers(each), said_conditions(each), "startTime" in each["status"])
            for each in side.get("jobs")
        },
        "budgets": {each["metadata"]["name"]: numbers(each) for each in side.get("poddisruptionbudgets")},
    }


def _revision(replicas: dict[str, Any]) -> str:
    revision: str = replicas["metadata"]["annotations"]["deployment.kubernetes.io/revision"]
    return revision


def differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    """Where two pictures differ, a line each."""
    found = []
    for part, mine in one.items():
        real = other[part]
        if mine == real:
            continue
        if isinstance(mine, dict):
            found += [
                f"{part}: {key}: embedded {mine.get(key)}, real {real.get(key)}"
                for key in sorted({*mine, *real})
                if mine.get(key) != real.get(key)
            ]
        else:
            found.append(f"{part}: embedded {mine}, real {real}")
    return found


@contextmanager
def embedded(home: Path) -> Iterator[Path]:
    """The embedded cluster, in a loop and thread of its own."""
    ready, end = threading.Event(), threading.Event()
    found: list[Path] = []

    async def live() -> None:
        async with Cluster("empty", nodes=0) as cluster:
            found.append(shutil.copy(cluster.kubeconfig, home / "embedded.kubeconfig"))
            ready.set()
            await asyncio.to_thread(end.wait)

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(asyncio.run, live())
        try:
            ready.wait(30)
            yield found[0]
        finally:
            end.set()
            running.result()


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Side, Side]]:
    home = tmp_path_factory.mktemp("duel")
    real = Side("real", Path(os.environ["KTUI_TEST_KUBECONFIG"]), home)
    with embedded(home) as path:
        both = Side("embedded", path, home), real
        real.clean()
        things = [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": SPACE}}, *map(node, NODES)]
        for side in both:
            code, said = side.act(things)
            assert code == 0, said
        try:
            yield both
        finally:
            real.clean()


def test_one_script_comes_to_the_same_on_both(sides) -> None:
    faults: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        for title, commands in SCRIPT:
            for command in commands:
                mine, real = pool.map(lambda side, command=command: side.act(command), sides)
                if mine != real:
                    faults.append(f"{title}: {command if isinstance(command, str) else 'apply'}:\n  {mine}\n  {real}")
            faults += [f"{title}: {line}" for line in settled_differences(pool, sides)]
    assert not faults, "\n".join(faults)


def settled_differences(pool: ThreadPoolExecutor, sides: tuple[Side, Side]) -> list[str]:
    """What still differs when both have come to rest."""
    ends = time.monotonic() + PATIENCE
    last: list[dict[str, Any]] = []
    while True:
        present = list(pool.map(picture, sides))
        found = differences(*present)
        # Twice the same: it is not on its way to something else.
        if (not found and present == last) or time.monotonic() > ends:
            return found
        last = present
        time.sleep(0.5)
