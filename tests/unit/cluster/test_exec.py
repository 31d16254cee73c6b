"""A command in a container: what is typed goes there, what it says comes back, and how it ended is told."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from ktui.cluster.api import Api
from ktui.cluster.connection import Connection
from ktui.cluster.exec import run_in_container
from ktui.domain.errors import Forbidden, Invalid, ServerError, Unreachable


class Typist:
    """A terminal in the hands of a test: each answer waits for what the shell says before it."""

    def __init__(self, *script, size=(100, 40)):
        self.script = list(script)
        self.size = size
        self.said = b""
        self.resized = asyncio.Event()
        self.heard = asyncio.Event()
        self.taken = []

    def __enter__(self):
        self.taken.append(True)
        return self

    def __exit__(self, *_):
        self.taken.append(False)

    async def read(self):
        if not self.script:
            await asyncio.Event().wait()
        expected, typed = self.script.pop(0)
        while expected not in self.said:
            self.heard.clear()
            await self.heard.wait()
        self.said = self.said.split(expected, 1)[1]
        if callable(typed):
            return typed(self)
        return typed

    async def write(self, output):
        self.said += output
        self.heard.set()


@asynccontextmanager
async def container(talk, *, refuse=None, protocols=("v5.channel.k8s.io", "v4.channel.k8s.io")):
    """A server on which a command does what a test says; gives an API to it, and its requests."""
    requests = []

    async def answer(request):
        requests.append(request)
        if refuse is not None:
            code, message = refuse
            said = {"kind": "Status", "status": "Failure", "message": message, "code": code}
            return web.json_response(said, status=code)
        if request.headers.get("Upgrade") is None:
            said = {"kind": "Status", "message": "Upgrade request required", "code": 400}
            return web.json_response(said, status=400)
        socket = web.WebSocketResponse(protocols=protocols)
        await socket.prepare(request)
        await talk(socket)
        await socket.close()
        return socket

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = "http://{}:{}".format(*runner.addresses[0][:2])
    there = Connection(context="c", cluster="c", user="u", namespace="default", server=url)
    async with Api(there) as api:
        yield api, requests
    await runner.cleanup()


def run(api, terminal, *command):
    return run_in_container(api, "web", "web-1", "main", command or ("sh",), terminal)


def failed(code):
    causes = [{"reason": "ExitCode", "message": str(code)}]
    return {"status": "Failure", "reason": "NonZeroExitCode", "details": {"causes": causes}}


async def end(socket, **status):
    await socket.send_bytes(b"\x03" + json.dumps({"metadata": {}, **status}).encode())


async def test_keys_output_and_size_go_their_ways():
    seen = []

    async def talk(socket):
        seen.append(await socket.receive_bytes())
        await socket.send_bytes(b"\x01")
        await socket.send_bytes(b"\x01$ ")
        seen.append(await socket.receive_bytes())
        seen.append(await socket.receive_bytes())
        await socket.send_bytes(b"\x02oops")
        await end(socket, status="Success")

    def resize(typist):
        typist.size = (120, 50)
        typist.resized.set()
        return b"ls\r"

    typist = Typist((b"$ ", resize))
    async with container(talk) as (api, requests):
        assert await run(api, typist, "sh", "-c", "a b") == 0
    assert seen[0] == b'\x04{"Width":100,"Height":40}'
    assert sorted(seen[1:]) == [b"\x00ls\r", b'\x04{"Width":120,"Height":50}']
    assert typist.said == b"oops"
    assert typist.taken == [True, False]
    assert requests[0].path == "/api/v1/namespaces/web/pods/web-1/exec"
    assert requests[0].query.getall("command") == ["sh", "-c", "a b"]
    assert {name: requests[0].query[name] for name in ("container", "stdin", "stdout", "tty")} == {
        "container": "main",
        "stdin": "true",
        "stdout": "true",
        "tty": "true",
    }


@pytest.mark.parametrize(
    "status", [failed(137), {"status": "Failure", "message": "error executing command: cmd wait: exit status 137"}]
)
async def test_the_exit_code_is_told(status):
    async def talk(socket):
        await end(socket, **status)

    async with container(talk) as (api, _):
        assert await run(api, Typist()) == 137


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ({"status": "Failure", "message": 'exec: "sh": executable file not found in $PATH', "code": 500}, "not found"),
        ({"status": "Failure"}, "the shell could not be run"),
    ],
)
async def test_a_command_that_cannot_be_run_is_told_in_the_servers_words(status, words):
    async def talk(socket):
        await end(socket, **status)

    async with container(talk) as (api, _):
        with pytest.raises(ServerError, match=words):
            await run(api, Typist())


async def test_an_ending_that_makes_no_sense_is_told():
    async def talk(socket):
        await socket.send_bytes(b"\x03no status")

    async with container(talk) as (api, _):
        with pytest.raises(ServerError, match="but not how"):
            await run(api, Typist())


async def test_a_connection_that_breaks_is_told_and_the_terminal_given_back():
    async def talk(socket):
        await socket.send_bytes(b"\x01$ ")

    typist = Typist()
    async with container(talk) as (api, _):
        with pytest.raises(Unreachable, match="the connection broke: closed with code 1000"):
            await run(api, typist)
    assert typist.taken == [True, False]


@pytest.mark.parametrize("protocol", ["v5.channel.k8s.io", "v4.channel.k8s.io"])
async def test_the_end_of_input_is_told_or_else_the_connection_is_closed(protocol):
    seen = []

    async def talk(socket):
        await socket.send_bytes(b"\x01$ ")
        async for message in socket:
            seen.append(message.data)
            if message.data == b"\xff\x00":
                await end(socket, status="Success")
                return

    async with container(talk, protocols=(protocol,)) as (api, _):
        if protocol.startswith("v5"):
            assert await run(api, Typist((b"$ ", b""))) == 0
            assert b"\xff\x00" in seen
        else:
            with pytest.raises(Unreachable, match="left before it had ended"):
                await run(api, Typist((b"$ ", b"")))


@pytest.mark.parametrize(
    ("refuse", "kind", "words"),
    [
        ((403, 'pods "web-1" is forbidden: User "x" cannot create resource "pods/exec"'), Forbidden, "cannot create"),
        ((400, "container x is not valid for pod web-1"), Invalid, "container x"),
        ((500, 'unable to upgrade connection: container not found ("main")'), ServerError, "container not found"),
    ],
)
async def test_a_refusal_is_told_in_the_servers_words_and_the_terminal_never_taken(refuse, kind, words):
    typist = Typist()
    async with container(None, refuse=refuse) as (api, _):
        with pytest.raises(kind, match=words):
            await run(api, typist)
    assert typist.taken == []


async def test_a_server_that_is_not_there_is_unreachable():
    there = Connection(context="c", cluster="c", user="u", namespace="default", server="http://127.0.0.1:1")
    async with Api(there) as api:
        with pytest.raises(Unreachable):
            await run(api, Typist())
