"""Jobs of every kind, looked at all the time while they run: what ktui says of each is what the API server prints.

One answer holds both, kubectl's columns and the objects that they were made of (``includeObject=Object``), so every
sample compares two readings of the same resource version. Played on the embedded cluster, and on a real control plane
whose kubelets are fake and obey ``ktui.test/...`` (KTUI_TEST_KUBECONFIG).
"""

import asyncio
import json
import os
import secrets
from datetime import UTC, datetime, timedelta

import pytest

from ktui.cluster.api import Api
from ktui.cluster.kubeconfig import connect
from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.domain.batch import Job
from ktui.domain.decode import decode
from ktui.domain.durations import human
from ktui.domain.job_failures import failures, fatal_rule, grouped, judged
from ktui.domain.job_pods import index_of
from ktui.domain.job_state import (
    JobState,
    JobType,
    completed_indexes,
    deletion,
    elapsed,
    ended,
    failed,
    failed_indexes,
    state_of,
    succeeded,
    total,
    type_of,
    verdict,
)
from ktui.domain.objects import Pod
from ktui.domain.progress import progress

KUBECONFIG = os.environ.get("KTUI_TEST_KUBECONFIG", "")
TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
PATIENCE = 90.0
"""Seconds of the cluster's time that everything may take."""
STATUS = {
    JobState.COMPLETE: ("Complete",),
    JobState.FAILED: ("Failed",),
    JobState.TERMINATING: ("Terminating",),
    JobState.SUSPENDED: ("Suspended",),
    JobState.FAILING: ("FailureTarget",),
    JobState.COMPLETING: ("SuccessCriteriaMet", "Running"),  # 1.33 has no word for it
}
"""The server's words for a state; for all others it is Running."""


class Embedded:
    """The embedded cluster, whose time passes when the test says so."""

    async def __aenter__(self):
        self._clock = ManualClock(datetime(2026, 3, 2, 12, 0, tzinfo=UTC))
        self._cluster = await Cluster("empty", nodes=4, clock=self._clock).__aenter__()
        self.kubeconfig = str(self._cluster.kubeconfig)
        return self

    async def __aexit__(self, *error):
        await self._cluster.__aexit__(*error)

    def now(self):
        return self._clock.now()

    async def wait(self):
        await self._cluster.advance(0.5)


class Real:
    """A real control plane."""

    kubeconfig = KUBECONFIG

    async def __aenter__(self):
        return self

    async def __aexit__(self, *error):
        pass

    def now(self):
        return datetime.now(UTC)

    async def wait(self):
        await asyncio.sleep(0.25)


def job(name, story, *, finalizers=(), restart="Never", **spec):
    annotations = {f"ktui.test/{key}": value for key, value in story.items()}
    container = {"name": "main", "image": "example/work:1"}
    pod = {"restartPolicy": restart, "containers": [container], "terminationGracePeriodSeconds": 30}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "finalizers": list(finalizers)},
        "spec": {"template": {"metadata": {"annotations": annotations}, "spec": pod}, **spec},
    }


def indexed(completions, parallelism, **more):
    return {"completionMode": "Indexed", "completions": completions, "parallelism": parallelism, **more}


def policy(action, code, **more):
    rule = {"action": action, "onExitCodes": {"operator": "In", "values": [code]}}
    return {"podFailurePolicy": {"rules": [rule]}, **more}


LONG = {"run": "600s"}
SLOW_END = {"run": "600s", "end": "3s"}
SECOND_INDEX = {"run": "1s", "fail-indexes": "1", "exit-code": "42"}

