"""ID tokens of ``auth-provider: oidc``: used while valid, then renewed at the issuer (client-go ``plugin/.../oidc``).

What the issuer gives is written back to the kubeconfig, as kubectl does: issuers that let a refresh token be used only
once would otherwise sign the user's kubectl out. Only those two values change in the file.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote_plus

import aiohttp

from ktui.cluster import proxy
from ktui.cluster.connection import Connection
from ktui.cluster.kubeconfig_tokens import Tokens, read_tokens, write_tokens
from ktui.cluster.tls import trusting
from ktui.domain.errors import ConfigError, Unauthorized
from ktui.domain.text import printable

EXPIRY_DELTA = 10.0
"""Seconds before its expiry that a token counts as expired (client-go ``expiryDelta``)."""

_TIME_OUT = 30.0
_MAX_ANSWER = 1024 * 1024
_UNTOLD = 60.0
_MAX_WORDS = 300


class IdTokens:
    """The ID token of a connection's user, renewed when needed.

    Args:
        connection: whose; its auth provider is ``oidc``.
        environ: where proxies may be named.
        clock: seconds since the epoch.

    Raises:
        ConfigError: the kubeconfig does not say what is needed.
    """

    def __init__(self, connection: Connection, *, environ: Mapping[str, str], clock: Callable[[], float]) -> None:
        config = connection.identity.auth_config
        self._connection = connection
        self._environ = environ
        self._clock = clock
        self._issuer = config.get("idp-issuer-url", "").rstrip("/")
        self._issuer_shown = printable(self._issuer)
        self._client = config.get("client-id", "")
        self._client_secret = config.get("client-secret", "")
        self._tokens = Tokens(config.get("id-token", ""), config.get("refresh-token", ""))

    async def get(self, *, refused: bool) -> tuple[str, float]:
        """A token and when it expires.

        Args:
            refused: whether the server refused the one that was given before.

        Raises:
            ConfigError: the kubeconfig's settings cannot be used.
            Unauthorized: the issuer gives no token; may be tried again.
        """
        before = self._tokens.id_token
        if not self._valid(before) or refused:
            await self._take_from_file()
        if not self._valid(self._tokens.id_token) or (refused and self._tokens.id_token == before):
            await self._renew()
        return self._tokens.id_token, self._expiry(self._tokens.id_token)

    @property
    def _name(self) -> str:
        return f"{self._connection.where}: OIDC"

    def _valid(self, token: str) -> bool:
        return bool(token) and self._clock() + EXPIRY_DELTA < self._expiry(token)

    def _expiry(self, token: str) -> float:
        try:
            _, payload, _ = token.split(".")
            # URL-safe and without padding, RFC 7515 2.
            claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
            expiry = claims.get("exp")
            return self._clock() + _UNTOLD if expiry is None else float(expiry)
        except (ValueError, TypeError, AttributeError, binascii.Error) as error:
            raise ConfigError(f"{self._name}: the id-token is no JWT. Sign in again with what wrote it.") from error

    @property
    def _file(self) -> Path | None:
        return self._connection.user_file

    async def _take_from_file(self) -> None:
        """Kubectl, or another ktui, may have renewed the tokens meanwhile; a used refresh token is worth nothing."""
        if self._file is not None:
            found = await asyncio.to_thread(read_tokens, self._file, self._connection.user)
            if found is not None and found != self._tokens:
                self._tokens = found

    async def _renew(self) -> None:
        if not self._tokens.refresh_token:
            raise Unauthorized(
                f"{self._name}: the id-token has expired or was refused, and there is no refresh-token. "
                "Sign in again with the tool that wrote the kubeconfig."
            )
        for key, value in (("idp-issuer-url", self._issuer), ("client-id", self._client)):
            if not value:
                raise ConfigError(f"{self._name}: the auth-provider has no {key}. Add it to its config.")
        context = await asyncio.to_thread(self._trust)
        timeout = aiohttp.ClientTimeout(total=_TIME_OUT)
        try:
            async with aiohttp.ClientSession(timeout=timeout, trust_env=False) as session:
                endpoint = await self._token_endpoint(session, context)
                answer = await self._exchange(session, context, endpoint)
        except (aiohttp.ClientError, OSError, ValueError) as error:
            what = "did not answer in time" if isinstance(error, TimeoutError) else printable(str(error))
            raise Unauthorized(f"{self._name}: the issuer {self._issuer_shown} cannot be asked: {what}.") from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Unauthorized(
                f"{self._name}: the issuer {self._issuer_shown} renews without an id_token; sign in again, "
                'and ask for the scope "openid".'
            )
        refresh = answer.get("refresh_token")
        used = self._tokens
        self._tokens = Tokens(token, refresh if isinstance(refresh, str) and refresh else used.refresh_token)
        if self._file is not None:
            await asyncio.to_thread(write_tokens, self._file, self._connection.user, used, self._tokens)

    def _trust(self) -> ssl.SSLContext:
        config = self._connection.identity.auth_config
        what = f"{self._name}: idp-certificate-authority"
        name = config.get("idp-certificate-authority", "")
        try:
            if data := config.get("idp-certificate-authority-data"):
                return trusting(base64.b64decode(data), what)
            if name:
                return trusting(Path(name).read_bytes(), what)
        except binascii.Error as error:
            raise ConfigError(f"{what}-data is not base64. Correct it.") from error
        except OSError as error:
            raise ConfigError(
                f"{what} {printable(name)} cannot be read: {error.strerror or error}. Correct the path."
            ) from error
        return trusting(None, what)

    async def _token_endpoint(self, session: aiohttp.ClientSession, context: ssl.SSLContext) -> str:
        url = f"{self._issuer}/.well-known/openid-configuration"
        async with session.get(url, ssl=context, proxy=self._proxy(url)) as response:
            metadata = await self._json(response)
        endpoint = metadata.get("token_endpoint")
        if response.status != 200 or not isinstance(endpoint, str) or not endpoint:
            raise Unauthorized(
                f"{self._name}: {printable(url)} names no token_endpoint (HTTP {response.status}). "
                "Check idp-issuer-url in the kubeconfig."
            )
        return endpoint

    async def _exchange(
        self, session: aiohttp.ClientSession, context: ssl.SSLContext, endpoint: str
    ) -> Mapping[str, object]:
        """Trade the refresh token; the client names itself first in the header, then in the form (as x/oauth2)."""
        grant = {"grant_type": "refresh_token", "refresh_token": self._tokens.refresh_token}
        pair = f"{quote_plus(self._client)}:{quote_plus(self._client_secret)}"
        header = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        secret = {"client_secret": self._client_secret} if self._client_secret else {}
        form = {"client_id": self._client, **secret}
        for headers, client in ((header, {}), ({}, form)):
            async with session.post(
                endpoint,
                data={**grant, **client},
                headers={"Accept": "application/json", **headers},
                ssl=context,
                proxy=self._proxy(endpoint),
                allow_redirects=False,
            ) as response:
                answer = await self._json(response)
            if response.status == 200:
                return answer
            if answer.get("error") == "invalid_grant" or response.status not in {400, 401}:
                break
        words = [str(answer[key]) for key in ("error", "error_description") if answer.get(key)]
        said = f": {printable(': '.join(words))[:_MAX_WORDS]}" if words else ""
        raise Unauthorized(
            f"{self._name}: the issuer {self._issuer_shown} does not renew the token (HTTP {response.status}{said}). "
            "Sign in again with the tool that wrote the kubeconfig."
        )

    async def _json(self, response: aiohttp.ClientResponse) -> Mapping[str, object]:
        """The answer's object; an empty one if it is none."""
        body = await response.content.read(_MAX_ANSWER)
        try:
            answer = json.loads(body)
        except ValueError:
            return {}
        return answer if isinstance(answer, dict) else {}

    def _proxy(self, url: str) -> str | None:
        return proxy.from_environment(url, self._environ)
