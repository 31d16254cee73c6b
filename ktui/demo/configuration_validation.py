"""The rules of what pods are given: data, volumes, networks, limits, rights, scale, leases.

From kubernetes pkg/apis/{core,networking,rbac,storage,autoscaling,coordination,scheduling}/validation.
"""

import re
from collections.abc import Iterable

from ktui.demo import names
from ktui.demo.faults import Faults
from ktui.demo.pod_validation import check_selector
from ktui.demo.priorities import SYSTEM
from ktui.demo.quantities import amount
from ktui.demo.status import Object

_MODES = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
_VOLUME_FIELDS = (
    *("capacity", "accessModes", "claimRef", "persistentVolumeReclaimPolicy", "storageClassName", "mountOptions"),
    *("volumeMode", "nodeAffinity", "volumeAttributesClassName"),
)
_CONFIG_KEY = re.compile(r"[-._a-zA-Z0-9]+")
_CONFIG_KEY_FAULT = (
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or "
    "'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
)
_SECRET_KEYS = {
    "kubernetes.io/tls": ("tls.crt", "tls.key"),
    "kubernetes.io/dockerconfigjson": (".dockerconfigjson",),
    "kubernetes.io/dockercfg": (".dockercfg",),
    "kubernetes.io/ssh-auth": ("ssh-privatekey",),
}
_RBAC = "rbac.authorization.k8s.io"
_COUNTED = (
    *("pods", "services", "replicationcontrollers", "resourcequotas", "secrets", "configmaps"),
    *("persistentvolumeclaims", "services.nodeports", "services.loadbalancers"),
)
_MEASURED = ("cpu", "memory", "ephemeral-storage", "storage")
_SCOPES = ("BestEffort", "CrossNamespacePodAffinity", "NotBestEffort", "NotTerminating", "PriorityClass", "Terminating")
_HIGHEST_PRIORITY = 1_000_000_000


def data(new: Object, _old: Object | None, faults: Faults) -> None:
    """A ConfigMap."""
    binary = new.get("binaryData") or {}
    for key in sorted(new.get("data") or {}):
        if not _CONFIG_KEY.fullmatch(key):
            faults.invalid(f"data[{key}]", key, _CONFIG_KEY_FAULT)
        if key in binary:
            faults.invalid(f"data[{key}]", key, "duplicate of key present in binaryData")


def secret(new: Object, old: Object | None, faults: Faults) -> None:
    """A Secret; some types have to hold some keys."""
    data(new, old, faults)
    for key in _SECRET_KEYS.get(new.get("type", ""), ()):
        if key not in (new.get("data") or {}):
            faults.required(f"data[{key}]")
    account = "kubernetes.io/service-account.name"
    tokens = new.get("type") == "kubernetes.io/service-account-token"
    if tokens and not (new["metadata"].get("annotations") or {}).get(account):
        faults.required(f"metadata.annotations[{account}]")
    if old is not None:
        faults.immutable("type", new.get("type"), old.get("type"))


def priority_class(new: Object, old: Object | None, faults: Faults) -> None:
    """A PriorityClass."""
    name = new["metadata"].get("name", "")
    if name.startswith("system-"):
        if name not in SYSTEM:
            reserved = "priority class names with 'system-' prefix are reserved for system use only."
            faults.forbidden("metadata.name", f"{reserved} error: {name} is not a known system priority class")
    elif new.get("value", 0) > _HIGHEST_PRIORITY:
        detail = f"maximum allowed value of a user defined priority is {_HIGHEST_PRIORITY}"
        faults.forbidden("value", detail)
    faults.one_of("preemptionPolicy", new.get("preemptionPolicy"), ("PreemptLowerPriority", "Never"))
    if old is not None and new.get("value", 0) != old.get("value", 0):
        faults.forbidden("value", "may not be changed in an update.")


def claim(new: Object, old: Object | None, faults: Faults) -> None:
    """A PersistentVolumeClaim."""
    check_claim(new, "spec", faults)
    if old is not None and _bare(new["spec"], old["spec"]) != _bare(old["spec"], old["spec"]):
        allowed = "resources.requests and volumeAttributesClassName for bound claims"
        faults.forbidden("spec", f"spec is immutable after creation except {allowed}")


