"""What the server refuses to store (kubernetes pkg/apis/*/validation/validation.go), by kind.

Not every rule, but those that people meet: names, labels, taints, selectors, what must not change, what must be there.
"""

import re

from ktui.demo import job_validation, names, workload_validation
from ktui.demo.faults import Faults
from ktui.demo.pod_validation import check_pod, check_pod_update
from ktui.demo.resources import (
    CONFIG_MAPS,
    CRON_JOBS,
    DAEMON_SETS,
    DEPLOYMENTS,
    JOBS,
    NAMESPACES,
    NODES,
    POD_DISRUPTION_BUDGETS,
    PODS,
    PRIORITY_CLASSES,
    REPLICA_SETS,
    SECRETS,
    SERVICES,
    STATEFUL_SETS,
    Resource,
)
from ktui.demo.status import Object, invalid

_ANNOTATIONS_SIZE = 256 * 1024
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_CONFIG_KEY_FAULT = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
    "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)
_SERVICE_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
_HIGHEST_PRIORITY = 1_000_000_000


def check(resource: Resource, new: Object, old: Object | None = None) -> None:
    """Refuse an object that breaks a rule of its kind.

    Args:
        resource: The kind.
        new: The object, its defaults filled in.
        old: What it is to replace.

    Raises:
        Invalid: With a cause for each broken rule.
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
    judge = names.label_faults if resource is NAMESPACES else names.subdomain_faults
    if prefix:
        faults.each("metadata.generateName", prefix, judge(prefix.removesuffix("-")))
    if not name:
        faults.required("metadata.name", "name or generateName is required")
    elif resource is NAMESPACES and "." in name:
        faults.invalid("metadata.name", name, "must not contain dots")
    else:
        faults.each("metadata.name", name, judge(name))
    check_labels("metadata.labels", metadata.get("labels"), faults)
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
    if old is not None and not faults.causes:
        check_pod_update(new, old, faults)


def _data(new: Object, _old: Object | None, faults: Faults) -> None:
    for key in sorted(new.get("data") or {}):
        if not _CONFIG_KEY.fullmatch(key):
            faults.invalid(f"data[{key}]", key, _CONFIG_KEY_FAULT)


def _service(new: Object, _old: Object | None, faults: Faults) -> None:
    spec = new.get("spec") or {}
    if not spec.get("ports") and spec.get("type") != "ExternalName" and spec.get("clusterIP") != "None":
        faults.required("spec.ports")
    faults.one_of("spec.type", spec.get("type"), _SERVICE_TYPES)


def _priority_class(new: Object, _old: Object | None, faults: Faults) -> None:
    if new.get("value", 0) > _HIGHEST_PRIORITY and not new["metadata"]["name"].startswith("system-"):
        detail = f"maximum allowed value of a user defined priority is {_HIGHEST_PRIORITY}"
        faults.forbidden("value", detail)


_RULES = {
    NODES: _node,
    PODS: _pod,
    CONFIG_MAPS: _data,
    SECRETS: _data,
    SERVICES: _service,
    PRIORITY_CLASSES: _priority_class,
    DAEMON_SETS: workload_validation.daemon_set,
    DEPLOYMENTS: workload_validation.deployment,
    REPLICA_SETS: workload_validation.replica_set,
    STATEFUL_SETS: workload_validation.replica_set,
    POD_DISRUPTION_BUDGETS: workload_validation.disruption_budget,
    JOBS: job_validation.job,
    CRON_JOBS: job_validation.cron_job,
}
