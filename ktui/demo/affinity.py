"""Which nodes a pod's node selector and required node affinity admit, as the scheduler library reads them.

Source: kubernetes/component-helpers ``scheduling/corev1/nodeaffinity`` (``GetRequiredNodeAffinity``,
``NodeSelector.Match``) and kubernetes/apimachinery ``pkg/labels`` (``NewRequirement``, ``Requirement.Matches``).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from ktui.demo.names import label_value_faults, qualified_name_faults

_INTEGER = re.compile(r"[+-]?[0-9]+")
_INT64 = 2**63


class UnreadableTerm(ValueError):
    """A term that the API would refuse, but that an older object may carry: it admits no node."""


def admits(spec: Mapping[str, Any], node: Mapping[str, Any]) -> bool:
    """Whether ``spec.nodeSelector`` and the required node affinity both admit the node."""
    labels: Mapping[str, str] = node["metadata"].get("labels") or {}
    for key, wanted in (spec.get("nodeSelector") or {}).items():
        if labels.get(key) != wanted:
            return False
    terms = required_terms(spec)
    return terms is None or any(_term_admits(term, labels, node["metadata"]["name"]) for term in terms)


def required_terms(spec: Mapping[str, Any]) -> Sequence[Mapping[str, Any]] | None:
    """The ORed terms of the required node affinity; None when the pod asks for nothing."""
    node_affinity = (spec.get("affinity") or {}).get("nodeAffinity") or {}
    required = node_affinity.get("requiredDuringSchedulingIgnoredDuringExecution")
    return None if required is None else required.get("nodeSelectorTerms") or []


def pinned_node(spec: Mapping[str, Any]) -> str:
    """The node that a daemon pod was made for, by its ``matchFields``; empty when it names none.

    Source: kubernetes ``pkg/controller/daemon/util`` ``GetTargetNodeName``.
    """
    for term in required_terms(spec) or ():
        for field in term.get("matchFields") or ():
            values = field.get("values") or []
            if field.get("key") == "metadata.name" and field.get("operator") == "In" and len(values) == 1:
                return str(values[0])
    return ""


def _term_admits(term: Mapping[str, Any], labels: Mapping[str, str], name: str) -> bool:
    expressions, fields = term.get("matchExpressions") or [], term.get("matchFields") or []
    if not expressions and not fields:
        return False
    try:
        # Every requirement is read before any is tried: one that cannot be read spoils the whole term.
        for expression in expressions:
            _check_expression(expression)
        for field in fields:
            _check_field(field)
    except UnreadableTerm:
        return False
    return all(_expression_holds(expression, labels) for expression in expressions) and all(
        _field_holds(field, name) for field in fields
    )


def _check_expression(expression: Mapping[str, Any]) -> None:
    operator, values = expression.get("operator"), expression.get("values") or []
    if qualified_name_faults(str(expression.get("key", ""))):
        raise UnreadableTerm("key is not a qualified name")
    if operator in {"In", "NotIn"}:
        if not values:
            raise UnreadableTerm("In and NotIn need values")
    elif operator in {"Exists", "DoesNotExist"}:
        if values:
            raise UnreadableTerm("Exists and DoesNotExist take no values")
    elif operator in {"Gt", "Lt"}:
        if len(values) != 1 or _integer(values[0]) is None:
            raise UnreadableTerm("Gt and Lt need one integer")
    else:
        raise UnreadableTerm("unknown operator")
    if any(not isinstance(value, str) or label_value_faults(value) for value in values):
        raise UnreadableTerm("a value is not a label value")


def _check_field(field: Mapping[str, Any]) -> None:
    if field.get("operator") not in {"In", "NotIn"} or len(field.get("values") or []) != 1:
        raise UnreadableTerm("a field takes In or NotIn with one value")


def _expression_holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key, operator, values = expression["key"], expression["operator"], expression.get("values") or []
    have = labels.get(key)
    match operator:
        case "In":
            return have is not None and have in values
        case "NotIn":
            return have is None or have not in values
        case "Exists":
            return have is not None
        case "DoesNotExist":
            return have is None
    number, bound = _integer(have), _integer(values[0])
    if number is None or bound is None:
        return False
    return number > bound if operator == "Gt" else number < bound


def _field_holds(field: Mapping[str, Any], name: str) -> bool:
    have = name if field.get("key") == "metadata.name" else ""
    equal: bool = have == field["values"][0]
    wanted: bool = field["operator"] == "In"
    return equal == wanted


def _integer(value: object) -> int | None:
    if not isinstance(value, str) or not _INTEGER.fullmatch(value):
        return None
    number = int(value)
    return number if -_INT64 <= number < _INT64 else None
