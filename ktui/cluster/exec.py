"""A command in a container, with a terminal: over a WebSocket, in the channels of Kubernetes' remote command.

The protocol is that of kubernetes staging/src/k8s.io/apimachinery pkg/util/remotecommand and k8s.io/client-go
tools/remotecommand (websocket.go, v4.go, v5.go): binary messages, whose first byte is the channel.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import Sequence
from types import TracebackType
from typing import Protocol

import aiohttp
import msgspec

from ktui.cluster.api import Api
from ktui.cluster.responses import words
from ktui.domain.errors import ServerError, Unreachable
from ktui.domain.kinds import POD
from ktui.domain.narrow import Narrow

PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""v5 alone can say that there is no more input; servers have it since 1.30."""
_INPUT, _OUTPUT, _ERRORS, _STATUS, _SIZE, _CLOSE = 0, 1, 2, 3, 4, 255


class _Cause(Narrow, frozen=True):
    """``details.causes[]``."""

    reason: str = ""
    message: str = ""


class _Details(Narrow, frozen=True):
    """``details``."""

    causes: tuple[_Cause, ...] = ()


class _Ending(Narrow, frozen=True):
    """``metav1.Status``: how a command has ended."""

    status: str = ""
    message: str = ""
    reason: str = ""
    code: int = 0
    details: _Details | None = None


_CODE = re.compile(r"exit (?:status|code) (\d{1,3})$")
_ENDINGS = msgspec.json.Decoder(_Ending)


LEAVING = 3.0
"""Seconds that a command has to end after it was told that there is no more input."""


class Terminal(Protocol):
    """Where a command's output goes, and its input comes from; taken for as long as the command runs."""

    resized: asyncio.Event
    """Is set when the size has changed."""

    def __enter__(self) -> object: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None: ...

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""

    async def read(self) -> bytes:
        """What was typed; ``b""``: there will be no more."""

    async def write(self, output: bytes) -> None:
        """Show what the command says, byte for byte."""


async def run_in_container(
    api: Api, namespace: str, pod: str, container: str, command: Sequence[str], terminal: Terminal
) -> int:
    """Run a command until it ends.

    Returns:
        Its exit code.

    Raises:
        ClusterError: it could not be begun, or the connection broke.
    """
    query = [("container", container), *(("command", part) for part in command)]
    # With a terminal the command's errors come with its output.
    query += [(name, "true") for name in ("stdin", "stdout", "tty")]
    path = f"{POD.path(namespace)}/{pod}/exec"
    async with api.websocket(path, query, PROTOCOLS) as socket:
        conversation = _Conversation(socket, terminal)
        with terminal:
            said = await conversation.run()
        if said is None:
            raise Unreachable(words(conversation.broken))
        return _exit_code(said)


class _Conversation:
    """What goes to and fro while a command runs."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, terminal: Terminal) -> None:
        self._socket = socket
        self._terminal = terminal
        self._left = False

    async def run(self) -> bytes | None:
        """Send what is typed and show what is said, until the server closes; gives the status that it told."""
        async with asyncio.TaskGroup() as tasks:
            sending = [tasks.create_task(self._send_input()), tasks.create_task(self._send_sizes())]
            try:
                return await self._receive()
            finally:
                for task in sending:
                    task.cancel()

    @property
    def broken(self) -> str:
        """Why it is not known how the command has ended."""
        if self._left:
            return "it was left before it had ended, and may go on"
        fault = self._socket.exception()
        if isinstance(fault, TimeoutError):
            return "the connection broke: the server does not answer any more"
        return f"the connection broke: {fault or f'closed with code {self._socket.close_code}'}"

    async def _send_input(self) -> None:
        with contextlib.suppress(ConnectionError):  # whoever receives will notice, and say so
            while typed := await self._terminal.read():
                await self._socket.send_bytes(bytes([_INPUT]) + typed)
            if self._socket.protocol == PROTOCOLS[0]:
                await self._socket.send_bytes(bytes([_CLOSE, _INPUT]))
                await asyncio.sleep(LEAVING)
            self._left = True
            await self._socket.close()

    async def _send_sizes(self) -> None:
        with contextlib.suppress(ConnectionError):
            while True:
                self._terminal.resized.clear()
                width, height = self._terminal.size
                await self._socket.send_bytes(bytes([_SIZE]) + b'{"Width":%d,"Height":%d}' % (width, height))
                await self._terminal.resized.wait()

    async def _receive(self) -> bytes | None:
        ended: bytes | None = None
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.BINARY and len(message.data) > 1:  # a channel that opens says nothing
                channel, said = message.data[0], message.data[1:]
                if channel in {_OUTPUT, _ERRORS}:
                    await self._terminal.write(said)
                elif channel == _STATUS:
                    ended = said
        return ended


def _exit_code(said: bytes) -> int:
    """The exit code that a status says.

    Raises:
        ServerError: the command could not be run.
    """
    try:
        status = _ENDINGS.decode(said)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ServerError("the server says that the shell has ended, but not how") from error
    if status.status == "Success":
        return 0
    causes = status.details.causes if status.details is not None else ()
    for cause in causes:
        if cause.reason == "ExitCode" and cause.message.lstrip("-").isdigit():
            return int(cause.message[:9])
    if (code := _CODE.search(status.message)) is not None:  # a kubelet that tells it in words alone
        return int(code[1])
    raise ServerError(words(status.message) or "the shell could not be run", reason=status.reason, code=status.code)
