"""What an action asks of the API server: one change each, which touches nothing that the user has not seen.

A deletion names the UID it means. An edit names the UID and the resource version it was made from, so that a change
made meanwhile by somebody else is never undone by it: where that change does not touch what is edited, the edit is made
again on top of it; where it does, the user is told.

A module for each kind of object; each has ``REQUESTS``, by type of action what does it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ktui.cluster.actions import any_object, creating, cron_jobs, jobs, nodes, pods, workloads
from ktui.cluster.actions.wire import Request
from ktui.cluster.api import Api
from ktui.domain.actions import Action

REQUESTS: Mapping[type, Request] = {
    **any_object.REQUESTS,
    **creating.REQUESTS,
    **pods.REQUESTS,
    **nodes.REQUESTS,
    **jobs.REQUESTS,
    **cron_jobs.REQUESTS,
    **workloads.REQUESTS,
}
"""By type of action, what does it."""


async def request(api: Api, action: Action) -> tuple[str, ...]:
    """Do an action.

    Returns:
        What the server said beside its answer (``Warning`` headers).

    Raises:
        Conflict: the object was replaced, or what is edited was changed meanwhile; nothing was done.
        NotFound: the object is gone.
        ClusterError: the server refused, or could not be asked.
    """
    return await REQUESTS[type(action)](api, action)
