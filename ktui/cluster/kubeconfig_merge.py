"""Which kubeconfigs are read, and how several become one (client-go ``tools/clientcmd/loader.go``)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from ktui.cluster import kubeconfig_file
from ktui.domain.errors import ConfigError
from ktui.domain.text import printable

T = TypeVar("T")


@dataclass(frozen=True)
class From(Generic[T]):
    """A value and the file that it came from."""

    value: T
    file: Path


@dataclass
class Merged:
    """Several files as one: the first file that sets a name wins, and so does the first current context."""

    current_context: str = ""
    clusters: dict[str, From[kubeconfig_file.Cluster]] = field(default_factory=dict)
    users: dict[str, From[kubeconfig_file.User]] = field(default_factory=dict)
    contexts: dict[str, From[kubeconfig_file.Context]] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    missing: list[Path] = field(default_factory=list)

    def add(self, path: Path, file: kubeconfig_file.File) -> None:
        """Take what no file before this one has set."""
        self.files.append(path)
        self.current_context = self.current_context or file.current_context
        for cluster in file.clusters:
            self.clusters.setdefault(cluster.name, From(cluster.cluster, path))
        for user in file.users:
            self.users.setdefault(user.name, From(user.user, path))
        for context in file.contexts:
            self.contexts.setdefault(context.name, From(context.context, path))


def load(kubeconfig: str | None, environ: Mapping[str, str]) -> Merged:
    """All that the kubeconfigs say.

    Args:
        kubeconfig: ``--kubeconfig``: this one file, which must exist.
        environ: KUBECONFIG and HOME.

    Raises:
        ConfigError: the named file does not exist, or one cannot be understood.
    """
    merged = Merged()
    for path in [Path(kubeconfig)] if kubeconfig else _precedence(environ):
        try:
            merged.add(path, kubeconfig_file.read(path))
        except FileNotFoundError as error:
            if kubeconfig:
                hint = " The shell did not expand ~; write $HOME." if kubeconfig.startswith("~") else ""
                raise ConfigError(
                    f"kubeconfig {printable(str(path))}, named by --kubeconfig, does not exist.{hint}"
                ) from error
            merged.missing.append(path)
    return merged


def _precedence(environ: Mapping[str, str]) -> Iterable[Path]:
    if listed := environ.get("KUBECONFIG"):
        return [Path(name) for name in dict.fromkeys(listed.split(os.pathsep)) if name]
    home = environ.get("HOME")
    return [(Path(home) if home else Path.home()) / ".kube" / "config"]
