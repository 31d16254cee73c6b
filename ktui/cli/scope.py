"""Which namespaces are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ktui.cli.options import Options

if TYPE_CHECKING:
    from ktui.cluster.connection import Connection


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
