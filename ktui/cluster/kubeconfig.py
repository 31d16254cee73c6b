"""Kubeconfigs as kubectl reads them: which files, how they are merged, and what one context of them says.

The rules are those of client-go ``tools/clientcmd`` (``loader.go``, ``client_config.go``, ``validation.go``).
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit

from ktui.cluster import in_cluster, kubeconfig_file, proxy
from ktui.cluster.connection import Connection, ExecPlugin, Identity
from ktui.cluster.kubeconfig_merge import From, Merged, load
from ktui.domain.errors import ConfigError
from ktui.domain.text import printable

_EXEC_VERSIONS = ("client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1")
_EXEC_EXTENSION = "client.authentication.k8s.io/exec"
_REMOVED_PROVIDERS = {
    "gcp": "Install gke-gcloud-auth-plugin and run: gcloud container clusters get-credentials CLUSTER",
    "azure": "Install kubelogin (Azure) and run: kubelogin convert-kubeconfig",
}


@dataclass(frozen=True)
class ContextName:
    """One context that can be chosen."""

    name: str
    cluster: str
    user: str
    namespace: str
    current: bool
    """Whether the kubeconfig says that this is the one to use."""
    file: Path


def connect(
    kubeconfig: str | None = None,
    context: str | None = None,
    namespace: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Connection:
    """What one context says, resolved as kubectl resolves it.

    Args:
        kubeconfig: ``--kubeconfig``: this one file, which must exist; else KUBECONFIG, else ``~/.kube/config``.
        context: ``--context``; else the current context.
        namespace: ``--namespace``; else the context's.
        environ: KUBECONFIG, HOME, proxies and what a pod is told.

    Raises:
        ConfigError: a file cannot be understood, or what it says cannot be used.
    """
    config = load(kubeconfig, environ)
    name = context or config.current_context
    if not name and in_cluster.possible(environ):
        return in_cluster.connection(namespace, environ)
    if not name:
        raise ConfigError(_nothing_chosen(config))
    if name not in config.contexts:
        raise ConfigError(_no_such_context(name, named=bool(context), config=config))
    return _Resolver(config, name, environ).connection(namespace)


def contexts(kubeconfig: str | None = None, environ: Mapping[str, str] = os.environ) -> list[ContextName]:
    """The contexts that can be chosen, by name.

    Raises:
        ConfigError: a file cannot be understood.
    """
    config = load(kubeconfig, environ)
    return [
        ContextName(
            name,
            found.value.cluster,
            found.value.user,
            found.value.namespace or "default",
            name == config.current_context,
            found.file,
        )
        for name, found in sorted(config.contexts.items())
    ]


def _quoted(names: Iterable[str], most: int = 8) -> str:
    listed = sorted(names)
    more = f" and {len(listed) - most} more" if len(listed) > most else ""
    return ", ".join(printable(name) for name in listed[:most]) + more


def _listed(files: Iterable[Path]) -> str:
    return ", ".join(printable(str(file)) for file in files)


def _nothing_chosen(config: Merged) -> str:
    if config.contexts:
        return (
            f"kubeconfig {_listed(config.files)} has no current context. "
            f"Choose one with --context: {_quoted(config.contexts)}."
        )
    if config.files:
        return f"kubeconfig {_listed(config.files)} has no contexts. Name another with --kubeconfig or KUBECONFIG."
    return (
        f"There is no kubeconfig at {_listed(config.missing)}, and this is no pod with a service account. "
        "Name one with --kubeconfig or KUBECONFIG, or look at a made-up cluster: ktui demo"
    )


def _no_such_context(name: str, *, named: bool, config: Merged) -> str:
    shown = printable(name)
    what = f'context "{shown}" does not exist' if named else f'the current context "{shown}" is not defined'
    where = f"kubeconfig {_listed(config.files)}" if config.files else f"no kubeconfig at {_listed(config.missing)}"
    cure = f"Choose one of {_quoted(config.contexts)}." if config.contexts else "It has no contexts at all."
    return f"{where}: {what}. {cure}"


class _Resolver:
    """Turns what one context names into a connection; every fault says where it stands."""

    def __init__(self, config: Merged, name: str, environ: Mapping[str, str]) -> None:
        self._config = config
        self._name = name
        self._context = config.contexts[name]
        self._environ = environ

    def connection(self, namespace: str | None) -> Connection:
        context = self._context.value
        cluster_from = self._config.clusters.get(context.cluster)
        if cluster_from is None:
            raise self._undefined("cluster", context.cluster, self._config.clusters)
        user_from = self._config.users.get(context.user)
        if user_from is None and context.user:
            raise self._undefined("user", context.user, self._config.users)
        cluster = cluster_from.value
        self._check_cluster(cluster, cluster_from.file)
        identity = self._identity(user_from, cluster) if user_from else Identity()
        url = self._server(cluster, cluster_from.file, identity)
        if url.username and not (identity.token or identity.token_file or identity.username or identity.exec):
            identity = replace(identity, username=unquote(url.username), password=unquote(url.password or ""))
        host = url.netloc.rpartition("@")[2]
        server = urlunsplit((url.scheme, host, url.path.rstrip("/"), "", ""))
        return Connection(
            context=self._name,
            cluster=context.cluster,
            user=context.user,
            namespace=namespace or context.namespace or "default",
            server=server,
            files=tuple(self._config.files),
            user_file=user_from.file if user_from else None,
            namespace_given=bool(namespace or context.namespace),
            ca_file=_resolved(cluster.certificate_authority, cluster_from.file),
            ca_data=self._decoded(cluster_from.file, "certificate-authority-data", cluster.certificate_authority_data),
            insecure=cluster.insecure_skip_tls_verify,
            tls_server_name=cluster.tls_server_name,
            proxy=self._proxy(cluster, cluster_from.file, server),
            disable_compression=cluster.disable_compression,
            identity=identity,
        )

    def _fault(self, file: Path, subject: str, what: str) -> ConfigError:
        return ConfigError(printable(f'kubeconfig {file}, context "{self._name}": {subject}: {what}.'))

    def _undefined(self, what: str, name: str, defined: Mapping[str, object]) -> ConfigError:
        if not name:
            return self._fault(self._context.file, f"its {what}", f"none is named; add `{what}:` to the context")
        known = f"there is {_quoted(defined)}" if defined else f"there is no {what} at all"
        return self._fault(self._context.file, f'{what} "{name}"', f"is not defined in {self._files()}; {known}")

    def _files(self) -> str:
        return _listed(self._config.files)

    def _check_cluster(self, cluster: kubeconfig_file.Cluster, file: Path) -> None:
        authority = cluster.certificate_authority or cluster.certificate_authority_data
        faults = {
            "has no server; add `server: https://HOST:6443`": not cluster.server,
            "certificate-authority and certificate-authority-data are both set; remove one": (
                cluster.certificate_authority and cluster.certificate_authority_data
            ),
            "insecure-skip-tls-verify is set beside a certificate authority; remove insecure-skip-tls-verify": (
                authority and cluster.insecure_skip_tls_verify
            ),
        }
        self._refuse(file, f'cluster "{self._context.value.cluster}"', faults)

    def _refuse(self, file: Path, subject: str, faults: Mapping[str, object]) -> None:
        for what, present in faults.items():
            if present:
                raise self._fault(file, subject, what)

    def _decoded(self, file: Path, key: str, text: str) -> bytes:
        try:
            # As Go's decoder: line breaks inside are skipped, all else counts.
            return base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
        except (binascii.Error, ValueError) as error:
            raise self._fault(
                file, key, "is not base64; write the file's content with `base64 -w0`, or name the file"
            ) from error

    def _server(self, cluster: kubeconfig_file.Cluster, file: Path, identity: Identity) -> SplitResult:
        subject = f'cluster "{self._context.value.cluster}"'
        tls = bool(
            cluster.certificate_authority
            or cluster.certificate_authority_data
            or cluster.insecure_skip_tls_verify
            or identity.has_certificate
        )
        text = cluster.server if "://" in cluster.server else f"{'https' if tls else 'http'}://{cluster.server}"
        try:
            url = urlsplit(text)
            usable = url.scheme in {"http", "https"} and bool(url.hostname) and url.port != 0 and text.isprintable()
        except ValueError:
            usable = False
        if not usable or " " in text:
            raise self._fault(file, subject, f'server "{cluster.server}" is no URL; write it as https://HOST:6443')
        return url

    def _proxy(self, cluster: kubeconfig_file.Cluster, file: Path, server: str) -> str | None:
        url = cluster.proxy_url or proxy.from_environment(server, self._environ)
        if not url:
            return None
        source = "proxy-url" if cluster.proxy_url else "the proxy of the environment"
        try:
            parts = urlsplit(url)
            host = parts.hostname
        except ValueError:
            host = None
        if not host:
            raise self._fault(file, source, "is no URL; write it as http://HOST:PORT")
        if parts.scheme.startswith("socks"):
            port = urlsplit(server).port or 443
            name = urlsplit(server).hostname
            raise self._fault(
                file,
                source,
                f"{parts.scheme} proxies are not supported; use an http proxy, or forward a port "
                f"(ssh -L 16443:{name}:{port} BASTION) and set server: https://127.0.0.1:16443 "
                f"and tls-server-name: {name}",
            )
        if parts.scheme not in {"http", "https"}:
            raise self._fault(file, source, f"{parts.scheme} is not supported; use an http or https proxy")
        return url

    def _identity(self, found: From[kubeconfig_file.User], cluster: kubeconfig_file.Cluster) -> Identity:
        user, file = found.value, found.file
        self._check_user(user, file)
        provider = user.auth_provider
        return Identity(
            token=user.token.strip(),
            token_file=_resolved(user.token_file, file),
            username=user.username,
            password=user.password,
            client_certificate=_resolved(user.client_certificate, file),
            client_certificate_data=self._decoded(file, "client-certificate-data", user.client_certificate_data),
            client_key=_resolved(user.client_key, file),
            client_key_data=self._decoded(file, "client-key-data", user.client_key_data),
            exec=self._plugin(user.exec, file, cluster) if user.exec else None,
            auth_provider=provider.name if provider else "",
            auth_config=dict(provider.config) if provider else {},
            impersonate=user.as_,
            impersonate_uid=user.as_uid,
            impersonate_groups=tuple(user.as_groups),
            impersonate_extra={key: tuple(values) for key, values in user.as_user_extra.items()},
        )

    def _check_user(self, user: kubeconfig_file.User, file: Path) -> None:
        certificate = user.client_certificate or user.client_certificate_data
        provider = user.auth_provider.name if user.auth_provider else ""
        faults = {
            "token and username/password are both set; keep one": user.token and (user.username or user.password),
            "client-certificate and client-certificate-data are both set; remove one": user.client_certificate
            and user.client_certificate_data,
            "client-key and client-key-data are both set; remove one": user.client_key and user.client_key_data,
            "its client certificate has no key; add client-key or client-key-data": certificate
            and not (user.client_key or user.client_key_data),
            "exec and auth-provider are both set; remove auth-provider": user.exec and user.auth_provider,
            "as-uid, as-groups or as-user-extra need a user to impersonate; add `as: NAME`": not user.as_
            and (user.as_uid or user.as_groups or user.as_user_extra),
            f"the auth provider {provider} was removed from Kubernetes clients. {_REMOVED_PROVIDERS.get(provider)}": (
                provider in _REMOVED_PROVIDERS
            ),
            f'the auth provider "{provider}" is not known; only oidc is': user.auth_provider
            and provider not in {"oidc", *_REMOVED_PROVIDERS},
        }
        self._refuse(file, f'user "{self._context.value.user}"', faults)

    def _plugin(self, plugin: kubeconfig_file.Exec, file: Path, cluster: kubeconfig_file.Cluster) -> ExecPlugin:
        mode = plugin.interactive_mode
        if not mode and plugin.api_version == _EXEC_VERSIONS[1]:
            mode = "IfAvailable"
        faults = {
            "exec has no command; add `command:`": not plugin.command,
            "exec has no apiVersion; add `apiVersion: client.authentication.k8s.io/v1`": not plugin.api_version,
            f'exec apiVersion "{plugin.api_version}" is not known '
            "(known are v1 and v1beta1 of client.authentication.k8s.io); "
            "let the plugin's own tool write the kubeconfig anew": plugin.api_version not in _EXEC_VERSIONS,
            "exec has no interactiveMode; add `interactiveMode: IfAvailable`": not mode,
            f'exec interactiveMode "{mode}" is not known; use Never, IfAvailable or Always': mode
            not in {"Never", "IfAvailable", "Always"},
            "an entry of exec.env has no name; name or remove it": any(not each.name for each in plugin.env),
        }
        self._refuse(file, f'user "{self._context.value.user}"', faults)
        command = plugin.command
        if "/" in command:
            command = str(_resolved(command, file))
        return ExecPlugin(
            command=command,
            args=tuple(plugin.args),
            env=tuple((each.name, each.value) for each in plugin.env),
            api_version=plugin.api_version,
            install_hint=plugin.install_hint,
            provide_cluster_info=plugin.provide_cluster_info,
            interactive_mode=mode,
            cluster_config=next((each.extension for each in cluster.extensions if each.name == _EXEC_EXTENSION), None),
        )


def _resolved(name: str, file: Path) -> Path | None:
    """A path as it is meant in a kubeconfig: relative to the file's own folder (``ResolveLocalPaths``)."""
    if not name:
        return None
    return Path(os.path.normpath(Path.cwd() / file.parent / name))
