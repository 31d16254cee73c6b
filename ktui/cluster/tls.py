"""TLS as client-go does it: whom to trust, and the certificate to show.

Python 3.13 made verification stricter than Go's (RFC 5280 to the letter), which refuses the authorities of older
clusters; and until then it did not accept a pinned certificate that is no authority, which Go does. Both are set here
as Go has them (``crypto/x509``, client-go ``transport.TLSConfigFor``).
"""

from __future__ import annotations

import re
import ssl
import tempfile
from dataclasses import dataclass, field

from ktui.cluster.connection import Connection
from ktui.domain.errors import ConfigError
from ktui.domain.text import printable

_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


@dataclass(frozen=True)
class ClientCertificate:
    """A certificate and its key, both PEM."""

    certificate: bytes
    key: bytes = field(repr=False)


def context_for(connection: Connection, certificate: ClientCertificate | None = None) -> ssl.SSLContext:
    """A new context for the server of a connection. Reads files and may take 30 ms: not for the event loop.

    Raises:
        ConfigError: the certificate authority or the client certificate cannot be used.
    """
    context = trusting(authority(connection), f"the certificate authority of {connection.where}")
    if connection.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if certificate:
        _show(context, certificate, connection.where)
    return context


def trusting(bundle: bytes | None, what: str) -> ssl.SSLContext:
    """A context that trusts one bundle of PEM certificates; ``None``: what the system trusts.

    Args:
        bundle: the certificates.
        what: the bundle's name, for the text of errors.

    Raises:
        ConfigError: there is no certificate in it, or a broken one.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_flags = context.verify_flags & ~ssl.VERIFY_X509_STRICT | ssl.VERIFY_X509_PARTIAL_CHAIN
    context.set_alpn_protocols(["http/1.1"])
    if bundle is None:
        context.load_default_certs()
        return context
    blocks = _CERTIFICATE.findall(bundle)
    if not blocks:
        raise ConfigError(f"{what} holds no PEM certificate. Take it anew from the cluster.")
    try:
        context.load_verify_locations(cadata=b"\n".join(blocks).decode("ascii"))
    except (ssl.SSLError, UnicodeDecodeError) as error:
        raise ConfigError(f"{what} is damaged ({_reason(error)}). Take it anew from the cluster.") from error
    return context


def authority(connection: Connection) -> bytes | None:
    """The certificates that a connection trusts, PEM; ``None``: those that the system trusts.

    Raises:
        ConfigError: the file cannot be read.
    """
    if connection.ca_data:
        return connection.ca_data
    if connection.ca_file is None:
        return None
    try:
        return connection.ca_file.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"{connection.where}: the certificate authority {printable(str(connection.ca_file))} cannot be read: "
            f"{error.strerror or error}. Restore the file, or let the cluster's tool write the kubeconfig anew."
        ) from error


def _show(context: ssl.SSLContext, certificate: ClientCertificate, where: str) -> None:
    # OpenSSL reads a certificate's key from a file alone. This one is the owner's, and gone before anything is sent.
    with tempfile.NamedTemporaryFile(prefix="ktui-") as file:
        file.write(certificate.certificate + b"\n" + certificate.key + b"\n")
        file.flush()
        try:
            context.load_cert_chain(file.name, password=_no_password)
        except (ssl.SSLError, ValueError) as error:
            raise ConfigError(
                f"{where}: the client certificate or its key cannot be used ({_reason(error)}). "
                "Check that both are PEM and belong together."
            ) from error


def _no_password() -> str:
    # Without this OpenSSL would ask for a password at the terminal, under the screen.
    raise ValueError("the key is encrypted; decrypt it: openssl pkey -in KEY -out NEWKEY")


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError) and error.reason:
        return error.reason.replace("_", " ").lower()
    return str(error)
