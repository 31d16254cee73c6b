"""Nodes and workloads are edited as they were seen, and not over somebody else's change."""

import json

import pytest

from ktui.cluster.actions import request
from ktui.domain.actions import CordonNode, RestartWorkload, ScaleWorkload
from ktui.domain.actions.workloads import RESTARTED_AT
from ktui.domain.errors import Conflict
from ktui.domain.resources import Resource

DEPLOYMENTS = Resource("deployments", "Deployment", "apps")
WEB = "/apis/apps/v1/namespaces/shop/deployments/web"
AT = "2026-01-05T12:00:00Z"


class Server:
    """Has one object; refuses as many patches as it is told to, because of an unrelated change."""

    def __init__(self, spec, conflicts=0):
        self.spec = spec
        self.conflicts = conflicts
        self.version = 7
        self.patches = []

    async def get(self, path):
        return json.dumps({"metadata": {"uid": "u", "resourceVersion": str(self.version)}, "spec": self.spec}).encode()

    async def request(self, method, path, *, params, body, content_type, warnings):
        assert (method, content_type) == ("PATCH", "application/merge-patch+json")
        self.patches.append((path, json.loads(body)))
        if self.conflicts:
            self.conflicts -= 1
            self.version += 1
            raise Conflict("the object has been modified", code=409)
        return b"{}"


async def test_a_restart_changes_the_template_and_nothing_else():
    server = Server({"paused": False}, conflicts=1)
    await request(server, RestartWorkload(DEPLOYMENTS, "shop", "web", "u", AT))
    assert [path for path, _ in server.patches] == [WEB, WEB]
    assert server.patches[-1][1] == {
        "spec": {"template": {"metadata": {"annotations": {RESTARTED_AT: AT}}}},
        "metadata": {"uid": "u", "resourceVersion": "8"},
    }


async def test_a_paused_rollout_is_not_restarted():
    server = Server({"paused": True})
    with pytest.raises(Conflict, match="has to be resumed first"):
        await request(server, RestartWorkload(DEPLOYMENTS, "shop", "web", "u", AT))
    assert server.patches == []


async def test_a_scale_is_written_through_the_scale_of_the_object():
    server = Server({"replicas": 3})
    await request(server, ScaleWorkload(DEPLOYMENTS, "shop", "web", "u", replicas=5, before=3))
    assert server.patches == [
        (f"{WEB}/scale", {"spec": {"replicas": 5}, "metadata": {"uid": "u", "resourceVersion": "7"}})
    ]


async def test_who_was_quicker_is_not_overruled():
    server = Server({"replicas": 4})
    with pytest.raises(Conflict, match="replicas is now 4"):
        await request(server, ScaleWorkload(DEPLOYMENTS, "shop", "web", "u", replicas=5, before=3))
    with pytest.raises(Conflict, match="replaced by another"):
        await request(server, CordonNode("a", "other", on=True))
    assert server.patches == []
