"""Requests to one API server: a connection pool, credentials, and answers as bytes or as errors of our own tree.

HTTP/1.1 by aiohttp, without its conveniences that do harm here: nothing is read from the environment or from netrc,
no redirect is followed (it would carry the credentials along), no cookie is kept.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Self

import aiohttp
import yarl

from ktui.cluster.connection import Connection
from ktui.cluster.credentials import Credentials, credentials_for
from ktui.cluster.faults import FAULTS, fallen, unreachable
from ktui.cluster.gzipped import Gunzip
from ktui.cluster.pulse import Pulse
from ktui.cluster.request_parts import Params, joined, url_of
from ktui.cluster.responses import failure, read_status, warning_text, words
from ktui.cluster.sockets import open_socket
from ktui.cluster.timings import Timings
from ktui.cluster.transport import BUFFER, Once, Sockets, cut_off, new_session
from ktui.cluster.version import Version, read_version
from ktui.domain.errors import (
    ClusterError,
    Forbidden,
    NotFound,
    ServerError,
    Unanswered,
    Unauthorized,
    Unreachable,
    Unready,
)

_SHORT_REQUESTS = 8
_LISTS = 6
_ERROR_BODY = 64 * 1024
_NOBODY = {502, 503, 504}
"""What a load balancer says, in words that are no Status, when there is no server behind it."""
_READS = {"GET", "HEAD"}


class Api:
    """One API server, as one user. An async context manager.

    Every method raises the errors of `ktui.domain.errors`: `ClusterError` for what the server says or for not
    reaching it, and whatever the credentials raise.

    Args:
        connection: where the server is.
        credentials: as whom to speak; made from the connection if not given.
        timings: time-outs.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        connection: Connection,
        credentials: Credentials | None = None,
        *,
        timings: Timings = Timings(),  # noqa: B008 (frozen)
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._connection = connection
        self._credentials = credentials or credentials_for(connection)
        self._timings = timings
        self._clock = clock
        self._session: aiohttp.ClientSession | None = None
        self._sockets = Sockets()
        self._version: Version | None = None
        self._versioning = asyncio.Lock()
        self._tells_readiness = True
        self._slots = asyncio.Semaphore(_SHORT_REQUESTS)
        self._opening: set[asyncio.Timeout] = set()
        self._open: dict[aiohttp.ClientResponse, str] = {}
        self.pulse = Pulse(clock)
        """Whether the server is there."""
        self.lists = asyncio.Semaphore(_LISTS)
        """Held while a list is read, so that not too many are at once."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()
            await self._sockets.end()
            self._session = None

    # ---- requests

    async def get(self, path: str, params: Params | None = None, accept: str | None = None) -> bytes:
        """Read something small enough to be had in one piece."""
        return await self.request("GET", path, params=params, accept=accept)

    async def request(
        self,
        method: str,
        path: str,
        *,
        params: Params | None = None,
        body: bytes | None = None,
        content_type: str = "application/json",
        accept: str | None = None,
        warnings: list[str] | None = None,
    ) -> bytes:
        """Make one request; a change is sent at most once, but for credentials that the server does not accept.

        Args:
            method: the HTTP method.
            path: from the server's root.
            params: the query.
            body: what is sent.
            content_type: of the body.
            accept: the form of the answer; JSON if not given.
            warnings: gets what the server says beside its answer (``Warning`` headers, RFC 7234 5.5).

        Returns:
            The body of a successful answer.

        Raises:
            Unanswered: a change was sent, and what became of it is not known.
        """
        headers = {"Accept": accept or "application/json"}
        if body is not None:
            headers["Content-Type"] = content_type
        async with self._slots:
            return await self._exchange(method, path, params, headers=headers, body=body, warnings=warnings)

    @contextlib.asynccontextmanager
    async def stream(
        self, path: str, params: Mapping[str, str], *, read_timeout: float | None, accept: str = "application/json"
    ) -> AsyncIterator[AsyncIterator[bytes]]:
        """Read something long, or without end, piece by piece as it arrives.

        The pieces are decompressed and of no particular size; between any two of them the event loop gets its turn.

        Args:
            path: from the server's root.
            params: the query.
            read_timeout: seconds of silence after which it counts as broken; None: it may be silent for ever.
            accept: the form of the answer.
        """
        headers = {"Accept": accept}
        response = await self._send("GET", path, params, headers=headers, silence=read_timeout, stream=True)
        self._open[response] = ""
        pieces = self._pieces(response)
        try:
            yield pieces
        finally:
            await pieces.aclose()
            del self._open[response]
            cut_off(response)

    @contextlib.asynccontextmanager
    async def websocket(
        self, path: str, params: Params, protocols: Sequence[str]
    ) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        """Open a WebSocket; ``protocols``: what is understood, the best first."""
        try:
            socket = await open_socket(
                self._opened(),
                url_of(self._connection.server, path, params),
                protocols,
                connection=self._connection,
                credentials=self._credentials,
                timings=self._timings,
                ask=partial(self.request, "GET", path, params=params),
            )
        except FAULTS as error:
            self.pulse.miss()
            raise self._unreachable(error) from error
        try:
            yield socket
        finally:
            await socket.close()

    def interrupt(self, why: str) -> None:
        """End all streams, also those that are being opened: their readers get `Unreachable` with these words."""
        now = asyncio.get_running_loop().time()
        for limit in self._opening:
            if not limit.expired():
                limit.reschedule(now)
        for response in self._open:
            self._open[response] = why
            cut_off(response)

    @property
    def server_version(self) -> str:
        """``gitVersion`` of the server; empty until it is known."""
        return self._version.git_version if self._version else ""

    async def version(self, *, fresh: bool = False) -> Version:
        """The server's version, asked once, or again if ``fresh``.

        A server that does not tell gives an empty one.
        """
        async with self._versioning:
            if self._version is None or fresh:
                try:
                    self._version = read_version(await self._ask("/version", self._timings.probe if fresh else None))
                except Unreachable:
                    raise
                except ClusterError:
                    self._version = self._version or Version()
            return self._version

    async def alive(self) -> None:
        """Ask for a sign of life, which any answer is but one.

        A server that has lost its database still tells its version and keeps watches open, from memory; only
        ``/readyz`` shows it. Where that may not be asked, or is not served, the version has to do.

        Raises:
            Unreachable: there is none.
            Unready: the server itself says that it should not be asked.
        """
        lost = self.pulse.lost
        if self._tells_readiness:
            try:
                await self._ask("/readyz", self._timings.probe)
            except (Unreachable, Unready):
                raise
            except (Forbidden, NotFound):
                self._tells_readiness = False
            except ClusterError:
                return
        if lost or not self._tells_readiness:
            await self.version(fresh=True)

    async def reach(self) -> None:
        """Make sure that the server answers, before it is handed what it may carry out whenever it goes on."""
        if not self.pulse.fresh(self._timings.fresh):
            with contextlib.suppress(Unready):
                await self.alive()

    async def guard(self) -> None:
        """Watch over the connection, until cancelled: see `Pulse.guard`."""
        await self.pulse.guard(self.alive, self.interrupt, self._timings)

    async def _ask(self, path: str, seconds: float | None) -> bytes:
        """Ask out of turn: not in the queue of the other requests, to find out whether they have a chance."""
        try:
            async with asyncio.timeout(seconds):
                return await self._exchange("GET", path, None, headers={"Accept": "application/json"})
        except TimeoutError as error:
            self.pulse.miss()
            raise self._unreachable(error) from error

    # ---- on the wire

    async def _exchange(
        self,
        method: str,
        path: str,
        params: Params | None,
        *,
        headers: Mapping[str, str],
        body: bytes | None = None,
        warnings: list[str] | None = None,
    ) -> bytes:
        response = await self._send(method, path, params, headers=headers, body=body, silence=self._timings.answer)
        try:
            if warnings is not None:
                warnings.extend(warning_text(value) for value in response.headers.getall("Warning", []))
            return b"".join([piece async for piece in self._pieces(response)])
        except ClusterError as error:
            if method in _READS:
                raise
            raise Unanswered(error.message) from error
        finally:
            cut_off(response)

    async def _send(
        self,
        method: str,
        path: str,
        params: Params | None,
        *,
        headers: Mapping[str, str],
        silence: float | None,
        body: bytes | None = None,
        stream: bool = False,
    ) -> aiohttp.ClientResponse:
        url = url_of(self._connection.server, path, params)
        identity = await self._credentials.headers()
        response = await self._attempt(method, url, joined(headers, identity), body, silence, stream)
        if response.status == 401:
            refused = await self._failure(response, method)
            if not await self._credentials.refresh(identity):
                raise refused
            identity = await self._credentials.headers()
            response = await self._attempt(method, url, joined(headers, identity), body, silence, stream)
        if not 200 <= response.status < 300:
            raise await self._failure(response, method)
        return response

    async def _attempt(
        self,
        method: str,
        url: yarl.URL,
        headers: Mapping[str, str],
        body: bytes | None,
        silence: float | None,
        stream: bool,
    ) -> aiohttp.ClientResponse:
        session = self._opened()
        context = await self._credentials.tls()
        try:
            async with asyncio.timeout(None if silence is None else self._timings.list_silence) as limit:
                if stream:
                    self._opening.add(limit)
                try:
                    response = await session.request(
                        method,
                        url,
                        headers=headers,
                        data=body,
                        ssl=context,
                        server_hostname=self._connection.tls_server_name or None,
                        proxy=self._connection.proxy,
                        allow_redirects=False,
                        timeout=aiohttp.ClientTimeout(sock_connect=self._timings.connect, sock_read=silence),
                        middlewares=None if method in _READS else (Once(),),
                    )
                finally:
                    self._opening.discard(limit)
        except FAULTS as error:
            self.pulse.miss()
            if fallen(error):
                self.pulse.fall()
            raise self._unreachable(error, changing=method not in _READS) from error
        self.pulse.beat()
        return response

    async def _pieces(self, response: aiohttp.ClientResponse) -> AsyncGenerator[bytes, None]:
        encoding = response.headers.get("Content-Encoding", "identity").lower()
        if encoding not in {"identity", "gzip"}:
            raise ServerError(f"the answer is encoded as {words(encoding, 40)}, which was not asked for")
        gunzip = Gunzip(BUFFER) if encoding == "gzip" else None
        try:
            while raw := await response.content.readany():
                self.pulse.beat()
                for piece in gunzip.feed(raw) if gunzip else (raw,):
                    yield piece
                    # A buffer that is full already gives the loop no turn by itself.
                    await asyncio.sleep(0)
        except FAULTS as error:
            why = self._open.get(response)
            raise (Unreachable(why) if why else self._unreachable(error)) from error
        except EOFError as error:
            raise ServerError(f"the answer's compression is broken: {error}") from error
        if gunzip and not gunzip.complete:
            raise Unreachable("the answer was cut off")

    async def _failure(self, response: aiohttp.ClientResponse, method: str) -> ClusterError:
        body = bytearray()
        # The status is the error; what is said of it is welcome, and not worth another one.
        with contextlib.suppress(ClusterError):
            async with contextlib.aclosing(self._pieces(response)) as pieces:
                async for piece in pieces:
                    body += piece
                    if len(body) >= _ERROR_BODY:
                        break
        cut_off(response)
        if response.status in _NOBODY and read_status(bytes(body)) is None:
            self.pulse.fall()
        if 300 <= response.status < 400:
            target = words(response.headers.get("Location", "nowhere"), 200)
            return ServerError(
                f"{self._connection.server} redirects to {target}: is it an API server?", code=response.status
            )
        wait, changing = response.headers.get("Retry-After"), method not in _READS
        failed = failure(response.status, bytes(body), wait, self._clock(), changing=changing)
        if isinstance(failed, Unauthorized):
            # "Unauthorized" is all that servers say; which credentials, and of which context, is known here.
            return Unauthorized(self._credentials.refusal(failed.message), reason=failed.reason, code=failed.code)
        return failed

    def _opened(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = new_session(self._sockets, compressed=not self._connection.disable_compression)
        return self._session

    def _unreachable(self, error: BaseException, *, changing: bool = False) -> Unreachable:
        return unreachable(error, self._connection.server, self._connection.proxy, changing=changing)
