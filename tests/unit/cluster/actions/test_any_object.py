"""An object of any kind is deleted where it is, by its uid."""

import json

import pytest

from ktui.cluster.actions import request
from ktui.domain.actions import DeleteObject
from ktui.domain.actions.jobs import Propagation
from ktui.domain.errors import Conflict, NotFound
from ktui.domain.resources import Resource

CERTIFICATES = Resource("certificates", "Certificate", "cert-manager.io")
NAMESPACES = Resource("namespaces", "Namespace", namespaced=False)


class Server:
    """Remembers what it was asked, and answers with an error if it has one."""

    def __init__(self, error=None):
        self.error = error
        self.requests = []

    async def request(self, method, path, *, body, content_type, warnings):
        self.requests.append((method, path, json.loads(body)))
        warnings.append("slowly")
        if self.error:
            raise self.error
        return b"{}"


@pytest.mark.parametrize(
    ("action", "path"),
    [
        (DeleteObject(NAMESPACES, "", "shop", "u1"), "/api/v1/namespaces/shop"),
        (
            DeleteObject(CERTIFICATES, "shop", "pay", "u1", Propagation.ORPHAN),
            "/apis/cert-manager.io/v1/namespaces/shop/certificates/pay",
        ),
    ],
)
async def test_an_object_is_deleted_where_it_is(action, path):
    server = Server()
    assert await request(server, action) == ("slowly",)
    ((method, asked, options),) = server.requests
    assert (method, asked) == ("DELETE", path)
    assert options["preconditions"] == {"uid": "u1"}
    assert options["propagationPolicy"] == action.propagation.value


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Conflict("Precondition failed", code=409), "certificate shop/pay was replaced"),
        (NotFound("not found", code=404), "certificate shop/pay is gone already"),
    ],
)
async def test_what_is_gone_or_replaced_is_told_by_its_name(error, words):
    with pytest.raises(type(error), match=words):
        await request(Server(error), DeleteObject(CERTIFICATES, "shop", "pay", "u1"))
