"""What the server refuses to store (kubernetes pkg/apis/*/validation/validation.go), by kind.

Not every rule, but those that people meet: names, labels, taints, selectors, what must not change, what must be there.
"""

from ktui.demo import (
    configuration_validation,
    job_validation,
    names,
    service_validation,
    stateful_validation,
    workload_validation,
)
from ktui.demo.faults import Faults
from ktui.demo.pod_validation import check_pod, check_pod_update
from ktui.demo.resources import (
    CLUSTER_ROLE_BINDINGS,
    CLUSTER_ROLES,
    CONFIG_MAPS,
    CRON_JOBS,
    DAEMON_SETS,
    DEPLOYMENTS,
    HORIZONTAL_POD_AUTOSCALERS,
    INGRESS_CLASSES,
    INGRESSES,
    JOBS,
    LEASES,
    LIMIT_RANGES,
    NAMESPACES,
    NETWORK_POLICIES,
    NODES,
    PERSISTENT_VOLUME_CLAIMS,
    PERSISTENT_VOLUMES,
    POD_DISRUPTION_BUDGETS,
    PODS,
    PRIORITY_CLASSES,
    REPLICA_SETS,
    RESOURCE_QUOTAS,
    ROLE_BINDINGS,
    ROLES,
    SECRETS,
    SERVICES,
    STATEFUL_SETS,
    STORAGE_CLASSES,
    Resource,
)
from ktui.demo.status import Object, invalid

_ANNOTATIONS_SIZE = 256 * 1024
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")


def check(resource: Resource, new: Object, old: Object | None = None) -> None:
    """Refuse an object that breaks a rule of its kind.

    Args:
        resource: the kind.
        new: the object, its defaults filled in.
        old: what it is to replace.

    Raises:
        Invalid: with a cause for each broken rule.
    """
    faults = Faults()
    _metadata(resource, new["metadata"], faults)
    rule = _RULES.get(resource)
    if rule is not None:
        rule(new, old, faults)
    if faults.causes:
        raise invalid(resource.group, resource.kind, new["metadata"].get("name", ""), faults.causes)


def _metadata(resource: Resource, metadata: Object, faults: Faults) -> None:
    name, prefix = metadata.get("name", ""), metadata.get("generateName", "")
    judge = names.label_faults if resource in (NAMESPACES, STATEFUL_SETS) else names.subdomain_faults
    if prefix:
        faults.each("metadata.generateName", prefix, judge(prefix.removesuffix("-")))
    if not name:
        faults.required("metadata.name", "name or generateName is required")
    elif resource is NAMESPACES and "." in name:
        faults.invalid("metadata.name", name, "must not contain dots")
    else:
        faults.each("metadata.name", name, judge(name))
    check_labels("metadata.labels", metadata.get("labels"), faults)
    configuration_validation.check_finalizers(metadata.get("finalizers") or (), faults)
    annotations = metadata.get("annotations") or {}
    for key in sorted(annotations):
        faults.each("metadata.annotations", key, names.qualified_name_faults(key.lower()))
    if sum(len(key.encode()) + len(value.encode()) for key, value in annotations.items()) > _ANNOTATIONS_SIZE:
        faults.too_long("metadata.annotations", _ANNOTATIONS_SIZE)


def check_labels(path: str, labels: Object | None, faults: Faults) -> None:
    """Check keys and values of labels (metav1 ValidateLabels)."""
    for key, value in sorted((labels or {}).items()):
        faults.each(path, key, names.qualified_name_faults(key))
        faults.each(path, value, names.label_value_faults(value))


def _node(new: Object, _old: Object | None, faults: Faults) -> None:
    seen = set()
    for index, taint in enumerate(new.get("spec", {}).get("taints") or ()):
        path = f"metadata.taints[{index}]"
        key, value, effect = (taint.get(name, "") for name in ("key", "value", "effect"))
        faults.each(f"{path}.key", key, names.qualified_name_faults(key))
        faults.each(f"{path}.value", value, names.label_value_faults(value))
        if not effect:
            faults.required(f"{path}.effect")
        else:
            faults.one_of(f"{path}.effect", effect, _EFFECTS)
        if (key, effect) in seen:
            shown = {"Key": key, "Value": value, "Effect": effect, "TimeAdded": taint.get("timeAdded")}
            faults.duplicate(path, shown, "taints must be unique by key and effect pair")
        seen.add((key, effect))


def _pod(new: Object, old: Object | None, faults: Faults) -> None:
    check_pod(new.get("spec") or {}, "spec", faults)
    if old is None and new["spec"].get("ephemeralContainers"):
        faults.forbidden("spec.ephemeralContainers", "cannot be set on create")
    if old is not None:
        check_pod_update(new, old, faults)


_RULES = {
    NODES: _node,
    PODS: _pod,
    CONFIG_MAPS: configuration_validation.data,
    SECRETS: configuration_validation.secret,
    SERVICES: service_validation.service,
    PRIORITY_CLASSES: configuration_validation.priority_class,
    PERSISTENT_VOLUME_CLAIMS: configuration_validation.claim,
    PERSISTENT_VOLUMES: configuration_validation.volume,
    STORAGE_CLASSES: configuration_validation.storage_class,
    INGRESSES: configuration_validation.ingress,
    INGRESS_CLASSES: configuration_validation.ingress_class,
    NETWORK_POLICIES: configuration_validation.network_policy,
    ROLES: configuration_validation.role,
    CLUSTER_ROLES: configuration_validation.role,
    ROLE_BINDINGS: configuration_validation.binding,
    CLUSTER_ROLE_BINDINGS: configuration_validation.binding,
    RESOURCE_QUOTAS: configuration_validation.quota,
    LIMIT_RANGES: configuration_validation.limits,
    HORIZONTAL_POD_AUTOSCALERS: configuration_validation.autoscaler,
    LEASES: configuration_validation.lease,
    DAEMON_SETS: workload_validation.daemon_set,
    DEPLOYMENTS: workload_validation.deployment,
    REPLICA_SETS: workload_validation.replica_set,
    STATEFUL_SETS: stateful_validation.stateful_set,
    POD_DISRUPTION_BUDGETS: workload_validation.disruption_budget,
    JOBS: job_validation.job,
    CRON_JOBS: job_validation.cron_job,
}
