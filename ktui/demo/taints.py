"""Taints, tolerations, and what a daemon pod tolerates by itself.

Source: kubernetes/api ``core/v1/toleration.go`` (``ToleratesTaint``) and kubernetes
``pkg/controller/daemon/util/daemonset_util.go`` (``AddOrUpdateDaemonPodTolerations``).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ktui.demo.status import Object

NO_EXECUTE = "NoExecute"
NO_SCHEDULE = "NoSchedule"
NOT_READY = "node.kubernetes.io/not-ready"
UNREACHABLE = "node.kubernetes.io/unreachable"
UNSCHEDULABLE = "node.kubernetes.io/unschedulable"
MEMORY_PRESSURE = "node.kubernetes.io/memory-pressure"
DISK_PRESSURE = "node.kubernetes.io/disk-pressure"
PID_PRESSURE = "node.kubernetes.io/pid-pressure"
NETWORK_UNAVAILABLE = "node.kubernetes.io/network-unavailable"


def tolerates(toleration: Mapping[str, Any], taint: Mapping[str, Any]) -> bool:
    """Whether one toleration tolerates one taint; how long it does so is another question."""
    effect, key = toleration.get("effect") or "", toleration.get("key") or ""
    if effect and effect != taint.get("effect"):
        return False
    if key and key != taint.get("key"):
        return False
    operator = toleration.get("operator") or "Equal"
    if operator == "Equal":
        return (toleration.get("value") or "") == (taint.get("value") or "")
    # Lt and Gt stay behind a feature gate that is off everywhere by default.
    return bool(operator == "Exists")


def untolerated(
    tolerations: Sequence[Mapping[str, Any]], taints: Iterable[Mapping[str, Any]], effects: frozenset[str]
) -> list[Mapping[str, Any]]:
    """The taints of the given effects that no toleration tolerates, in the node's order."""
    return [
        taint
        for taint in taints
        if taint.get("effect") in effects and not any(tolerates(toleration, taint) for toleration in tolerations)
    ]


def taints_of(node: Mapping[str, Any]) -> list[Object]:
    """The node's taints."""
    return (node.get("spec") or {}).get("taints") or []


def with_daemon_tolerations(spec: Mapping[str, Any]) -> list[Object]:
    """The tolerations of a daemon pod: its template's own, then the automatic ones."""
    tolerations = [dict(toleration) for toleration in spec.get("tolerations") or ()]
    for key, effect in (
        (NOT_READY, NO_EXECUTE),
        (UNREACHABLE, NO_EXECUTE),
        (DISK_PRESSURE, NO_SCHEDULE),
        (MEMORY_PRESSURE, NO_SCHEDULE),
        (PID_PRESSURE, NO_SCHEDULE),
        (UNSCHEDULABLE, NO_SCHEDULE),
        (NETWORK_UNAVAILABLE, NO_SCHEDULE),
    ):
        if key == NETWORK_UNAVAILABLE and not spec.get("hostNetwork"):
            continue
        automatic = {"key": key, "operator": "Exists", "effect": effect}
        if automatic not in tolerations:
            tolerations.append(automatic)
    return tolerations
