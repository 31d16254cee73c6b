"""A cluster with Jobs of every type and in every state, and what they left behind."""

from __future__ import annotations

import itertools
from datetime import timedelta

import batches
import msgspec
from batches import ago, condition

from stage.world import World


def with_jobs() -> World:
    """Nine Jobs, their pods, and a warning."""
    world = World()
    for name in ("node-1", "node-2", "node-3"):
        world.node(name)
    version = itertools.count(1)

    def job(name, namespace="etl", **more):
        meta = {"namespace": namespace, "resourceVersion": str(next(version)), **more.pop("metadata", {})}
        world.state.jobs.upsert(batches.job(name, metadata=meta, **more))

    def pod(made, namespace="etl"):
        world.state.pods.upsert(_in(made, namespace))

    job(
        "shard",
        "train",
        completions=64,
        parallelism=8,
        completionMode="Indexed",
        backoffLimitPerIndex=1,
        backoffLimit=2**31 - 1,
        activeDeadlineSeconds=3600,
        podFailurePolicy={"rules": [{"action": "FailIndex", "onExitCodes": {"operator": "In", "values": [42]}}]},
        status={
            "active": 8,
            "succeeded": 38,
            "failed": 4,
            "completedIndexes": "0-30,32-36,38,40",
            "failedIndexes": "31,37",
            "startTime": ago(minutes=24),
        },
    )
    for index in range(41, 48):
        pod(batches.pod(f"shard-{index}-w{index}", owner="shard", index=index, node="node-1", started=90), "train")
    pod(batches.pod("shard-48-w", owner="shard", index=48, node="node-2", phase="Pending", created=20), "train")
    for index, code, reason, node in (
        (31, 42, "Error", "node-2"),
        (37, 137, "OOMKilled", "node-3"),
        (39, 137, "OOMKilled", "node-3"),
        (37, 137, "OOMKilled", "node-1"),
    ):
        name = f"shard-{index}-f{node[-1]}"
        pod(
            batches.failed_pod(name, owner="shard", index=index, node=node, finished=200, code=code, reason=reason),
            "train",
        )
    for index in range(30):
        pod(
            batches.succeeded_pod(
                f"shard-{index}-s", owner="shard", index=index, finished=1200 - index * 30, took=200 + index
            ),
            "train",
        )
    world.state.job_warnings.upsert(
        batches.event("BackoffLimitExceeded", "a pod failed", about="job-shard", kind="Warning", at=ago(minutes=2))
    )
    job(
        "nightly-29460600",
        completions=10,
        parallelism=2,
        owner="nightly",
        conditions=[condition("Complete", at=ago(hours=2))],
        ttlSecondsAfterFinished=86400,
        status={"active": 0, "succeeded": 10, "failed": 1, "startTime": ago(hours=3), "completionTime": ago(hours=2)},
    )
    job("queue", "mail", completions=None, parallelism=3, status={"active": 3, "succeeded": 41})
    job(
        "import",
        parallelism=0,
        activeDeadlineSeconds=1980,
        annotations={"ktui.dev/parallelism-before-pause": "1"},
        status={"active": 0},
    )
    job(
        "held",
        suspend=True,
        conditions=[condition("Suspended", "JobSuspended", at=ago(minutes=40))],
        status={"active": 0},
    )
    job(
        "report",
        completions=5,
        backoffLimit=2,
        conditions=[condition("Failed", "BackoffLimitExceeded", at=ago(minutes=5))],
        status={"active": 0, "succeeded": 1, "failed": 3},
    )
    for number in range(3):
        pod(batches.failed_pod(f"report-f{number}", owner="report", node="node-2", finished=300 + 60 * number, code=1))
    pod(batches.succeeded_pod("report-s", owner="report", node="node-1", finished=500))
    job(
        "late",
        activeDeadlineSeconds=600,
        conditions=[condition("Failed", "DeadlineExceeded", at=ago(minutes=1))],
        status={"active": 0, "startTime": ago(minutes=11)},
    )
    job("remote", "train", managedBy="kueue.x-k8s.io/multikueue")
    job("load", completions=40, parallelism=4, status={"active": 4, "succeeded": 12, "startTime": ago(minutes=12)})
    for number in range(12):
        pod(
            batches.succeeded_pod(
                f"load-s{number:02}", owner="load", finished=600 - 50 * number, took=110, node="node-1"
            )
        )
    for number in range(4):
        pod(batches.pod(f"load-r{number}", owner="load", started=30 * number + 5, node="node-3"))
    return world.settle()


def with_cron_jobs() -> World:
    """Five CronJobs: one that is well, one that fails, one that skips, one that is suspended, one that never runs."""
    world = World()
    version = itertools.count(1)

    def cron_job(name, schedule, **more):
        meta = {"resourceVersion": str(next(version)), **more.pop("metadata", {})}
        world.state.cron_jobs.upsert(batches.cron_job(name, schedule, metadata=meta, **more))

    def run(name, at, took, *, failed=False, going=False):
        end = at - timedelta(minutes=took)
        status = {"startTime": ago(**_split(at)), "active": 1 if going else None, "succeeded": None if failed else 1}
        conditions = []
        if failed:
            status["failed"] = 7
            conditions = [condition("Failed", "BackoffLimitExceeded", at=ago(**_split(end)))]
        elif not going:
            status["completionTime"] = ago(**_split(end))
            conditions = [condition("Complete", at=ago(**_split(end)))]
        minute = int((batches.NOW - at).timestamp()) // 60
        meta = {"creationTimestamp": ago(**_split(at)), "resourceVersion": str(next(version))}
        world.state.jobs.upsert(
            batches.job(f"{name}-{minute}", owner=name, conditions=conditions, status=status, metadata=meta)
        )

    cron_job(
        "backup",
        "0 2 * * *",
        timeZone="Europe/Paris",
        successfulJobsHistoryLimit=10,
        failedJobsHistoryLimit=3,
        concurrencyPolicy="Forbid",
        status={"lastScheduleTime": ago(hours=11), "lastSuccessfulTime": ago(hours=10)},
    )
    for day in range(8):
        run("backup", timedelta(days=day, hours=11), (41, 35, 20, 50, 33, 12, 38, 40)[day], failed=day == 3)
    cron_job("hourly", "0 * * * *", successfulJobsHistoryLimit=6, status={"lastScheduleTime": ago(hours=0)})
    for hour in range(5):
        run("hourly", timedelta(hours=hour), 10 + hour, failed=hour in {1, 2}, going=hour == 0)
    cron_job("report", "30 6 * * 1-5", suspend=True, status={"lastScheduleTime": ago(days=3, hours=5, minutes=30)})
    cron_job("leap", "0 0 31 2 *")
    cron_job("broken", "0 0 * * 7", failedJobsHistoryLimit=0)
    world.state.cron_job_events.upsert(
        batches.event("UnparseableSchedule", "unparseable schedule", about="cron-broken", kind="Warning")
    )
    return world.settle()


def _split(length):
    return {"seconds": int(length.total_seconds())}


def _in(made, namespace):
    """The same object in another namespace."""
    return msgspec.structs.replace(made, metadata=msgspec.structs.replace(made.metadata, namespace=namespace))
