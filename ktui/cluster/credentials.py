"""Credentials as headers and TLS contexts, kept valid while ktui runs.

``credentials_for`` chooses the source as client-go does: a token or a password before an exec plugin, an exec plugin
only if the kubeconfig gives no client certificate. All callers share one renewal at a time; a source that failed is
left alone for a while, so that no plugin opens a browser window again and again.
"""

from __future__ import annotations

import asyncio
import base64
import os
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from math import inf
from pathlib import Path
from urllib.parse import quote

from multidict import CIMultiDict, CIMultiDictProxy

from ktui.cluster.connection import Connection
from ktui.cluster.exec_credential import PluginRunner, Terminal
from ktui.cluster.oidc import EXPIRY_DELTA, IdTokens
from ktui.cluster.tls import ClientCertificate, context_for
from ktui.domain.errors import ConfigError, KtuiError
from ktui.domain.text import printable

FILES_KEPT = 60.0
"""Seconds after which a token or certificate file is read again (client-go ``NewCachedFileTokenSource``)."""

SETTLED = 10.0
"""Seconds within which a renewed credential is not renewed again, whatever the server says of it."""

PATIENCE = (5.0, 300.0)
"""Seconds until a source that failed is tried again: at first, and at most."""

EARLY = 60.0
"""Seconds before its expiry that a plugin's credential is renewed."""

_HEADER_NAME = "!#$&'*+-.^_`|~"


@dataclass(frozen=True)
class Secret:
    """What a source gives, valid for a time."""

    authorization: str = field(default="", repr=False)
    """The value of the header; ``""``: none is sent."""
    certificate: ClientCertificate | None = None
    renew_at: float = inf
    """From when a newer one should be fetched, in seconds since the epoch."""
    expires: float = inf
    """Until when this one can be used."""


Fetch = Callable[[bool], Awaitable[Secret]]
"""Gives a secret; told whether the server refused the one it gave before."""


