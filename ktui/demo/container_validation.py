"""The rules of a pod's containers (kubernetes pkg/apis/core/validation/validation.go validateContainerCommon)."""

import re
from collections.abc import Iterable

from ktui.demo import names
from ktui.demo.faults import Faults
from ktui.demo.quantities import amount
from ktui.demo.status import Object

_ENVIRONMENT = re.compile(r"[ -<>-~]+")
_FIELDS = (
    *("metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName"),
    *("status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs"),
)
_SUBSCRIPT = re.compile(r"metadata\.(labels|annotations)\['.+'\]")
_SOURCES = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
_STANDARD = ("cpu", "memory", "ephemeral-storage")
_HANDLERS = ("exec", "httpGet", "tcpSocket", "grpc", "sleep")
_PROBE_NUMBERS = ("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")
PROTOCOLS = ("SCTP", "TCP", "UDP")
"""What a port may speak."""


def check_containers(containers: list[Object], path: str, volumes: set[str], seen: set[str], faults: Faults) -> None:
    """Check containers of one sort.

    Args:
        containers: the containers.
        path: where they stand.
        volumes: the names of the pod's volumes.
        seen: the names that are taken; theirs are added.
        faults: hears what is wrong.
    """
    if not containers:
        faults.required(path)
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
        _container(container, place, volumes, faults)


def _container(container: Object, path: str, volumes: set[str], faults: Faults) -> None:
    known = ("File", "FallbackToLogsOnError")
    faults.one_of(f"{path}.terminationMessagePolicy", container.get("terminationMessagePolicy"), known)
    _ports(container.get("ports") or (), path, faults)
    _environment(container, path, faults)
    _mounts(container.get("volumeMounts") or (), path, volumes, faults)
    policies = ("Always", "IfNotPresent", "Never")
    faults.one_of(f"{path}.imagePullPolicy", container.get("imagePullPolicy"), policies)
    _resources(container.get("resources") or {}, f"{path}.resources", faults)
    _identity(container.get("securityContext") or {}, f"{path}.securityContext", faults)
    for name, handler in (container.get("lifecycle") or {}).items():
        if isinstance(handler, dict):
            _handler(handler, f"{path}.lifecycle.{name}", faults)
    for name in ("livenessProbe", "readinessProbe", "startupProbe"):
        if container.get(name) is not None:
            _probe(container[name], f"{path}.{name}", faults, repeated=name == "readinessProbe")


def _ports(ports: Iterable[Object], path: str, faults: Faults) -> None:
    taken: set[str] = set()
    for index, port in enumerate(ports):
        place, name = f"{path}.ports[{index}]", port.get("name", "")
        if name:
            wrong = names.port_name_faults(name)
            faults.each(f"{place}.name", name, wrong)
            if not wrong and name in taken:
                faults.duplicate(f"{place}.name", name)
            taken.add(name)
        if not port.get("containerPort"):
            faults.required(f"{place}.containerPort")
        else:
            faults.port(f"{place}.containerPort", port["containerPort"])
        if port.get("hostPort"):
            faults.port(f"{place}.hostPort", port["hostPort"])
        faults.one_of(f"{place}.protocol", port.get("protocol"), PROTOCOLS)


def _environment(container: Object, path: str, faults: Faults) -> None:
    for index, variable in enumerate(container.get("env") or ()):
        name, place = variable.get("name", ""), f"{path}.env[{index}]"
        if not name:
            faults.required(f"{place}.name")
        elif not _ENVIRONMENT.fullmatch(name):
            detail = "a valid environment variable name must consist only of printable ASCII characters other than '='"
            faults.invalid(f"{place}.name", name, detail)
        if variable.get("valueFrom") is not None:
            _origin(variable, f"{place}.valueFrom", faults)
    for index, source in enumerate(container.get("envFrom") or ()):
        if not source.get("configMapRef") and not source.get("secretRef"):
            faults.invalid(f"{path}.envFrom", "", "must specify one of: `configMapRef` or `secretRef`")
        elif source.get("configMapRef") and source.get("secretRef"):
            faults.invalid(f"{path}.envFrom", "", "may not have more than one field specified at a time")
        for kind in ("configMapRef", "secretRef"):
            if source.get(kind):
                name = source[kind].get("name", "")
                faults.each(f"{path}.envFrom[{index}].{kind}.name", name, names.subdomain_faults(name))


