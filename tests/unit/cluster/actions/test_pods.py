"""A pod is deleted by its UID."""

import json

import pytest

from ktui.cluster.actions import request
from ktui.domain.actions import DeletePod
from ktui.domain.errors import Conflict, NotFound

POD = DeletePod(namespace="kube-system", name="proxy-a", uid="u1")


class Server:
    """One pod, judged as the API server judges it."""

    def __init__(self, uid="u1"):
        self.uid = uid
        self.requests = []

    async def request(self, method, path, *, body, content_type, warnings):
        self.requests.append((method, path))
        self.deletion = json.loads(body)
        if self.deletion["preconditions"]["uid"] != self.uid:
            raise Conflict("Precondition failed: UID in precondition: u1, UID in object meta: u9", code=409)
        warnings.append("child pods are preserved")
        return b"{}"


async def test_a_pod_is_deleted_by_its_uid_and_the_servers_warnings_are_kept():
    server = Server()
    assert await request(server, POD) == ("child pods are preserved",)
    assert server.requests == [("DELETE", "/api/v1/namespaces/kube-system/pods/proxy-a")]
    assert server.deletion["preconditions"] == {"uid": "u1"}
    assert server.deletion["propagationPolicy"] == "Background"


async def test_a_pod_that_took_the_name_meanwhile_is_not_deleted():
    with pytest.raises(Conflict, match="replaced by another of the same name; nothing was deleted"):
        await request(Server(uid="u9"), POD)


async def test_a_pod_that_is_gone_already_is_said_to_be():
    class Empty(Server):
        async def request(self, *args, **options):
            raise NotFound('pods "proxy-a" not found', code=404)

    with pytest.raises(NotFound, match="pod kube-system/proxy-a is gone already"):
        await request(Empty(), POD)
