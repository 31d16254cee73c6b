"""The API server of the embedded cluster: HTTP on loopback, spoken well enough for kubectl and client-go."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Mapping
from dataclasses import replace
from types import TracebackType
from typing import Self

from aiohttp import web

from ktui.demo import discovery, logs, openapi, scales, writes
from ktui.demo import exec as remote_command
from ktui.demo.authorization import ADMIN, USERS, User, authenticated, authorize, authorize_path
from ktui.demo.bodies import decoded, media_type
from ktui.demo.forms import Form, encoded, negotiated
from ktui.demo.grants import granted
from ktui.demo.impersonation import impersonated
from ktui.demo.listing import page, pieces
from ktui.demo.logs import LogSource
from ktui.demo.requests import Target, not_served, target
from ktui.demo.resources import RESOURCES, SELF_SUBJECT_ACCESS_REVIEWS, SELF_SUBJECT_REVIEWS, SELF_SUBJECT_RULES_REVIEWS
from ktui.demo.reviews import review
from ktui.demo.status import ApiError, Object
from ktui.demo.storage import Storage
from ktui.demo.watches import BOOKMARK_INTERVAL, Watching

_REVIEWS = (SELF_SUBJECT_REVIEWS, SELF_SUBJECT_ACCESS_REVIEWS, SELF_SUBJECT_RULES_REVIEWS)
_WRITES = {
    "create": writes.create,
    "update": writes.update,
    "patch": writes.patch,
}
_DELETIONS = {"delete": writes.delete, "deletecollection": writes.delete_collection}
_DEPRECATED = tuple(resource for resource in RESOURCES if resource.deprecated)
_STREAMED = 500
"""A list of more objects is sent in pieces."""
_LARGEST_BODY = 3 << 20
"""Bytes of a request's body, as many as real servers read."""