def _bare(spec: Object, before: Object) -> Object:
    """What must not change; a claim may be given its volume once."""
    free = ("resources", "volumeAttributesClassName", *(() if before.get("volumeName") else ("volumeName",)))
    return {name: value for name, value in spec.items() if name not in free}


def check_claim(claim: Object, path: str, faults: Faults) -> None:
    """Check the spec of a claim, or of the template of one."""
    spec = claim.get("spec") or {}
    modes = spec.get("accessModes") or ()
    if not modes:
        faults.required(f"{path}.accessModes", "at least 1 access mode is required")
    for mode in modes:
        faults.one_of(f"{path}.accessModes", mode, _MODES)
    wanted = ((spec.get("resources") or {}).get("requests") or {}).get("storage")
    if wanted is None:
        faults.required(f"{path}.resources[storage]")
    elif amount(str(wanted)) <= 0:
        faults.invalid(f"{path}.resources[storage]", wanted, "must be greater than zero")


def volume(new: Object, _old: Object | None, faults: Faults) -> None:
    """A PersistentVolume."""
    spec = new.get("spec") or {}
    modes, capacity = spec.get("accessModes") or (), spec.get("capacity")
    if not modes:
        faults.required("spec.accessModes")
    for mode in modes:
        faults.one_of("spec.accessModes", mode, _MODES)
    if not capacity:
        faults.required("spec.capacity")
    if "storage" not in (capacity or {}):
        faults.unsupported("spec.capacity", capacity, ("storage",))
    if not any(value is not None for name, value in spec.items() if name not in _VOLUME_FIELDS):
        faults.required("spec", "must specify a volume type")


def storage_class(new: Object, old: Object | None, faults: Faults) -> None:
    """A StorageClass."""
    provisioner = new.get("provisioner", "")
    if not provisioner:
        faults.required("provisioner")
    else:
        faults.each("provisioner", provisioner, names.qualified_name_faults(provisioner.lower()))
    faults.one_of("reclaimPolicy", new.get("reclaimPolicy"), ("Delete", "Retain"))
    faults.one_of("volumeBindingMode", new.get("volumeBindingMode"), ("Immediate", "WaitForFirstConsumer"))
    if old is not None:
        for name in ("provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"):
            if new.get(name) != old.get(name):
                faults.forbidden(name, "updates to this field are forbidden.")


def ingress(new: Object, _old: Object | None, faults: Faults) -> None:
    """An Ingress."""
    spec = new.get("spec") or {}
    if not spec.get("rules") and not spec.get("defaultBackend"):
        faults.invalid("spec", None, "either `defaultBackend` or `rules` must be specified")
    if spec.get("defaultBackend") is not None:
        _backend(spec["defaultBackend"], "spec.defaultBackend", faults)
    for index, rule in enumerate(spec.get("rules") or ()):
        path, host = f"spec.rules[{index}]", rule.get("host", "")
        if host:
            faults.each(f"{path}.host", host, names.subdomain_faults(host.removeprefix("*.")))
        if rule.get("http") is None:
            continue
        paths = rule["http"].get("paths") or ()
        if not paths:
            faults.required(f"{path}.http.paths")
        for number, each in enumerate(paths):
            _path(each, f"{path}.http.paths[{number}]", faults)


def _path(each: Object, path: str, faults: Faults) -> None:
    kind, text = each.get("pathType"), each.get("path", "")
    if kind is None:
        faults.required(f"{path}.pathType", "pathType must be specified")
    elif kind not in ("Exact", "ImplementationSpecific", "Prefix"):
        faults.unsupported(f"{path}.pathType", kind, ("Exact", "ImplementationSpecific", "Prefix"))
    elif kind != "ImplementationSpecific" and not text.startswith("/"):
        faults.invalid(f"{path}.path", text, "must be an absolute path")
    _backend(each.get("backend") or {}, f"{path}.backend", faults)


