"""What every cluster has from its first second on: namespaces, roles, priority classes, its own Service.

Source: kubernetes ``plugin/pkg/auth/authorizer/rbac/bootstrappolicy``, ``pkg/registry/scheduling/rest`` and
``pkg/controlplane/controller/kubernetesservice``. Of the roles there are those that people bind.
"""

from ktui.demo.authorization import EDIT, EVERYTHING, VIEW, Rule
from ktui.demo.priorities import SYSTEM
from ktui.demo.resources import (
    CLUSTER_ROLE_BINDINGS,
    CLUSTER_ROLES,
    NAMESPACES,
    PRIORITY_CLASSES,
    SERVICES,
    Resource,
)
from ktui.demo.status import Object
from ktui.demo.world import World

NAMES = ("default", "kube-node-lease", "kube-public", "kube-system", "team-a")
"""The namespaces that are always there."""

_RBAC = "rbac.authorization.k8s.io"
_LABELS = {"kubernetes.io/bootstrapping": "rbac-defaults"}
_ANNOTATIONS = {"rbac.authorization.kubernetes.io/autoupdate": "true"}
_DESCRIPTION = {
    "system-node-critical": "Used for system critical pods that must not be moved from their current node.",
    "system-cluster-critical": "Used for system critical pods that must run in the cluster, but can be moved to "
    "another node if necessary.",
}


def found(world: World) -> None:
    """Create all of it."""
    for name in NAMES:
        _create(world, NAMESPACES, name)
    for name, value in SYSTEM.items():
        _create(world, PRIORITY_CLASSES, name, value=value, description=_DESCRIPTION[name])
    for name, rules in (("cluster-admin", EVERYTHING), ("admin", EDIT), ("edit", EDIT), ("view", VIEW)):
        _create(world, CLUSTER_ROLES, name, rules=[_rule(each) for each in rules])
    masters = {"apiGroup": _RBAC, "kind": "Group", "name": "system:masters"}
    role = {"apiGroup": _RBAC, "kind": "ClusterRole", "name": "cluster-admin"}
    _create(world, CLUSTER_ROLE_BINDINGS, "cluster-admin", roleRef=role, subjects=[masters])
    service: Object = {
        "apiVersion": SERVICES.api_version,
        "kind": SERVICES.kind,
        "metadata": {
            "name": "kubernetes",
            "namespace": "default",
            "labels": {"component": "apiserver", "provider": "kubernetes"},
        },
        "spec": {
            "clusterIP": "10.96.0.1",
            "ports": [{"name": "https", "port": 443, "protocol": "TCP", "targetPort": 6443}],
        },
    }
    world.create(SERVICES, service)


def _rule(rule: Rule) -> Object:
    if rule.groups == ("*",) == rule.resources:
        return rule.json()
    return {**rule.json(), "verbs": sorted(rule.verbs)}


def _create(world: World, resource: Resource, name: str, **fields: object) -> None:
    metadata: Object = {"name": name}
    if resource.group == _RBAC:
        metadata |= {"labels": dict(_LABELS), "annotations": dict(_ANNOTATIONS)}
    world.create(resource, {"apiVersion": resource.api_version, "kind": resource.kind, "metadata": metadata, **fields})
