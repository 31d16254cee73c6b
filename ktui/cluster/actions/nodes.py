"""What an action asks of a node."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from ktui.cluster.actions.editing import edit
from ktui.cluster.actions.wire import FIELD_MANAGER, MERGE_PATCH, Request
from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions import CordonNode, LabelNode
from ktui.domain.decode import decode
from ktui.domain.errors import Conflict
from ktui.domain.objects import Node

_ATTEMPTS = 5
"""How often an edit is made again after an unrelated change: kubelets write their node's status all the time."""


async def label_node(api: Api, action: LabelNode) -> tuple[str, ...]:
    """Set and remove labels, unless somebody else has changed one of them meanwhile."""
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


async def cordon_node(api: Api, action: CordonNode) -> tuple[str, ...]:
    """Let no new pod on the node, or let them come again."""
    path = f"{kinds.NODE.path()}/{action.node}"
    wanted = {"spec": {"unschedulable": True if action.on else None}}
    return await edit(api, path, action.target, action.uid, wanted, lambda _: None)


REQUESTS: Mapping[type, Request] = {LabelNode: label_node, CordonNode: cordon_node}
"""By type of action, what does it."""
