"""ktui.session.looking: one object in full, followed while a screen shows it."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from fault_server import FaultServer, status
from patience import PATIENCE
from tables import connection, pod
from virtual_time import Manual

from ktui.cluster.api import Api
from ktui.domain.document import read
from ktui.domain.kinds import POD
from ktui.domain.steps import run
from ktui.session.looking import Look, LookAt
from ktui.store.feed import Live, Refused

KEY = ("default", "web")


class Looking:
    """A look that runs until the test is over."""

    def __init__(self, server, make):
        self.server, self.clock = server, Manual()
        self.turn = asyncio.Event()
        self._make = make

    @contextlib.asynccontextmanager
    async def running(self):
        timings = self.clock.timings()
        async with Api(connection(self.server), timings=timings, clock=self.clock) as api, asyncio.TaskGroup() as tasks:

            async def opened():
                return api

            self.look = self._make(opened=opened, timings=timings, clock=self.clock, told=self.turn.set)
            task = tasks.create_task(self.look.run())
            yield self.look
            task.cancel()

    async def until(self, true):
        async with asyncio.timeout(PATIENCE):
            while not true():
                self.turn.clear()
                await self.turn.wait()


def at(server):
    return Looking(server, lambda **more: LookAt(POD, KEY, **more))


@pytest.fixture
async def server():
    async with FaultServer() as server:
        yield server


def phase(look):
    return run(read(look.last, POD))["status"]["phase"]


async def test_an_object_is_there_in_full_and_follows_changes(server):
    server.put("pods", pod("web", phase="Pending"))
    looking = at(server)
    async with looking.running() as look:
        await looking.until(lambda: isinstance(look.feed, Live))
        assert phase(look) == "Pending"
        server.put("pods", pod("web", phase="Running"))
        await looking.until(lambda: phase(look) == "Running")
    asked = server.asked("list")[0]
    assert asked.params == {"fieldSelector": "metadata.name=web"}
    assert asked.path == "/api/v1/namespaces/default/pods"


async def test_what_is_deleted_stays_to_be_read_and_it_is_known_since_when_it_is_gone(server):
    server.put("pods", pod("web", phase="Running"))
    looking = at(server)
    async with looking.running() as look:
        await looking.until(lambda: isinstance(look.feed, Live))
        looking.clock.now += 5
        server.remove("pods", KEY)
        await looking.until(lambda: look.gone)
        assert look.gone_at == looking.clock.now
        assert phase(look) == "Running"
        server.put("pods", pod("web", phase="Pending"))
        await looking.until(lambda: not look.gone)
        assert phase(look) == "Pending"


async def test_what_never_was_there_is_not_called_gone(server):
    looking = at(server)
    async with looking.running() as look:
        await looking.until(lambda: isinstance(look.feed, Live))
        assert look.last is None
        assert not look.gone


async def test_who_may_get_and_not_list_sees_it_as_it_was_read(server):
    server.put("pods", pod("web", phase="Running"))
    server.always("list", status(403, "Forbidden", "pods is forbidden"))
    looking = at(server)
    async with looking.running() as look:
        await looking.until(lambda: isinstance(look.feed, Refused))
        assert phase(look) == "Running"
        assert look.read_at == looking.clock.now
        assert not look.gone


async def test_who_may_do_neither_is_told_the_servers_words(server):
    server.put("pods", pod("web"))
    server.always("any", status(403, "Forbidden", "pods is forbidden"))
    looking = at(server)
    async with looking.running() as look:
        await looking.until(lambda: isinstance(look.feed, Refused))
        assert (look.last, look.feed.why) == (None, "pods is forbidden")


async def test_objects_around_it_are_followed_apart_from_the_store(server):
    server.put("pods", pod("a"))
    server.put("pods", pod("b"))
    looking = Looking(server, lambda **more: Look(POD, "default", **more))
    async with looking.running() as look:
        await looking.until(lambda: isinstance(look.feed, Live))
        assert {each.name for each in look.table} == {"a", "b"}
