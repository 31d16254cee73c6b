"""The rules of a pod and of a pod's template (kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec)."""

from collections.abc import Iterable

from ktui.demo import names
from ktui.demo.container_validation import check_containers
from ktui.demo.faults import Faults
from ktui.demo.lifecycle import copied
from ktui.demo.status import Object

RESTART_POLICIES = ("Always", "OnFailure", "Never")
"""What may become of a container that ends."""

_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_NEEDED = {
    "hostPath": "path",
    "configMap": "name",
    "secret": "secretName",
    "persistentVolumeClaim": "claimName",
}
"""What a volume of a kind has to say."""
_HOST_PATHS = ("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File", "FileOrCreate", "Socket")
_MUTABLE = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def check_pod(spec: Object, path: str, faults: Faults) -> None:
    """Check the spec of a pod or a template."""
    volumes = _volumes(spec, path, faults)
    taken: set[str] = set()
    check_containers(spec.get("containers") or [], f"{path}.containers", volumes, taken, faults)
    if spec.get("initContainers"):
        check_containers(spec["initContainers"], f"{path}.initContainers", volumes, taken, faults)
        _init_containers(spec, path, faults)
    _host_ports(spec, path, faults)
    faults.one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), RESTART_POLICIES)
    faults.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    for key, value in sorted((spec.get("nodeSelector") or {}).items()):
        faults.each(f"{path}.nodeSelector", key, names.qualified_name_faults(key))
        faults.each(f"{path}.nodeSelector", value, names.label_value_faults(value))
    if spec.get("nodeName"):
        faults.each(f"{path}.nodeName", spec["nodeName"], names.subdomain_faults(spec["nodeName"]))
    _node_affinity(spec, f"{path}.affinity.nodeAffinity", faults)
    _pod_affinity(spec.get("affinity") or {}, f"{path}.affinity", faults)
    _spread(spec.get("topologySpreadConstraints") or (), f"{path}.topologySpreadConstraints", faults)
    _who_and_where(spec, path, faults)
    _tolerations(spec.get("tolerations") or (), f"{path}.tolerations", faults)


def _volumes(spec: Object, path: str, faults: Faults) -> set[str]:
    known: set[str] = set()
    for index, volume in enumerate(spec.get("volumes") or ()):
        place, name = f"{path}.volumes[{index}]", volume.get("name", "")
        before = len(faults.causes)
        if not name:
            faults.required(f"{place}.name")
        else:
            faults.each(f"{place}.name", name, names.label_faults(name))
        if name in known:
            faults.duplicate(f"{place}.name", name)
        _volume(volume, place, faults)
        if len(faults.causes) == before:
            known.add(name)
    return known


def _volume(volume: Object, path: str, faults: Faults) -> None:
    """Where a volume comes from (validateVolumeSource)."""
    given = (name for name, value in volume.items() if name != "name" and value is not None)
    sources = sorted(given, key=lambda name: name != "emptyDir")
    for extra in sources[1:]:
        faults.forbidden(f"{path}.{extra}", "may not specify more than 1 volume type")
    for source in sources[:1]:
        value, place = volume[source], f"{path}.{source}"
        needed = _NEEDED.get(source)
        if needed and not value.get(needed):
            faults.required(f"{place}.{needed}")
        if source == "hostPath":
            faults.one_of(f"{place}.type", value.get("type", ""), _HOST_PATHS)
        elif source == "emptyDir" and str(value.get("sizeLimit") or "").startswith("-"):
            faults.forbidden(f"{place}.sizeLimit", "SizeLimit field must be a valid resource quantity")


def _init_containers(spec: Object, path: str, faults: Faults) -> None:
    """What only those may have that run beside the others (validateInitContainers)."""
    for index, container in enumerate(spec.get("initContainers") or ()):
        if container.get("restartPolicy") == "Always":
            continue
        for name in ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"):
            if container.get(name) is not None:
                detail = "may not be set for init containers without restartPolicy=Always"
                faults.forbidden(f"{path}.initContainers[{index}].{name}", detail)


def _host_ports(spec: Object, path: str, faults: Faults) -> None:
    if not spec.get("hostNetwork"):
        return
    for index, container in enumerate(spec.get("containers") or ()):
        for number, port in enumerate(container.get("ports") or ()):
            if port.get("hostPort") not in (None, 0, port.get("containerPort")):
                place = f"{path}.containers[{index}].ports[{number}].hostPort"
                faults.invalid(place, port["hostPort"], "must match `containerPort` when `hostNetwork` is true")


