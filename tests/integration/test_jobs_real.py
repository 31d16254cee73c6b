"""Jobs of every kind, looked at all the time while they run: what ktui says of each is what the API server prints.

Played on the embedded cluster, and on a real control plane whose kubelets are fake and obey ``ktui.test/...``
(KTUI_TEST_KUBECONFIG).
"""

import asyncio
from datetime import timedelta

import pytest
from watched_jobs import KUBECONFIG, PATIENCE, Embedded, Real, WatchedJobs, indexed, job

from ktui.cluster.api import Api
from ktui.cluster.kubeconfig import connect
from ktui.domain.job_failures import failures, fatal_rule, grouped, judged
from ktui.domain.job_pods import index_of
from ktui.domain.job_state import (
    JobState,
    JobType,
    completed_indexes,
    state_of,
    succeeded,
    verdict,
)
from ktui.domain.progress import progress


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
    job("elastic", {"run": "15s"}, **indexed(4, 4)),
    job("shrinking", {"run": "15s"}, **indexed(8, 8)),
    job("held", {"run": "2s"}, suspend=True, activeDeadlineSeconds=60),
    job("stopped", {"run": "15s"}, completions=3, parallelism=3),
    job("paused", LONG, activeDeadlineSeconds=25),
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


class Play(WatchedJobs):
    """The Jobs, and what is done to them."""

    less_and_less = LESS_AND_LESS

    def __init__(self, stage, api):
        super().__init__(stage, api)
        self.again = {}
        """By name, when ktui said that the next pod would come, and when it came."""

    async def end(self):
        await self.patch("deleted", {"metadata": {"finalizers": None}})
        await self.clear()

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

    def wait_for(self, name, state):
        return lambda jobs: name in jobs and state_of(jobs[name]) is state

    # ---- the script

    async def run(self):
        await self.make(JOBS)
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
