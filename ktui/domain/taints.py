"""Which taints keep a daemon pod away, and which of them stand for the state of the node."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ktui.domain.constraints import Taint, Toleration

NO_SCHEDULE = "NoSchedule"
NO_EXECUTE = "NoExecute"

NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
NETWORK_UNAVAILABLE = "node.kubernetes.io/network-unavailable"

NODE_CONDITIONS = frozenset({NOT_READY, UNREACHABLE, NETWORK_UNAVAILABLE})
"""Taint keys that the node lifecycle controller sets and takes away with the node's state, and that can keep a daemon
pod away (``nodeConditionToTaintKeyStatusMap``); the others it sets are always tolerated by daemon pods."""

_AUTOMATIC: tuple[tuple[str, str], ...] = (
    (NOT_READY, NO_EXECUTE),
    (UNREACHABLE, NO_EXECUTE),
    ("node.kubernetes.io/disk-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/memory-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/pid-pressure", NO_SCHEDULE),
    ("node.kubernetes.io/unschedulable", NO_SCHEDULE),
)


def automatic(*, host_network: bool) -> tuple[Toleration, ...]:
    """The tolerations every daemon pod gets (pkg/controller/daemon/util, ``AddOrUpdateDaemonPodTolerations``)."""
    pairs = (*_AUTOMATIC, (NETWORK_UNAVAILABLE, NO_SCHEDULE)) if host_network else _AUTOMATIC
    return tuple(Toleration(key=key, operator="Exists", effect=effect) for key, effect in pairs)


def tolerates(toleration: Toleration, taint: Taint) -> bool:
    """Whether one toleration tolerates one taint (k8s.io/api core/v1 ``Toleration.ToleratesTaint``).

    An empty effect or key stands for any. The operators Lt and Gt tolerate nothing: they count only behind the feature
    gate TaintTolerationComparisonOperators, which is off by default.
    """
    if toleration.effect and toleration.effect != taint.effect:
        return False
    if toleration.key and toleration.key != taint.key:
        return False
    if toleration.operator in {"", "Equal"}:
        return toleration.value == taint.value
    return toleration.operator == "Exists"


def untolerated(taints: Iterable[Taint], tolerations: Sequence[Toleration]) -> list[Taint]:
    """The taints that matter to placement, NoSchedule and NoExecute, and that no toleration tolerates."""
    return [
        taint
        for taint in taints
        if taint.effect in {NO_SCHEDULE, NO_EXECUTE} and not any(tolerates(each, taint) for each in tolerations)
    ]


def spell(taint: Taint) -> str:
    """A taint as kubectl writes it: ``key=value:effect``, or ``key:effect`` without a value."""
    return f"{taint.key}={taint.value}:{taint.effect}" if taint.value else f"{taint.key}:{taint.effect}"