def _who_and_where(spec: Object, path: str, faults: Faults) -> None:
    """Names, identities and the network of the whole pod."""
    for name, judge in (("serviceAccountName", names.subdomain_faults), ("hostname", names.label_faults)):
        if spec.get(name):
            faults.each(f"{path}.{name}", spec[name], judge(spec[name]))
    deadline = spec.get("activeDeadlineSeconds")
    if deadline is not None and not 0 < deadline < 1 << 31:
        faults.invalid(f"{path}.activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive")
    for name in ("runAsUser", "runAsGroup", "fsGroup"):
        faults.identity(f"{path}.securityContext.{name}", (spec.get("securityContext") or {}).get(name))
    for index, gate in enumerate(spec.get("readinessGates") or ()):
        kind = gate.get("conditionType", "")
        faults.each(f"{path}.readinessGates[{index}].conditionType", kind, names.qualified_name_faults(kind))
    for index, gate in enumerate(spec.get("schedulingGates") or ()):
        faults.each(f"{path}.schedulingGates[{index}]", gate["name"], names.qualified_name_faults(gate["name"]))
    if spec.get("dnsPolicy") == "None" and not spec.get("dnsConfig"):
        faults.required(f"{path}.dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None")
    if spec.get("os"):
        faults.one_of(f"{path}.os", spec["os"].get("name", ""), ("linux", "windows"))


def _spread(constraints: Iterable[Object], path: str, faults: Faults) -> None:
    """How pods are spread (validateTopologySpreadConstraints)."""
    seen: set[tuple[str, str]] = set()
    for index, each in enumerate(constraints):
        place, key, action = f"{path}[{index}]", each.get("topologyKey", ""), each.get("whenUnsatisfiable", "")
        if each.get("maxSkew", 0) <= 0:
            faults.invalid(f"{place}.maxSkew", each.get("maxSkew", 0), "must be greater than zero")
        if not key:
            faults.required(f"{place}.topologyKey", "can not be empty")
        else:
            faults.each(f"{place}.topologyKey", key, names.qualified_name_faults(key))
        faults.one_of(f"{place}.whenUnsatisfiable", action, ("DoNotSchedule", "ScheduleAnyway"))
        if (key, action) in seen:
            shown = f"{{{key}, {action}}}"
            faults.duplicate(f"{path}[{index - 1}].{{topologyKey, whenUnsatisfiable}}", shown)
        seen.add((key, action))


def _pod_affinity(affinity: Object, path: str, faults: Faults) -> None:
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = (affinity.get(kind) or {}).get("requiredDuringSchedulingIgnoredDuringExecution") or ()
        for index, term in enumerate(terms):
            key = term.get("topologyKey", "")
            place = f"{path}.{kind}.requiredDuringSchedulingIgnoredDuringExecution[{index}].topologyKey"
            if not key:
                faults.required(place, "can not be empty")
            faults.each(place, key, names.qualified_name_faults(key))


def _node_affinity(spec: Object, path: str, faults: Faults) -> None:
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    for index, each in enumerate(affinity.get("preferredDuringSchedulingIgnoredDuringExecution") or ()):
        if not 0 < each.get("weight", 0) <= 100:
            place = f"{path}.preferredDuringSchedulingIgnoredDuringExecution[{index}].weight"
            faults.invalid(place, each.get("weight", 0), "must be in the range 1-100")
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    if required is None:
        return
    path += ".requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms"
    terms = required.get("nodeSelectorTerms")
    if not terms:
        faults.required(path, "must have at least one node selector term")
    for index, term in enumerate(terms or ()):
        for number, each in enumerate(term.get("matchExpressions") or ()):
            _requirement(each, f"{path}[{index}].matchExpressions[{number}]", faults)
        for number, each in enumerate(term.get("matchFields") or ()):
            _field_requirement(each, f"{path}[{index}].matchFields[{number}]", faults)


