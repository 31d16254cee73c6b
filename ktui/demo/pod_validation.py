"""The rules of a pod and of a pod's template (kubernetes pkg/apis/core/validation/validation.go ValidatePodSpec)."""

import re
from collections.abc import Iterable

from ktui.demo import names
from ktui.demo.faults import Faults
from ktui.demo.lifecycle import copied
from ktui.demo.quantities import amount
from ktui.demo.status import Object

RESTART_POLICIES = ("Always", "OnFailure", "Never")
"""What may become of a container that ends."""

_DNS_POLICIES = ("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None")
_EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_ENVIRONMENT = re.compile(r"[ -<>-~]+")
_MUTABLE = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)


def check_pod(spec: Object, path: str, faults: Faults) -> None:
    """Check the spec of a pod or a template."""
    volumes = _volumes(spec, path, faults)
    _containers(spec.get("containers") or [], f"{path}.containers", volumes, faults)
    if spec.get("initContainers"):
        _containers(spec["initContainers"], f"{path}.initContainers", volumes, faults)
    faults.one_of(f"{path}.restartPolicy", spec.get("restartPolicy"), RESTART_POLICIES)
    faults.one_of(f"{path}.dnsPolicy", spec.get("dnsPolicy"), _DNS_POLICIES)
    for key, value in sorted((spec.get("nodeSelector") or {}).items()):
        faults.each(f"{path}.nodeSelector", key, names.qualified_name_faults(key))
        faults.each(f"{path}.nodeSelector", value, names.label_value_faults(value))
    if spec.get("nodeName"):
        faults.each(f"{path}.nodeName", spec["nodeName"], names.subdomain_faults(spec["nodeName"]))
    _node_affinity(spec, f"{path}.affinity.nodeAffinity", faults)
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
        if volume.get("hostPath") is not None and not volume["hostPath"].get("path"):
            faults.required(f"{place}.hostPath.path")
        if len(faults.causes) == before:
            known.add(name)
    return known


def _containers(containers: list[Object], path: str, volumes: set[str], faults: Faults) -> None:
    if not containers:
        faults.required(path)
    seen = set()
    for index, container in enumerate(containers):
        place, name = f"{path}[{index}]", container.get("name", "")
        if not name:
            faults.required(f"{place}.name")
        else:
            faults.each(f"{place}.name", name, names.label_faults(name))
        if name and name in seen:
            faults.duplicate(f"{place}.name", name)
        seen.add(name)
        if not container.get("image"):
            faults.required(f"{place}.image")
        _ports(container, place, faults)
        _environment(container, place, faults)
        for number, mount in enumerate(container.get("volumeMounts") or ()):
            if mount.get("name") not in volumes:
                faults.not_found(f"{place}.volumeMounts[{number}].name", mount.get("name", ""))
            if not mount.get("mountPath"):
                faults.required(f"{place}.volumeMounts[{number}].mountPath")
        _resources(container.get("resources") or {}, f"{place}.resources", faults)


def _ports(container: Object, path: str, faults: Faults) -> None:
    for index, port in enumerate(container.get("ports") or ()):
        number = port.get("containerPort", 0)
        if not number:
            faults.required(f"{path}.ports[{index}].containerPort")
        elif not 0 < number < 1 << 16:
            faults.invalid(f"{path}.ports[{index}].containerPort", number, "must be between 1 and 65535, inclusive")


def _environment(container: Object, path: str, faults: Faults) -> None:
    for index, variable in enumerate(container.get("env") or ()):
        name, place = variable.get("name", ""), f"{path}.env[{index}].name"
        if not name:
            faults.required(place)
        elif not _ENVIRONMENT.fullmatch(name):
            detail = "a valid environment variable name must consist only of printable ASCII characters other than '='"
            faults.invalid(place, name, detail)


def _resources(resources: Object, path: str, faults: Faults) -> None:
    limits = resources.get("limits") or {}
    for name, text in (resources.get("requests") or {}).items():
        if name in limits and amount(text) > amount(limits[name]):
            faults.invalid(f"{path}.requests", text, f"must be less than or equal to {name} limit of {limits[name]}")


def _node_affinity(spec: Object, path: str, faults: Faults) -> None:
    affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
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
