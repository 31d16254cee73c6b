"""The connection of a program that runs in a pod: its service account (client-go ``rest.InClusterConfig``)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ktui.cluster import proxy
from ktui.cluster.connection import Connection, Identity

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where the kubelet puts the token, the certificate authority and the namespace."""

NAME = "in-cluster"
"""What the context is called."""


def possible(environ: Mapping[str, str]) -> bool:
    """Whether this process runs in a pod that has a service account."""
    told = environ.get("KUBERNETES_SERVICE_HOST") and environ.get("KUBERNETES_SERVICE_PORT")
    return bool(told) and (SERVICE_ACCOUNT / "token").is_file()


def connection(namespace: str | None, environ: Mapping[str, str]) -> Connection:
    """The way to the API server that a pod is given."""
    host, port = environ["KUBERNETES_SERVICE_HOST"], environ["KUBERNETES_SERVICE_PORT"]
    server = f"https://[{host}]:{port}" if ":" in host else f"https://{host}:{port}"
    authority = SERVICE_ACCOUNT / "ca.crt"
    named = namespace or environ.get("POD_NAMESPACE") or _namespace()
    return Connection(
        context=NAME,
        cluster=NAME,
        user="service account",
        namespace=named or "default",
        server=server,
        namespace_given=bool(named),
        ca_file=authority if authority.is_file() else None,
        proxy=proxy.from_environment(server, environ),
        identity=Identity(token_file=SERVICE_ACCOUNT / "token"),
        in_cluster=True,
    )


def _namespace() -> str:
    try:
        return (SERVICE_ACCOUNT / "namespace").read_text().strip()
    except OSError:
        return ""
