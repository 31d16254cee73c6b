"""Everything one context of a kubeconfig says, resolved: where the API server is, and as whom to speak to it.

These are plain values. ``ktui.cluster.kubeconfig`` makes them, ``ktui.cluster.credentials`` turns the identity into
headers and TLS contexts.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ktui.domain.text import printable


@dataclass(frozen=True)
class ExecPlugin:
    """A program that prints credentials (``user.exec``)."""

    command: str
    """As in the kubeconfig, but absolute if it was relative and has a slash; else it is looked for in PATH."""
    args: tuple[str, ...] = ()
    env: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    api_version: str = "client.authentication.k8s.io/v1"
    install_hint: str = ""
    provide_cluster_info: bool = False
    interactive_mode: str = "IfAvailable"
    """``Never``, ``IfAvailable`` or ``Always``."""
    cluster_config: Any = None
    """The cluster's extension ``client.authentication.k8s.io/exec``, for the plugin."""

    @property
    def name(self) -> str:
        """What to call it: the program without its directory, safe to print."""
        return printable(Path(self.command).name)


@dataclass(frozen=True)
class Identity:
    """As whom to speak to the server (``user`` of a kubeconfig). Secrets are kept out of its text."""

    token: str = field(default="", repr=False)
    token_file: Path | None = None
    """Read again while ktui runs; wins over ``token`` as long as it can be read, as in client-go."""
    username: str = ""
    password: str = field(default="", repr=False)
    client_certificate: Path | None = None
    client_certificate_data: bytes = field(default=b"", repr=False)
    """PEM; wins over the file."""
    client_key: Path | None = None
    client_key_data: bytes = field(default=b"", repr=False)
    """PEM; wins over the file."""
    exec: ExecPlugin | None = None
    auth_provider: str = ""
    """Name of an in-tree provider: ``oidc``, or ``""``."""
    auth_config: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the provider is told, for example ``idp-issuer-url``."""
    impersonate: str = ""
    impersonate_uid: str = ""
    impersonate_groups: tuple[str, ...] = ()
    impersonate_extra: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def has_certificate(self) -> bool:
        """Whether the kubeconfig itself gives a client certificate."""
        return bool(self.client_certificate or self.client_certificate_data)


@dataclass(frozen=True)
class Connection:
    """One context, resolved. Credentials that change with time live apart, in ``ktui.cluster.credentials``."""

    context: str
    """The context's name; ``in-cluster`` inside a pod."""
    cluster: str
    user: str
    """The user's name in the kubeconfig; not necessarily who the server thinks it is."""
    namespace: str
    """What ``--namespace``, the context or the service account says; else ``default``."""
    server: str
    """``https://HOST[:PORT][/PREFIX]``, without a slash at the end."""
    files: tuple[Path, ...] = ()
    """The kubeconfigs that were read, first wins."""
    user_file: Path | None = None
    """The kubeconfig that defines the user."""
    namespace_given: bool = False
    """Whether the context or ``--namespace`` named the namespace, rather than the default."""
    ca_file: Path | None = None
    ca_data: bytes = field(default=b"", repr=False)
    """PEM; wins over the file. Neither: the authorities that the system trusts."""
    insecure: bool = False
    """``insecure-skip-tls-verify``."""
    tls_server_name: str = ""
    """The name that the server's certificate must have, if it is not the URL's (SNI too)."""
    proxy: str | None = None
    """An http or https proxy, from ``proxy-url`` or from the environment by Go's rules; ``None``: straight."""
    disable_compression: bool = False
    identity: Identity = field(default_factory=Identity)
    in_cluster: bool = False

    @property
    def where(self) -> str:
        """Which context of which file, for the text of errors."""
        if self.in_cluster:
            return "the service account of this pod"
        context = f'context "{printable(self.context)}"'
        files = ", ".join(printable(str(file)) for file in self.files)
        return f"{context} of {files}" if files else context

    @property
    def kubectl(self) -> str:
        """How kubectl is called for the same context, up to its command."""
        if self.in_cluster:
            return "kubectl"
        named = len(self.files) == 1 and self.files[0] != Path.home() / ".kube" / "config"
        kubeconfig = ["--kubeconfig", str(self.files[0])] if named else []
        return printable(shlex.join(["kubectl", *kubeconfig, "--context", self.context]))

    @property
    def secure(self) -> bool:
        """Whether the way is encrypted; credentials go no other way (client-go ``IsConfigTransportTLS``)."""
        return urlsplit(self.server).scheme == "https"
