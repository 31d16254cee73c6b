"""GET pods/NAME/exec: a command in a container, over a WebSocket, as kubectl 1.30 and later ask for it.

The channels are those of apimachinery pkg/util/remotecommand: 0 input, 1 output, 2 errors, 3 how it ended, 4 the
terminal's size; since v5, 255 and a channel close that one.
"""

import contextlib
import json

from aiohttp import WSMsgType, web

from ktui.demo import status
from ktui.demo.forms import encoded
from ktui.demo.requests import flag
from ktui.demo.shell import NotFoundInImageError, Shell
from ktui.demo.status import Object

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
_INPUT, _OUTPUT, _STATUS, _SIZE, _CLOSE = 0, 1, 3, 4, 255


async def serve(request: web.Request, pod: Object) -> web.StreamResponse:
    """Run a command in a container until it ends, or the client goes.

    Raises:
        BadRequest: no container is meant, none is there, or it was not asked for by a WebSocket.
    """
    container = _container(pod, request.query.get("container", ""))
    command = request.query.getall("command", [])
    if not command:
        raise status.BadRequest("you must specify at least 1 command for the container")
    if request.headers.get("Upgrade", "").lower() != "websocket":
        # kubectl 1.29 and older speak SPDY, which nothing here understands.
        raise status.BadRequest("Upgrade request required")
    socket = web.WebSocketResponse(protocols=PROTOCOLS, autoping=True)
    if not socket.can_prepare(request).ok:
        raise status.BadRequest("unable to upgrade: the WebSocket request is not complete")
    await socket.prepare(request)
    try:
        shell = Shell(pod, container, command, flag(request.query, "tty"))
    except NotFoundInImageError as error:
        await _end(socket, _not_found(error))
    else:
        # A client that goes away ends what it has begun.
        with contextlib.suppress(ConnectionError):
            await _converse(socket, shell)
    await socket.close()
    return socket


def _container(pod: Object, name: str) -> str:
    names = [each["name"] for each in pod["spec"].get("containers", ())]
    name = name or str(names[0])
    known = pod.get("status", {}).get("containerStatuses") or ()
    runs = any(each["name"] == name and "running" in each["state"] for each in known)
    if name not in names:
        raise status.BadRequest(f"container {name} is not valid for pod {pod['metadata']['name']}")
    if not runs:
        raise status.InternalError(f'unable to upgrade connection: container not found ("{name}")')
    return name


async def _converse(socket: web.WebSocketResponse, shell: Shell) -> None:
    await _say(socket, shell.begin())
    while shell.ended is None:
        message = await socket.receive()
        if message.type not in {WSMsgType.BINARY, WSMsgType.TEXT}:
            return
        data = message.data if isinstance(message.data, bytes) else message.data.encode()
        channel, sent = data[0], data[1:]
        if channel == _INPUT:
            await _say(socket, shell.feed(sent))
        elif channel == _SIZE:
            asked = json.loads(sent)
            shell.size = (int(asked.get("Width", 80)), int(asked.get("Height", 24)))
        elif channel == _CLOSE and sent == bytes([_INPUT]):
            await _say(socket, shell.close())
    await _end(socket, _exit(shell.ended))


async def _say(socket: web.WebSocketResponse, text: str) -> None:
    if text:
        await socket.send_bytes(bytes([_OUTPUT]) + text.encode())


async def _end(socket: web.WebSocketResponse, said: Object) -> None:
    await socket.send_bytes(bytes([_STATUS]) + encoded(said))


def _exit(code: int) -> Object:
    """How a command has ended, as the kubelet tells it."""
    if not code:
        return {"metadata": {}, "status": "Success"}
    return {
        "metadata": {},
        "status": "Failure",
        "message": f"command terminated with non-zero exit code: exit status {code}",
        "reason": "NonZeroExitCode",
        "details": {"causes": [{"reason": "ExitCode", "message": str(code)}]},
    }


def _not_found(error: NotFoundInImageError) -> Object:
    words = (
        "Internal error occurred: error executing command in container: failed to exec in container: failed to start "
        "exec: OCI runtime exec failed: exec failed: unable to start container process: "
        f'exec: "{error}": executable file not found in $PATH'
    )
    return {"metadata": {}, "status": "Failure", "message": words, "reason": "InternalError", "code": 500}
