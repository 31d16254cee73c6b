"""A storage, a server over it, and a client that speaks to it, on a clock that stands still."""

import json
from contextlib import asynccontextmanager

import aiohttp
import pytest

from ktui.demo.clock import ManualClock
from ktui.demo.resources import NAMESPACES
from ktui.demo.server import Server
from ktui.demo.storage import Storage


class Client:
    """Sends requests to a server and reads its answers."""

    def __init__(self, session, server):
        self.session = session
        self.server = server
        self.storage = server.storage

    async def ask(self, method, path, body=None, *, media="application/json", accept="", token=""):
        """The status, the headers and the body, as JSON if it is JSON."""
        data = body if body is None or isinstance(body, (str, bytes)) else json.dumps(body)
        headers = {"Content-Type": media} if data is not None else {}
        headers |= {"Accept": accept} if accept else {}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        async with self.session.request(method, path, data=data, headers=headers) as answer:
            text = await answer.text()
            is_json = answer.content_type == "application/json"
            return answer.status, answer.headers, json.loads(text) if is_json and text else text

    async def get(self, path, **options):
        """What GET answers."""
        return (await self.ask("GET", path, **options))[2]

    @asynccontextmanager
    async def watch(self, path, accept=""):
        """The events of a watch, one at a time."""
        async with self.session.get(path, headers={"Accept": accept} if accept else {}) as answer:

            async def events():
                async for line in answer.content:
                    yield json.loads(line)

            yield events()


@pytest.fixture
def clock():
    return ManualClock()


@pytest.fixture
def storage(clock):
    storage = Storage(clock)
    for name in ("default", "team-a"):
        storage.create(NAMESPACES, {"metadata": {"name": name}})
    return storage


@pytest.fixture
def serve(storage):
    @asynccontextmanager
    async def start(**options):
        async with Server(storage, **options) as server, aiohttp.ClientSession(server.url) as session:
            yield Client(session, server)

    return start


@pytest.fixture
async def api(serve):
    async with serve() as client:
        yield client
