"""What an action asks of a CronJob."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ktui.cluster.actions.editing import check_same, edit_spec, read
from ktui.cluster.actions.jobs import create_job, delete
from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions.cron_jobs import DeleteCronJob, RunCronJob, SetSchedule, SuspendCronJob
from ktui.domain.errors import Invalid


async def run_now(api: Api, action: RunCronJob) -> tuple[str, ...]:
    """Create the Job that kubectl would, of the CronJob that the user saw.

    A Job that names an owner which is gone would be deleted at once, so the CronJob is looked at first.
    """
    found = await read(api, f"{kinds.CRON_JOB.path(action.namespace)}/{action.cron_job}", action.target)
    check_same(found["metadata"], action.uid, action.target)
    warnings: list[str] = []
    await create_job(api, action.namespace, job_from(found, action), warnings)
    return tuple(warnings)


def job_from(cron_job: Mapping[str, Any], action: RunCronJob) -> dict[str, Any]:
    """The Job of a CronJob that runs now.

    Source: kubectl ``pkg/cmd/create/create_job.go``, ``createJobFromCronJob``. The owner reference does not block the
    owner's deletion: for that a user would need a right to the CronJob's finalizers.
    """
    template = cron_job["spec"]["jobTemplate"]
    metadata = template.get("metadata") or {}
    made: dict[str, Any] = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": action.name,
            "namespace": action.namespace,
            "annotations": {"cronjob.kubernetes.io/instantiate": "manual", **(metadata.get("annotations") or {})},
            "labels": metadata.get("labels") or {},
            "ownerReferences": [
                {
                    "apiVersion": "batch/v1",
                    "kind": "CronJob",
                    "name": action.cron_job,
                    "uid": action.uid,
                    "controller": True,
                }
            ],
        },
        "spec": template["spec"],
    }
    if action.arguments is not None:
        made["spec"] = _with_arguments(template["spec"], action.arguments)
    return made


def _with_arguments(spec: dict[str, Any], arguments: tuple[str, ...]) -> dict[str, Any]:
    template = spec["template"]
    containers = template["spec"].get("containers") or []
    if not containers:
        raise Invalid("the CronJob's template has no container to give arguments to; nothing was created")
    changed = [{**containers[0], "args": list(arguments)}, *containers[1:]]
    return {**spec, "template": {**template, "spec": {**template["spec"], "containers": changed}}}


REQUESTS: Mapping[type, Request] = {
    SuspendCronJob: edit_spec,
    SetSchedule: edit_spec,
    DeleteCronJob: delete,
    RunCronJob: run_now,
}
"""By type of action, what does it."""
