"""Deleting an object, and never another that has taken its name."""

from __future__ import annotations

import msgspec

from ktui.cluster.api import Api
from ktui.domain.errors import Conflict, NotFound


async def delete_at(
    api: Api, path: str, target: str, uid: str, warnings: list[str], *, propagation: str = "Background"
) -> None:
    """Delete the object with the UID that the user saw.

    Args:
        api: the server.
        path: of the object.
        target: what to call it, for who is told that it is gone.
        uid: of the object.
        warnings: gets what the server says beside its answer.
        propagation: what becomes of what it owns (``propagationPolicy``).

    Raises:
        Conflict: it was replaced; nothing was deleted.
        NotFound: it is gone.
        ClusterError: the server refused, or could not be asked.
    """
    options = {
        "apiVersion": "v1",
        "kind": "DeleteOptions",
        "propagationPolicy": propagation,
        "preconditions": {"uid": uid},
    }
    try:
        await api.request(
            "DELETE",
            path,
            body=msgspec.json.encode(options),
            content_type="application/json",
            warnings=warnings,
        )
    except Conflict as error:
        raise Conflict(
            f"{target} was replaced by another of the same name; nothing was deleted. Look again.",
            reason=error.reason,
            code=error.code,
        ) from error
    except NotFound as error:
        raise NotFound(f"{target} is gone already.", reason=error.reason, code=error.code) from error
