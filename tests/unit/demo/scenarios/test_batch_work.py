"""The scenario "batch" shows Jobs of every type in every state, as ktui reads them, and goes on."""

import json
from datetime import UTC, datetime

import pytest

from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.demo.resources import JOBS, PODS
from ktui.domain.batch import Job
from ktui.domain.decode import decode
from ktui.domain.job_failures import failures, grouped
from ktui.domain.job_state import JobState, JobType, state_of, type_of, verdict
from ktui.domain.objects import Pod

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    made = Cluster("batch", nodes=24, clock=ManualClock(NOW))
    made.write_history()
    return made


def jobs(cluster: Cluster) -> list[Job]:
    return [decode(Job, json.dumps(each).encode()) for each in cluster.storage.objects(JOBS)]


def test_every_type_and_every_state_is_there(cluster) -> None:
    assert {type_of(job) for job in jobs(cluster)} == set(JobType)
    assert {state_of(job) for job in jobs(cluster)} == set(JobState)


def test_jobs_have_failed_for_every_reason(cluster) -> None:
    lost = {found.reason for job in jobs(cluster) if (found := verdict(job)) and found.type.startswith("Fail")}
    assert lost == {
        "BackoffLimitExceeded",
        "DeadlineExceeded",
        "PodFailurePolicy",
        "FailedIndexes",
        "MaxFailedIndexesExceeded",
    }


def test_failures_have_several_exit_codes(cluster) -> None:
    pods = [decode(Pod, json.dumps(each).encode()) for each in cluster.storage.objects(PODS)]
    assert {group.exit_code for group in grouped(failures(pods))} >= {1, 42, 75, 137}


def test_one_job_has_a_hundred_thousand_indexes(cluster) -> None:
    assert max(job.spec.completions or 0 for job in jobs(cluster)) == 100_000


async def test_work_goes_on() -> None:
    async with Cluster("batch", nodes=24, clock=ManualClock(NOW)) as cluster:
        before = {job.name: job.status.succeeded for job in jobs(cluster)}
        await cluster.advance(90)
        after = {job.name: job.status.succeeded for job in jobs(cluster)}
    assert {name for name in before if after.get(name, 0) > before[name]} >= {"embed-1", "frames-1", "sweep-1"}
