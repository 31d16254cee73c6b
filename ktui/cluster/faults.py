"""Why the server could not be reached, in words: what aiohttp, TLS and the system raise on the way."""

from __future__ import annotations

import ssl

import aiohttp

from ktui.cluster.responses import words
from ktui.domain.errors import Unanswered, Unreachable

FAULTS = (aiohttp.ClientError, OSError, TimeoutError)
"""Everything the transport raises; all of it becomes `Unreachable`."""

_BEFORE = (
    aiohttp.ClientConnectorError,
    aiohttp.ClientHttpProxyError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
)
"""What happens before there is a connection to send anything over: no name, refused, no TLS, no way."""
_OTHER_NAME = {62, 64}
"""X509_V_ERR_HOSTNAME_MISMATCH and X509_V_ERR_IP_ADDRESS_MISMATCH."""


def unreachable(error: BaseException, server: str, proxy: str | None = None, *, changing: bool = False) -> Unreachable:
    """The error for a user.

    Args:
        error: one of `FAULTS`.
        server: the URL that was meant.
        proxy: the URL of the proxy that was used, if any.
        changing: whether a change was asked for: if the server may have got that, the error is `Unanswered`.
    """
    where = f"{server} through the proxy {proxy}" if proxy else server
    open_yet = changing and not isinstance(error, _BEFORE)
    return (Unanswered if open_yet else Unreachable)(words(_told(error, where, proxy)))


def fallen(error: BaseException) -> bool:
    """Whether this says that the server itself is down, rather than the way to it."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    return isinstance(cause, ConnectionError | aiohttp.ServerDisconnectedError) and not isinstance(
        error, aiohttp.ClientProxyConnectionError
    )


def _told(error: BaseException, where: str, proxy: str | None) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        return _certificate(error.certificate_error, where)
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return f"the name {error.host} is not known ({where})"
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return f"the proxy {proxy} cannot be reached: {_system(error.os_error)}"
    if isinstance(error, aiohttp.ClientHttpProxyError):
        return f"the proxy {proxy} refuses the way: HTTP {error.status} {error.message}"
    if isinstance(error, aiohttp.ClientConnectorSSLError):
        return f"TLS with {where} fails: {_tls(error.os_error)}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return f"cannot connect to {where}: {_system(error.os_error)}"
    if isinstance(error, aiohttp.InvalidURL):
        return f"{where} is no URL that can be spoken to"
    if isinstance(error, aiohttp.ClientPayloadError):
        return f"{where} cut its answer off"
    if isinstance(error, TimeoutError):
        return f"{where} does not answer"
    if isinstance(error, aiohttp.ServerDisconnectedError):
        return f"{where} closed the connection without an answer"
    if isinstance(error, OSError):
        return f"the connection to {where} broke: {_system(error)}"
    return f"{where} does not speak HTTP as expected: {error}"


def _certificate(error: Exception, where: str) -> str:
    said = error.verify_message if isinstance(error, ssl.SSLCertVerificationError) else str(error)
    cure = "The cluster's certificate-authority in the kubeconfig must be the one that signed it"
    if getattr(error, "verify_code", 0) in _OTHER_NAME:
        cure = "Write a name that it is for into the cluster's server or tls-server-name"
    return f"the certificate of {where} is not trusted: {said.rstrip('.')}. {cure}"


def _tls(error: OSError) -> str:
    return getattr(error, "reason", None) or _system(error)


def _system(error: OSError) -> str:
    """The system's words for an error, without Python's decoration."""
    text = error.strerror or str(error) or type(error).__name__
    # asyncio wraps: "Multiple exceptions: [Errno 111] Connect call failed ('::1', 6443, 0, 0), ..."
    if "Connect call failed" in text:
        return "connection refused" if isinstance(error, ConnectionRefusedError) or "111" in text else "no answer"
    return text[:1].lower() + text[1:] if text[1:2].islower() else text
