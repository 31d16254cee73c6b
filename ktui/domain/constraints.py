"""The structs of what nodes and pods want of each other, and of which objects a selector means."""

from __future__ import annotations

import msgspec

from ktui.domain.narrow import Narrow, Time


class Taint(Narrow, frozen=True):
    """``spec.taints[]`` of a node."""

    key: str = ""
    value: str = ""
    effect: str = ""
    time_added: Time | None = None


class Requirement(Narrow, frozen=True):
    """One of a node selector term's ``matchExpressions`` or ``matchFields``, or of a label selector."""

    key: str = ""
    operator: str = ""
    values: list[str] = msgspec.field(default_factory=list)


class NodeSelectorTerm(Narrow, frozen=True):
    """One of the ORed terms of a required node affinity."""

    match_expressions: list[Requirement] = msgspec.field(default_factory=list)
    match_fields: list[Requirement] = msgspec.field(default_factory=list)


class NodeSelector(Narrow, frozen=True):
    """``requiredDuringSchedulingIgnoredDuringExecution``."""

    node_selector_terms: list[NodeSelectorTerm] = msgspec.field(default_factory=list)


class NodeAffinity(Narrow, frozen=True):
    """``affinity.nodeAffinity``; preferences play no part in placement."""

    required: NodeSelector | None = msgspec.field(default=None, name="requiredDuringSchedulingIgnoredDuringExecution")


class Affinity(Narrow, frozen=True):
    """``affinity``; pod (anti-)affinity plays no part in a daemon pod's placement."""

    node_affinity: NodeAffinity | None = None


class Toleration(Narrow, frozen=True):
    """``tolerations[]``."""

    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""


class LabelSelector(Narrow, frozen=True):
    """``metav1.LabelSelector``."""

    match_labels: dict[str, str] = msgspec.field(default_factory=dict)
    match_expressions: list[Requirement] = msgspec.field(default_factory=list)
