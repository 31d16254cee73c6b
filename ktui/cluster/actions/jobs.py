"""What an action asks of a Job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ktui.cluster.actions.deleting import delete_at
from ktui.cluster.actions.editing import edit_spec
from ktui.cluster.actions.wire import FIELD_MANAGER, MERGE_PATCH, Request
from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions.jobs import (
    CreateJob,
    DeleteJob,
    Deletion,
    ResumeIndexes,
    SetJobLimits,
    SetParallelism,
    SuspendJob,
)
from ktui.domain.errors import ClusterError, Conflict, Unanswered, Unreachable


async def delete(api: Api, action: Deletion) -> tuple[str, ...]:
    """Delete the object with the UID that the user saw, and say what is to become of what it owns."""
    warnings: list[str] = []
    await _delete(api, action, warnings)
    return tuple(warnings)


async def create(api: Api, action: CreateJob) -> tuple[str, ...]:
    """Create the Job."""
    warnings: list[str] = []
    await create_job(api, action.namespace, action.manifest, warnings)
    return tuple(warnings)


async def resume_indexes(api: Api, action: ResumeIndexes) -> tuple[str, ...]:
    """Create a suspended Job, enter what is done in its status, and resume it.

    If the status cannot be written the Job is deleted again: resumed as it is, it would run every index.

    Raises:
        Unanswered: the Job was created, and it is not known whether it was resumed, or it could not be deleted again.
    """
    warnings: list[str] = []
    manifest = {**action.manifest, "spec": {**action.manifest["spec"], "suspend": True}}
    made = await create_job(api, action.namespace, manifest, warnings)
    path = f"{kinds.JOB.path(action.namespace)}/{action.name}"
    uid = made["metadata"]["uid"]
    for where, change in ((f"{path}/status", {"status": action.status}), (path, {"spec": {"suspend": False}})):
        try:
            await api.request(
                "PATCH",
                where,
                params={"fieldManager": FIELD_MANAGER},
                body=msgspec.json.encode({"metadata": {"uid": uid}, **change}),
                content_type=MERGE_PATCH,
                warnings=warnings,
            )
        except ClusterError as error:
            if where == path and isinstance(error, Unanswered):
                raise  # if it is resumed after all, it runs what it should
            try:
                await _delete(api, DeleteJob(action.namespace, action.name, uid), warnings)
            except ClusterError as left:
                why = f"it was created, is suspended, and could not be deleted after {error}: {left}"
                raise Unanswered(why) from error
            if isinstance(error, Unanswered):
                raise Unreachable(error.message) from error  # whatever it was, it went with the copy
            raise
    return tuple(warnings)


async def create_job(
    api: Api, namespace: str, manifest: Mapping[str, Any], warnings: list[str], *, manager: str = FIELD_MANAGER
) -> dict[str, Any]:
    """Create a Job; a field that the server does not know is an error.

    Raises:
        Conflict: the name is taken.
        Unanswered: it was sent, and what the server says of it is no Job.
        ClusterError: the server refused, or could not be asked.
    """
    name = manifest["metadata"]["name"]
    try:
        body = await api.request(
            "POST",
            kinds.JOB.path(namespace),
            params={"fieldManager": manager, "fieldValidation": "Strict"},
            body=msgspec.json.encode(manifest),
            content_type="application/json",
            warnings=warnings,
        )
    except Conflict as error:
        raise Conflict(
            f"There is a job {namespace}/{name} already; nothing was created. Choose another name.",
            reason=error.reason,
            code=error.code,
        ) from error
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise Unanswered(f"the answer about job {namespace}/{name} is no object") from error


async def _delete(api: Api, action: Deletion, warnings: list[str]) -> None:
    path = f"{action.KIND.path(action.namespace)}/{action.name}"
    await delete_at(api, path, action.target, action.uid, warnings, propagation=action.propagation.value)


REQUESTS: Mapping[type, Request] = {
    SuspendJob: edit_spec,
    SetParallelism: edit_spec,
    SetJobLimits: edit_spec,
    DeleteJob: delete,
    CreateJob: create,
    ResumeIndexes: resume_indexes,
}
"""By type of action, what does it."""
