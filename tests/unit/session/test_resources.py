import asyncio

import pytest

from ktui.domain.errors import Unreachable, UsageError
from ktui.domain.objects import Meta, Object
from ktui.domain.resources import Catalogue, Resource
from ktui.session.resources import AGAIN, KnownResources
from ktui.store.feed import Live
from ktui.store.table import Table

READ = frozenset({"get", "list", "watch"})
PODS = Resource("pods", "Pod", singular="pod", short_names=("po",), verbs=READ)
THINGS = Resource("things", "Thing", "example.com", singular="thing", verbs=READ)
REVIEWS = Resource("reviews", "Review", verbs=frozenset({"create"}))


class Server:
    """Says what it serves, and counts how often it was asked."""

    def __init__(self):
        self.serves = [PODS, REVIEWS]
        self.unanswered = {}
        self.failure = None
        self.asked = 0

    async def ask(self):
        self.asked += 1
        await asyncio.sleep(0)
        if self.failure:
            raise self.failure
        return Catalogue(tuple(self.serves), self.unanswered)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def definitions():
    return Table()


class Time:
    now = 1000.0


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def known(server, definitions, time):
    return KnownResources(server.ask, definitions, lambda: time.now)


def define(definitions, name, version="1"):
    definitions.upsert(Object(Meta(name, uid=name, resource_version=version)))


async def test_nothing_is_known_before_somebody_asks(known, server):
    assert known.catalogue == Catalogue()
    assert server.asked == 0


async def test_a_server_is_asked_once_for_many(known, server):
    async with asyncio.TaskGroup() as tasks:
        found = [tasks.create_task(known.find(name)) for name in ("po", "pods", "Pod")]
    assert [each.result() for each in found] == [PODS] * 3
    assert server.asked == 1


async def test_a_name_that_is_not_known_is_asked_for_again_but_not_at_once(known, server, time):
    with pytest.raises(UsageError):
        await known.find("things")
    assert server.asked == 1
    server.serves.append(THINGS)
    with pytest.raises(UsageError):
        await known.find("things")
    time.now += AGAIN
    assert await known.find("things") == THINGS
    assert server.asked == 2


async def test_a_definition_that_changed_makes_the_server_be_asked_again(known, server, definitions):
    await known.learn()
    definitions.set_feed(Live())
    define(definitions, "things.example.com")
    await known.learn()
    assert server.asked == 1
    define(definitions, "things.example.com", "2")
    await known.learn()
    await known.learn()
    assert server.asked == 2
    definitions.delete(("", "things.example.com"))
    await known.learn()
    assert server.asked == 3


async def test_who_may_not_see_definitions_asks_once(known, server, definitions):
    await known.learn()
    define(definitions, "things.example.com")
    await known.learn()
    assert server.asked == 1


async def test_a_slip_is_told_what_it_may_have_meant_and_who_does_not_answer(known, server):
    server.unanswered = {"metrics.k8s.io/v1beta1": "the server behind it does not answer"}
    with pytest.raises(UsageError) as told:
        await known.find("posd")
    assert str(told.value) == (
        "The server has no resource 'posd'. Did you mean :pods? "
        "metrics.k8s.io/v1beta1 does not answer: the server behind it does not answer."
    )


async def test_what_cannot_be_listed_is_told_with_what_can_be_done(known):
    with pytest.raises(UsageError, match=r"Objects of reviews cannot be listed; the server offers: create\."):
        await known.find("reviews")


async def test_a_server_that_cannot_be_asked_is_an_error_until_it_can(known, server):
    server.failure = Unreachable("nobody there")
    with pytest.raises(Unreachable):
        await known.find("pods")
    server.failure = None
    assert await known.find("pods") == PODS
