"""GET pods/NAME/exec over a WebSocket, and what is refused before one is opened."""

import json
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import pytest

from ktui.demo.resources import PODS

PATH = "/api/v1/namespaces/default/pods/p/exec"


@pytest.fixture
async def api(serve):
    async with serve() as client:
        spec = {"containers": [{"name": "main", "image": "a"}]}
        pod = {"metadata": {"name": "p", "namespace": "default"}, "spec": spec}
        client.storage.create(PODS, pod)
        runs = [{"name": "main", "state": {"running": {}}}]
        client.storage.edit_status(PODS, "p", "default", lambda new: new["status"].update(containerStatuses=runs))
        yield client


@asynccontextmanager
async def run(api, *command, tty=True, protocols=("v5.channel.k8s.io", "v4.channel.k8s.io"), token=""):
    query = urlencode([*(("command", part) for part in command), ("tty", str(tty).lower())])
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with api.session.ws_connect(f"{PATH}?{query}", protocols=protocols, headers=headers) as socket:
        yield socket


async def rest(socket):
    """What it says until it ends: text, and its status."""
    text, status = "", None
    async for message in socket:
        if message.data[0] == 3:
            status = json.loads(message.data[1:])
        else:
            text += message.data[1:].decode()
    return text, status


async def test_a_command_tells_how_it_ended(api):
    async with run(api, "sh", "-c", "hostname; exit 3", tty=False) as socket:
        text, status = await rest(socket)
    assert text == "p\n"
    assert status["reason"] == "NonZeroExitCode"
    assert status["details"]["causes"] == [{"reason": "ExitCode", "message": "3"}]
    async with run(api, "true") as socket:
        assert await rest(socket) == ("", {"metadata": {}, "status": "Success"})


@pytest.mark.parametrize("protocol", ["v5.channel.k8s.io", "v4.channel.k8s.io"])
async def test_a_shell_is_typed_into_and_knows_its_size(api, protocol):
    async with run(api, "sh", protocols=[protocol]) as socket:
        assert socket.protocol == protocol
        assert (await socket.receive_bytes()) == b"\x01/ # "
        await socket.send_bytes(b'\x04{"Width":100,"Height":40}')
        await socket.send_bytes(b"\x00stty size\r")
        assert b"\r\n40 100\r\n" in await socket.receive_bytes()
        await socket.send_bytes(b"\x00exit\r")
        assert (await rest(socket))[1] == {"metadata": {}, "status": "Success"}


async def test_the_end_of_input_can_be_told_since_v5(api):
    async with run(api, "cat", tty=False) as socket:
        await socket.send_bytes(b"\x00back\n")
        assert (await socket.receive_bytes()) == b"\x01back\n"
        await socket.send_bytes(b"\xff\x00")
        assert (await rest(socket))[1] == {"metadata": {}, "status": "Success"}


async def test_what_the_image_lacks_is_told_as_a_runtime_would(api):
    async with run(api, "bash") as socket:
        _, status = await rest(socket)
    assert 'exec: "bash": executable file not found in $PATH' in status["message"]


@pytest.mark.parametrize(
    ("query", "code", "words"),
    [
        ("?command=ls", 400, "Upgrade request required"),
        ("", 400, "you must specify at least 1 command for the container"),
        ("?command=ls&container=x", 400, "container x is not valid for pod p"),
    ],
)
async def test_what_makes_no_sense_is_refused_in_words(api, query, code, words):
    status, _, value = await api.ask("GET", PATH + query)
    assert (status, value["message"]) == (code, words)


async def test_nothing_can_be_run_where_nothing_runs(api):
    ended = [{"name": "main", "state": {"terminated": {}}}]
    api.storage.edit_status(PODS, "p", "default", lambda new: new["status"].update(containerStatuses=ended))
    code, _, value = await api.ask("GET", f"{PATH}?command=ls")
    assert (code, value["message"]) == (500, 'unable to upgrade connection: container not found ("main")')


async def test_reading_everything_is_no_right_to_run_anything(api):
    code, _, value = await api.ask("GET", f"{PATH}?command=ls", token="reader-token")
    assert code == 403
    assert 'cannot create resource "pods/exec"' in value["message"]
