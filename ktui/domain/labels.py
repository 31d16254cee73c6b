"""What a label may be, and what a label selector means.

Validity is that of k8s.io/apimachinery pkg/api/validate/content (``IsLabelKey``, ``IsLabelValue``). A requirement is
parsed and matched as in pkg/labels/selector.go (``NewRequirement``, ``Requirement.Matches``); the text form is that of
``kubectl -l`` (``Parse``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from ktui.domain import constraints

Labels: TypeAlias = Mapping[str, str]

NAME_LENGTH = 63
"""Most characters of the name part of a label key, and of a label value."""
PREFIX_LENGTH = 253
"""Most characters of the prefix of a label key."""

_NAME = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_ALLOWED = "letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"
_INTEGER = re.compile(r"[-+]?[0-9]{1,64}")


def key_fault(key: str) -> str:
    """Say what is wrong with a label key, or taint key, in one sentence; ``""`` if nothing is.

    A key is ``[prefix/]name``: the prefix a DNS subdomain, the name like a label value that is not empty.
    """
    prefix, slash, name = key.rpartition("/")
    if "/" in prefix:
        return "a key has at most one '/'"
    if slash and not prefix:
        return "the part before '/' is empty"
    if len(prefix) > PREFIX_LENGTH:
        return f"the part before '/' has {len(prefix)} characters, at most {PREFIX_LENGTH} are allowed"
    if prefix and not _SUBDOMAIN.fullmatch(prefix):
        return "the part before '/' must be a DNS name: lower-case letters, digits, '-' and '.'"
    if not name:
        return "the part after '/' is empty" if slash else "a key is needed"
    if len(name) > NAME_LENGTH:
        return f"the name has {len(name)} characters, at most {NAME_LENGTH} are allowed"
    if not _NAME.fullmatch(name):
        return f"a key consists of {_ALLOWED}"
    return ""


def value_fault(value: str) -> str:
    """Say what is wrong with a label value, or taint value, in one sentence; ``""`` if nothing is. It may be empty."""
    if len(value) > NAME_LENGTH:
        return f"the value has {len(value)} characters, at most {NAME_LENGTH} are allowed"
    if value and not _NAME.fullmatch(value):
        return f"a value consists of {_ALLOWED}"
    return ""


class SelectorError(ValueError):
    """A selector that cannot be read; the text says which part and why."""


def parse_int64(text: str) -> int | None:
    """The number Go's ``strconv.ParseInt(text, 10, 64)`` reads; None where that fails."""
    if not _INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


@dataclass(frozen=True, slots=True)
class Requirement:
    """One valid requirement on a label. Made by `requirement`."""

    key: str
    operator: str
    """``In``, ``NotIn``, ``Exists``, ``DoesNotExist``, ``Gt`` or ``Lt``."""
    values: tuple[str, ...] = ()

    def matches(self, labels: Labels) -> bool:
        """Whether labels meet it."""
        value = labels.get(self.key)
        match self.operator:
            case "In":
                return value in self.values
            case "NotIn":
                return value not in self.values
            case "Exists":
                return value is not None
            case "DoesNotExist":
                return value is None
        had = None if value is None else parse_int64(value)
        bound = parse_int64(self.values[0])
        if had is None or bound is None:
            return False
        return had > bound if self.operator == "Gt" else had < bound

    def __str__(self) -> str:
        match self.operator, self.values:
            case "In", [value]:
                return f"{self.key}={value}"
            case "NotIn", [value]:
                return f"{self.key}!={value}"
            case (("In" | "NotIn"), values):
                return f"{self.key} {self.operator.lower()} ({', '.join(values)})"
            case "Exists", _:
                return self.key
            case "DoesNotExist", _:
                return f"!{self.key}"
            case operator, values:
                return f"{self.key} {'>' if operator == 'Gt' else '<'} {values[0]}"


_COUNTS = {"In": (1, None), "NotIn": (1, None), "Exists": (0, 0), "DoesNotExist": (0, 0), "Gt": (1, 1), "Lt": (1, 1)}
"""By operator, how many values it takes: at least and at most."""


