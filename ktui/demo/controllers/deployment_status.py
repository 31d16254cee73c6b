"""A Deployment's status: what there is, and whether it gets on.

Source: kubernetes ``pkg/controller/deployment/sync.go`` (``calculateStatus``), ``progress.go`` (``syncRolloutStatus``),
``pkg/controller/deployment/util/deployment_util.go`` (``DeploymentComplete``, ``DeploymentProgressing``,
``DeploymentTimedOut``).
"""

from ktui.demo.controllers.replica_plan import available_of, fenceposts, size_of
from ktui.demo.pods import condition, seconds_of
from ktui.demo.status import Object
from ktui.demo.world import World


def counted(world: World, deployment: Object, new: Object | None, others: list[Object]) -> Object:
    """The numbers of the status, and the Available condition; the other conditions as they were."""
    everything = [*others, *([new] if new is not None else [])]

    def total(field: str) -> int:
        return sum(int((each.get("status") or {}).get(field, 0)) for each in everything)

    available = sum(map(available_of, everything))
    status: Object = {"observedGeneration": deployment["metadata"]["generation"]}
    for field, number in (
        ("replicas", total("replicas")),
        ("updatedReplicas", int((new or {}).get("status", {}).get("replicas", 0))),
        ("readyReplicas", total("readyReplicas")),
        ("availableReplicas", available),
        ("unavailableReplicas", max(0, sum(map(size_of, everything)) - available)),
    ):
        if number:
            status[field] = number
    status["terminatingReplicas"] = total("terminatingReplicas")
    before: Object = deployment.get("status") or {}
    if before.get("collisionCount"):
        status["collisionCount"] = before["collisionCount"]
    status["conditions"] = list(before.get("conditions") or [])
    if available >= size_of(deployment) - fenceposts(deployment)[1]:
        reason, message = "MinimumReplicasAvailable", "Deployment has minimum availability."
        set_condition(world, status, "Available", "True", reason, message)
    else:
        reason, message = "MinimumReplicasUnavailable", "Deployment does not have minimum availability."
        set_condition(world, status, "Available", "False", reason, message)
    return status


def is_complete(deployment: Object, status: Object) -> bool:
    """Whether the rollout has reached its end."""
    wanted = size_of(deployment)
    return all(int(status.get(field, 0)) == wanted for field in ("updatedReplicas", "replicas", "availableReplicas"))


def note_progress(
    world: World, deployment: Object, new: Object | None, others: list[Object], status: Object
) -> float | None:
    """Sets the Progressing condition; returns when it has to be looked at again, None for never."""
    deadline = deployment["spec"].get("progressDeadlineSeconds")
    before: Object = deployment.get("status") or {}
    current = condition({"status": status}, "Progressing")
    replicas = int(status.get("replicas", 0))
    finished = current is not None and current["reason"] == "NewReplicaSetAvailable"
    _note_failures(world, status, new, others)
    if deadline is None or (finished and replicas == int(status.get("updatedReplicas", 0))):
        return None
    name = f'ReplicaSet "{new["metadata"]["name"]}"' if new is not None else "Deployment"
    if is_complete(deployment, status):
        message = f"{name} has successfully progressed."
        set_condition(world, status, "Progressing", "True", "NewReplicaSetAvailable", message, renew=True)
        return None
    if _got_on(before, status):
        message = f"{name} is progressing."
        set_condition(world, status, "Progressing", "True", "ReplicaSetUpdated", message, renew=True)
        return world.now() + float(deadline)
    if current is None or current["reason"] in {"ProgressDeadlineExceeded", "NewReplicaSetAvailable"}:
        return None
    ends = seconds_of(current["lastUpdateTime"]) + float(deadline)
    if not world.reached(ends):
        return ends
    if current["reason"] != "DeploymentPaused":
        message = f"{name} has timed out progressing."
        set_condition(world, status, "Progressing", "False", "ProgressDeadlineExceeded", message)
    return None


def set_condition(
    world: World, status: Object, kind: str, value: str, reason: str, message: str, *, renew: bool = False
) -> None:
    """Sets a condition; one that says the same already stays as it is, unless it is to be renewed."""
    conditions: list[Object] = status.setdefault("conditions", [])
    known = condition({"status": status}, kind)
    same = known is not None and (known["status"], known["reason"]) == (value, reason)
    if same and not renew:
        return
    now = world.stamp()
    since = known["lastTransitionTime"] if known is not None and known["status"] == value else now
    fresh = {
        "type": kind,
        "status": value,
        "reason": reason,
        "message": message,
        "lastUpdateTime": now,
        "lastTransitionTime": since,
    }
    status["conditions"] = [*(entry for entry in conditions if entry["type"] != kind), fresh]


def _got_on(before: Object, status: Object) -> bool:
    def number(of: Object, field: str) -> int:
        return int(of.get(field, 0))

    def old(of: Object) -> int:
        return number(of, "replicas") - number(of, "updatedReplicas")

    grown = any(
        number(status, field) > number(before, field)
        for field in ("updatedReplicas", "readyReplicas", "availableReplicas")
    )
    return grown or old(status) < old(before)


def _note_failures(world: World, status: Object, new: Object | None, others: list[Object]) -> None:
    for each in [*([new] if new is not None else []), *others]:
        failure = condition(each, "ReplicaFailure")
        if failure is not None:
            set_condition(world, status, "ReplicaFailure", "True", failure["reason"], failure["message"])
            return
    status["conditions"] = [entry for entry in status["conditions"] if entry["type"] != "ReplicaFailure"]
