"""The ReplicaSet controller: so many pods, no more and no less.

Source: kubernetes ``pkg/controller/replicaset/replica_set.go`` (``manageReplicas``) and ``replica_set_utils.go``
(``calculateStatus``).
"""

from collections import Counter

from ktui.demo.controllers.claims import claim, claimants
from ktui.demo.controllers.pod_control import create_pod, delete_all, slow_start
from ktui.demo.pods import bound_node, is_active, is_available, is_deleting, is_ready, is_terminating, removal_order
from ktui.demo.resources import PODS, REPLICA_SETS
from ktui.demo.status import ApiError, Object
from ktui.demo.work import Key, Later
from ktui.demo.world import World

_AT_ONCE = 500


class ReplicaSetController:
    """Keeps the pods of all ReplicaSets.

    Args:
        world: the cluster.
    """

    name = "replicaset-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(REPLICA_SETS, self._set_changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Brings the pods and the status of one ReplicaSet in order."""
        replicas = self._world.get(REPLICA_SETS, *key)
        if replicas is None:
            return
        refused: ApiError | None = None
        if not is_deleting(replicas):
            refused = self._manage(replicas, [pod for pod in claim(self._world, PODS, replicas) if is_active(pod)])
        self._report(replicas, claim(self._world, PODS, replicas), refused)
        if refused is not None:
            raise Later from refused

    def _set_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        for key in claimants(self._world, REPLICA_SETS, old, new):
            self._world.work.add(self, key)

    def _manage(self, replicas: Object, active: list[Object]) -> ApiError | None:
        surplus = len(active) - int(replicas["spec"].get("replicas", 1))
        if surplus < 0:
            template: Object = replicas["spec"]["template"]
            missing = range(min(-surplus, _AT_ONCE))
            return slow_start(missing, lambda _: create_pod(self._world, self.name, replicas, template))
        crowd = Counter(bound_node(pod) for pod in active)
        doomed = sorted(active, key=lambda one: removal_order(one, crowd))[: min(surplus, _AT_ONCE)]
        return delete_all(self._world, self.name, replicas, doomed)

    def _report(self, replicas: Object, pods: list[Object], refused: ApiError | None) -> None:
        active = [pod for pod in pods if is_active(pod)]
        minimum: int = replicas["spec"].get("minReadySeconds") or 0
        wanted = (replicas["spec"]["template"].get("metadata") or {}).get("labels") or {}
        ready = [pod for pod in active if is_ready(pod)]
        available = sum(is_available(pod, minimum, self._world.now()) for pod in ready)
        labelled = sum(wanted.items() <= (pod["metadata"].get("labels") or {}).items() for pod in active)
        status: Object = {"replicas": len(active), "observedGeneration": replicas["metadata"]["generation"]}
        for field, number in (
            ("fullyLabeledReplicas", labelled),
            ("readyReplicas", len(ready)),
            ("availableReplicas", available),
        ):
            if number:
                status[field] = number
        status["terminatingReplicas"] = sum(is_terminating(pod) for pod in pods)
        before: Object = replicas.get("status") or {}
        others = [entry for entry in before.get("conditions") or () if entry["type"] != "ReplicaFailure"]
        if refused is not None:
            known = next((one for one in before.get("conditions") or () if one["type"] == "ReplicaFailure"), None)
            reason = "FailedCreate" if len(active) < int(replicas["spec"].get("replicas", 1)) else "FailedDelete"
            failure = {"type": "ReplicaFailure", "status": "True", "reason": reason, "message": str(refused)}
            # The message names a pod that never was, another one each time: it alone is no news.
            news = known is None or known["reason"] != reason
            others.append({**failure, "lastTransitionTime": self._world.stamp()} if news else known)
        if others:
            status["conditions"] = others
        self._world.put_status(REPLICA_SETS, replicas, status)
        if minimum and len(ready) != available:
            metadata = replicas["metadata"]
            self._world.work.add_after(self, (metadata["namespace"], metadata["name"]), minimum)