JOBS = [
    job("single", {"run": "2s"}),
    job("fixed", {"run": "1s"}, completions=5, parallelism=2),
    job("nothing", {"run": "1s"}, completions=0),
    job("queue", {"run": "3s"}, parallelism=3),
    job("queue-of-one", {"run": "2s"}, completions=None, parallelism=1),
    job("indexed", {"run": "1s"}, **indexed(6, 2)),
    job("retries", {"run": "1s", "exit-code": "3"}, backoffLimit=1),
    job("none-left", {"run": "1s", "exit-code": "3"}, backoffLimit=0),
    job("deadline", SLOW_END, activeDeadlineSeconds=3, parallelism=2, completions=4),
    job("fail-job", {"run": "1s", "exit-code": "42"}, **policy("FailJob", 42), completions=2, parallelism=2),
    job("fail-index", SECOND_INDEX, **indexed(4, 4, backoffLimitPerIndex=3), **policy("FailIndex", 42)),
    job("ignore", {"run": "1s", "exit-code": "42"}, **policy("Ignore", 42), backoffLimit=0),
    job("count", {"run": "1s", "exit-code": "42"}, **policy("Count", 42), backoffLimit=0),
    job("per-index", {"run": "1s", "fail-indexes": "1,3"}, **indexed(6, 3, backoffLimitPerIndex=1)),
    job("most-failed", {"run": "1s", "fail-indexes": "0,1"}, **indexed(4, 4, backoffLimitPerIndex=0),
        maxFailedIndexes=1),
    job("leader", SLOW_END, **indexed(4, 4), successPolicy={"rules": [{"succeededIndexes": "0", "succeededCount": 1}]}),
    job("elastic", {"run": "4s"}, **indexed(4, 4)),
    job("shrinking", {"run": "4s"}, **indexed(8, 8)),
    job("held", {"run": "2s"}, suspend=True, activeDeadlineSeconds=60),
    job("stopped", {"run": "4s"}, completions=3, parallelism=3),
    job("paused", LONG, activeDeadlineSeconds=8),
    job("kept-short", {"run": "1s"}, ttlSecondsAfterFinished=4),
    job("external", LONG, managedBy="example.org/queue", completions=7),
    job("replaced", SLOW_END, podReplacementPolicy="Failed"),
    job("deleted", LONG, finalizers=["example.org/archive"]),
    job("restarts", LONG, restart="OnFailure", backoffLimit=2),
    job("held-back", LONG, completions=2, parallelism=2),
    job("held-back-index", LONG, **indexed(2, 2, backoffLimitPerIndex=1)),
    job("losing", LONG, **indexed(4, 4)),
    job("cleaned", LONG, **indexed(2, 2)),
]  # fmt: skip

ENDS = {
    "single": (JobState.COMPLETE, "CompletionsReached"),
    "fixed": (JobState.COMPLETE, "CompletionsReached"),
    "nothing": (JobState.COMPLETE, "CompletionsReached"),
    "queue": (JobState.COMPLETE, "CompletionsReached"),
    "queue-of-one": (JobState.COMPLETE, "CompletionsReached"),
    "indexed": (JobState.COMPLETE, "CompletionsReached"),
    "retries": (JobState.FAILED, "BackoffLimitExceeded"),
    "none-left": (JobState.FAILED, "BackoffLimitExceeded"),
    "deadline": (JobState.FAILED, "DeadlineExceeded"),
    "fail-job": (JobState.FAILED, "PodFailurePolicy"),
    "fail-index": (JobState.FAILED, "FailedIndexes"),
    "ignore": (JobState.PAUSED, ""),
    "count": (JobState.FAILED, "BackoffLimitExceeded"),
    "per-index": (JobState.FAILED, "FailedIndexes"),
    "most-failed": (JobState.FAILED, "MaxFailedIndexesExceeded"),
    "leader": (JobState.COMPLETE, "SuccessPolicy"),
    "elastic": (JobState.COMPLETE, "CompletionsReached"),
    "shrinking": (JobState.COMPLETE, "CompletionsReached"),
    "held": (JobState.COMPLETE, "CompletionsReached"),
    "stopped": (JobState.COMPLETE, "CompletionsReached"),
    "paused": (JobState.FAILED, "DeadlineExceeded"),
    "external": (JobState.EXTERNAL, ""),
    "replaced": (JobState.SUSPENDED, ""),
    "deleted": (JobState.TERMINATING, ""),
    "restarts": (JobState.FAILED, "BackoffLimitExceeded"),
    "held-back": (JobState.COMPLETE, "CompletionsReached"),
    "held-back-index": (JobState.COMPLETE, "CompletionsReached"),
    "losing": (JobState.COMPLETE, "CompletionsReached"),
    "cleaned": (JobState.COMPLETE, "CompletionsReached"),
}
"""What becomes of each, and the controller's reason; of those that do not end, what the script leaves them in."""
LESS_AND_LESS = {"shrinking", "losing"}
"""Indexed Jobs that are made smaller: what was done is not done any more."""