class Server:
    """The API server, in whatever event loop starts it.

    Args:
        storage: The objects.
        users: Who is known by which bearer token. Who sends no token is the administrator, or whose `urls` it came by:
            many clients, kubectl among them, send no token over plain HTTP.
        log_source: Where the text of logs comes from.
        bookmark_interval: Seconds between the bookmarks of a watch.
    """

    def __init__(
        self,
        storage: Storage,
        users: Mapping[str, User] = USERS,
        log_source: LogSource = logs.no_logs,
        bookmark_interval: float = BOOKMARK_INTERVAL,
    ) -> None:
        self.storage = storage
        """The objects."""
        self.log_source = log_source
        """Where the text of logs comes from."""
        self.url = ""
        """Where it listens, once started."""
        self.urls: dict[str, str] = {}
        """Where it listens besides, by the name of the user whom it takes there for who sends no token."""
        self.audit: Callable[[User, Target], None] = _unheard
        """Hears of every request for a resource before it is judged, as a real server's audit log does."""
        self._users = users
        self._bookmark_interval = bookmark_interval
        self._runner: web.AppRunner | None = None
        self._doors: dict[int, User] = {}

    async def start(self, port: int = 0) -> str:
        """Listen on loopback, on a free port if none is given, and return the URL."""
        application = web.Application(client_max_size=_LARGEST_BODY)
        application.on_response_prepare.append(_warn)
        application.router.add_route("*", "/{path:.*}", self._answer)
        # Without handler_cancellation a watch would outlive the client that has gone.
        self._runner = web.AppRunner(application, handler_cancellation=True, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        self.url = await self._open(self._runner, ADMIN, port)
        for user in self._users.values():
            self.urls[user.name] = self.url if user is ADMIN else await self._open(self._runner, user)
        return self.url

    async def _open(self, runner: web.AppRunner, user: User, port: int = 0) -> str:
        """Listen on another port, for a user."""
        await web.TCPSite(runner, "127.0.0.1", port).start()
        host, bound = runner.addresses[-1][:2]
        self._doors[bound] = user
        return f"http://{host}:{bound}"

    def _user(self, request: web.Request) -> User:
        """Who asks: by their token, else by the port they came by."""
        sockname = request.transport.get_extra_info("sockname") if request.transport else None
        owner = self._doors.get(sockname[1], ADMIN) if sockname else ADMIN
        return authenticated(self._users, request.headers.get("Authorization"), owner)

    def _acting(self, user: User, request: web.Request, wanted: Target | str) -> User:
        """Whose rights count: the user's, or of whom they act as."""
        acting = impersonated(user, request.headers, self._users.values(), wanted)
        return acting if acting is ADMIN else granted(self.storage, acting)

    async def stop(self) -> None:
        """End all watches and stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
            self._doors.clear()
            self.urls.clear()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        """Answer any request; what goes wrong becomes a Status."""
        try:
            user = self._user(request)
            parts = [part for part in request.path.split("/") if part]
            served = len(parts) > 2 if parts[:1] == ["api"] else len(parts) > 3 and parts[0] == "apis"
            if not served:
                return self._path(request, self._acting(user, request, request.path), parts)
            wanted = target(request.method, request.path, request.query)
            user = self._acting(user, request, wanted)
            self.audit(user, wanted)
            authorize(user, wanted)
            return await self._resource(request, user, wanted)
        except ApiError as error:
            headers = {}
            retry = error.details.get("retryAfterSeconds")
            if retry:
                headers["Retry-After"] = str(retry)
            return _json(error.status, error.code, headers)

    def _path(self, request: web.Request, user: User, parts: list[str]) -> web.Response:
        """What is not a resource: discovery, the version, OpenAPI, health."""
        path = request.path
        authorize_path(user, path)
        if parts and parts[0] in ("healthz", "livez", "readyz"):
            return web.Response(text="ok")
        if path in ("/api", "/apis"):
            return _discovered(parts[0], request.headers.get("Accept", ""))
        value = _document(parts)
        if value is not None:
            return _json(value)
        if path == "/openapi/v2":
            return web.Response(body=b"", content_type=openapi.V2_CONTENT_TYPE)
        if parts[:1] == ["api"] or (parts[:1] == ["apis"] and len(parts) != 2):
            raise not_served()
        return web.Response(text="404 page not found\n", status=404)

    async def _resource(self, request: web.Request, user: User, wanted: Target) -> web.StreamResponse:
        if wanted.subresource == "log":
            return await self._log(request, wanted)
        if wanted.subresource == "exec":
            # A WebSocket begins with a GET; since 1.35 the right to create is asked for all the same.
            authorize(user, replace(wanted, verb="create"))
            return await remote_command.serve(request, self.storage.get(wanted.resource, wanted.name, wanted.namespace))
        form = negotiated(request.headers.get("Accept", ""), request.query.get("includeObject", ""))
        if wanted.verb == "watch":
            return await self._watch(request, wanted, form)
        if wanted.verb == "list":
            return await self._list(request, wanted, form)
        if wanted.verb == "get":
            return self._get(wanted, form)
        body, content_type = await request.read(), request.headers.get("Content-Type", "")
        if wanted.resource in _REVIEWS:
            return _json(review(wanted.resource, user, decoded(body, content_type)), 201)
        if wanted.verb in _DELETIONS:
            answer = _DELETIONS[wanted.verb](self.storage, wanted, body, media_type(content_type), request.query)
        else:
            agent = request.headers.get("User-Agent", "")
            answer = _WRITES[wanted.verb](self.storage, wanted, body, media_type(content_type), request.query, agent)
        value = answer.value
        if value["kind"] == wanted.resource.kind:
            value = form.one(wanted.resource, value, self.storage.clock.now())
        headers = {"Warning": f"299 - {encoded(answer.warning).decode().strip()}"} if answer.warning else {}
        return _formed(form, value, answer.code, headers)

    def _get(self, wanted: Target, form: Form) -> web.Response:
        snapshot = self.storage.snapshot(wanted.resource, wanted.name, wanted.namespace)
        if wanted.subresource == "scale":
            scale = scales.of(wanted.resource, snapshot.object)
            return _formed(form, form.one(scales.SCALES, scale, self.storage.clock.now()))
        if form == Form():
            return web.Response(body=snapshot.encoded + b"\n", content_type=form.content_type)
        return _formed(form, form.one(wanted.resource, snapshot.object, self.storage.clock.now()))

    async def _list(self, request: web.Request, wanted: Target, form: Form) -> web.StreamResponse:
        answer = page(self.storage, wanted, request.query)
        if form.shape or form.yaml:
            value = form.many(wanted.resource, answer.found, answer.metadata, self.storage.clock.now())
            return _formed(form, value)
        if len(answer.found) <= _STREAMED:
            return web.Response(body=b"".join(pieces(wanted.resource, answer)), content_type=form.content_type)

        async def stream() -> AsyncGenerator[bytes, None]:
            for piece in pieces(wanted.resource, answer):
                yield piece
                await asyncio.sleep(0)

        return await _streamed(request, stream(), form.content_type)

    async def _watch(self, request: web.Request, wanted: Target, form: Form) -> web.StreamResponse:
        watching = Watching(self.storage, wanted, request.query, form, self._bookmark_interval)
        return await _streamed(request, watching.chunks(), form.content_type, watching.timeout)

    async def _log(self, request: web.Request, wanted: Target) -> web.StreamResponse:
        pod = self.storage.get(wanted.resource, wanted.name, wanted.namespace)
        options = logs.read_options(pod, request.query, self.storage.clock.now())
        if not pod["spec"].get("nodeName"):
            return web.Response(status=204)
        text = logs.chunks(self.storage, self.log_source, pod, options)
        return await _streamed(request, text, "text/plain")


async def _warn(request: web.Request, response: web.StreamResponse) -> None:
    """Says of what is out of date that it is, in whatever is answered (apiserver pkg/endpoints/handlers)."""
    for resource in _DEPRECATED:
        # The plural stands behind the version, or behind the namespace.
        if request.path.startswith(resource.root) and resource.plural in request.path.split("/")[3:6:2]:
            response.headers.add("Warning", f'299 - "{resource.deprecated}"')


def _unheard(_user: User, _wanted: Target) -> None:
    """No audit log."""


def _document(parts: list[str]) -> Object | None:
    """The documents of fixed paths."""
    match parts:
        case []:
            return discovery.paths()
        case ["version"]:
            return discovery.version()
        case ["api", "v1"]:
            return discovery.resource_list("", "v1")
        case ["apis", group]:
            return discovery.group(group)
        case ["apis", group, version]:
            return discovery.resource_list(group, version)
        case ["openapi", "v3"]:
            return openapi.index()
        case ["openapi", "v3", *rest]:
            return openapi.document("/".join(rest))
    return None


def _discovered(prefix: str, accept: str) -> web.Response:
    """`/api` or `/apis`, aggregated if the client understands that."""
    for form in ("v2", "v2beta1"):
        if f"v={form};as=APIGroupDiscoveryList" in accept.replace(" ", ""):
            response = web.Response(body=encoded(discovery.aggregated(prefix, form)))
            # Clients compare this text as it is.
            response.headers["Content-Type"] = (
                f"application/json;g=apidiscovery.k8s.io;v={form};as=APIGroupDiscoveryList"
            )
            return response
    return _json(discovery.core() if prefix == "api" else discovery.group_list())


def _json(value: Object, code: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(body=encoded(value), status=code, content_type="application/json", headers=headers)


def _formed(form: Form, value: Object, code: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.Response(body=form.written(value), status=code, content_type=form.content_type, headers=headers)


async def _streamed(
    request: web.Request, chunks: AsyncGenerator[bytes, None], content_type: str, seconds: float | None = None
) -> web.StreamResponse:
    """Send an answer as it comes, until it ends, the time is up or the client has gone."""
    response = web.StreamResponse()
    response.content_type = content_type
    await response.prepare(request)
    async with contextlib.aclosing(chunks) as opened:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                async for chunk in opened:
                    await response.write(chunk)
    await response.write_eof()
    return response
