import pytest
from fault_server import FaultServer, status, text
from tables import connection
from virtual_time import Instant

from ktui.cluster.api import Api
from ktui.domain import kinds
from ktui.session.namespaces import MOST_FOLLOWED, MOST_TRIED, VisibleNamespaces


@pytest.fixture
async def server():
    async with FaultServer() as server:
        yield server


@pytest.fixture
async def api(server):
    async with Api(connection(server)) as api:
        yield api


@pytest.fixture
def clock():
    return Instant()


@pytest.fixture
def visible(api, clock):
    return VisibleNamespaces(api, "mine", clock.timings(), clock)


def there_are(server, *names):
    for name in names:
        server.put("namespaces", {"metadata": {"name": name}})


async def test_the_contexts_own_namespace_comes_first_and_once(server, visible):
    there_are(server, "a", "mine", "z")
    assert await visible.of(kinds.POD) == ["mine", "a", "z"]


async def test_those_that_may_not_be_listed_are_left(server, visible):
    there_are(server, "a", "b")
    server.forbidden |= {("pods", "a"), ("pods", "mine")}
    assert await visible.of(kinds.POD) == ["b"]
    assert await visible.of(kinds.DAEMON_SET) == ["mine", "a", "b"]


async def test_what_a_server_refuses_that_has_only_just_begun_stays_where_it_was_held(server, api, visible, clock):
    server.forbidden |= {("namespaces", None), ("pods", "mine"), ("pods", "held")}
    api.pulse.miss()
    api.pulse.beat()
    assert await visible.of(kinds.POD, ["held"]) == ["held"]
    api.pulse.returned_at -= 30
    server.forbidden.clear()
    there_are(server, "a")
    assert await visible.of(kinds.POD, ["held"]) == ["mine", "a"]


async def test_who_may_not_list_namespaces_has_the_own_one(server, visible):
    server.forbidden.add(("namespaces", None))
    assert await visible.of(kinds.POD) == ["mine"]


async def test_a_list_that_is_none_leaves_the_own_one(server, visible):
    server.fail("list namespaces", text(200, "Please sign in"))
    assert await visible.of(kinds.POD) == ["mine"]


async def test_where_the_server_cannot_say_now_what_is_held_is_kept_and_no_more(server, visible):
    there_are(server, "a", "b")
    server.always("list pods", status(500, "InternalError", "etcdserver: no leader"))
    assert await visible.of(kinds.POD, {"b"}) == ["b"]


async def test_too_many_are_not_followed_and_how_many_is_known(server, visible):
    there_are(server, *(f"n-{number:03}" for number in range(MOST_TRIED + 9)))
    assert len(await visible.of(kinds.POD)) == MOST_FOLLOWED
    assert visible.left_out == MOST_TRIED + 10 - MOST_FOLLOWED
    assert len(server.asked("list", "pods")) == MOST_TRIED


async def test_the_list_of_namespaces_is_kept_for_a_while(server, visible, clock):
    await visible.of(kinds.POD)
    there_are(server, "new")
    assert await visible.of(kinds.POD) == ["mine"]
    clock.now += 181
    assert await visible.of(kinds.POD) == ["mine", "new"]
