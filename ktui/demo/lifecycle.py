"""What happens to an object before it is stored, as kubernetes pkg/registry/*/*/strategy.go decides it."""

from ktui.demo.defaults import fill_in
from ktui.demo.resources import DAEMON_SETS, DEPLOYMENTS, NAMESPACES, PODS, Resource
from ktui.demo.status import Object

_TEMPLATE_GENERATION = "deprecated.daemonset.template.generation"


def copied(whole: Object) -> Object:
    """Copy JSON deeply, several times faster than `copy.deepcopy`."""
    return {name: _copied(part) for name, part in whole.items()}


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {name: _copied(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_copied(part) for part in value]
    return value


def before_create(resource: Resource, new: Object) -> None:
    """Set what the server alone decides about a new object: defaults, no status yet, the first generation."""
    fill_in(resource, new)
    if resource.has_status:
        new.pop("status", None)
    if resource.generation:
        new["metadata"]["generation"] = 1
    if resource is PODS:
        new["status"] = {"phase": "Pending", "qosClass": quality(new)}
    elif resource is NAMESPACES:
        new["status"] = {"phase": "Active"}
        new["spec"] = {"finalizers": ["kubernetes"]}
        new["metadata"].setdefault("labels", {})["kubernetes.io/metadata.name"] = new["metadata"]["name"]
    elif resource is DAEMON_SETS:
        new["metadata"].setdefault("annotations", {})[_TEMPLATE_GENERATION] = "1"
    if resource.has_status:
        new.setdefault("status", {})


def before_update(resource: Resource, new: Object, old: Object) -> None:
    """Keep what an ordinary update may not touch: the status, and the generation unless the spec changed."""
    fill_in(resource, new)
    if resource.has_status:
        new["status"] = old.get("status", {})
    if resource is NAMESPACES:
        new["spec"] = old["spec"]
    if resource.generation:
        generation = old["metadata"].get("generation", 1)
        changed = new.get("spec") != old.get("spec")
        if resource is PODS:
            # To be bound is no change of the pod's own (podStrategy; BindingREST keeps the generation).
            changed = {**new["spec"], "nodeName": ""} != {**old["spec"], "nodeName": ""}
        if resource is DEPLOYMENTS:
            # Annotations count as well because they are copied to the ReplicaSets (deployment/strategy.go).
            changed = changed or new["metadata"].get("annotations") != old["metadata"].get("annotations")
        new["metadata"]["generation"] = generation + changed
    if resource is DAEMON_SETS:
        template = int(old["metadata"].get("annotations", {}).get(_TEMPLATE_GENERATION, "1"))
        changed = new["spec"].get("template") != old["spec"].get("template")
        new["metadata"].setdefault("annotations", {})[_TEMPLATE_GENERATION] = str(template + changed)


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
    containers = [*spec.get("initContainers", ()), *spec.get("containers", ())]
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