class Play:
    """The Jobs in a namespace of their own, and what was seen of them."""

    def __init__(self, stage, api):
        self.stage = stage
        self.api = api
        self.space = f"jobs-{secrets.token_hex(3)}"
        self.path = f"/apis/batch/v1/namespaces/{self.space}/jobs"
        self.samples = 0
        self.jobs = {}
        """The last state of each."""
        self.seen = set()
        """Every type with every state that was looked at."""
        self.most = {}
        """By name, the most successes and failures that ktui has told of."""
        self.gone = {}
        """By name, the deletion that ktui foretold, and when the Job was first missing."""
        self.started = {}
        """By name, every start that was seen."""
        self.again = {}
        """By name, when ktui said that the next pod would come, and when it came."""

    async def begin(self):
        await self.send("POST", "/api/v1/namespaces", {"metadata": {"name": self.space}})
        for each in JOBS:
            await self.send("POST", self.path, each)

    async def end(self):
        await self.patch("deleted", {"metadata": {"finalizers": None}})
        await self.api.request("DELETE", f"/api/v1/namespaces/{self.space}")

    async def send(self, method, path, body, kind="application/json"):
        return await self.api.request(method, path, body=json.dumps(body).encode(), content_type=kind)

    async def patch(self, name, body, part=""):
        await self.send("PATCH", f"{self.path}/{name}{part}", body, "application/merge-patch+json")

    async def pods(self, name):
        body = await self.api.get(f"/api/v1/namespaces/{self.space}/pods", {"labelSelector": f"job-name={name}"})
        return [decode(Pod, json.dumps(each).encode()) for each in json.loads(body)["items"]]

    async def end_pod(self, pod, phase):
        path = f"/api/v1/namespaces/{self.space}/pods/{pod.name}/status"
        await self.send("PATCH", path, {"status": {"phase": phase}}, "application/merge-patch+json")

    async def finish(self, pod, code):
        """End a pod as its kubelet would."""
        now = self.stage.now().isoformat(timespec="seconds").replace("+00:00", "Z")
        ended = {"exitCode": code, "reason": "Error" if code else "Completed", "startedAt": now, "finishedAt": now}
        main = {"name": "main", "image": "example/work:1", "imageID": "", "ready": False, "restartCount": 0}
        status = {
            "phase": "Failed" if code else "Succeeded",
            "containerStatuses": [{**main, "state": {"terminated": ended}}],
        }
        path = f"/api/v1/namespaces/{self.space}/pods/{pod.name}/status"
        await self.send("PATCH", path, {"status": status}, "application/merge-patch+json")

    async def restart(self, name, times):
        """Let the kubelet have started the container of a Job's one pod so often again."""
        (pod,) = await self.pods(name)
        main = {"name": "main", "image": "example/work:1", "imageID": "", "ready": True, "restartCount": times}
        path = f"/api/v1/namespaces/{self.space}/pods/{pod.name}/status"
        state = {"running": {"startedAt": "2026-03-02T12:00:00Z"}}
        status = {"containerStatuses": [{**main, "state": state}]}
        await self.send("PATCH", path, {"status": status}, "application/merge-patch+json")

    async def running(self, name):
        """The pods of a Job that run, by their index or their age."""
        pods = [pod for pod in await self.pods(name) if pod.status.phase == "Running"]
        return sorted(pods, key=lambda pod: (index_of(pod) or 0, pod.name))

    async def retried(self, *names):
        """Fail a pod of each Job, and see when ktui says that the next one comes, and when it does."""
        before = {}
        for name in names:
            before[name] = {pod.uid for pod in await self.pods(name)}
            await self.finish((await self.running(name))[0], 3)
        foretold = {}
        end = self.stage.now() + timedelta(seconds=PATIENCE)
        while len(self.again) < len(names):
            assert self.stage.now() < end, (foretold, self.again)
            await self.stage.wait()
            await self.look()
            for name in names:
                pods = await self.pods(name)
                told = progress(self.jobs[name], pods, self.stage.now())
                assert told.pods.backing_off <= 1
                if told.pods.backing_off:
                    foretold[name] = told.pods.again
                for pod in pods:
                    if pod.uid not in before[name]:
                        self.again.setdefault(name, (foretold[name], pod.metadata.creation_timestamp))

    async def look(self):
        """Compare what the server prints with what ktui says of the same objects."""
        before = self.stage.now()
        table = json.loads(await self.api.get(self.path, {"includeObject": "Object"}, accept=TABLE))
        after = self.stage.now()
        names = [column["name"] for column in table["columnDefinitions"]]
        found = {}
        for row in table["rows"]:
            seen = decode(Job, json.dumps(row["object"]).encode())
            printed = dict(zip(names, row["cells"], strict=True))
            self.compare(seen, printed, before, after)
            found[seen.name] = seen
            self.samples += 1
        for name in self.jobs.keys() - found.keys():
            self.gone.setdefault(name, (deletion(self.jobs[name]), after))
        self.jobs = found

    def compare(self, seen, printed, before, after):
        told = f"{seen.name} at resource version {seen.metadata.resource_version}: {printed}"
        state, status = state_of(seen), seen.status
        assert printed["Status"] in STATUS.get(state, ("Running",)), told
        uncounted = len(status.uncounted_terminated_pods.succeeded) if status.uncounted_terminated_pods else 0
        done = succeeded(seen) - (0 if type_of(seen) is JobType.INDEXED else uncounted)
        wanted, most = total(seen), seen.spec.parallelism or 0
        of = str(wanted) if wanted is not None else f"1 of {most}" if most > 1 else "1"
        assert printed["Completions"] == f"{done}/{of}", told
        assert printed["Duration"] in self.durations(seen, state, before, after), told
        if type_of(seen) is JobType.INDEXED:
            assert len(completed_indexes(seen)) == status.succeeded, told
            assert str(completed_indexes(seen)) == status.completed_indexes, told
            assert str(failed_indexes(seen) or "") == (status.failed_indexes or ""), told
        if seen.name not in LESS_AND_LESS:
            held = self.most.setdefault(seen.name, (0, 0))
            self.most[seen.name] = (max(held[0], succeeded(seen)), max(held[1], failed(seen)))
        self.seen.add((type_of(seen), state))
        if status.start_time is not None:
            self.started.setdefault(seen.name, set()).add(status.start_time)

    @staticmethod
    def durations(seen, state, before, after):
        """What kubectl may print; it goes on for ever for what failed, and that is its mistake, not ours."""
        if seen.status.start_time is None:
            assert elapsed(seen, after) is None
            return {"", "<none>", None}
        if state is JobState.FAILED:
            assert elapsed(seen, after) == ended(seen) - seen.status.start_time
            first, last = before - seen.status.start_time, after - seen.status.start_time
        else:
            first, last = elapsed(seen, before), elapsed(seen, after)
        span = int((last - first).total_seconds()) + 2
        return {human(first + timedelta(seconds=more)) for more in range(-1, span)}

    async def until(self, *conditions):
        """Look again and again, until every condition holds."""
        end = self.stage.now() + timedelta(seconds=PATIENCE)
        while True:
            await self.look()
            if all(condition(self.jobs) for condition in conditions):
                return
            assert self.stage.now() < end, {name: str(state_of(found)) for name, found in self.jobs.items()}
            await self.stage.wait()

    def wait_for(self, name, state):
        return lambda jobs: name in jobs and state_of(jobs[name]) is state

    # ---- the script

    async def run(self):
        await self.begin()
        handed = {"startTime": self.stage.now().isoformat(timespec="seconds").replace("+00:00", "Z"), "active": 2}
        await self.patch("external", {"status": {**handed, "succeeded": 3, "ready": 2}}, "/status")
        await self.send("DELETE", f"{self.path}/deleted", {"propagationPolicy": "Background"})
        await self.until(
            self.wait_for("held", JobState.SUSPENDED),
            self.wait_for("stopped", JobState.RUNNING),
            self.wait_for("elastic", JobState.RUNNING),
            self.wait_for("shrinking", JobState.RUNNING),
            self.wait_for("paused", JobState.RUNNING),
            self.wait_for("replaced", JobState.RUNNING),
            *(self.works(name, 2) for name in ("held-back", "held-back-index", "cleaned")),
            self.works("losing", 4),
            self.works("restarts", 1),
        )
        await self.restart("restarts", 1)
        await self.finish((await self.running("losing"))[3], 0)
        first, second = await self.running("cleaned")
        await self.finish(second, 0)
        await self.patch("paused", {"spec": {"parallelism": 0}})
        await self.patch("stopped", {"spec": {"suspend": True}})
        await self.patch("elastic", {"spec": {"completions": 6, "parallelism": 6}})
        await self.patch("shrinking", {"spec": {"completions": 5, "parallelism": 5}})
        (pod, *_) = await self.pods("replaced")
        await self.send("DELETE", f"/api/v1/namespaces/{self.space}/pods/{pod.name}", {})
        await self.until(
            self.wait_for("stopped", JobState.SUSPENDED),
            self.wait_for("paused", JobState.PAUSED),
            lambda jobs: jobs["elastic"].status.active == 6,
            lambda jobs: jobs["replaced"].status.terminating == 1 and jobs["replaced"].status.active == 0,
            lambda jobs: str(completed_indexes(jobs["losing"])) == "3",
            lambda jobs: str(completed_indexes(jobs["cleaned"])) == "1",
        )
        assert progress(self.jobs["restarts"], await self.pods("restarts"), self.stage.now()).retries_used == 1
        await self.restart("restarts", 2)
        await self.patch("losing", {"spec": {"completions": 2, "parallelism": 2}})
        await self.send("DELETE", f"/api/v1/namespaces/{self.space}/pods/{second.name}", {})
        await self.finish(first, 0)
        await self.until(
            lambda jobs: succeeded(jobs["losing"]) == 0 and jobs["losing"].status.active == 2,
            lambda jobs: str(completed_indexes(jobs["cleaned"])) == "0,1",
        )
        await self.patch("losing", {"spec": {"completions": 4, "parallelism": 4}})
        await self.retried("held-back", "held-back-index")
        await self.until(*(self.works(name, 2) for name in ("held-back", "held-back-index")), self.works("losing", 4))
        for name in ("held-back", "held-back-index", "losing"):
            for each in await self.running(name):
                await self.finish(each, 0)
        # A real kubelet says so when the containers have ended; fake ones leave pods with finalizers alone.
        await self.end_pod(pod, "Failed")
        (first,) = [pod for pod in await self.pods("leader") if index_of(pod) == 0]
        await self.end_pod(first, "Succeeded")
        await self.until(lambda jobs: jobs["replaced"].status.active == 1)
        await self.patch("held", {"spec": {"suspend": False}})
        await self.patch("stopped", {"spec": {"suspend": False}})
        await self.patch("replaced", {"spec": {"suspend": True}})
        await self.patch("ignore", {"spec": {"parallelism": 0}})
        await self.until(*(self.wait_for(name, state) for name, (state, _) in ENDS.items()), self.is_gone)

    @staticmethod
    def works(name, count):
        return lambda jobs: name in jobs and jobs[name].status.ready == count

    def is_gone(self, jobs):
        return "kept-short" not in jobs


