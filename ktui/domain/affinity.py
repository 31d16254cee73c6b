"""Required node affinity (k8s.io/component-helpers, scheduling/corev1/nodeaffinity/nodeaffinity.go).

Terms are ORed, what is inside a term is ANDed. An empty term selects nothing. A term that cannot be parsed never
matches, and does not keep the others from matching.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ktui.domain import constraints
from ktui.domain.labels import Labels, Requirement, SelectorError, requirement

_NAME_FIELD = "metadata.name"


@dataclass(frozen=True, slots=True)
class FieldRequirement:
    """One valid requirement of ``matchFields``."""

    key: str
    equal: bool
    """True for In, False for NotIn."""
    value: str

    def matches(self, name: str) -> bool:
        """Whether the node of that name meets it; ``metadata.name`` is the only field there is, others are empty."""
        return ((name if self.key == _NAME_FIELD else "") == self.value) is self.equal

    def __str__(self) -> str:
        return f"{self.key}{'=' if self.equal else '!='}{self.value}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term that is not empty."""

    labels: tuple[Requirement, ...] = ()
    fields: tuple[FieldRequirement, ...] = ()
    faults: tuple[str, ...] = ()
    """Why it cannot be parsed; with any, it never matches."""

    def matches(self, name: str, labels: Labels) -> bool:
        """Whether a node of that name and with those labels is selected."""
        return not self.faults and not any(self.unmet(name, labels))

    def unmet(self, name: str, labels: Labels) -> Iterable[Requirement | FieldRequirement]:
        """Yield the requirements that a node does not meet."""
        yield from (each for each in self.labels if not each.matches(labels))
        yield from (each for each in self.fields if not each.matches(name))


def _field_requirement(wanted: constraints.Requirement) -> FieldRequirement:
    if wanted.operator not in {"In", "NotIn"}:
        raise SelectorError(f"{wanted.key}: matchFields has no operator {wanted.operator or '(empty)'}")
    if len(wanted.values) != 1:
        raise SelectorError(f"{wanted.key}: matchFields takes exactly one value, not {len(wanted.values)}")
    return FieldRequirement(wanted.key, wanted.operator == "In", wanted.values[0])


def _term(term: constraints.NodeSelectorTerm) -> Term:
    labels: list[Requirement] = []
    fields: list[FieldRequirement] = []
    faults: list[str] = []
    for wanted in term.match_expressions:
        try:
            labels.append(requirement(wanted.key, wanted.operator, wanted.values))
        except SelectorError as error:
            faults.append(str(error))
    for wanted in term.match_fields:
        try:
            fields.append(_field_requirement(wanted))
        except SelectorError as error:
            faults.append(str(error))
    return Term(tuple(labels), tuple(fields), tuple(faults))


def terms(affinity: constraints.Affinity | None) -> tuple[Term, ...] | None:
    """The terms of a required node affinity; None where there is no such constraint, empty where nothing can match."""
    required = affinity.node_affinity.required if affinity and affinity.node_affinity else None
    if required is None:
        return None
    return tuple(_term(term) for term in required.node_selector_terms if term.match_expressions or term.match_fields)
