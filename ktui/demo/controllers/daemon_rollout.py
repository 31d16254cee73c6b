"""Which old daemon pods may go now, and which nodes get a new one beside the old.

Source: kubernetes ``pkg/controller/daemon/update.go`` (``rollingUpdate``, ``findUpdatedPodsOnNode``,
``updatedDesiredNodeCounts``) and ``pkg/controller/daemon/util/daemonset_util.go`` (``UnavailableCount``,
``SurgeCount``).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ktui.demo.controllers.daemon_history import is_updated
from ktui.demo.pods import is_available, is_deleting
from ktui.demo.rounding import scaled_up
from ktui.demo.status import Object


@dataclass
class Step:
    """What a rolling update does next."""

    delete: list[Object] = field(default_factory=list)
    """Old pods to delete."""
    create: list[str] = field(default_factory=list)
    """Nodes that get a new pod beside their old one."""


def max_surge(daemonset: Object, desired: int) -> int:
    """How many nodes may have an old and a new pod at once; 0 when surging is off."""
    return scaled_up(_rolling(daemonset).get("maxSurge", 0), desired)


def allows_surge(daemonset: Object) -> bool:
    """Whether the update strategy surges at all."""
    strategy = daemonset["spec"].get("updateStrategy") or {}
    return strategy.get("type") == "RollingUpdate" and max_surge(daemonset, 1) > 0


def rolling_step(
    daemonset: Object,
    current_hash: str,
    pods_by_node: Mapping[str, Sequence[Object]],
    wanted: Callable[[str], bool],
    desired: int,
    now: float,
) -> Step:
    """The next step of a rolling update.

    Args:
        daemonset: the DaemonSet.
        current_hash: the hash of its present revision.
        pods_by_node: its pods by node; a wanted node without one is there with none.
        wanted: whether a node should run a pod.
        desired: how many nodes should.
        now: the time, in seconds since the epoch.
    """
    surge = max_surge(daemonset, desired)
    unavailable = scaled_up(_rolling(daemonset).get("maxUnavailable", 1), desired)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    minimum: int = daemonset["spec"].get("minReadySeconds") or 0

    def available(pod: Object) -> bool:
        return is_available(pod, minimum, now)

    pairs = {
        node: _old_and_new(pods, lambda pod: is_updated(pod, daemonset, current_hash))
        for node, pods in pods_by_node.items()
    }
    if surge == 0:
        return _replace(pairs, unavailable, available)
    return _surge(pairs, surge, desired, available, wanted)


_Pair = tuple[Object | None, Object | None]
"""The old pod and the new one of a node."""


def _old_and_new(pods: Sequence[Object], updated: Callable[[Object], bool]) -> _Pair | None:
    """None when there is more than one of a kind: the other half of the controller cleans up first."""
    pair: list[Object | None] = [None, None]
    for pod in pods:
        if is_deleting(pod):
            continue
        new = updated(pod)
        if pair[new] is not None:
            return None
        pair[new] = pod
    return pair[0], pair[1]


def _replace(pairs: Mapping[str, _Pair | None], limit: int, available: Callable[[Object], bool]) -> Step:
    unavailable = 0
    broken: list[Object] = []
    candidates: list[Object] = []
    for pair in pairs.values():
        if pair is None or (pair[0] is None) == (pair[1] is None):
            unavailable += 1
            continue
        old, new = pair
        if new is not None:
            unavailable += not available(new)
        elif old is not None and not available(old):
            # Replacing what does not work costs no availability.
            broken.append(old)
            unavailable += 1
        elif old is not None and unavailable < limit:
            candidates.append(old)
    return Step(delete=[*broken, *candidates[: max(0, limit - unavailable)]])


def _surge(
    pairs: Mapping[str, _Pair | None],
    limit: int,
    desired: int,
    available: Callable[[Object], bool],
    wanted: Callable[[str], bool],
) -> Step:
    step = Step()
    candidates: list[str] = []
    leaving: list[Object] = []
    surging = working = 0
    for node, pair in pairs.items():
        if pair is None:
            surging += 1
            continue
        old, new = pair
        if old is None:
            working += new is not None and available(new)
            continue
        working += available(old)
        if new is not None:
            if available(new):
                step.delete.append(old)
            else:
                surging += 1
        elif not wanted(node):
            (leaving if available(old) else step.delete).append(old)
        elif not available(old):
            step.create.append(node)
        elif surging < limit:
            candidates.append(node)
    step.delete.extend(leaving[: max(0, working - desired)])
    step.create.extend(candidates[: max(0, limit - surging)])
    return step


def _rolling(daemonset: Object) -> Object:
    return (daemonset["spec"].get("updateStrategy") or {}).get("rollingUpdate") or {}
