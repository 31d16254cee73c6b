"""What an action asks of an object of any kind."""

from __future__ import annotations

from collections.abc import Mapping

from ktui.cluster.actions.deleting import delete_at
from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain.actions.any_object import DeleteObject


async def delete_object(api: Api, action: DeleteObject) -> tuple[str, ...]:
    """Delete the object with the UID that the user saw."""
    warnings: list[str] = []
    path = f"{action.resource.rows.path(action.namespace)}/{action.name}"
    await delete_at(api, path, action.target, action.uid, warnings, propagation=action.propagation.value)
    return tuple(warnings)


REQUESTS: Mapping[type, Request] = {DeleteObject: delete_object}
"""By type of action, what does it."""