def _backend(backend: Object, path: str, faults: Faults) -> None:
    service = backend.get("service")
    if not service and not backend.get("resource"):
        faults.invalid(path, "", "resource or service backend is required")
    elif service and not service.get("name"):
        faults.required(f"{path}.service.name")
    elif service and not any((service.get("port") or {}).values()):
        faults.required(path, "port name or number is required")


def ingress_class(new: Object, _old: Object | None, faults: Faults) -> None:
    """An IngressClass."""
    controller = (new.get("spec") or {}).get("controller", "")
    if not controller:
        faults.required("spec.controller")
    else:
        faults.each("spec.controller", controller, names.path_faults(controller))


def network_policy(new: Object, _old: Object | None, faults: Faults) -> None:
    """A NetworkPolicy."""
    spec = new.get("spec") or {}
    check_selector(spec.get("podSelector") or {}, "spec.podSelector", faults)
    for index, kind in enumerate(spec.get("policyTypes") or ()):
        faults.one_of(f"spec.policyTypes[{index}]", kind, ("Ingress", "Egress"))


def role(new: Object, _old: Object | None, faults: Faults) -> None:
    """A Role or a ClusterRole (``ValidatePolicyRule``)."""
    namespaced = new.get("kind") == "Role"
    for index, rule in enumerate(new.get("rules") or ()):
        path = f"rules[{index}]"
        if not rule.get("verbs"):
            faults.required(f"{path}.verbs", "verbs must contain at least one value")
        if rule.get("nonResourceURLs"):
            if namespaced:
                detail = "namespaced rules cannot apply to non-resource URLs"
                faults.invalid(f"{path}.nonResourceURLs", rule["nonResourceURLs"], detail)
            elif any(rule.get(name) for name in ("apiGroups", "resources", "resourceNames")):
                detail = "rules cannot apply to both regular resources and non-resource URLs"
                faults.invalid(f"{path}.nonResourceURLs", rule["nonResourceURLs"], detail)
            continue
        if not rule.get("apiGroups"):
            faults.required(f"{path}.apiGroups", "resource rules must supply at least one api group")
        if not rule.get("resources"):
            faults.required(f"{path}.resources", "resource rules must supply at least one resource")


def binding(new: Object, old: Object | None, faults: Faults) -> None:
    """A RoleBinding or a ClusterRoleBinding."""
    wanted = new.get("roleRef") or {}
    known = ("Role", "ClusterRole") if new.get("kind") == "RoleBinding" else ("ClusterRole",)
    faults.one_of("roleRef.apiGroup", wanted.get("apiGroup"), (_RBAC,))
    faults.one_of("roleRef.kind", wanted.get("kind", ""), known)
    if not wanted.get("name"):
        faults.required("roleRef.name")
    for index, subject in enumerate(new.get("subjects") or ()):
        if not subject.get("name"):
            faults.required(f"subjects[{index}].name")
        faults.one_of(f"subjects[{index}].kind", subject.get("kind", ""), ("ServiceAccount", "User", "Group"))
    if old is not None and wanted != old.get("roleRef"):
        shown = {name: wanted.get(field, "") for name, field in _REFERENCE}
        faults.invalid("roleRef", shown, "cannot change roleRef")


_REFERENCE = (("APIGroup", "apiGroup"), ("Kind", "kind"), ("Name", "name"))


def quota(new: Object, _old: Object | None, faults: Faults) -> None:
    """A ResourceQuota."""
    spec = new.get("spec") or {}
    for name, text in (spec.get("hard") or {}).items():
        path, bare = f"spec.hard[{name}]", name.removeprefix("requests.").removeprefix("limits.")
        if "/" not in name and bare not in _MEASURED and name not in _COUNTED:
            faults.invalid(path, name, "must be a standard resource type or fully qualified")
            faults.invalid(path, name, "must be a standard resource for quota")
        elif amount(str(text)) < 0:
            faults.invalid(path, text, "must be greater than or equal to 0")
        elif bare not in _MEASURED and amount(str(text)).denominator != 1:
            faults.invalid(path, text, "must be an integer")
    scopes = spec.get("scopes") or []
    if any(scope not in _SCOPES for scope in scopes):
        faults.invalid("spec.scopes", scopes, "unsupported scope")


