"""A WebSocket is opened with the credentials, the TLS and the proxy of every other request, and follows nobody."""

from __future__ import annotations

import ssl
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from kubeconfigs import PKI
from multidict import CIMultiDict, CIMultiDictProxy

from ktui.cluster.api import Api
from ktui.cluster.connection import Connection, Identity
from ktui.domain.errors import ServerError, Unauthorized

PROTOCOLS = ("v5.channel.k8s.io",)


@asynccontextmanager
async def serving(answer, tls=None):
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(application, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    yield "{}://{}:{}".format("https" if tls else "http", *runner.addresses[0][:2])
    await runner.cleanup()


def connection(server, **fields):
    return Connection(context="c", cluster="c", user="u", namespace="default", server=server, **fields)


def accepting(seen):
    async def answer(request):
        seen.append(request)
        socket = web.WebSocketResponse(protocols=PROTOCOLS)
        await socket.prepare(request)
        await socket.close()
        return socket

    return answer


async def test_certificate_server_name_and_all_of_an_impersonation_are_carried():
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PKI / "server.crt", PKI / "server.key")
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(PKI / "ca.crt")
    names, seen = [], []
    tls.sni_callback = lambda _, name, __: names.append(name)
    peers = []

    async def answer(request):
        peers.append(dict(part[0] for part in request.transport.get_extra_info("peercert")["subject"]))
        return await accepting(seen)(request)

    identity = Identity(
        client_certificate=PKI / "client.crt",
        client_key=PKI / "client.key",
        impersonate="ops",
        impersonate_groups=("a", "b"),
    )
    async with serving(answer, tls) as url:
        there = connection(url, ca_file=PKI / "ca.crt", tls_server_name="kubernetes.default.svc", identity=identity)
        async with Api(there) as api, api.websocket("/exec", [("command", "a"), ("command", "b")], PROTOCOLS) as socket:
            assert socket.protocol == PROTOCOLS[0]
    assert names == ["kubernetes.default.svc"]
    assert peers[0]["commonName"]
    assert seen[0].headers["Impersonate-User"] == "ops"
    assert seen[0].headers.getall("Impersonate-Group") == ["a", "b"]
    assert seen[0].query.getall("command") == ["a", "b"]


async def test_the_proxy_of_the_kubeconfig_is_used():
    asked = []

    async def proxy(request):
        asked.append(request.headers["Host"])
        return web.Response(status=200)

    async with serving(proxy) as url, Api(connection("http://api.example", proxy=url)) as api:
        with pytest.raises(ServerError, match="refuses WebSockets"):
            async with api.websocket("/exec", {}, PROTOCOLS):
                pass
    assert asked[0] == "api.example"


class Renewable:
    """A token that is renewed once."""

    def __init__(self):
        self.token = "old"

    async def headers(self):
        return CIMultiDictProxy(CIMultiDict({"Authorization": f"Bearer {self.token}"}))

    async def refresh(self, seen):
        renewed = self.token == "old"
        self.token = "new"
        return renewed

    async def tls(self):
        return True

    def refusal(self, words):
        return f"not accepted ({words})"


async def test_credentials_are_renewed_once_after_a_401():
    seen = []

    async def answer(request):
        if request.headers["Authorization"] != "Bearer new":
            return web.Response(status=401)
        return await accepting(seen)(request)

    async with (
        serving(answer) as url,
        Api(connection(url), Renewable()) as api,
        api.websocket("/exec", {}, PROTOCOLS),
    ):
        assert len(seen) == 1


async def test_credentials_that_stay_refused_are_told():
    async def answer(request):
        return web.Response(status=401)

    async with serving(answer) as url, Api(connection(url), Renewable()) as api:
        with pytest.raises(Unauthorized, match="not accepted"):
            async with api.websocket("/exec", {}, PROTOCOLS):
                pass


async def test_no_redirect_is_followed():
    elsewhere = []

    async def other(request):
        elsewhere.append(request)
        return web.Response()

    async with serving(other) as target:

        async def answer(request):
            raise web.HTTPFound(f"{target}/exec")

        async with serving(answer) as url, Api(connection(url)) as api:
            with pytest.raises(ServerError, match="redirects to"):
                async with api.websocket("/exec", {}, PROTOCOLS):
                    pass
    assert elsewhere == []
