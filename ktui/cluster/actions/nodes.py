"""What an action asks of a node."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ktui.cluster.actions.editing import changed, edit
from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.domain.actions import CordonNode, LabelNode


async def label_node(api: Api, action: LabelNode) -> tuple[str, ...]:
    """Set and remove labels, unless somebody else has changed one of them meanwhile."""
    patch = {"metadata": {"labels": dict(action.changes)}}
    return await edit(api, _path(action), action.target, action.uid, patch, partial(_check_unchanged, action))


def _check_unchanged(action: LabelNode, found: Mapping[str, Any]) -> None:
    labels = found["metadata"].get("labels") or {}
    moved = [
        f"{key} is now {labels[key]!r}" if key in labels else f"{key} is gone"
        for key in action.changes
        if labels.get(key) != action.before.get(key)
    ]
    if moved:
        raise changed(f"labels of {action.target}", ", ".join(moved))


async def cordon_node(api: Api, action: CordonNode) -> tuple[str, ...]:
    """Let no new pod on the node, or let them come again."""
    patch = {"spec": {"unschedulable": True if action.on else None}}
    return await edit(api, _path(action), action.target, action.uid, patch)


def _path(action: LabelNode | CordonNode) -> str:
    return f"{kinds.NODE.path()}/{action.node}"


REQUESTS: Mapping[type, Request] = {LabelNode: label_node, CordonNode: cordon_node}
"""By type of action, what does it."""
