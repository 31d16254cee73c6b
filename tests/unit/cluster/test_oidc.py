"""ID tokens: used while valid, renewed at the issuer, and given back to the kubeconfig."""

import asyncio
import base64
import json
import ssl

import pytest
from aiohttp import web
from kubeconfigs import PKI, config, write

from ktui.cluster.credentials import credentials_for
from ktui.cluster.kubeconfig import connect
from ktui.cluster.kubeconfig_tokens import Tokens, read_tokens
from ktui.domain.errors import ConfigError, Unauthorized

NOW = 1_800_000_000.0


def token(expires, name="joe"):
    """An unsigned JWT whose payload holds the characters in which URL-safe base64 differs."""
    payload = json.dumps({"exp": expires, "name": name, "filler": "\u00ff\u00fe\u00fb?>~"}, ensure_ascii=False)
    encoded = base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")
    return f"e30.{encoded}.sig"


class Issuer:
    """Gives a new ID token for a refresh token that it knows, each of which works once."""

    def __init__(self):
        self.refresh_token = "r1"
        self.asked = []
        self.clients = []
        self.accepts_header = True
        self.answer = None
        self.metadata = None
        self.url = ""
        self.gives = "new"

    async def discovery(self, _request):
        self.asked.append("discovery")
        return web.json_response(self.metadata or {"token_endpoint": f"{self.url}/token"})

    async def token(self, request):
        form = await request.post()
        header = request.headers.get("Authorization")
        self.asked.append("token")
        self.clients.append(base64.b64decode(header.split()[1]).decode() if header else None)
        if self.answer:
            return web.json_response(self.answer[1], status=self.answer[0])
        if header and not self.accepts_header:
            return web.json_response({"error": "invalid_client"}, status=401)
        if not header and (form.get("client_id"), form.get("client_secret")) != ("me", "s+cret:/"):
            return web.json_response({"error": "invalid_client"}, status=401)
        if form["grant_type"] != "refresh_token" or form["refresh_token"] != self.refresh_token:
            return web.json_response(
                {"error": "invalid_grant", "error_description": "session \x1b[2Jended"}, status=400
            )
        self.refresh_token = f"r{int(self.refresh_token[1:]) + 1}"
        return web.json_response({"id_token": token(NOW + 3600, self.gives), "refresh_token": self.refresh_token})


@pytest.fixture
async def issuer():
    made = Issuer()
    application = web.Application()
    application.router.add_get("/.well-known/openid-configuration", made.discovery)
    application.router.add_post("/token", made.token)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(PKI / "server.crt", PKI / "server.key")
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
    await site.start()
    made.url = f"https://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


AUTHORITY = base64.b64encode((PKI / "ca.crt").read_bytes()).decode()


def credentials(tmp_path, issuer, clock=lambda: NOW, **settings):
    provider = {
        "idp-issuer-url": f"{issuer.url}/",
        "client-id": "me",
        "client-secret": "s+cret:/",
        "idp-certificate-authority-data": AUTHORITY,
        "refresh-token": "r1",
        **settings,
    }
    provider = {key: value for key, value in provider.items() if value is not None}
    path = write(tmp_path / "config", config(user={"auth-provider": {"name": "oidc", "config": provider}}))
    return credentials_for(connect(path, environ={}), clock=clock, environ={})


def stored(tmp_path):
    return read_tokens(tmp_path / "config", "u")


async def sent(made):
    header = (await made.headers())["Authorization"]
    payload = header.removeprefix("Bearer ").split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["name"]


async def test_a_valid_token_is_used_and_nobody_is_asked(tmp_path, issuer):
    assert await sent(credentials(tmp_path, issuer, **{"id-token": token(NOW + 60)})) == "joe"
    assert issuer.asked == []


async def test_a_token_within_ten_seconds_of_its_end_is_renewed_once_for_all_and_kept_in_the_kubeconfig(
    tmp_path, issuer
):
    made = credentials(tmp_path, issuer, **{"id-token": token(NOW + 10)})
    assert await asyncio.gather(*(sent(made) for _ in range(20))) == ["new"] * 20
    assert issuer.asked == ["discovery", "token"]
    assert stored(tmp_path) == Tokens(token(NOW + 3600, "new"), "r2")


async def test_the_client_names_itself_url_encoded_in_the_header_as_oauth_wants(tmp_path, issuer):
    await sent(credentials(tmp_path, issuer))
    assert issuer.clients == ["me:s%2Bcret%3A%2F"]


async def test_an_issuer_that_wants_the_client_in_the_form_gets_it_there(tmp_path, issuer):
    issuer.accepts_header = False
    assert await sent(credentials(tmp_path, issuer)) == "new"
    assert issuer.clients == ["me:s%2Bcret%3A%2F", None]


async def test_it_is_renewed_again_when_its_time_has_come(tmp_path, issuer):
    now = [NOW]
    made = credentials(tmp_path, issuer, clock=lambda: now[0])
    await sent(made)
    now[0] += 3500
    await sent(made)
    assert issuer.asked == ["discovery", "token"]
    now[0] += 90
    await sent(made)
    assert issuer.asked == ["discovery", "token"] * 2
    assert stored(tmp_path).refresh_token == "r3"