class Credentials:
    """What the requests of one connection carry. Only one renewal runs at a time; everyone else waits for it.

    Args:
        connection: whose.
        fetch: the source.
        renewable: whether the source can ever give something newer.
        clock: seconds since the epoch.
    """

    def __init__(
        self, connection: Connection, fetch: Fetch, *, renewable: bool, clock: Callable[[], float] = time.time
    ) -> None:
        self._connection = connection
        self._fetch = fetch
        self._renewable = renewable
        self._clock = clock
        self._lock = asyncio.Lock()
        self._secret: Secret | None = None
        self._headers: CIMultiDictProxy[str] = CIMultiDictProxy(CIMultiDict())
        self._fetched = -inf
        self._changed = False
        self._failure: KtuiError | None = None
        self._patience = PATIENCE[0]
        self._try_again = -inf
        self._context: ssl.SSLContext | None = None
        self._context_shows: ClientCertificate | None = None

    async def headers(self) -> CIMultiDictProxy[str]:
        """``Authorization`` and ``Impersonate-*``. Several ``Impersonate-Group`` may be among them: keep them all.

        Raises:
            ConfigError: the kubeconfig's credentials cannot be used.
            Unauthorized: no valid credentials can be had now; may be tried again.
        """
        async with self._lock:
            await self._current()
            return self._headers

    async def refresh(self, seen_headers: Mapping[str, str]) -> bool:
        """After a 401: try to get something newer than what that request carried.

        Args:
            seen_headers: what ``headers`` gave for the request that was refused.

        Returns:
            Whether the request is worth sending again, once.

        Raises:
            ConfigError: the kubeconfig's credentials cannot be used.
            Unauthorized: the source failed; its own words say why.
        """
        async with self._lock:
            if not self._renewable or self._secret is None:
                return False
            if self._headers != seen_headers:
                return True
            if self._clock() < self._fetched + SETTLED:
                return self._changed
            await self._renew(refused=True)
            return self._changed

    def refusal(self, words: str) -> str:
        """For a user: that the server does not accept these credentials, in spite of all.

        Args:
            words: what the server said.
        """
        identity = self._connection.identity
        if identity.token_file:
            what = f"the token in {identity.token_file}"
        elif identity.token:
            what = "the token"
        elif identity.username or identity.password:
            what = f"the password of {identity.username}"
        elif identity.exec and not identity.has_certificate:
            what = f"what the exec plugin {identity.exec.command} gives"
        elif identity.auth_provider:
            what = "the OIDC issuer's id-token"
        elif identity.has_certificate:
            what = "the client certificate"
        else:
            return f"{self._connection.where}: the server asks who you are ({words}), and the user has no credentials."
        what = printable(what)
        return f"{self._connection.where}: the server does not accept {what} ({words}). Sign in again, or renew it."

    async def tls(self) -> ssl.SSLContext | bool:
        """The context for this connection; another one once the client certificate was renewed.

        Raises:
            ConfigError: the certificate authority or the client certificate cannot be used.
            Unauthorized: no valid credentials can be had now; may be tried again.
        """
        if not self._connection.secure:
            return True
        async with self._lock:
            secret = await self._current()
            if self._context is None or secret.certificate != self._context_shows:
                self._context = await asyncio.to_thread(context_for, self._connection, secret.certificate)
                self._context_shows = secret.certificate
            return self._context

    async def _current(self) -> Secret:
        if self._secret is None or self._clock() >= self._secret.renew_at:
            await self._renew(refused=False)
        assert self._secret is not None
        return self._secret

    async def _renew(self, *, refused: bool) -> None:
        before = self._secret
        usable = before is not None and not refused and self._clock() < before.expires
        if self._failure is not None and self._clock() < self._try_again:
            if usable:
                return
            raise type(self._failure)(str(self._failure)) from self._failure
        try:
            secret = await self._fetch(refused)
        except KtuiError as error:
            self._failure = error
            self._try_again = self._clock() + self._patience
            self._patience = min(self._patience * 2, PATIENCE[1])
            if usable:
                return
            raise
        self._failure = None
        self._patience = PATIENCE[0]
        self._fetched = self._clock()
        self._changed = before is not None and (
            secret.authorization != before.authorization or secret.certificate != before.certificate
        )
        if before is None or self._changed:
            self._headers = _headers(self._connection, secret)
        self._secret = secret


def credentials_for(
    connection: Connection,
    *,
    clock: Callable[[], float] = time.time,
    environ: Mapping[str, str] = os.environ,
    said: Callable[[str], None] | None = None,
    terminal: Terminal | None = None,
) -> Credentials:
    """The credentials of a connection; nothing is read or run before they are asked for.

    Args:
        connection: whose.
        clock: seconds since the epoch.
        environ: what an exec plugin gets as its environment, and proxies for an OIDC issuer.
        said: gets each line that an exec plugin prints on standard error, such as where to sign in.
        terminal: lends the terminal to an exec plugin that insists on one.
    """
    identity = connection.identity
    files = _Files(connection, clock)
    fetch: Fetch = files
    renewable = any((identity.token_file, identity.client_certificate, identity.client_key))
    if connection.secure and not (identity.token or identity.token_file):
        basic = identity.username or identity.password
        if identity.exec and not (basic or identity.has_certificate):
            runner = PluginRunner(connection, identity.exec, environ=environ, said=said, terminal=terminal)
            fetch, renewable = _Plugin(runner, clock), True
        elif identity.auth_provider == "oidc" and not basic:
            tokens = IdTokens(connection, environ=environ, clock=clock)
            fetch, renewable = _IdToken(files, tokens, clock), True
    return Credentials(connection, fetch, renewable=renewable, clock=clock)


