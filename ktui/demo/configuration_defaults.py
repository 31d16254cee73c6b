"""What the server fills in for what pods are given: volumes, networks, limits, rights.

From kubernetes pkg/apis/{core,networking,rbac,storage}/v1/defaults.go.
"""

from collections.abc import Callable

from ktui.demo.resources import (
    CLUSTER_ROLE_BINDINGS,
    ENDPOINTS,
    INGRESS_CLASSES,
    LIMIT_RANGES,
    NETWORK_POLICIES,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    ROLE_BINDINGS,
    STORAGE_CLASSES,
    Resource,
)
from ktui.demo.status import Object

_RBAC = "rbac.authorization.k8s.io"


def set_missing(target: Object, **values: object) -> None:
    """Set what is not there or empty."""
    for name, value in values.items():
        if target.get(name) in (None, ""):
            target[name] = value


def _volume(new: Object) -> None:
    spec = new.get("spec") or {}
    new["spec"] = spec
    set_missing(spec, persistentVolumeReclaimPolicy="Retain", volumeMode="Filesystem")
    if isinstance(spec.get("hostPath"), dict):
        spec["hostPath"].setdefault("type", "")
    if isinstance(spec.get("claimRef"), dict):
        set_missing(spec["claimRef"], kind="PersistentVolumeClaim", apiVersion="v1")


def claim(new: Object) -> None:
    """A PersistentVolumeClaim, or the template of one."""
    new["spec"] = new.get("spec") or {}
    set_missing(new["spec"], volumeMode="Filesystem")


def _storage_class(new: Object) -> None:
    set_missing(new, reclaimPolicy="Delete", volumeBindingMode="Immediate")


def _endpoints(new: Object) -> None:
    for subset in new.get("subsets") or ():
        for port in subset.get("ports") or ():
            set_missing(port, protocol="TCP")


def _policy(new: Object) -> None:
    spec = new.get("spec") or {}
    new["spec"] = spec
    if not spec.get("policyTypes"):
        spec["policyTypes"] = ["Ingress", "Egress"] if spec.get("egress") else ["Ingress"]
    for rule in (*(spec.get("ingress") or ()), *(spec.get("egress") or ())):
        for port in rule.get("ports") or ():
            set_missing(port, protocol="TCP")


def _ingress_class(new: Object) -> None:
    parameters = (new.get("spec") or {}).get("parameters")
    if parameters:
        set_missing(parameters, scope="Cluster")


def _limits(new: Object) -> None:
    """For containers: the most is also the default, and that is also what is asked for (SetDefaults_LimitRangeItem)."""
    for each in (new.get("spec") or {}).get("limits") or ():
        if each.get("type") == "Container":
            default = {**(each.get("max") or {}), **(each.get("default") or {})}
            asked = {**(each.get("min") or {}), **default, **(each.get("defaultRequest") or {})}
            each.update(default=default, defaultRequest=asked)


def _binding(new: Object) -> None:
    new["roleRef"] = new.get("roleRef") or {}
    set_missing(new["roleRef"], apiGroup=_RBAC)
    for subject in new.get("subjects") or ():
        if subject.get("kind") in ("User", "Group"):
            set_missing(subject, apiGroup=_RBAC)


CONFIGURATION: dict[Resource, Callable[[Object], None]] = {
    PERSISTENT_VOLUMES: _volume,
    PERSISTENT_VOLUME_CLAIMS: claim,
    STORAGE_CLASSES: _storage_class,
    ENDPOINTS: _endpoints,
    NETWORK_POLICIES: _policy,
    INGRESS_CLASSES: _ingress_class,
    LIMIT_RANGES: _limits,
    ROLE_BINDINGS: _binding,
    CLUSTER_ROLE_BINDINGS: _binding,
}
"""What fills in each of these kinds."""
