"""Creating an object that a user has written, and trying that out first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from ktui.cluster.actions.wire import FIELD_MANAGER, Request
from ktui.cluster.api import Api
from ktui.domain.actions.creating import CreateObject
from ktui.domain.errors import Conflict, ServerError


async def create_object(api: Api, action: CreateObject) -> tuple[str, ...]:
    """Create the object."""
    warnings: list[str] = []
    await _post(api, action, {}, warnings)
    return tuple(warnings)


async def rehearse(api: Api, action: CreateObject) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What the object would be, and what the server would say beside it; nothing is created (``dryRun=All``).

    Raises:
        Conflict: the name is taken.
        Invalid: the server would refuse it.
        ClusterError: the server refused to try, or could not be asked.
    """
    warnings: list[str] = []
    body = await _post(api, action, {"dryRun": "All"}, warnings)
    try:
        return msgspec.json.decode(body, type=dict[str, Any]), tuple(warnings)
    except msgspec.DecodeError as error:
        raise ServerError(f"the answer about {action.target} is no object") from error


async def _post(api: Api, action: CreateObject, more: Mapping[str, str], warnings: list[str]) -> bytes:
    try:
        return await api.request(
            "POST",
            action.resource.rows.path(action.namespace),
            params={"fieldManager": FIELD_MANAGER, "fieldValidation": "Strict", **more},
            body=msgspec.json.encode(action.manifest),
            content_type="application/json",
            warnings=warnings,
        )
    except Conflict as error:
        if error.reason != "AlreadyExists":
            raise
        raise Conflict(
            f"There is a {action.target} already; nothing was created.", reason=error.reason, code=error.code
        ) from error


REQUESTS: Mapping[type, Request] = {CreateObject: create_object}
"""By type of action, what does it."""
