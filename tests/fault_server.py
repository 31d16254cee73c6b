"""An API server that misbehaves on demand: lists and watches of any kind, on a socket, down to the byte.

Its truth is ``objects``; what is planned with ``fail`` happens to the next requests of that sort, one each.
"""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gzip
import json
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

KINDS = {"pods": "Pod", "nodes": "Node", "daemonsets": "DaemonSet", "events": "Event", "namespaces": "Namespace"}
Key = tuple[str, str]


@dataclass
class Request:
    """What a client asked."""

    method: str
    path: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes = b""

    @property
    def sort(self) -> str:
        """``list``, ``watch``, ``get``, ``version`` or ``ready``."""
        if self.path in {"/version", "/readyz"}:
            return {"/version": "version", "/readyz": "ready"}[self.path]
        if "watch" in self.params:
            return "watch"
        return "list" if self.path.rsplit("/", 1)[-1] in {*KINDS, "controllerrevisions"} else "get"

    @property
    def plural(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def namespace(self) -> str | None:
        parts = self.path.split("/")
        return parts[parts.index("namespaces") + 1] if "namespaces" in parts[:-1] else None


@dataclass
class Exchange:
    """One request and the way to answer it."""

    server: FaultServer
    request: Request
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def answer(self, code: int, body: bytes = b"", kind: str = "application/json", **headers: str) -> None:
        lines = [f"HTTP/1.1 {code} X", f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode() + body)

    def begin(self, **headers: str) -> None:
        lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", "Transfer-Encoding: chunked"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.writer.write("\r\n".join([*lines, "", ""]).encode())

    def chunk(self, data: bytes) -> None:
        if data:
            self.writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")

    def event(self, sort: str, obj: Any) -> None:
        self.chunk(json.dumps({"type": sort, "object": obj}, separators=(",", ":")).encode() + b"\n")

    def end(self) -> None:
        self.writer.write(b"0\r\n\r\n")

    def cut(self) -> None:
        """Break the connection, whatever was promised."""
        self.writer.transport.abort()


Answer = Callable[[Exchange], Awaitable[None]]


class FaultServer:
    """An API server on loopback. An async context manager."""

    def __init__(self, minor: int = 36) -> None:
        self.minor = minor
        self.version = 100
        self.objects: dict[str, dict[Key, dict[str, Any]]] = defaultdict(dict)
        self.requests: list[Request] = []
        self.forbidden: set[tuple[str, str | None]] = set()
        """What may not be listed: a resource, and the namespace or, for all of them, None."""
        self.expiry_as_event = False
        self.compress = False
        self.page_limit: int | None = None
        self.port = 0
        self.listeners: list[Callable[[], None]] = []
        """Called after each request."""
        self.pages: dict[str, tuple[int, list[dict[str, Any]]]] = {}
        """What is left of a list, by the token to continue it."""
        self._compacted = 0
        self._log: list[tuple[int, str, str, dict[str, Any]]] = []
        self._faults: dict[str, deque[Answer]] = defaultdict(deque)
        self._always: dict[str, Answer] = {}
        self._changed: set[asyncio.Event] = set()
        self._bookmarks = 0
        self._ends = 0
        self._thawed = asyncio.Event()
        self._thawed.set()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._clients = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    # ---- the machine

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port, limit=1 << 20)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Die: every connection breaks, and none is accepted."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()
        self.thaw()
        await self._idle.wait()

    def cut(self) -> None:
        """Break every connection."""
        for writer in list(self._writers):
            writer.transport.abort()
        self._notify()

    def end_watches(self) -> None:
        """End every watch as a server does that shuts down or begins its cache anew: properly, and too early."""
        self._ends += 1
        self._notify()

    def freeze(self) -> None:
        """Be there and say nothing, as a stopped process."""
        self._thawed.clear()

    def thaw(self) -> None:
        self._thawed.set()

    # ---- the truth

    def put(self, plural: str, obj: dict[str, Any]) -> None:
        """Create or change an object."""
        self.version += 1
        obj = copy.deepcopy(obj)
        obj["metadata"]["resourceVersion"] = str(self.version)
        key = (obj["metadata"].get("namespace", ""), obj["metadata"]["name"])
        sort = "MODIFIED" if key in self.objects[plural] else "ADDED"
        self.objects[plural][key] = obj
        self._log.append((self.version, plural, sort, obj))
        self._notify()

    def remove(self, plural: str, key: Key) -> None:
        self.version += 1
        obj = copy.deepcopy(self.objects[plural].pop(key))
        obj["metadata"]["resourceVersion"] = str(self.version)
        self._log.append((self.version, plural, "DELETED", obj))
        self._notify()

    def compact(self) -> None:
        """Forget the past: watches from it get 410; those that are open already have it."""
        self._compacted = self.version

    def bookmark(self) -> None:
        """Tell every watch how far the server is."""
        self._bookmarks += 1
        self._notify()

    def save(self) -> object:
        return self.version, copy.deepcopy(self.objects)

    def restore(self, saved: object) -> None:
        """Go back to an earlier state, resource version and all, as when etcd is restored from a backup."""
        assert isinstance(saved, tuple)
        self.version, self.objects = saved[0], copy.deepcopy(saved[1])
        self._log = [entry for entry in self._log if entry[0] <= self.version]
        self._compacted = min(self._compacted, self.version)

    # ---- the faults

    def fail(self, sort: str, *answers: Answer) -> None:
        """Answer the next requests of a sort so, one each."""
        self._faults[sort].extend(answers)

    def always(self, sort: str, answer: Answer | None) -> None:
        """Answer every request of a sort so, until it is taken back with None."""
        if answer is None:
            self._always.pop(sort, None)
        else:
            self._always[sort] = answer

    def heal(self) -> None:
        """No more faults."""
        self._faults.clear()
        self._always.clear()
        self.thaw()

    def asked(self, sort: str, plural: str = "") -> list[Request]:
        """The requests of a sort so far."""
        return [each for each in self.requests if each.sort == sort and (not plural or each.plural == plural)]

    # ---- serving

    def _notify(self) -> None:
        for event in self._changed:
            event.set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        self._clients += 1
        self._idle.clear()
        try:
            while self._server is not None:
                request = await _read(reader)
                self.requests.append(request)
                for listener in self.listeners:
                    listener()
                await self._thawed.wait()
                exchange = Exchange(self, request, reader, writer)
                await self._answer_to(request)(exchange)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._clients -= 1
            if not self._clients:
                self._idle.set()
            self._writers.discard(writer)
            writer.transport.abort()

    def _answer_to(self, request: Request) -> Answer:
        for sort in (f"{request.sort} {request.plural}", request.sort, "any"):
            if self._faults[sort]:
                return self._faults[sort].popleft()
            if sort in self._always:
                return self._always[sort]
        return ordinary

    def visible(self, request: Request) -> list[dict[str, Any]]:
        found = sorted(self.objects[request.plural].items())
        return [obj for (namespace, _), obj in found if request.namespace in {None, namespace}]

    def changes(self, request: Request, after: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
        for version, plural, sort, obj in self._log:
            seen = request.namespace in {None, obj["metadata"].get("namespace", "")}
            if version > after and plural == request.plural and seen:
                yield version, sort, obj

    async def watch(self, exchange: Exchange) -> None:
        request = exchange.request
        after = int(request.params["resourceVersion"])
        if after < self._compacted:
            if self.expiry_as_event:
                exchange.begin()
                exchange.event("ERROR", status_body(410, "Expired", "too old resource version"))
                exchange.end()
            else:
                exchange.answer(410, json.dumps(status_body(410, "Expired", "too old resource version")).encode())
            return
        exchange.begin()
        changed = asyncio.Event()
        self._changed.add(changed)
        bookmarks, ends = self._bookmarks, self._ends
        try:
            while not exchange.writer.transport.is_closing():
                await self._thawed.wait()
                for version, sort, obj in list(self.changes(request, after)):
                    exchange.event(sort, obj)
                    after = version
                if bookmarks != self._bookmarks and self.version >= after:
                    # A watch from the future gets no bookmark either, as in k8s.io/apiserver's cacher.
                    after = self.version
                    meta = {"metadata": {"resourceVersion": str(after), "creationTimestamp": None}}
                    exchange.event("BOOKMARK", {"kind": KINDS.get(request.plural, ""), **meta})
                bookmarks = self._bookmarks
                if ends != self._ends:
                    exchange.end()
                    return
                await exchange.writer.drain()
                changed.clear()
                await changed.wait()
        finally:
            self._changed.discard(changed)


async def ordinary(exchange: Exchange) -> None:
    """What a healthy server does."""
    server, request = exchange.server, exchange.request
    if request.sort == "version":
        body = {"major": "1", "minor": f"{server.minor}+", "gitVersion": f"v1.{server.minor}.0"}
        exchange.answer(200, json.dumps(body).encode())
    elif request.sort == "ready":
        exchange.answer(200, b"ok", "text/plain")
    elif (request.plural, request.namespace) in server.forbidden:
        await status(403, "Forbidden", f'{request.plural} is forbidden: User "x" cannot list it')(exchange)
    elif request.sort == "watch":
        await server.watch(exchange)
    elif request.sort == "list":
        body = list_body(server, request)
        if server.compress:
            exchange.answer(200, gzip.compress(body), Content_Encoding="gzip")
        else:
            exchange.answer(200, body)
    else:
        *_, plural, name = request.path.split("/")
        obj = server.objects[plural].get((request.namespace or "", name))
        if obj is None:
            await status(404, "NotFound", f'{plural} "{name}" not found')(exchange)
        else:
            exchange.answer(200, json.dumps(obj).encode())


def list_body(server: FaultServer, request: Request, **dumps: Any) -> bytes:
    """A list as the server's encoder writes it; of one page, if the client asks for pages, which are of one state."""
    token = request.params.get("continue", "")
    version, items = server.pages[token] if token else (server.version, server.visible(request))
    limit = int(request.params.get("limit", "0")) or len(items)
    if server.page_limit and "limit" in request.params:
        limit = min(limit, server.page_limit)
    meta = {"resourceVersion": str(version)}
    if limit < len(items):
        meta["continue"] = f"page {len(server.pages) + 1}"
        server.pages[meta["continue"]] = version, items[limit:]
    kind = KINDS.get(request.plural, "Thing")
    body = {"kind": f"{kind}List", "apiVersion": "v1", "metadata": meta, "items": items[:limit]}
    return json.dumps(body, **({"separators": (",", ":")} | dumps)).encode()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers: dict[str, str] = {}
    for name, _, value in (line.partition(":") for line in lines if line):
        held = headers.get(name.lower())
        headers[name.lower()] = f"{held}, {value.strip()}" if held else value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    return Request(method, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body)


def status_body(code: int, reason: str, message: str, **more: Any) -> dict[str, Any]:
    """A ``metav1.Status``."""
    return {"kind": "Status", "status": "Failure", "message": message, "reason": reason, "code": code, **more}


# ---- answers to plan


def status(code: int, reason: str, message: str, details: Any = None, **headers: str) -> Answer:
    """A Status."""

    async def answer(exchange: Exchange) -> None:
        more = {"details": details} if details else {}
        exchange.answer(code, json.dumps(status_body(code, reason, message, **more)).encode(), **headers)

    return answer


def text(code: int, body: str, **headers: str) -> Answer:
    """A text, as proxies send it."""

    async def answer(exchange: Exchange) -> None:
        exchange.answer(code, body.encode(), "text/html", **headers)

    return answer


def events(*told: tuple[str, Any], then: str = "end") -> Answer:
    """A watch of just these events, which then ends, is cut, or stays silent."""

    async def answer(exchange: Exchange) -> None:
        exchange.begin()
        for sort, obj in told:
            exchange.event(sort, obj)
        await _finish(exchange, then)

    return answer


def raw(*pieces: bytes, then: str = "end") -> Answer:
    """A chunked answer of these bytes."""

    async def answer(exchange: Exchange) -> None:
        exchange.begin()
        for piece in pieces:
            exchange.chunk(piece)
            await exchange.writer.drain()
        await _finish(exchange, then)

    return answer


async def broken(exchange: Exchange) -> None:
    """No answer at all: the connection breaks."""
    exchange.cut()


async def _finish(exchange: Exchange, then: str) -> None:
    with contextlib.suppress(ConnectionError):
        await exchange.writer.drain()
    if then == "end":
        exchange.end()
    elif then == "cut":
        exchange.cut()
    else:
        await exchange.reader.read()
