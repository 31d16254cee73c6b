"""The connections that requests go over: how they are kept, what is never done with them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import weakref

import aiohttp

from ktui import __version__

BUFFER = 256 * 1024
"""Bytes that are read before whoever reads them has to have taken some."""


_TURNS_TO_END = 50
"""Turns of the event loop in which asyncio closes a connection whose end it sees; it takes three or so."""


def new_session(sockets: Sockets, *, compressed: bool) -> aiohttp.ClientSession:
    """Connections to one server; nothing of the environment, no cookie and no other server plays a part.

    Args:
        sockets: makes them.
        compressed: whether answers may be.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=45, socket_factory=sockets),
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": f"ktui/{__version__}", "Accept-Encoding": "gzip" if compressed else "identity"},
        trust_env=False,
        auto_decompress=False,
        read_bufsize=BUFFER,
        middlewares=(_stay,),
    )


async def _stay(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Let no WebSocket follow a redirect, which would carry the credentials along; aiohttp has no option for that."""
    response = await handler(request)
    if "Upgrade" in request.headers and 300 <= response.status < 400:
        response.close()
        raise aiohttp.WSServerHandshakeError(
            response.request_info, (), message="redirected", status=response.status, headers=response.headers
        )
    return response


class Once:
    """Lets a request be sent only once; for one request.

    aiohttp sends a DELETE again, and tells nobody, if the connection breaks that it went over and that was open before
    (``ClientSession._request``, ``IDEMPOTENT_METHODS``). Where the first was carried out, the second is told that there
    is no such object.
    """

    def __init__(self) -> None:
        self._broke: Exception | None = None

    async def __call__(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Send it, or say again why that has failed."""
        if self._broke is not None:
            raise self._broke
        try:
            return await handler(request)
        except (aiohttp.ClientError, OSError) as error:
            self._broke = error
            raise


def cut_off(response: aiohttp.ClientResponse) -> None:
    """Be done with an answer; its connection, if the answer was not read to its end, ends without a farewell.

    By TLS' farewell asyncio would keep the connection for up to 30 s, for a server that has fallen silent.
    """
    if response.connection is not None and response.connection.transport is not None:
        response.connection.transport.abort()
    response.close()


class Sockets:
    """The sockets below the connections to one server; called by aiohttp for each.

    Each notices a dead peer: it is probed after 30 s of silence, and dead 30 s later.
    """

    def __init__(self) -> None:
        self._made: weakref.WeakSet[socket.socket] = weakref.WeakSet()

    def __call__(self, address: aiohttp.AddrInfoType) -> socket.socket:
        """A new one, of the address' family."""
        family, kind, protocol, _, _ = address
        made = socket.socket(family, kind, protocol)
        self._made.add(made)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for option, value in (
            ("TCP_KEEPIDLE", 30),
            ("TCP_KEEPALIVE", 30),  # the same on macOS
            ("TCP_KEEPINTVL", 10),
            ("TCP_KEEPCNT", 3),
            ("TCP_USER_TIMEOUT", 30_000),
        ):
            if hasattr(socket, option):
                made.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
        return made

    async def end(self) -> None:
        """Cut off what is still open, after its session was closed.

        A connection whose maker was cancelled just when TLS stood is nobody's: asyncio says farewell on it and waits
        for up to 30 s for the server to do so too.
        """
        for left in self._left():
            with contextlib.suppress(OSError):
                left.shutdown(socket.SHUT_RDWR)
        for _ in range(_TURNS_TO_END):
            if not self._left():
                return
            await asyncio.sleep(0)

    def _left(self) -> list[socket.socket]:
        return [made for made in self._made if made.fileno() >= 0]
