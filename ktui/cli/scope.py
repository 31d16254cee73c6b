"""Which namespaces are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ktui.cli.options import Options

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ktui.cluster.connection import Connection
    from ktui.domain.objects import Key


def scope(asked: Options, connection: Connection) -> tuple[str, ...] | None:
    """The namespaces to look at; None is all.

    Without ``-A`` and ``-n`` it is the one that the kubeconfig's context names, as for kubectl. Where it names none, or
    ``default``, it is all of them, because DaemonSets live elsewhere: kubectl's ``default`` would show nothing. Inside
    a pod it is all of them, too: the pod's own namespace says nothing about what its owner wants to see.
    """
    if asked.all_namespaces:
        return None
    if asked.namespaces:
        return asked.namespaces
    named = connection.namespace_given and not connection.in_cluster and connection.namespace != "default"
    return (connection.namespace,) if named else None


def named(
    asked: Options, connection: Connection, names: Iterable[tuple[str, str]]
) -> tuple[tuple[Key, ...], tuple[str, ...] | None]:
    """The objects that are asked about by name, and the namespaces to look at for them; None is all.

    Without ``-A`` and ``-n`` it is the kubeconfig's namespace, as for kubectl: work is where one put it.

    Args:
        asked: the options.
        connection: the kubeconfig's context.
        names: namespace and name; a bare name has the namespace ``""``.

    Raises:
        click.UsageError: it cannot be told which object is meant.
    """
    given = list(names)
    if any(not namespace for namespace, _ in given) and (asked.all_namespaces or len(asked.namespaces) > 1):
        raise click.UsageError("A NAME needs one namespace: write NAMESPACE/NAME.")
    keys = tuple(dict.fromkeys((namespace or connection.namespace, name) for namespace, name in given))
    outside = [key for key in keys if asked.namespaces and key[0] not in asked.namespaces]
    if outside:
        raise click.UsageError(f"{'/'.join(outside[0])} is in none of the namespaces of -n.")
    if keys:
        return keys, tuple(dict.fromkeys(namespace for namespace, _ in keys))
    return (), None if asked.all_namespaces else asked.namespaces or (connection.namespace,)
