import pytest
from fault_server import FaultServer, text
from tables import connection, pod

from ktui.cluster.api import Api
from ktui.cluster.listing import Lister, current_version, selection
from ktui.cluster.table_form import form_of
from ktui.cluster.timings import Timings
from ktui.domain import kinds
from ktui.domain.errors import ServerError


@pytest.fixture
async def server():
    async with FaultServer() as server:
        for number in range(5):
            server.put("pods", pod(f"pod-{number}", "even" if number % 2 == 0 else "odd"))
        yield server


@pytest.fixture
async def api(server):
    async with Api(connection(server)) as api:
        yield api


def lister_of(api, kind, namespace=None):
    return Lister(api, kind, form_of(kind, lambda: 0.0), namespace, Timings())


async def read(lister):
    return [obj.name for batch in [batch async for batch in lister.batches()] for obj in batch]


@pytest.mark.parametrize("minor", [36, 30])
async def test_a_list_gives_its_objects_their_keys_and_its_version(server, api, minor):
    server.minor, server.page_limit = minor, 2
    lister = lister_of(api, kinds.POD)
    assert sorted(await read(lister)) == [f"pod-{number}" for number in range(5)]
    assert lister.keys == set(server.objects["pods"])
    assert lister.resource_version == "105"


async def test_a_list_of_one_namespace_is_of_that_namespace(api):
    lister = lister_of(api, kinds.POD, "odd")
    assert await read(lister) == ["pod-1", "pod-3"]


async def test_an_empty_list_has_no_batches_but_a_version(server, api):
    lister = lister_of(api, kinds.NODE)
    assert [batch async for batch in lister.batches()] == []
    assert (lister.keys, lister.resource_version) == (set(), "105")


async def test_the_version_now_is_asked_for_by_a_list_of_one(server, api):
    assert await current_version(api, kinds.POD, None) == "105"
    assert server.requests[-1].params == {"limit": "1"}
    server.fail("list", text(200, "Please sign in"))
    with pytest.raises(ServerError, match="Please sign in"):
        await current_version(api, kinds.POD, None)


def test_what_is_wanted_of_a_kind_is_a_query():
    assert selection(kinds.POD) == {}
    assert "type!=Normal" in selection(kinds.DAEMON_SET_WARNING)["fieldSelector"]
    assert selection(kinds.JOB_POD) == {"labelSelector": "!pod-template-hash,!controller-revision-hash"}
