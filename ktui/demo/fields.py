"""Field selectors: which fields of which kind can be asked for, and how (apimachinery pkg/fields/selector.go)."""

import re
from collections.abc import Callable

from ktui.demo.resources import (
    EVENTS,
    JOBS,
    NAMESPACES,
    NODES,
    PODS,
    REPLICATION_CONTROLLERS,
    SECRETS,
    SERVICES,
    Resource,
)
from ktui.demo.status import BadRequest, Object

Test = Callable[[Object], bool]
"""Says whether an object is selected."""

_TERM = re.compile(r"(.*?)(!=|==|=)(.*)", re.DOTALL)
_INVOLVED = ("kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath")


def _at(*path: str) -> Callable[[Object], str]:
    """Read a field; what is missing is the empty text, as in Go."""

    def read(whole: Object) -> str:
        value: object = whole
        for name in path:
            value = value.get(name) if isinstance(value, dict) else None
        if isinstance(value, bool):
            return str(value).lower()
        return "" if value is None else str(value)

    return read


def _or(read: Callable[[Object], str], missing: str) -> Callable[[Object], str]:
    return lambda whole: read(whole) or missing


def _source(event: Object) -> str:
    return str(event.get("source", {}).get("component") or event.get("reportingComponent", ""))


_NAME = {"metadata.name": _at("metadata", "name")}
_NAMES = _NAME | {"metadata.namespace": _at("metadata", "namespace")}
_FIELDS: dict[Resource, dict[str, Callable[[Object], str]]] = {
    PODS: _NAMES
    | {
        "spec.nodeName": _at("spec", "nodeName"),
        "spec.host": _at("spec", "nodeName"),
        "spec.restartPolicy": _at("spec", "restartPolicy"),
        "spec.schedulerName": _at("spec", "schedulerName"),
        "spec.serviceAccountName": _at("spec", "serviceAccountName"),
        "spec.hostNetwork": _or(_at("spec", "hostNetwork"), "false"),
        "status.phase": _at("status", "phase"),
        "status.podIP": _at("status", "podIP"),
        "status.podIPs": _at("status", "podIP"),
        "status.nominatedNodeName": _at("status", "nominatedNodeName"),
    },
    NODES: _NAME | {"spec.unschedulable": _or(_at("spec", "unschedulable"), "false")},
    NAMESPACES: _NAME | {"status.phase": _at("status", "phase")},
    SECRETS: _NAMES | {"type": _at("type")},
    SERVICES: _NAMES | {"spec.clusterIP": _at("spec", "clusterIP"), "spec.type": _at("spec", "type")},
    REPLICATION_CONTROLLERS: _NAMES | {"status.replicas": _or(_at("status", "replicas"), "0")},
    JOBS: _NAMES | {"status.successful": _or(_at("status", "succeeded"), "0")},
    EVENTS: _NAMES
    | {f"involvedObject.{name}": _at("involvedObject", name) for name in _INVOLVED}
    | {
        "reason": _at("reason"),
        "reportingComponent": _at("reportingComponent"),
        "source": _source,
        "type": _at("type"),
    },
}


def parsed(resource: Resource, text: str) -> Test:
    """Read the `fieldSelector` of a query for a kind.

    Raises:
        BadRequest: it is not one, or names a field that cannot be asked for; the words are the real server's.
    """
    known = _FIELDS.get(resource, _NAMES if resource.namespaced else _NAME)
    terms = []
    for part in filter(None, re.split(r"(?<!\\),", text)):
        term = _TERM.fullmatch(part)
        if term is None:
            raise BadRequest(f"invalid selector: '{text}'; can't understand '{part}'")
        field, operator, value = term.groups()
        if re.search(r"(?<!\\)=", value):
            raise BadRequest(f"invalid field selector: unescaped character in value: {ord('=')}")
        if field not in known:
            raise BadRequest(_unsupported(resource, field))
        terms.append((known[field], operator == "!=", re.sub(r"\\(.)", r"\1", value)))
    return lambda whole: all((read(whole) == value) != negated for read, negated, value in terms)


def _unsupported(resource: Resource, field: str) -> str:
    if resource is JOBS:
        return f'field label "{field}" not supported for Job'
    if resource in _FIELDS:
        return f"field label not supported: {field}"
    return f'"{field}" is not a known field selector: only "metadata.name", "metadata.namespace"'
