"""Jobs, their pods and CronJobs for tests, decoded from JSON as the server would send it."""

from __future__ import annotations

import msgspec
from daemons import NOW, ago

from ktui.domain.batch import CronJob, Job
from ktui.domain.decode import decode
from ktui.domain.events import Event
from ktui.domain.objects import Pod

__all__ = ["NOW", "ago", "condition", "cron_job", "event", "failed_pod", "job", "pod", "succeeded_pod"]

TRACKED = "batch.kubernetes.io/"


def _made(struct, wire):
    return decode(struct, msgspec.json.encode(wire))


def condition(kind, reason="", message="", *, status="True", at=None):
    return {
        "type": kind, "status": status, "reason": reason, "message": message,
        "lastTransitionTime": at or ago(minutes=1),
    }  # fmt: skip


def job(
    name="work", *, conditions=(), status=None, metadata=None, owner=None, annotations=None, restart="Never", **spec
):
    """A Job as the server has filled it in; ``spec`` in camel case, a default left out with None."""
    defaults = {"parallelism": 1, "completions": 1, "completionMode": "NonIndexed", "backoffLimit": 6, "suspend": False}
    written = {key: value for key, value in {**defaults, **spec}.items() if value is not None}
    written["template"] = {"spec": {"restartPolicy": restart, "containers": [{"name": "main", "image": "work:1"}]}}
    meta = {"name": name, "namespace": "etl", "uid": f"job-{name}", "resourceVersion": "1"}
    meta |= {"creationTimestamp": ago(minutes=10), **(metadata or {})}
    if owner:
        meta["ownerReferences"] = [{"kind": "CronJob", "name": owner, "uid": f"cron-{owner}", "controller": True}]
    if annotations:
        meta["annotations"] = annotations
    state = {"startTime": ago(minutes=10), "active": 1, **(status or {})}
    state = {key: value for key, value in state.items() if value is not None}
    return _made(Job, {"metadata": meta, "spec": written, "status": {**state, "conditions": list(conditions)}})


def pod(
    name="work-1", *, owner="work", node="n1", index=None, failures=None, phase="Running", created=None, started=None,
    finished=None, code=0, reason="", restarts=0, conditions=(), meta=None, state=None, last=None, **status,
):  # fmt: skip
    """A pod of a Job; moments are given in seconds before `NOW`."""
    annotations = {}
    if index is not None:
        annotations[TRACKED + "job-completion-index"] = str(index)
    if failures is not None:
        annotations[TRACKED + "job-index-failure-count"] = str(failures)
    begun = started if started is not None else (finished or 30) + 60 if created is None else created
    if state is None:
        if finished is not None:
            ending = {"exitCode": code, "reason": reason or ("Error" if code else "Completed")}
            state = {"terminated": {**ending, "startedAt": ago(seconds=begun), "finishedAt": ago(seconds=finished)}}
        elif phase == "Running":
            state = {"running": {"startedAt": ago(seconds=begun)}}
        else:
            state = {"waiting": {"reason": "ContainerCreating"}}
    meta = {
        "name": name, "namespace": "etl", "uid": f"pod-{name}", "annotations": annotations,
        "creationTimestamp": ago(seconds=begun if created is None else created),
        "ownerReferences": [{"kind": "Job", "name": owner, "uid": f"job-{owner}", "controller": True}],
        **(meta or {}),
    }  # fmt: skip
    container = {"name": "main", "restartCount": restarts, "state": state, **({"lastState": last} if last else {})}
    found = {"phase": phase, "conditions": list(conditions), "containerStatuses": [container], **status}
    return _made(Pod, {"metadata": meta, "spec": {"nodeName": node}, "status": found})


def succeeded_pod(name, finished, took=60, **more):
    """A pod that succeeded so many seconds ago, after so many seconds."""
    return pod(name, phase="Succeeded", started=finished + took, finished=finished, **more)


def failed_pod(name, finished=5, took=60, code=1, **more):
    """A pod that failed so many seconds ago, after so many seconds."""
    return pod(name, phase="Failed", started=finished + took, finished=finished, code=code, **more)


def cron_job(name="nightly", schedule="0 3 * * *", *, status=None, metadata=None, job_spec=None, **spec):
    """A CronJob as the server has filled it in."""
    defaults = {
        "suspend": False, "concurrencyPolicy": "Allow", "successfulJobsHistoryLimit": 3, "failedJobsHistoryLimit": 1,
    }  # fmt: skip
    written = {"schedule": schedule, **{key: value for key, value in {**defaults, **spec}.items() if value is not None}}
    written["jobTemplate"] = {"spec": {"template": {"spec": {"restartPolicy": "Never"}}, **(job_spec or {})}}
    meta = {"name": name, "namespace": "etl", "uid": f"cron-{name}", "resourceVersion": "1"}
    meta |= {"creationTimestamp": ago(days=30), **(metadata or {})}
    return _made(CronJob, {"metadata": meta, "spec": written, "status": status or {}})


def event(reason, message="", *, about, at=None, kind="Normal"):
    """An event about the object with a UID."""
    return _made(
        Event,
        {
            "metadata": {"name": f"{about}.{reason}.{at}", "namespace": "etl", "uid": f"{about}.{reason}.{at}"},
            "involvedObject": {"uid": about},
            "type": kind,
            "reason": reason,
            "message": message,
            "lastTimestamp": at or ago(minutes=1),
        },
    )
