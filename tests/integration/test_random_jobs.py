"""Jobs made up at random: ktui says what the server prints of each, and both clusters come to the same.

KTUI_TEST_SEED is where another run begins. Needs a control plane whose kubelets are fake and obey ``ktui.test/...``
(KTUI_TEST_KUBECONFIG).
"""

import asyncio
import json
import os
import random
import re
import shutil
import sys

import pytest
from random_jobs import make
from watched_jobs import KUBECONFIG, Embedded, Real, WatchedJobs

from ktui.cluster.api import Api
from ktui.cluster.kubeconfig import connect
from ktui.domain.job_indexes import index_outlook
from ktui.domain.job_state import (
    FINISHED,
    JobState,
    JobType,
    ended,
    external,
    failed,
    parallelism,
    state_of,
    succeeded,
    type_of,
    verdict,
)
from ktui.domain.progress import progress

pytestmark = [
    pytest.mark.real,
    pytest.mark.chance,
    pytest.mark.skipif(not KUBECONFIG, reason="KTUI_TEST_KUBECONFIG is not set"),
]

SEED = int(os.environ.get("KTUI_TEST_SEED", "1"))
COUNT = 60
COMES_TO_REST = 300.0
"""Seconds in which all Jobs must have come to rest. When a Job goes on again, a real controller may leave
``status.ready`` behind the pods for ever; what is then waited for never comes."""


class Play(WatchedJobs):
    """The Jobs, each with what is done to it."""

    less_and_less = frozenset(f"job-{number}" for number in range(COUNT))  # some are made smaller

    def __init__(self, stage, api, cases):
        super().__init__(stage, api)
        self.cases = {case.name: case for case in cases}
        self.refused = {}
        """By name, why the server did not take a Job."""
        self.told = {}
        """What ``ktui jobs -o json`` said at the end, by name."""

    async def run(self):
        await self.make(case.manifest for case in self.cases.values())
        steps = {name: list(case.steps) for name, case in self.cases.items()}
        await self.until(lambda jobs: len(jobs) == len(self.cases))
        while any(steps.values()) or not all(map(self.rests, self.jobs.values())):
            for name, left in steps.items():
                if left and self.is_so(self.jobs[name], left[0][0]):
                    await self.patch(name, {"spec": left.pop(0)[1]})
            await self.stage.wait()
            await self.until(lambda _: True)
            await self.look_at_pods()
        for _ in range(4):  # and it stays so
            await self.stage.wait()
            await self.look()
            assert all(map(self.rests, self.jobs.values()))

    def is_so(self, job, what):
        wanted = min(parallelism(job), job.spec.completions or parallelism(job))
        idle = not job.status.active and not job.status.terminating
        return {
            "running": job.status.ready == wanted > 0,
            "suspended": state_of(job) is JobState.SUSPENDED and idle,
            "idle": state_of(job) is JobState.PAUSED and idle,
        }[what]

    def rests(self, job):
        if state_of(job) in FINISHED or external(job):
            return True
        if self.cases[job.name].runs_on:
            return self.is_so(job, "running") and not job.status.terminating
        return self.is_so(job, "suspended") or self.is_so(job, "idle")

    async def look_at_pods(self):
        """What is worked out of a Job and its pods holds together, whenever the two were read."""
        name = random.Random(self.samples).choice(sorted(self.jobs))
        job, pods, now = self.jobs[name], await self.pods(name), self.stage.now()
        told = progress(job, pods, now)
        assert min(told.pods.backing_off, told.pods.running, told.pods.pending, told.waiting or 0) >= 0
        if told.type is JobType.INDEXED:
            assert sum(index_outlook(job, pods, now).states.counts().values()) == (job.spec.completions or 0)


def essence(job):
    """What both clusters have to come to."""
    end = verdict(job)
    # The message names a pod and a namespace.
    why = (end.type, end.reason, re.sub(r"pod \S+", "pod", end.message)) if end else None
    held = sorted((each.type, each.status, each.reason) for each in job.status.conditions)
    status = job.status
    counts = succeeded(job), failed(job), status.active, status.ready, status.terminating
    # A Job that was suspended keeps its start until 1.33, and loses it later.
    started = None if job.spec.suspend else status.start_time is not None
    times = started, status.completion_time is not None, ended(job) is not None
    return why, held, counts, status.completed_indexes, status.failed_indexes, times


async def played(stage):
    chance = random.Random(SEED)
    cases = [make(chance, number) for number in range(COUNT)]
    async with stage, Api(connect(stage.kubeconfig)) as api:
        play = Play(stage, api, cases)
        try:
            async with asyncio.timeout(COMES_TO_REST):
                await play.run()
            play.told = await said(play.space) if isinstance(stage, Real) else {}
        finally:
            await play.clear()
    return play


async def said(namespace):
    """What ``ktui jobs -o json`` says, by name."""
    command = [sys.executable, "-m", "ktui", "jobs", "-n", namespace, "-o", "json"]
    environ = {**os.environ, "KUBECONFIG": KUBECONFIG}
    run = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, stderr=-3, env=environ)
    found, _ = await run.communicate()
    assert run.returncode == 1  # some have failed
    return {each["name"]: each for each in json.loads(found)["jobs"]}


@pytest.mark.skipif(shutil.which("kubectl") is None, reason="there is no kubectl")
def test_jobs_made_up_at_random_come_to_the_same_and_are_told_alike():
    embedded, real = asyncio.run(played(Embedded())), asyncio.run(played(Real()))
    specs = {name: case.manifest["spec"] for name, case in embedded.cases.items()}
    differing = {
        name: (essence(embedded.jobs[name]), essence(job), specs[name])
        for name, job in real.jobs.items()
        if essence(job) != essence(embedded.jobs[name])
    }
    assert not differing, differing
    assert {state for _, state in real.seen} >= {JobState.COMPLETE, JobState.FAILED, JobState.SUSPENDED}
    for name, job in real.jobs.items():
        told = real.told[name]
        assert (told["type"], told["state"]) == (type_of(job), state_of(job)), name
        assert (told["succeeded"], told["failed"], told["active"]) == (succeeded(job), failed(job), job.status.active)
        assert told["completedIndexes"] == job.status.completed_indexes
        assert told["failedIndexes"] == (job.status.failed_indexes or "")