def requirement(key: str, operator: str, values: Iterable[str] = ()) -> Requirement:
    """Parse one requirement.

    Raises:
        SelectorError: unknown operator, wrong number of values, no integer for Gt or Lt, invalid key or value.
    """
    values = tuple(values)
    if operator not in _COUNTS:
        raise SelectorError(f"{key}: there is no operator {operator or '(empty)'}")
    fault = key_fault(key)
    if fault:
        raise SelectorError(f"{key or '(empty key)'}: {fault}")
    least, most = _COUNTS[operator]
    if len(values) < least or (most is not None and len(values) > most):
        wanted = "no value" if most == 0 else "exactly one value" if most == 1 else "at least one value"
        raise SelectorError(f"{key}: {operator} takes {wanted}, not {len(values)}")
    for value in values:
        if operator in {"Gt", "Lt"} and parse_int64(value) is None:
            raise SelectorError(f"{key}: {operator} takes an integer, not {value or '(empty)'}")
        fault = value_fault(value)
        if fault:
            raise SelectorError(f"{key}: {fault}")
    return Requirement(key, operator, values)


@dataclass(frozen=True, slots=True)
class Selector:
    """Requirements that must all be met; without any, everything matches."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Labels) -> bool:
        """Whether labels meet every requirement."""
        return all(each.matches(labels) for each in self.requirements)

    def __str__(self) -> str:
        return ",".join(str(each) for each in self.requirements)


_OBJECT_OPERATORS = frozenset({"In", "NotIn", "Exists", "DoesNotExist"})


def from_object(selector: constraints.LabelSelector) -> Selector:
    """The meaning of a ``metav1.LabelSelector`` (``LabelSelectorAsSelector``).

    Raises:
        SelectorError: one of its requirements is invalid.
    """
    found = [requirement(key, "In", (value,)) for key, value in selector.match_labels.items()]
    for each in selector.match_expressions:
        if each.operator not in _OBJECT_OPERATORS:
            raise SelectorError(f"{each.key}: there is no operator {each.operator or '(empty)'} in a label selector")
        found.append(requirement(each.key, each.operator, each.values))
    return Selector(tuple(found))


_SET = re.compile(r"(?P<key>[^\s=!<>(),]+)\s+(?P<op>in|notin)\s*\((?P<values>[^()]*)\)")
_EXACT = re.compile(r"(?P<key>[^\s=!<>(),]+)\s*(?P<op>==|=|!=|>|<)\s*(?P<value>[^\s=!<>(),]*)")
_UNARY = re.compile(r"(?P<op>!?)\s*(?P<key>[^\s=!<>(),]+)")
_OPERATORS = {"=": "In", "==": "In", "!=": "NotIn", ">": "Gt", "<": "Lt", "in": "In", "notin": "NotIn"}


def parse(text: str) -> Selector:
    """Read a selector as ``kubectl -l`` takes it: ``pool=gpu,zone in (a, b),!spot,tier!=test,cores>8``.

    Raises:
        SelectorError: the text is no selector; says where it stops being one.
    """
    found: list[Requirement] = []
    rest = text.strip()
    while rest:
        if got := _SET.match(rest):
            values = sorted({value.strip() for value in got["values"].split(",")})
            found.append(requirement(got["key"], _OPERATORS[got["op"]], values))
        elif got := _EXACT.match(rest):
            found.append(requirement(got["key"], _OPERATORS[got["op"]], (got["value"],)))
        elif got := _UNARY.match(rest):
            found.append(requirement(got["key"], "DoesNotExist" if got["op"] else "Exists"))
        else:
            raise SelectorError(f"a label selector cannot go on with {rest!r}")
        rest = rest[got.end() :].lstrip()
        if rest:
            comma, rest = rest[0], rest[1:].lstrip()
            if comma != "," or not rest:
                raise SelectorError(
                    f"in the label selector {text!r}, {(comma + rest)!r} does not follow from {got[0]!r}"
                )
    return Selector(tuple(found))


def selected_by(found: Mapping[str, Any]) -> str:
    """The pods that an object in full selects, as ``kubectl -l`` takes it; ``""``: none.

    A Service's ``spec.selector`` is labels, that of a workload a ``metav1.LabelSelector``.

    Raises:
        msgspec.ValidationError: it is neither.
        SelectorError: one of its requirements is invalid.
    """
    spec = found.get("spec")
    selector = (spec.get("selector") if isinstance(spec, dict) else None) or {}
    plain = isinstance(selector, dict) and not {"matchLabels", "matchExpressions"} & selector.keys()
    wanted = msgspec.convert({"matchLabels": selector} if plain else selector, constraints.LabelSelector)
    return str(from_object(wanted)) if selector else ""