def limits(new: Object, _old: Object | None, faults: Faults) -> None:
    """A LimitRange."""
    seen: set[str] = set()
    for index, each in enumerate((new.get("spec") or {}).get("limits") or ()):
        path, kind = f"spec.limits[{index}]", each.get("type", "")
        if "/" not in kind and kind not in ("Pod", "Container", "PersistentVolumeClaim"):
            faults.invalid(f"{path}.type", kind, "must be a standard limit type or fully qualified")
        if kind in seen:
            faults.duplicate(f"{path}.type", kind)
        seen.add(kind)
        _ordered(each, path, faults)


_ORDER = (
    ("min", "max", "min", "min", "min value {} is greater than max value {}"),
    (
        "min",
        "defaultRequest",
        "defaultRequest",
        "defaultRequest",
        "min value {} is greater than default request value {}",
    ),
    (
        "defaultRequest",
        "max",
        "defaultRequest",
        "defaultRequest",
        "default request value {} is greater than max value {}",
    ),
    (
        "defaultRequest",
        "default",
        "defaultRequest",
        "defaultRequest",
        "default request value {} is greater than default limit value {}",
    ),
    ("min", "default", "default", "min", "min value {} is greater than default value {}"),
    ("default", "max", "default", "max", "default value {} is greater than max value {}"),
)
"""Of two limits the lower and the higher, which is wrong, which is quoted (not always that one), what is said."""


def _ordered(each: Object, path: str, faults: Faults) -> None:
    for low, high, wrong, quoted, text in _ORDER:
        lower, higher = each.get(low) or {}, each.get(high) or {}
        for name in sorted(lower.keys() & higher.keys()):
            if amount(str(lower[name])) > amount(str(higher[name])):
                detail = text.format(lower[name], higher[name])
                faults.invalid(f"{path}.{wrong}[{name}]", each[quoted][name], detail)


def autoscaler(new: Object, _old: Object | None, faults: Faults) -> None:
    """A HorizontalPodAutoscaler."""
    spec = new.get("spec") or {}
    most, target = spec.get("maxReplicas", 0), spec.get("scaleTargetRef") or {}
    if spec.get("minReplicas", 1) < 1:
        faults.invalid("spec.minReplicas", spec["minReplicas"], "must be greater than or equal to 1")
    if most < 1:
        faults.required("spec.maxReplicas", "must be set and greater than 0")
    if most < spec.get("minReplicas", 1):
        faults.invalid("spec.maxReplicas", most, "must be greater than or equal to `minReplicas`")
    for name in ("kind", "name"):
        if not target.get(name):
            faults.required(f"spec.scaleTargetRef.{name}")
    version = target.get("apiVersion", "")
    if "/" not in version and target.get("kind") != "ReplicationController":
        faults.invalid("spec.scaleTargetRef.apiVersion", version, "apiVersion must specify API group")


def lease(new: Object, _old: Object | None, faults: Faults) -> None:
    """A Lease."""
    spec = new.get("spec") or {}
    if spec.get("leaseDurationSeconds") is not None and spec["leaseDurationSeconds"] <= 0:
        faults.invalid("spec.leaseDurationSeconds", spec["leaseDurationSeconds"], "must be greater than 0")
    if spec.get("leaseTransitions") is not None and spec["leaseTransitions"] < 0:
        faults.invalid("spec.leaseTransitions", spec["leaseTransitions"], "must be greater than or equal to 0")


def check_finalizers(finalizers: Iterable[str], faults: Faults) -> None:
    """Check metadata.finalizers of any object (``ValidateFinalizerName``)."""
    for index, name in enumerate(finalizers):
        path = f"metadata.finalizers[{index}]"
        wrong = names.qualified_name_faults(name)
        faults.each(path, name, wrong)
        if not wrong and "/" not in name and name not in ("kubernetes", "orphan", "foregroundDeletion"):
            faults.invalid(path, name, "name is neither a standard finalizer name nor is it fully qualified")