class _Files:
    """What the kubeconfig itself and the files that it names give."""

    def __init__(self, connection: Connection, clock: Callable[[], float]) -> None:
        self._connection = connection
        self._clock = clock

    async def __call__(self, _refused: bool) -> Secret:
        return await asyncio.to_thread(self._read)

    def _read(self) -> Secret:
        identity = self._connection.identity
        secret = Secret(self._authorization(), self._certificate())
        if identity.token_file or identity.client_certificate or identity.client_key:
            secret = replace(secret, renew_at=self._clock() + FILES_KEPT)
        return secret

    def _authorization(self) -> str:
        identity = self._connection.identity
        if identity.token_file:
            try:
                token = self._text(identity.token_file, "the token file").strip()
            except ConfigError:
                # As in client-go: the file wins as long as it can be read.
                if not identity.token:
                    raise
                token = identity.token
            if not token:
                raise ConfigError(
                    f"{self._connection.where}: the token file {printable(str(identity.token_file))} is empty."
                )
            return f"Bearer {token}"
        if identity.token:
            return f"Bearer {identity.token}"
        if identity.username or identity.password:
            pair = f"{identity.username}:{identity.password}"
            return f"Basic {base64.b64encode(pair.encode()).decode()}"
        return ""

    def _certificate(self) -> ClientCertificate | None:
        identity = self._connection.identity
        if not identity.has_certificate:
            return None
        return ClientCertificate(
            identity.client_certificate_data or self._bytes(identity.client_certificate, "the client certificate"),
            identity.client_key_data or self._bytes(identity.client_key, "the client key"),
        )

    def _text(self, path: Path, what: str) -> str:
        return self._bytes(path, what).decode("utf-8", errors="replace")

    def _bytes(self, path: Path | None, what: str) -> bytes:
        if path is None:
            raise ConfigError(f"{self._connection.where}: {what} is missing. Add it to the user.")
        try:
            return path.read_bytes()
        except OSError as error:
            raise ConfigError(
                f"{self._connection.where}: {what} {printable(str(path))} cannot be read: {error.strerror or error}. "
                "Restore the file, or let the cluster's tool write the kubeconfig anew."
            ) from error


class _Plugin:
    """What an exec plugin gives; it runs again a minute before its credentials expire."""

    def __init__(self, runner: PluginRunner, clock: Callable[[], float]) -> None:
        self._runner = runner
        self._clock = clock

    async def __call__(self, _refused: bool) -> Secret:
        given = await self._runner.run()
        secret = Secret(f"Bearer {given.token}" if given.token else "", given.certificate)
        if given.expires is None:
            return secret
        now = self._clock()
        early = min(EARLY, (given.expires - now) / 2)
        return replace(secret, renew_at=max(given.expires - early, now + PATIENCE[0]), expires=given.expires)


class _IdToken:
    """What an OIDC issuer gives, beside what the files give."""

    def __init__(self, files: _Files, tokens: IdTokens, clock: Callable[[], float]) -> None:
        self._files = files
        self._tokens = tokens
        self._clock = clock

    async def __call__(self, refused: bool) -> Secret:
        token, expires = await self._tokens.get(refused=refused)
        secret = await self._files(refused)
        renew_at = min(secret.renew_at, max(expires - EXPIRY_DELTA, self._clock() + PATIENCE[0]))
        return replace(secret, authorization=f"Bearer {token}", renew_at=renew_at, expires=expires)


def _headers(connection: Connection, secret: Secret) -> CIMultiDictProxy[str]:
    identity = connection.identity
    headers: CIMultiDict[str] = CIMultiDict()
    # Credentials go over TLS alone, as in client-go; to impersonate without them harms nobody.
    if secret.authorization and connection.secure:
        headers["Authorization"] = secret.authorization
    if identity.impersonate:
        headers["Impersonate-User"] = identity.impersonate
        if identity.impersonate_uid:
            headers["Impersonate-Uid"] = identity.impersonate_uid
        for group in identity.impersonate_groups:
            headers.add("Impersonate-Group", group)
        for key, values in identity.impersonate_extra.items():
            for value in values:
                headers.add(f"Impersonate-Extra-{quote(key, safe=_HEADER_NAME)}", value)
    for name, value in headers.items():
        if any(character < " " or character == "\x7f" for character in value):
            what = "the token or password" if name == "Authorization" else name
            raise ConfigError(f"{connection.where}: {what} holds a line break or control character. Correct it.")
    return CIMultiDictProxy(headers)
