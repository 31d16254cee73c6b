"""What an action asks of a pod."""

from __future__ import annotations

from collections.abc import Mapping

from ktui.cluster.actions.deleting import delete_at
from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions import DeletePod


async def delete_pod(api: Api, action: DeletePod) -> tuple[str, ...]:
    """Ask the pod with the UID that the user saw to end."""
    warnings: list[str] = []
    path = f"{kinds.POD.path(action.namespace)}/{action.name}"
    await delete_at(api, path, action.target, action.uid, warnings)
    return tuple(warnings)


REQUESTS: Mapping[type, Request] = {DeletePod: delete_pod}
"""By type of action, what does it."""