async def test_a_refused_token_is_renewed_though_it_looks_valid(tmp_path, issuer):
    now = [NOW]
    made = credentials(tmp_path, issuer, clock=lambda: now[0], **{"id-token": token(NOW + 3600)})
    seen = await made.headers()
    now[0] += 60
    assert await made.refresh(seen)
    assert await sent(made) == "new"


async def test_what_kubectl_renewed_meanwhile_is_taken_over(tmp_path, issuer):
    now = [NOW]
    made = credentials(tmp_path, issuer, clock=lambda: now[0], **{"id-token": token(NOW + 60)})
    assert await sent(made) == "joe"
    credentials(tmp_path, issuer, **{"id-token": token(NOW + 3600, "kubectls"), "refresh-token": "r7"})
    now[0] += 60
    assert await sent(made) == "kubectls"
    assert issuer.asked == []


async def test_a_kubeconfig_that_cannot_be_written_does_not_stop_anything(tmp_path, issuer):
    made = credentials(tmp_path, issuer)
    (tmp_path / "config.lock").touch()
    assert await sent(made) == "new"
    assert stored(tmp_path).refresh_token == "r1"


@pytest.mark.parametrize("given", [None, "", "e30.!!!.sig", "a.b", "e30.W10.sig"])
async def test_what_is_no_token_is_named_or_renewed(tmp_path, issuer, given):
    made = credentials(tmp_path, issuer, **{"id-token": given})
    if given:
        with pytest.raises(ConfigError, match=r'context "here" of .*: OIDC: the id-token is no JWT'):
            await made.headers()
    else:
        assert await sent(made) == "new"


class TestFailures:
    async def said(self, made, error=Unauthorized):
        with pytest.raises(error) as caught:
            await made.headers()
        assert str(caught.value).isprintable()
        assert "s+cret" not in str(caught.value)
        return str(caught.value)

    async def test_the_issuers_own_reason_is_told(self, tmp_path, issuer):
        words = await self.said(credentials(tmp_path, issuer, **{"refresh-token": "stolen"}))
        assert "does not renew the token (HTTP 400: invalid_grant: session \ufffd[2Jended)" in words
        assert words.endswith("Sign in again with the tool that wrote the kubeconfig.")
        assert issuer.clients == ["me:s%2Bcret%3A%2F"]

    async def test_without_a_refresh_token_the_user_is_asked_to_sign_in(self, tmp_path, issuer):
        words = await self.said(credentials(tmp_path, issuer, **{"id-token": token(NOW), "refresh-token": None}))
        assert "the id-token has expired or was refused, and there is no refresh-token" in words

    @pytest.mark.parametrize("key", ["idp-issuer-url", "client-id"])
    async def test_a_missing_setting_is_named(self, tmp_path, issuer, key):
        words = await self.said(credentials(tmp_path, issuer, **{key: None}), ConfigError)
        assert f"the auth-provider has no {key}. Add it to its config." in words

    async def test_an_issuer_that_is_not_trusted_gets_nothing(self, tmp_path, issuer):
        words = await self.said(credentials(tmp_path, issuer, **{"idp-certificate-authority-data": None}))
        assert "cannot be asked" in words
        assert "certificate" in words.lower()
        assert issuer.asked == []

    @pytest.mark.parametrize(
        ("settings", "words"),
        [
            ({"idp-certificate-authority-data": "x"}, "idp-certificate-authority-data is not base64"),
            (
                {"idp-certificate-authority-data": None, "idp-certificate-authority": "/nowhere"},
                "idp-certificate-authority /nowhere cannot be read: No such file or directory",
            ),
        ],
    )
    async def test_an_authority_that_cannot_be_used_is_named(self, tmp_path, issuer, settings, words):
        assert words in await self.said(credentials(tmp_path, issuer, **settings), ConfigError)

    async def test_an_authority_in_a_file_is_used(self, tmp_path, issuer):
        settings = {"idp-certificate-authority-data": None, "idp-certificate-authority": str(PKI / "ca.crt")}
        assert await sent(credentials(tmp_path, issuer, **settings)) == "new"

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            ((200, {"access_token": "x"}), 'renews without an id_token; sign in again, and ask for the scope "openid"'),
            ((500, {}), "does not renew the token (HTTP 500)"),
            ((200, []), "renews without an id_token"),
        ],
    )
    async def test_an_answer_that_is_of_no_use_is_said_to_be(self, tmp_path, issuer, answer, words):
        issuer.answer = answer
        assert words in await self.said(credentials(tmp_path, issuer))

    async def test_an_issuer_without_a_token_endpoint_is_said_to_be(self, tmp_path, issuer):
        issuer.metadata = {"issuer": "x"}
        assert "names no token_endpoint (HTTP 200)" in await self.said(credentials(tmp_path, issuer))

    async def test_an_issuer_that_is_not_there_is_said_to_be(self, tmp_path, issuer):
        made = credentials(tmp_path, issuer, **{"idp-issuer-url": "https://127.0.0.1:1"})
        assert "the issuer https://127.0.0.1:1 cannot be asked" in await self.said(made)