def _origin(variable: Object, path: str, faults: Faults) -> None:
    """Where a variable's value comes from (validateEnvVarValueFrom)."""
    source = variable["valueFrom"]
    given = [name for name in _SOURCES if source.get(name) is not None]
    field = source.get("fieldRef")
    if field is not None:
        place, text = f"{path}.fieldRef.fieldPath", field.get("fieldPath", "")
        if not text:
            faults.required(place)
        elif text not in _FIELDS and not _SUBSCRIPT.fullmatch(text):
            faults.invalid(place, text, f"error converting fieldPath: field label not supported: {text}")
    for name in ("configMapKeyRef", "secretKeyRef"):
        reference = source.get(name)
        if reference is not None:
            text = reference.get("name", "")
            faults.each(f"{path}.{name}.name", text, names.subdomain_faults(text))
            if not reference.get("key"):
                faults.required(f"{path}.{name}.key")
    if not given:
        faults.invalid(
            path,
            "",
            "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`",
        )
    elif variable.get("value"):
        faults.invalid(path, "", "may not be specified when `value` is not empty")
    elif len(given) > 1:
        faults.invalid(path, "", "may not have more than one field specified at a time")


def _mounts(mounts: Iterable[Object], path: str, volumes: set[str], faults: Faults) -> None:
    taken: set[str] = set()
    for number, mount in enumerate(mounts):
        place, where = f"{path}.volumeMounts[{number}]", mount.get("mountPath", "")
        if mount.get("name") not in volumes:
            faults.not_found(f"{place}.name", mount.get("name", ""))
        if not where:
            faults.required(f"{place}.mountPath")
        if where in taken:
            faults.invalid(f"{place}.mountPath", where, "must be unique")
        taken.add(where)
        for name in ("subPath", "subPathExpr"):
            inner = mount.get(name) or ""
            if inner.startswith("/"):
                faults.invalid(f"{path}.volumeMounts.{name}", inner, "must be a relative path")
            elif ".." in inner.split("/"):
                faults.invalid(f"{path}.volumeMounts.{name}", inner, "must not contain '..'")


def _resources(resources: Object, path: str, faults: Faults) -> None:
    limits, requests = resources.get("limits") or {}, resources.get("requests") or {}
    for kind, wanted in (("limits", limits), ("requests", requests)):
        for name, text in wanted.items():
            _amount(name, str(text), f"{path}.{kind}[{name}]", faults)
    for name, text in requests.items():
        overcommitted = name in _STANDARD
        if name in limits and overcommitted and amount(str(text)) > amount(str(limits[name])):
            faults.invalid(f"{path}.requests", text, f"must be less than or equal to {name} limit of {limits[name]}")
        elif name in limits and not overcommitted and amount(str(text)) != amount(str(limits[name])):
            faults.invalid(f"{path}.requests", text, f"must be equal to {name} limit of {limits[name]}")
        elif name not in limits and "/" in name:
            faults.required(f"{path}.limits", "Limit must be set for non overcommitable resources")
    pages = any(name.startswith("hugepages-") for name in (*limits, *requests))
    if pages and not any(name in wanted for name in ("cpu", "memory") for wanted in (limits, requests)):
        faults.forbidden(path, "HugePages require cpu or memory")


def _amount(name: str, text: str, path: str, faults: Faults) -> None:
    if "/" not in name and name not in _STANDARD and not name.startswith("hugepages-"):
        faults.invalid(path, name, "must be a standard resource type or fully qualified")
        faults.invalid(path, name, "must be a standard resource for containers")
    elif amount(text) < 0:
        faults.invalid(path, text, "must be greater than or equal to 0")
    elif "/" in name and amount(text).denominator != 1:
        faults.invalid(path, text, "must be an integer")


def _identity(context: Object, path: str, faults: Faults) -> None:
    for name in ("runAsUser", "runAsGroup"):
        faults.identity(f"{path}.{name}", context.get(name))


def _handler(handler: Object, path: str, faults: Faults) -> None:
    """What is done to a container or asked of it (validateHandler)."""
    given = [name for name in _HANDLERS if handler.get(name) is not None]
    if not given:
        faults.required(path, "must specify a handler type")
    for number, name in enumerate(given):
        place, action = f"{path}.{name}", handler[name]
        if number:
            faults.forbidden(place, "may not specify more than 1 handler type")
        elif name == "exec" and not action.get("command"):
            faults.required(f"{place}.command")
        elif name == "httpGet":
            if not action.get("path"):
                faults.required(f"{place}.path")
            _target(action.get("port", 0), f"{place}.port", faults)
            faults.one_of(f"{place}.scheme", action.get("scheme"), ("HTTP", "HTTPS"))
        elif name in ("tcpSocket", "grpc"):
            _target(action.get("port", 0), f"{place}.port", faults)


def _target(port: int | str, path: str, faults: Faults) -> None:
    if isinstance(port, int):
        faults.port(path, port)
    else:
        faults.each(path, port, names.port_name_faults(port))


def _probe(probe: Object, path: str, faults: Faults, *, repeated: bool) -> None:
    _handler(probe, path, faults)
    for name in _PROBE_NUMBERS:
        faults.not_negative(f"{path}.{name}", probe.get(name))
    if not repeated and probe.get("successThreshold", 1) != 1:
        faults.invalid(f"{path}.successThreshold", probe["successThreshold"], "must be 1")
