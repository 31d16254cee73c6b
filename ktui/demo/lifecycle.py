"""What happens to an object before it is stored, as kubernetes pkg/registry/*/*/strategy.go decides it."""

from zlib import crc32

from ktui.demo.defaults import fill_in, select_own_pods
from ktui.demo.resources import (
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    NAMESPACES,
    NODES,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    PODS,
    SERVICES,
    Resource,
)
from ktui.demo.shapes import Shaper
from ktui.demo.status import Object

_NAMESPACE_NAME = "kubernetes.io/metadata.name"
_NOT_READY = {"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"}
_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"
_SERVICE_NETWORK = 96
"""The second part of all Services' addresses."""

_PHASES = {NAMESPACES: "Active", PERSISTENT_VOLUMES: "Available", PERSISTENT_VOLUME_CLAIMS: "Pending"}
"""The phase in which objects of a kind begin."""

_PROTECTED = {
    PERSISTENT_VOLUMES: "kubernetes.io/pv-protection",
    PERSISTENT_VOLUME_CLAIMS: "kubernetes.io/pvc-protection",
}
"""What keeps objects of a kind while they are in use (admission plugin StorageObjectInUseProtection)."""


def copied(whole: Object) -> Object:
    """Copy JSON deeply, several times faster than `copy.deepcopy`."""
    return {name: _copied(part) for name, part in whole.items()}


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {name: _copied(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value


def before_create(resource: Resource, new: Object) -> Object:
    """A new object as it is stored: defaults filled in, no status yet, the first generation."""
    fill_in(resource, new)
    metadata = new["metadata"]
    if resource is JOBS:
        select_own_pods(new)
    if resource.has_status:
        new.pop("status", None)
    if resource.generation:
        metadata["generation"] = 1
    if resource is NAMESPACES:
        new["spec"] = {"finalizers": ["kubernetes"]}
        _label_namespace(metadata)
    elif resource is SERVICES:
        _address(new["spec"], metadata["uid"])
    elif resource is NODES:
        # Nothing is scheduled before the first heartbeat (admission plugin TaintNodesByCondition).
        new["spec"] = new.get("spec") or {}
        taints = new["spec"].get("taints") or []
        if _NOT_READY not in taints:
            new["spec"]["taints"] = [*taints, dict(_NOT_READY)]
    elif resource in _PROTECTED:
        held = metadata.get("finalizers") or []
        metadata["finalizers"] = [*held, *({_PROTECTED[resource]} - set(held))]
    elif resource is DAEMON_SETS:
        metadata["annotations"] = {**(metadata.get("annotations") or {}), _TEMPLATE_GENERATION: "1"}
    new = Shaper().whole(resource.kind, new)
    if resource is PODS:
        new["status"] = {"phase": "Pending", "qosClass": quality(new)}
    elif resource in _PHASES:
        new["status"] = {"phase": _PHASES[resource]}
    return new


def before_update(resource: Resource, new: Object, old: Object) -> Object:
    """A changed object as it is stored: the status as it was, a new generation if the spec changed."""
    fill_in(resource, new)
    if resource.has_status:
        new.pop("status", None)
    if resource is NAMESPACES:
        new["spec"] = old["spec"]
        _label_namespace(new["metadata"])
    elif resource is SERVICES:
        _keep_address(new["spec"], old["spec"])
    new = Shaper().whole(resource.kind, new)
    if resource.has_status:
        new["status"] = old.get("status", {})
    if resource.generation:
        new["metadata"]["generation"] = old["metadata"].get("generation", 1) + _changed(resource, new, old)
    if resource is DAEMON_SETS:
        template = int((old["metadata"].get("annotations") or {}).get(_TEMPLATE_GENERATION, "1"))
        changed = new["spec"].get("template") != old["spec"].get("template")
        new["metadata"].setdefault("annotations", {})[_TEMPLATE_GENERATION] = str(template + changed)
    return new


def _label_namespace(metadata: Object) -> None:
    metadata["labels"] = {**(metadata.get("labels") or {}), _NAMESPACE_NAME: metadata.get("name", "")}


def _address(spec: Object, uid: str) -> None:
    """Give a Service an address of the cluster's (core/service/storage/alloc.go); it follows from the uid."""
    if spec.get("type") != "ExternalName" and not spec.get("clusterIP"):
        number = crc32(uid.encode()) % 0xFFFE + 1
        spec["clusterIP"] = f"10.{_SERVICE_NETWORK}.{number >> 8}.{number & 0xFF}"
        spec["clusterIPs"] = [spec["clusterIP"]]


def _keep_address(spec: Object, old: Object) -> None:
    """An update that names no address leaves the one there is (core/service/storage, ``patchAllocatedValues``)."""
    if spec.get("type") != "ExternalName" and not spec.get("clusterIP") and old.get("clusterIP"):
        spec["clusterIP"], spec["clusterIPs"] = old["clusterIP"], old["clusterIPs"]


def _changed(resource: Resource, new: Object, old: Object) -> bool:
    """Whether a change counts for the generation."""
    if resource is PODS:
        # To be bound is no change of the pod's own (podStrategy; BindingREST keeps the generation).
        return bool({**new["spec"], "nodeName": ""} != {**old["spec"], "nodeName": ""})
    if new.get("spec") != old.get("spec"):
        return True
    # A Deployment's annotations count as well because they are copied to its ReplicaSets (deployment/strategy.go).
    return resource is DEPLOYMENTS and new["metadata"].get("annotations") != old["metadata"].get("annotations")


def before_status_update(resource: Resource, new: Object, old: Object) -> Object:
    """Take the status, and of the metadata what a status update may change; the spec stays."""
    kept = {name: part for name, part in old.items() if name != "status"}
    if "status" in new:
        kept["status"] = new["status"]
    kept["metadata"] = new["metadata"]
    if "generation" in old["metadata"]:
        kept["metadata"]["generation"] = old["metadata"]["generation"]
    if resource is DEPLOYMENTS and "labels" in old["metadata"]:
        kept["metadata"]["labels"] = old["metadata"]["labels"]
    if resource is PODS:
        kept["metadata"]["ownerReferences"] = old["metadata"].get("ownerReferences", [])
        if not kept["metadata"]["ownerReferences"]:
            del kept["metadata"]["ownerReferences"]
    return kept


def quality(pod: Object) -> str:
    """The pod's quality of service class (pkg/apis/core/v1/helper/qos), from its containers' requests and limits."""
    spec = pod.get("spec", {})
    containers = [*(spec.get("initContainers") or ()), *(spec.get("containers") or ())]
    resources = [container.get("resources", {}) for container in containers]
    wanted = [(each.get("requests", {}), each.get("limits", {})) for each in resources]
    if not any(requests.get(name) or limits.get(name) for requests, limits in wanted for name in ("cpu", "memory")):
        return "BestEffort"
    guaranteed = all(
        limits.get(name) and requests.get(name, limits[name]) == limits[name]
        for requests, limits in wanted
        for name in ("cpu", "memory")
    )
    return "Guaranteed" if guaranteed else "Burstable"