async def played(stage):
    async with stage, Api(connect(stage.kubeconfig)) as api:
        play = Play(stage, api)
        try:
            await play.run()
            pods = {name: await play.pods(name) for name in ("per-index", "fail-job", "retries")}
        finally:
            await play.end()
    return play, pods


@pytest.fixture(
    scope="module",
    params=[
        "embedded",
        pytest.param(
            "real",
            marks=[pytest.mark.real, pytest.mark.skipif(not KUBECONFIG, reason="KTUI_TEST_KUBECONFIG is not set")],
        ),
    ],
)
def told(request):
    return asyncio.run(played(Embedded() if request.param == "embedded" else Real()))


def test_every_sample_says_what_the_server_prints_and_each_job_ends_as_foreseen(told):
    play, _ = told
    ends = {name: (state_of(found), found) for name, found in play.jobs.items()}
    assert {name: state for name, (state, _) in ends.items()} == {name: state for name, (state, _) in ENDS.items()}
    reasons = {name: (verdict(found).reason if verdict(found) else "") for name, (_, found) in ends.items()}
    assert reasons == {name: reason for name, (_, reason) in ENDS.items()}
    assert play.samples > 20 * len(JOBS)
    assert {state for _, state in play.seen} == set(JobState)
    assert {kind for kind, _ in play.seen} == set(JobType)


