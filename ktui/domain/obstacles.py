"""Why the predicate keeps a pod from a node, and what would let it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ktui.domain.affinity import FieldRequirement, Term
from ktui.domain.cell import Reason, ReasonKind
from ktui.domain.constraints import Taint
from ktui.domain.durations import since
from ktui.domain.labels import Labels, Requirement, value_fault
from ktui.domain.nouns import several
from ktui.domain.objects import Condition, Node
from ktui.domain.placement import Placement, Rule
from ktui.domain.taints import NETWORK_UNAVAILABLE, NO_EXECUTE, NODE_CONDITIONS, NOT_READY, UNREACHABLE, spell

_STANDS_FOR = {NOT_READY: "Ready", UNREACHABLE: "Ready", NETWORK_UNAVAILABLE: "NetworkUnavailable"}
"""By taint key, the node's condition it stands for."""
_IN_WORDS = {
    NOT_READY: ("is not ready", "has not been ready"),
    UNREACHABLE: ("is unreachable", "has been unreachable"),
    NETWORK_UNAVAILABLE: ("has no network", "has had no network"),
}
"""By taint key, what is said of the node: now, and where it is known for how long."""


def obstacles(rule: Rule, node: Node, now: datetime) -> tuple[Reason, ...]:
    """Everything that keeps a pod of ``rule`` from a node; empty exactly where `Rule.place` says wanted."""
    return tuple(_obstacles(rule, node, now))


def _obstacles(rule: Rule, node: Node, now: datetime) -> Iterator[Reason]:
    labels = node.metadata.labels
    if rule.node_name not in {"", node.name}:
        yield Reason(ReasonKind.NODE_NAME, f"pinned to node {rule.node_name} by nodeName in the pod template")
    for key, value in rule.selector.items():
        if labels.get(key) != value:
            yield Reason(ReasonKind.SELECTOR, f"nodeSelector wants {key}={value}, {_had(key, labels)}")
    if rule.terms is not None and not any(term.matches(node.name, labels) for term in rule.terms):
        yield from _affinity(rule.terms, node)
    against = rule.untolerated(node.spec.taints)
    for taint in sorted(against, key=lambda each: each.effect != NO_EXECUTE):
        yield _taint(taint, node, now)


def _affinity(terms: Sequence[Term], node: Node) -> Iterator[Reason]:
    if not terms:
        yield Reason(ReasonKind.AFFINITY, "the required node affinity has no term that selects anything")
    for number, term in enumerate(terms, 1):
        which = "the affinity term" if len(terms) == 1 else f"affinity term {number} of {len(terms)}"
        if term.faults:
            yield Reason(ReasonKind.AFFINITY, f"{which} cannot be read and never matches: {'; '.join(term.faults)}")
            continue
        unmet = [f"{wanted}, {_had_for(wanted, node)}" for wanted in term.unmet(node.name, node.metadata.labels)]
        yield Reason(ReasonKind.AFFINITY, f"{which} wants {'; and '.join(unmet)}")


def _had(key: str, labels: Labels) -> str:
    return f"the node has {key}={labels[key]}" if key in labels else f"the node has no label {key}"


def _had_for(wanted: Requirement | FieldRequirement, node: Node) -> str:
    if isinstance(wanted, FieldRequirement):
        return f"the node is {node.name}" if wanted.key == "metadata.name" else f"nodes have no field {wanted.key}"
    return _had(wanted.key, node.metadata.labels)


def _taint(taint: Taint, node: Node, now: datetime) -> Reason:
    evidence = f"taint {spell(taint)}{since(taint.time_added, now)}"
    if taint.key not in NODE_CONDITIONS:
        follows = "pods here are removed" if taint.effect == NO_EXECUTE else "pods here may stay"
        return Reason(ReasonKind.TAINT, f"does not tolerate {evidence}: {follows}")
    told = _state(node, taint.key, now)
    return Reason(ReasonKind.NODE_CONDITION, f"the node {told}; its {evidence} is not tolerated")


def _state(node: Node, key: str, now: datetime) -> str:
    """The state of the node that a taint stands for, with its evidence."""
    is_so, has_been_so = _IN_WORDS[key]
    found = next((each for each in node.status.conditions if each.type == _STANDS_FOR[key]), None)
    how_long = since(found.last_transition_time, now) if found else ""
    words = f"{has_been_so}{how_long}" if how_long else is_so
    return f"{words} ({spell_condition(found)})" if found else words


def spell_condition(condition: Condition) -> str:
    """A condition with its evidence: ``Ready=False KubeletNotReady: container runtime is down``."""
    words = f"{condition.type}={condition.status or 'Unknown'}"
    if condition.reason:
        words += f" {condition.reason}"
    return f"{words}: {condition.message}" if condition.message else words


def blocked_since(rule: Rule, node: Node) -> datetime | None:
    """When the last of the taints came that are not tolerated, where that can be told.

    NoExecute taints carry their time; one that stands for a condition came when the condition changed.
    """
    changed = {found.type: found.last_transition_time for found in node.status.conditions}
    came = (
        taint.time_added or changed.get(_STANDS_FOR.get(taint.key, "")) for taint in rule.untolerated(node.spec.taints)
    )
    return max((moment for moment in came if moment is not None), default=None)


def ways_in(rule: Rule, node: Node) -> tuple[str, ...]:
    """What would let a pod in, each way checked with the predicate; empty where there is no simple one."""
    placement = rule.place(node)
    if placement is Placement.WANTED or rule.node_name not in {"", node.name}:
        return ()
    if placement is Placement.WAITING:
        return ("a pod may be created as soon as the node is well again",)
    against = rule.untolerated(node.spec.taints)
    ways = []
    for labels in _labels_that_fit(rule, node):
        if any(value_fault(value) for key, value in labels.items() if node.metadata.labels.get(key) != value):
            continue
        steps = [*_label_steps(node.metadata.labels, labels)]
        if against:
            named = ", ".join(spell(taint) for taint in against)
            taints = "that taint" if len(against) == 1 else "those taints"
            steps.append(f"with a toleration of {named} in the pod template, or without {taints}")
        ways.append(f"would run here {' and '.join(steps)}")
    return tuple(ways)


def _label_steps(had: Labels, wanted: Labels) -> Iterator[str]:
    added = [f"{key}={value}" if value else key for key, value in wanted.items() if had.get(key) != value]
    removed = [key for key in had if key not in wanted]
    if added:
        yield f"with {several(len(added), 'label')} {', '.join(added)}"
    if removed:
        yield f"without {several(len(removed), 'label')} {', '.join(removed)}"


def _labels_that_fit(rule: Rule, node: Node) -> Iterator[dict[str, str]]:
    """Yield labels like the node's, changed so that the selector and one term each may be met."""
    base = {**node.metadata.labels, **rule.selector}
    if rule.selects(node.name, base):
        yield base
        return
    for term in rule.terms or ():
        changed = dict(base)
        for wanted in term.labels:
            if wanted.matches(changed):
                continue
            if wanted.operator in {"In", "Exists"}:
                changed[wanted.key] = wanted.values[0] if wanted.values else ""
            elif wanted.operator in {"NotIn", "DoesNotExist"}:
                changed.pop(wanted.key, None)
            else:
                step = 1 if wanted.operator == "Gt" else -1
                changed[wanted.key] = str(int(wanted.values[0]) + step)
        if rule.selects(node.name, changed):
            yield changed
