"""Nodes are labelled and cordoned as they were seen, and not over somebody else's change."""

import json

import msgspec
import pytest

from ktui.cluster.actions import request
from ktui.domain.actions import CordonNode, LabelNode
from ktui.domain.errors import Conflict, Forbidden, NotFound

NODE = LabelNode(node="n1", uid="u1", changes={"pool": "gpu", "old": None}, before={"pool": "cpu", "old": "x"})


class Server:
    """One node, judged as the API server judges it."""

    def __init__(self):
        self.labels = {"pool": "cpu", "old": "x", "zone": "a"}
        self.uid = "u1"
        self.version = 1
        self.requests = []
        self.patches = []
        self.gone = False
        self.before_patch = []
        """What others do between our reading and our writing."""

    async def get(self, path, params=None, accept=None):
        self.requests.append(("GET", path))
        if self.gone:
            raise NotFound("not found", code=404)
        metadata = {"name": "n1", "uid": self.uid, "resourceVersion": str(self.version), "labels": self.labels}
        return msgspec.json.encode({"kind": "Node", "metadata": metadata})

    async def request(self, method, path, *, params=None, body=None, content_type="", warnings=None):
        self.requests.append((method, path))
        sent = json.loads(body)
        self.patches.append(sent)
        if self.before_patch:
            self.before_patch.pop(0)(self)
        assert content_type == "application/merge-patch+json"
        assert params == {"fieldManager": "ktui"}
        if sent["metadata"]["resourceVersion"] != str(self.version) or sent["metadata"]["uid"] != self.uid:
            raise Conflict("the object has been modified", reason="Conflict", code=409)
        for key, value in sent["metadata"].get("labels", {}).items():
            self.labels.pop(key, None)
            if value is not None:
                self.labels[key] = value
        return b"{}"


def heartbeat(server):
    server.version += 1


async def test_labels_are_set_and_removed_and_others_are_left_alone():
    server = Server()
    assert await request(server, NODE) == ()
    assert server.labels == {"pool": "gpu", "zone": "a"}
    assert server.requests == [("GET", "/api/v1/nodes/n1"), ("PATCH", "/api/v1/nodes/n1")]


async def test_a_heartbeat_between_reading_and_writing_does_no_harm():
    server = Server()
    server.before_patch = [heartbeat, heartbeat]
    await request(server, NODE)
    assert server.labels == {"pool": "gpu", "zone": "a"}
    assert [method for method, _ in server.requests].count("PATCH") == 3


async def test_a_label_that_somebody_else_adds_meanwhile_survives():
    def other(server):
        server.version += 1
        server.labels["theirs"] = "1"

    server = Server()
    server.before_patch = [other]
    await request(server, NODE)
    assert server.labels == {"pool": "gpu", "zone": "a", "theirs": "1"}


@pytest.mark.parametrize(
    ("theirs", "told"),
    [({"pool": "edge", "old": "x"}, "pool is now 'edge'"), ({"pool": "cpu"}, "old is gone")],
)
async def test_a_change_of_the_same_label_is_never_overwritten(theirs, told):
    def other(server):
        server.version += 1
        server.labels = dict(theirs)

    server = Server()
    server.before_patch = [other]
    with pytest.raises(Conflict, match=told):
        await request(server, NODE)
    assert server.labels == theirs


async def test_a_label_that_appeared_since_the_user_looked_is_not_overwritten():
    server = Server()
    with pytest.raises(Conflict, match="zone is now 'a'"):
        await request(server, LabelNode(node="n1", uid="u1", changes={"zone": "b"}))
    assert server.labels["zone"] == "a"


async def test_a_node_that_was_replaced_is_not_touched():
    server = Server()
    server.uid = "u9"
    with pytest.raises(Conflict, match="replaced"):
        await request(server, NODE)
    assert [method for method, _ in server.requests] == ["GET"]


async def test_a_node_that_never_rests_ends_in_a_conflict_not_in_a_loop():
    server = Server()
    server.before_patch = [heartbeat] * 100
    with pytest.raises(Conflict):
        await request(server, NODE)
    assert [method for method, _ in server.requests].count("PATCH") == 5


async def test_a_refusal_keeps_the_servers_words():
    class Strict(Server):
        async def request(self, *args, **options):
            raise Forbidden('nodes "n1" is forbidden', code=403)

    with pytest.raises(Forbidden, match='nodes "n1" is forbidden'):
        await request(Strict(), NODE)


async def test_a_node_that_is_gone_is_said_to_be():
    server = Server()
    server.gone = True
    with pytest.raises(NotFound, match="node n1 is gone already"):
        await request(server, NODE)


@pytest.mark.parametrize(("on", "written"), [(True, True), (False, None)])
async def test_a_cordon_is_a_field_of_the_node_that_was_seen(on, written):
    server = Server()
    await request(server, CordonNode("n1", "u1", on))
    assert server.patches == [
        {"spec": {"unschedulable": written}, "metadata": {"uid": "u1", "resourceVersion": "1"}},
    ]
