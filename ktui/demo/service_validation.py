"""The rules of Services (kubernetes pkg/apis/core/validation/validation.go ValidateService)."""

import ipaddress

from ktui.demo import names
from ktui.demo.container_validation import PROTOCOLS
from ktui.demo.faults import Faults
from ktui.demo.status import Object

_TYPES = ("ClusterIP", "ExternalName", "LoadBalancer", "NodePort")
NO_ADDRESS = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
"""What is said of a text that is no address."""


def is_address(text: str) -> bool:
    """Whether a text is an IP address."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def service(new: Object, _old: Object | None, faults: Faults) -> None:
    """A Service."""
    spec = new.get("spec") or {}
    kind, ports = spec.get("type"), spec.get("ports") or ()
    if not ports and kind != "ExternalName" and spec.get("clusterIP") != "None":
        faults.required("spec.ports")
    if kind == "ExternalName" and not spec.get("externalName"):
        faults.required("spec.externalName")
    taken: set[str] = set()
    for index, port in enumerate(ports):
        _port(port, f"spec.ports[{index}]", taken, faults, alone=len(ports) == 1)
        if port.get("nodePort") and kind in ("ClusterIP", "ExternalName"):
            faults.forbidden(f"spec.ports[{index}].nodePort", f"may not be used when `type` is '{kind}'")
    for key, value in sorted((spec.get("selector") or {}).items()):
        faults.each("spec.selector", key, names.qualified_name_faults(key))
        faults.each("spec.selector", value, names.label_value_faults(value))
    faults.one_of("spec.sessionAffinity", spec.get("sessionAffinity", "None"), ("ClientIP", "None"))
    faults.one_of("spec.type", kind, _TYPES)
    for index, address in enumerate(spec.get("clusterIPs") or ()):
        if address != "None" and not is_address(address):
            faults.invalid(f"spec.clusterIPs[{index}]", address, NO_ADDRESS)


def _port(port: Object, path: str, taken: set[str], faults: Faults, *, alone: bool) -> None:
    name, target = port.get("name", ""), port.get("targetPort", 0)
    if not name and not alone:
        faults.required(f"{path}.name")
    elif name:
        faults.each(f"{path}.name", name, names.label_faults(name))
        if name in taken:
            faults.duplicate(f"{path}.name", name)
        taken.add(name)
    faults.port(f"{path}.port", port.get("port", 0))
    faults.one_of(f"{path}.protocol", port.get("protocol"), PROTOCOLS)
    if isinstance(target, int):
        faults.port(f"{path}.targetPort", target)
    else:
        faults.each(f"{path}.targetPort", target, names.port_name_faults(target))
