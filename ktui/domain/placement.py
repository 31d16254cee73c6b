"""Should this node run this daemon pod: the controller's predicate.

kubernetes/kubernetes, pkg/controller/daemon/daemon_controller.go, ``NodeShouldRunDaemonPod``. Not considered, there as
here: resources, host ports, pod affinity, volumes, whether the node is ready (but through its taints) or cordoned
(that taint is always tolerated).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ktui.domain.affinity import Term, terms
from ktui.domain.constraints import Taint, Toleration
from ktui.domain.labels import Labels
from ktui.domain.objects import Node, PodTemplateSpec
from ktui.domain.taints import NO_EXECUTE, NODE_CONDITIONS, automatic, untolerated


class Placement(IntEnum):
    """What the predicate says of one node and one DaemonSet."""

    BARRED = 0
    """No pod is created, one that is here is removed."""
    KEPT = 1
    """No pod is created, one that is here may stay: an untolerated NoSchedule taint."""
    WAITING = 2
    """As kept, and every taint in the way stands for the state of the node."""
    WANTED = 3
    """A pod should run here."""

    @property
    def should_run(self) -> bool:
        """``shouldRun``: the node counts as desired."""
        return self is Placement.WANTED

    @property
    def may_continue(self) -> bool:
        """``shouldContinueRunning``: the controller leaves a pod that is here."""
        return self is not Placement.BARRED


@dataclass(frozen=True)
class Rule:
    """What a DaemonSet's template says of placement, parsed once."""

    node_name: str
    selector: Labels
    terms: tuple[Term, ...] | None
    """Of the required node affinity; None: no constraint."""
    tolerations: tuple[Toleration, ...]
    """The template's and the automatic ones."""

    @classmethod
    def of(cls, template: PodTemplateSpec) -> Rule:
        """Parse a template."""
        return cls(
            template.node_name,
            template.node_selector,
            terms(template.affinity),
            (*template.tolerations, *automatic(host_network=template.host_network)),
        )

    @property
    def keys(self) -> frozenset[str]:
        """The label keys that it looks at."""
        return frozenset(self.selector) | {each.key for term in self.terms or () for each in term.labels}

    @property
    def by_name(self) -> bool:
        """Whether it looks at the node's name."""
        return bool(self.node_name) or any(term.fields for term in self.terms or ())

    def selects(self, name: str, labels: Labels) -> bool:
        """Whether node name, node selector and required affinity let a node of that name and labels in."""
        return (
            self.node_name in {"", name}
            and all(labels.get(key) == value for key, value in self.selector.items())
            and (self.terms is None or any(term.matches(name, labels) for term in self.terms))
        )

    def untolerated(self, taints: Sequence[Taint]) -> list[Taint]:
        """The NoSchedule and NoExecute taints that it does not tolerate."""
        return untolerated(taints, self.tolerations)

    def place(self, node: Node) -> Placement:
        """The predicate for one node."""
        if not self.selects(node.name, node.metadata.labels):
            return Placement.BARRED
        return self.place_by_taints(node.spec.taints)

    def place_by_taints(self, taints: Sequence[Taint]) -> Placement:
        """The predicate for a node that is selected and has those taints."""
        against = self.untolerated(taints)
        if not against:
            return Placement.WANTED
        if any(taint.effect == NO_EXECUTE for taint in against):
            return Placement.BARRED
        if all(taint.key in NODE_CONDITIONS for taint in against):
            return Placement.WAITING
        return Placement.KEPT


class Nodes:
    """The nodes, prepared so that many rules are applied to all of them quickly.

    Nodes have few different sets of taints, and few different values of the labels a rule looks at; each combination
    is judged once.
    """

    def __init__(self, nodes: Collection[Node]) -> None:
        self._names = [node.metadata.name for node in nodes]
        self._labels = [node.metadata.labels for node in nodes]
        self._taints: list[list[Taint]] = []
        self._groups: list[int] = []
        """By node, which of the different sets of taints it has."""
        numbers: dict[tuple[tuple[str, str, str], ...], int] = {}
        for node in nodes:
            taints = node.spec.taints
            mark = tuple([(taint.key, taint.value, taint.effect) for taint in taints]) if taints else ()
            number = numbers.setdefault(mark, len(numbers))
            if number == len(self._taints):
                self._taints.append(taints)
            self._groups.append(number)

    def alike(self, other: Nodes) -> bool:
        """Whether every rule says the same of these nodes as of others: same names, labels and taints."""
        return (
            self._names == other._names
            and self._groups == other._groups
            and self._taints == other._taints
            and self._labels == other._labels
        )

    def place(self, rule: Rule) -> list[Placement]:
        """The predicate of one rule for every node, in the order given: what `Rule.place` says of each."""
        by_taints = [rule.place_by_taints(taints) for taints in self._taints]
        keys = tuple(rule.keys)
        if rule.by_name:
            return [
                by_taints[group] if rule.selects(name, labels) else Placement.BARRED
                for name, labels, group in zip(self._names, self._labels, self._groups, strict=True)
            ]
        if not keys:
            if rule.selects("", {}):
                return [by_taints[group] for group in self._groups]
            return [Placement.BARRED] * len(self._names)
        return self._place_by_labels(rule, keys, by_taints)

    def _place_by_labels(self, rule: Rule, keys: tuple[str, ...], by_taints: list[Placement]) -> list[Placement]:
        judged: dict[tuple[str | None, ...], bool] = {}
        barred = Placement.BARRED
        placed = []
        for labels, group in zip(self._labels, self._groups, strict=True):
            get = labels.get
            values = tuple([get(key) for key in keys])
            selected = judged.get(values)
            if selected is None:
                selected = judged[values] = rule.selects("", labels)
            placed.append(by_taints[group] if selected else barred)
        return placed
