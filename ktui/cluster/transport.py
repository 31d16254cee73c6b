"""The connections that requests go over: how they are kept, what is never done with them."""

from __future__ import annotations

import socket

import aiohttp

from ktui import __version__

BUFFER = 256 * 1024
"""Bytes that are read before whoever reads them has to have taken some."""


def new_session(*, compressed: bool) -> aiohttp.ClientSession:
    """Connections to one server; nothing of the environment, no cookie and no other server plays a part.

    Args:
        compressed: whether answers may be.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=45, socket_factory=_socket),
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


def _socket(address: aiohttp.AddrInfoType) -> socket.socket:
    """A socket that notices a dead peer: probes after 30 s of silence, dead 30 s later."""
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
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