def test_what_was_told_before_it_was_counted_came_true(told):
    play, _ = told
    for name, found in play.jobs.items():
        if name not in LESS_AND_LESS:
            assert play.most[name] == (found.status.succeeded, found.status.failed), name


def test_a_job_that_was_resumed_starts_anew_and_one_that_was_paused_does_not(told):
    play, _ = told
    assert len(play.started["stopped"]) == 2
    assert len(play.started["held"]) == 1
    assert len(play.started["paused"]) == 1


def test_the_next_pod_comes_when_ktui_says_that_its_back_off_ends(told):
    play, _ = told
    assert set(play.again) == {"held-back", "held-back-index"}
    for name, (foretold, came) in play.again.items():
        assert abs(came - foretold) <= timedelta(seconds=3), name


def test_a_job_goes_when_its_time_to_live_is_over(told):
    play, _ = told
    foretold, missing = play.gone["kept-short"]
    assert timedelta() <= missing - foretold < timedelta(seconds=10)


def test_failures_are_where_and_what_they_are(told):
    play, pods = told
    lost = [pod for pod in pods["per-index"] if pod.status.phase == "Failed"]
    (group,) = grouped(failures(lost))
    assert str(group.indexes) == "1,3"
    assert "exit code 42, which rule 1 makes fatal" in fatal_rule(play.jobs["fail-job"])
    rules = play.jobs["fail-job"].spec.pod_failure_policy
    failed_pods = [pod for pod in pods["fail-job"] if pod.status.phase == "Failed"]
    assert {judged(rules, pod).action for pod in failed_pods} == {"FailJob"}
    assert sum(group.count for group in grouped(failures(pods["retries"]))) == 2
