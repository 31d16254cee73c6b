"""How many pods each ReplicaSet of a Deployment shall have next.

Source: kubernetes ``pkg/controller/deployment/rolling.go`` and ``pkg/controller/deployment/util/deployment_util.go``
(``ResolveFenceposts``, ``NewRSNewReplicas``, ``GetReplicaSetProportion``).
"""

from ktui.demo.pods import age_order
from ktui.demo.rounding import scaled_down, scaled_up
from ktui.demo.status import Object

DESIRED = "deployment.kubernetes.io/desired-replicas"
MAXIMUM = "deployment.kubernetes.io/max-replicas"

Plan = list[tuple[Object, int]]
"""ReplicaSets, and how many pods each shall have."""


def size_of(replicas: Object) -> int:
    """How many pods a ReplicaSet or Deployment is to have."""
    return int(replicas["spec"].get("replicas", 1))


def available_of(replicas: Object) -> int:
    """How many of its pods are available."""
    return int((replicas.get("status") or {}).get("availableReplicas", 0))


def fenceposts(deployment: Object) -> tuple[int, int]:
    """How many pods more than wanted there may be, and how many fewer available."""
    strategy: Object = deployment["spec"].get("strategy") or {}
    if strategy.get("type") == "Recreate":
        return 0, 0
    rolling: Object = strategy.get("rollingUpdate") or {}
    total = size_of(deployment)
    surge = scaled_up(rolling.get("maxSurge", "25%"), total)
    unavailable = scaled_down(rolling.get("maxUnavailable", "25%"), total)
    if surge == 0 and unavailable == 0:
        unavailable = 1
    return surge, min(unavailable, total)


def new_size(deployment: Object, new: Object | None, others: list[Object]) -> int:
    """How many pods the present ReplicaSet may have now."""
    wanted, present = size_of(deployment), size_of(new) if new is not None else 0
    if (deployment["spec"].get("strategy") or {}).get("type") == "Recreate":
        return wanted
    room = wanted + fenceposts(deployment)[0] - sum(map(size_of, others)) - present
    return present + min(room, wanted - present) if room > 0 else present


def shrinking(deployment: Object, new: Object, others: list[Object]) -> Plan:
    """What the old ReplicaSets may give up now: first what does not work anyway, then what is not missed."""
    everything = [*others, new]
    least = size_of(deployment) - fenceposts(deployment)[1]
    spare = sum(map(size_of, everything)) - least - (size_of(new) - available_of(new))
    if spare <= 0:
        return []
    sizes = {each["metadata"]["name"]: size_of(each) for each in others}
    ordered = sorted(others, key=age_order)
    for each in ordered:
        name = each["metadata"]["name"]
        broken = min(spare, max(0, sizes[name] - available_of(each)))
        sizes[name] -= broken
        spare -= broken
    spare = sum(map(available_of, everything)) - least
    for each in ordered:
        name = each["metadata"]["name"]
        less = max(0, min(sizes[name], spare))
        sizes[name] -= less
        spare -= less
    return [
        (each, sizes[each["metadata"]["name"]]) for each in ordered if sizes[each["metadata"]["name"]] != size_of(each)
    ]


def proportional(deployment: Object, new: Object | None, others: list[Object]) -> Plan:
    """How a change of the Deployment's size is shared between its ReplicaSets; some keep theirs."""
    everything = [*others, *([new] if new is not None else [])]
    active = [each for each in everything if size_of(each)]
    wanted = size_of(deployment)
    if len(active) <= 1:
        only = active[0] if active else new or max(others, key=age_order, default=None)
        return [(only, wanted)] if only is not None else []
    if new is not None and _saturated(deployment, new):
        return [(each, 0) for each in others if size_of(each)]
    allowed = wanted + fenceposts(deployment)[0] if wanted else 0
    change = allowed - sum(map(size_of, active))
    active.sort(key=lambda each: (size_of(each), age_order(each)), reverse=True)
    if change < 0:
        active.sort(key=age_order)
        active.sort(key=size_of, reverse=True)
    sizes: list[int] = []
    shared = 0
    for each in active:
        part = _share(deployment, each, allowed, change - shared) if change else 0
        shared += part
        sizes.append(size_of(each) + part)
    sizes[0] = max(0, sizes[0] + change - shared)
    return list(zip(active, sizes, strict=True))


def _share(deployment: Object, replicas: Object, allowed: int, left: int) -> int:
    size = size_of(replicas)
    if not size or not left:
        return 0
    if not size_of(deployment):
        part = -size
    else:
        annotated = (replicas["metadata"].get("annotations") or {}).get(MAXIMUM, "")
        before = int(annotated) if annotated.isdigit() else int((deployment.get("status") or {}).get("replicas", 1))
        part = round(size * allowed / max(1, before)) - size
    return min(part, left) if left > 0 else max(part, left)


def _saturated(deployment: Object, new: Object) -> bool:
    wanted = size_of(deployment)
    annotated = (new["metadata"].get("annotations") or {}).get(DESIRED, "")
    return size_of(new) == wanted and annotated == str(wanted) and available_of(new) == wanted