def _requirement(each: Object, path: str, faults: Faults) -> None:
    """A condition of a node selector (ValidateNodeSelectorRequirement)."""
    operator, values = each.get("operator", ""), each.get("values") or ()
    if operator in ("Gt", "Lt"):
        if len(values) != 1:
            faults.required(f"{path}.values", "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        _selected(operator, values, path, faults)
    key = each.get("key", "")
    faults.each(f"{path}.key", key, names.qualified_name_faults(key))
    for index, value in enumerate(values):
        faults.each(f"{path}.values[{index}]", value, names.label_value_faults(value))


def _field_requirement(each: Object, path: str, faults: Faults) -> None:
    """A condition on a field of a node (ValidateNodeFieldSelectorRequirement)."""
    operator, values, key = each.get("operator", ""), each.get("values") or (), each.get("key", "")
    if operator not in ("In", "NotIn"):
        faults.invalid(f"{path}.operator", operator, "not a valid selector operator")
    elif len(values) != 1:
        detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        faults.required(f"{path}.values", detail)
    if key != "metadata.name":
        faults.invalid(f"{path}.key", key, "not a valid field selector key")
        return
    for index, value in enumerate(values):
        faults.each(f"{path}.values[{index}]", value, names.subdomain_faults(value))


def _selected(operator: str, values: Iterable[str], path: str, faults: Faults) -> None:
    if operator in ("In", "NotIn"):
        if not values:
            faults.required(f"{path}.values", "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            faults.forbidden(f"{path}.values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    else:
        faults.invalid(f"{path}.operator", operator, "not a valid selector operator")


def check_selector(selector: Object, path: str, faults: Faults) -> None:
    """Check a metav1.LabelSelector (metav1 ValidateLabelSelector)."""
    for key, value in sorted((selector.get("matchLabels") or {}).items()):
        faults.each(f"{path}.matchLabels", key, names.qualified_name_faults(key))
        faults.each(f"{path}.matchLabels", value, names.label_value_faults(value))
    for index, each in enumerate(selector.get("matchExpressions") or ()):
        place, key = f"{path}.matchExpressions[{index}]", each.get("key", "")
        _selected(each.get("operator", ""), each.get("values") or (), place, faults)
        faults.each(f"{place}.key", key, names.qualified_name_faults(key))


def _tolerations(tolerations: Iterable[Object], path: str, faults: Faults) -> None:
    for index, each in enumerate(tolerations):
        place = f"{path}[{index}]"
        key, operator, effect = (each.get(name, "") for name in ("key", "operator", "effect"))
        value = each.get("value", "")
        if key:
            faults.each(f"{place}.key", key, names.qualified_name_faults(key))
        elif operator != "Exists":
            detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            faults.invalid(f"{place}.operator", operator, detail)
        if each.get("tolerationSeconds") is not None and effect != "NoExecute":
            faults.invalid(f"{place}.effect", effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
        if operator == "Exists" and value:
            faults.invalid(f"{place}.operator", value, "value must be empty when `operator` is 'Exists'")
        elif operator in ("", "Equal"):
            faults.each(f"{place}.operator", value, names.label_value_faults(value))
        elif operator in ("Lt", "Gt"):  # known, but behind a gate that is shut
            faults.unsupported(f"{place}.operator", operator, ("Equal", "Exists", "Lt", "Gt"))
        elif operator != "Exists":
            faults.unsupported(f"{place}.operator", operator, ("Equal", "Exists"))
        if effect:
            faults.one_of(f"{place}.effect", effect, _EFFECTS)


def check_pod_update(new: Object, old: Object, faults: Faults) -> None:
    """Check what may change of a pod (ValidatePodUpdate)."""
    wanted, present = new["spec"], old["spec"]
    for name in ("containers", "initContainers"):
        if len(wanted.get(name) or ()) != len(present.get(name) or ()):
            faults.forbidden(f"spec.{name}", "pod updates may not add or remove containers")
            return
    kept = [each for each in present.get("tolerations") or () if each not in (wanted.get("tolerations") or ())]
    if kept:
        detail = "existing toleration can not be modified except its tolerationSeconds"
        faults.forbidden("spec.tolerations", detail)
        return
    if _frozen(wanted) != _frozen(present):
        faults.forbidden("spec", _MUTABLE)


def _frozen(spec: Object) -> Object:
    """A pod's spec without what may change."""
    rest = copied(spec)
    for name in ("activeDeadlineSeconds", "tolerations", "schedulingGates"):
        rest.pop(name, None)
    for name in ("containers", "initContainers"):
        for container in rest.get(name) or ():
            container.pop("image", None)
    return rest
