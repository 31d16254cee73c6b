"""What an action asks of the API server: one change each, which touches nothing that the user has not seen.

A deletion names the UID it means. An edit names the UID and the resource version it was made from, so that a change
made meanwhile by somebody else is never undone by it: where that change does not touch what is edited, the edit is made
again on top of it; where it does, the user is told.
"""

from __future__ import annotations

from typing import assert_never

import msgspec

from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions import Action, DeletePod, LabelNode
from ktui.domain.decode import decode
from ktui.domain.errors import Conflict, NotFound
from ktui.domain.objects import Node

MERGE_PATCH = "application/merge-patch+json"
FIELD_MANAGER = "ktui"
_ATTEMPTS = 5
"""How often an edit is made again after an unrelated change: kubelets write their node's status all the time."""


async def request(api: Api, action: Action) -> tuple[str, ...]:
    """Do an action.

    Returns:
        What the server said beside its answer (``Warning`` headers).

    Raises:
        Conflict: the object was replaced, or what is edited was changed meanwhile; nothing was done.
        NotFound: the object is gone.
        ClusterError: the server refused, or could not be asked.
    """
    match action:
        case DeletePod():
            return await _delete_pod(api, action)
        case LabelNode():
            return await _label_node(api, action)
        case _:
            assert_never(action)


async def _delete_pod(api: Api, action: DeletePod) -> tuple[str, ...]:
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


async def _label_node(api: Api, action: LabelNode) -> tuple[str, ...]:
    path = f"{kinds.NODE.path()}/{action.node}"
    warnings: list[str] = []
    for attempt in range(1, _ATTEMPTS + 1):
        node = decode(Node, await api.get(path))
        _check_unchanged(node, action)
        patch = {
            "metadata": {
                "uid": node.uid,
                "resourceVersion": node.metadata.resource_version,
                "labels": dict(action.changes),
            }
        }
        try:
            await api.request(
                "PATCH",
                path,
                params={"fieldManager": FIELD_MANAGER},
                body=msgspec.json.encode(patch),
                content_type=MERGE_PATCH,
                warnings=warnings,
            )
        except Conflict:
            if attempt == _ATTEMPTS:
                raise
        else:
            break
    return tuple(warnings)


def _check_unchanged(node: Node, action: LabelNode) -> None:
    if node.uid != action.uid:
        raise Conflict(
            f"Node {action.node} was replaced by another of the same name; nothing was changed. Look again.",
            reason="Conflict",
            code=409,
        )
    labels = node.metadata.labels
    moved = [
        f"{key} is now {labels[key]!r}" if key in labels else f"{key} is gone"
        for key in action.changes
        if labels.get(key) != action.before.get(key)
    ]
    if moved:
        raise Conflict(
            f"Somebody else changed labels of node {action.node} meanwhile: {', '.join(moved)}. "
            "Nothing was changed. Look again.",
            reason="Conflict",
            code=409,
        )
