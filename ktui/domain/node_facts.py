"""What a node's labels, conditions and addresses say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ktui.domain.objects import Node

ZONE_LABELS = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
"""Labels that name a node's zone, the first that is there counts (k8s.io/api/core/v1/well_known_labels.go)."""
POOL_LABELS = (
    "karpenter.sh/nodepool",
    "eks.amazonaws.com/nodegroup",
    "alpha.eksctl.io/nodegroup-name",
    "cloud.google.com/gke-nodepool",
    "kubernetes.azure.com/agentpool",
    "agentpool",
    "doks.digitalocean.com/node-pool",
    "node.cluster.x-k8s.io/pool",
    "pool",
    "nodepool",
    "node-pool",
)
"""Labels by which clouds and people name a node's pool, the first that is there counts."""
_ROLE_PREFIX = "node-role.kubernetes.io/"
_ROLE_LABEL = "kubernetes.io/role"


def zone(labels: Mapping[str, str]) -> str | None:
    """The zone a node is in, if its labels say so."""
    return next((labels[key] for key in ZONE_LABELS if key in labels), None)


def pool(labels: Mapping[str, str]) -> str | None:
    """The pool a node belongs to, if its labels say so."""
    return next((labels[key] for key in POOL_LABELS if key in labels), None)


def roles(labels: Mapping[str, str]) -> list[str]:
    """A node's roles (kubernetes/kubernetes, pkg/printers/internalversion/printers.go, ``findNodeRoles``)."""
    found = {key.removeprefix(_ROLE_PREFIX) for key in labels if key.startswith(_ROLE_PREFIX)}
    found.add(labels.get(_ROLE_LABEL, ""))
    return sorted(found - {""})


def ready(node: Node) -> str:
    """The status of its condition Ready: ``True``, ``False`` or ``Unknown``; ``""`` if it has none."""
    return next((each.status for each in node.status.conditions if each.type == "Ready"), "")


def status(node: Node) -> str:
    """What kubectl's column STATUS says (printers.go, ``printNode``): ``NotReady,SchedulingDisabled``."""
    told = {"True": "Ready", "": "Unknown"}.get(ready(node), "NotReady")
    return f"{told},SchedulingDisabled" if node.spec.unschedulable else told


def conditions(node: Node) -> Iterator[str]:
    """Yield what is wrong with it: ``silent`` if its kubelet does not report, and every condition that holds."""
    if ready(node) not in {"True", "False", ""}:
        yield "silent"
    for each in node.status.conditions:
        if each.type != "Ready" and each.status == "True":
            yield each.type


def address(node: Node, kind: str) -> str:
    """Its first address of a type, ``InternalIP`` for example; ``""`` if it has none."""
    return next((each.address for each in node.status.addresses if each.type == kind), "")
