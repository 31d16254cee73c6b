"""Jobs that are looked at all the time while they run: what ktui says of each is what the API server prints.

One answer holds both, kubectl's columns and the objects that they were made of (``includeObject=Object``), so every
sample compares two readings of the same resource version.
"""

import asyncio
import json
import os
import secrets
from datetime import UTC, datetime, timedelta

from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.domain.batch import Job
from ktui.domain.decode import decode
from ktui.domain.durations import human
from ktui.domain.indexes import Indexes
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
)
from ktui.domain.objects import Pod

KUBECONFIG = os.environ.get("KTUI_TEST_KUBECONFIG", "")
PATIENCE = 90.0
"""Seconds of the cluster's time that everything may take."""
MOST_INDEXES = 2**31 - 1
"""More than any Job may have."""
_TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
_STATUS = {
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
    """A Job whose pods have a story."""
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
    """What makes a Job an Indexed one."""
    return {"completionMode": "Indexed", "completions": completions, "parallelism": parallelism, **more}


class WatchedJobs:
    """Jobs in a namespace of their own, and what was seen of them.

    Args:
        stage: where they run: `Embedded` or `Real`.
        api: the way there.
    """

    less_and_less = frozenset()
    """Names of Indexed Jobs that are made smaller: what was done is not done any more."""

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

    async def make(self, jobs):
        """Create the namespace and the Jobs in it."""
        await self.send("POST", "/api/v1/namespaces", {"metadata": {"name": self.space}})
        for each in jobs:
            await self.send("POST", self.path, each)

    async def clear(self):
        """Delete the namespace."""
        await self.api.request("DELETE", f"/api/v1/namespaces/{self.space}")

    async def send(self, method, path, body, kind="application/json"):
        return await self.api.request(method, path, body=json.dumps(body).encode(), content_type=kind)

    async def patch(self, name, body, part=""):
        await self.send("PATCH", f"{self.path}/{name}{part}", body, "application/merge-patch+json")

    async def pods(self, name):
        body = await self.api.get(f"/api/v1/namespaces/{self.space}/pods", {"labelSelector": f"job-name={name}"})
        return [decode(Pod, json.dumps(each).encode()) for each in json.loads(body)["items"]]

    async def look(self):
        """Compare what the server prints with what ktui says of the same objects."""
        before = self.stage.now()
        table = json.loads(await self.api.get(self.path, {"includeObject": "Object"}, accept=_TABLE))
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
        assert printed["Status"] in _STATUS.get(state, ("Running",)), told
        uncounted = len(status.uncounted_terminated_pods.succeeded) if status.uncounted_terminated_pods else 0
        done = succeeded(seen) - (0 if type_of(seen) is JobType.INDEXED else uncounted)
        wanted, most = total(seen), seen.spec.parallelism or 0
        of = str(wanted) if wanted is not None else f"1 of {most}" if most > 1 else "1"
        assert printed["Completions"] == f"{done}/{of}", told
        assert printed["Duration"] in self.durations(seen, state, before, after), told
        if type_of(seen) is JobType.INDEXED:
            counted = Indexes.read(status.completed_indexes, MOST_INDEXES)
            assert len(counted) == status.succeeded, told
            assert completed_indexes(seen) == counted & Indexes.below(seen.spec.completions), told
            if seen.name not in self.less_and_less:  # until the controller has counted anew, it names what is no more
                assert str(completed_indexes(seen)) == status.completed_indexes, told
            assert str(failed_indexes(seen) or "") == (status.failed_indexes or ""), told
        if seen.name not in self.less_and_less:
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
