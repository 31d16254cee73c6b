"""WebSockets to the API server, with the credentials, the TLS and the proxy of every other request."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import aiohttp
import yarl

from ktui.cluster.connection import Connection
from ktui.cluster.credentials import Credentials
from ktui.cluster.timings import Timings
from ktui.domain.errors import ClusterError, Invalid, ServerError


async def open_socket(
    session: aiohttp.ClientSession,
    url: yarl.URL,
    protocols: Sequence[str],
    *,
    connection: Connection,
    credentials: Credentials,
    timings: Timings,
    ask: Callable[[], Awaitable[object]],
) -> aiohttp.ClientWebSocketResponse:
    """Open one.

    Args:
        session: the connections.
        url: whole, with its query.
        protocols: what is understood, the best first.
        connection: where the server is.
        credentials: as whom to speak; renewed once if they are not accepted.
        timings: how long to wait for what.
        ask: makes the same request without a WebSocket, which is refused in words, and does nothing.

    Raises:
        ClusterError: the server refused, in its own words.
        aiohttp.ClientError: it could not be reached; and ``OSError``, ``TimeoutError``.
    """

    async def shake_hands() -> aiohttp.ClientWebSocketResponse:
        async with asyncio.timeout(timings.answer):
            return await session.ws_connect(
                url,
                headers=identity,
                protocols=protocols,
                ssl=await credentials.tls(),
                server_hostname=connection.tls_server_name or None,
                proxy=connection.proxy,
                heartbeat=timings.quiet,
                timeout=aiohttp.ClientWSTimeout(ws_close=timings.probe),
            )

    identity = await credentials.headers()
    try:
        try:
            return await shake_hands()
        except aiohttp.WSServerHandshakeError as error:
            if error.status != 401 or not await credentials.refresh(identity):
                raise
        identity = await credentials.headers()
        return await shake_hands()
    except aiohttp.WSServerHandshakeError as error:
        raise await _refusal(connection.server, error.status, ask) from error


async def _refusal(server: str, status: int, ask: Callable[[], Awaitable[object]]) -> ClusterError:
    """Why a WebSocket was refused: aiohttp keeps the status and loses the words."""
    try:
        await ask()
    except Invalid as error:
        if "Upgrade" not in error.message:
            return error
    except ClusterError as error:
        return error
    return ServerError(f"{server}, or what stands before it, refuses WebSockets (HTTP {status})", code=status)
