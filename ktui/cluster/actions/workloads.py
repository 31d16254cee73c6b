"""What an action asks of what keeps pods running."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ktui.cluster.actions.editing import changed, edit, spec_of
from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain.actions.workloads import RESTARTED_AT, RestartWorkload, ScaleWorkload, WorkloadAction
from ktui.domain.errors import Conflict


async def restart(api: Api, action: RestartWorkload) -> tuple[str, ...]:
    """Change the template, as kubectl's ``rollout restart`` does.

    Raises:
        Conflict: its rollout is paused, which kubectl refuses too; nothing was done.
    """

    def check(found: Mapping[str, Any]) -> None:
        if spec_of(found).get("paused"):
            raise Conflict(
                f"The rollout of {action.target} is paused: it has to be resumed first (kubectl rollout resume). "
                "Nothing was changed.",
                reason="Conflict",
                code=409,
            )

    patch = {"spec": {"template": {"metadata": {"annotations": {RESTARTED_AT: action.at}}}}}
    return await edit(api, _path(action), action.target, action.uid, patch, check)


async def scale(api: Api, action: ScaleWorkload) -> tuple[str, ...]:
    """Set how many pods there are to be, through the scale of the object."""

    def check(found: Mapping[str, Any]) -> None:
        there = spec_of(found).get("replicas", 1)
        if there != action.before:
            raise changed(action.target, f"replicas is now {there}")

    patch = {"spec": {"replicas": action.replicas}}
    return await edit(api, _path(action), action.target, action.uid, patch, check, subresource="scale")


def _path(action: WorkloadAction) -> str:
    return f"{action.resource.rows.path(action.namespace)}/{action.name}"


REQUESTS: Mapping[type, Request] = {RestartWorkload: restart, ScaleWorkload: scale}
"""By type of action, what does it."""
