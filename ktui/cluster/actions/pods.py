"""What an action asks of a pod."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions import DeletePod
from ktui.domain.errors import Conflict, NotFound


async def delete_pod(api: Api, action: DeletePod) -> tuple[str, ...]:
    """Ask the pod with the UID that the user saw to end."""
    options = {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "propagationPolicy": "Background",
        "preconditions": {"uid": action.uid},
    }
    warnings: list[str] = []
    try:
        await api.request(
            "DELETE",
            f"{kinds.POD.path(action.namespace)}/{action.name}",
            body=msgspec.json.encode(options),
            content_type="application/json",
            warnings=warnings,
        )
    except Conflict as error:
        raise Conflict(
            f"{action.target} was replaced by another of the same name; nothing was deleted. Look again.",
            reason=error.reason,
            code=error.code,
        ) from error
    except NotFound as error:
        raise NotFound(f"{action.target} is gone already.", reason=error.reason, code=error.code) from error
    return tuple(warnings)


REQUESTS: Mapping[type, Request] = {DeletePod: delete_pod}
"""By type of action, what does it."""
