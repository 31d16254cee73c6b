"""The StatefulSet controller: pods with names of their own, made and ended one after the other.

Source: kubernetes ``pkg/controller/statefulset/stateful_set_control.go`` (``updateStatefulSet``,
``completeRollingUpdate``) and ``stateful_set_utils.go`` (``newVersionedStatefulSetPod``). Claims are made; nobody waits
for volumes.
"""

from ktui.demo.controllers.claims import claim, claimants
from ktui.demo.controllers.stateful_history import REVISION_LABEL, Revisions, clean_history, revisions
from ktui.demo.controllers.stateful_pods import StatefulPods, ordinal_of
from ktui.demo.pods import is_available, is_deleting, is_ready, is_terminal, phase
from ktui.demo.resources import PODS, STATEFUL_SETS
from ktui.demo.status import ApiError, Object
from ktui.demo.work import Key, Later
from ktui.demo.world import World


class StatefulSetController:
    """Keeps the pods of all StatefulSets.

    Args:
        world: the cluster.
    """

    name = "statefulset-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        self._pods = StatefulPods(world, self.name)
        world.on(STATEFUL_SETS, self._set_changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Takes one StatefulSet one step further, and reports."""
        stateful = self._world.get(STATEFUL_SETS, *key)
        if stateful is None:
            return
        known = revisions(self._world, stateful)
        pods = claim(self._world, PODS, stateful)
        refused = None
        if not is_deleting(stateful):
            try:
                self._step(stateful, known, pods)
            except ApiError as refusal:
                refused = refusal
        self._report(stateful, known)
        clean_history(self._world, stateful, known, pods)
        if refused is not None:
            raise Later from refused

    def _set_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        for key in claimants(self._world, STATEFUL_SETS, old, new):
            self._world.work.add(self, key)

    def _step(self, stateful: Object, known: Revisions, pods: list[Object]) -> None:
        """Makes what is missing, ends what is too much, then updates; in order, one waits for the one before."""
        spec = stateful["spec"]
        ordered = spec.get("podManagementPolicy") != "Parallel"
        start: int = (spec.get("ordinals") or {}).get("start", 0)
        wanted = range(start, start + spec.get("replicas", 1))
        own = {ordinal: pod for pod in pods if (ordinal := ordinal_of(stateful, pod)) is not None}
        healthy = True
        for ordinal in wanted:
            pod = own.get(ordinal)
            if pod is None:
                self._pods.create(stateful, known.template_for(stateful, ordinal), ordinal)
            elif is_terminal(pod) and not is_deleting(pod):
                self._pods.delete(stateful, pod)
            elif self._is_healthy(stateful, pod):
                continue
            healthy = False
            if ordered:
                return
        for ordinal in sorted(own.keys() - set(wanted), reverse=True):
            if not is_deleting(own[ordinal]):
                self._pods.delete(stateful, own[ordinal])
            if ordered:
                return
        if healthy and spec["updateStrategy"]["type"] == "RollingUpdate":
            self._update(stateful, known, [own[ordinal] for ordinal in reversed(wanted)])

    def _update(self, stateful: Object, known: Revisions, pods: list[Object]) -> None:
        """Ends the last pod that is outdated; its successor is made of the new template."""
        partition: int = (stateful["spec"]["updateStrategy"].get("rollingUpdate") or {}).get("partition", 0)
        for pod in pods:
            ordinal = ordinal_of(stateful, pod)
            outdated = (pod["metadata"].get("labels") or {}).get(REVISION_LABEL) != known.update
            if outdated and ordinal is not None and ordinal >= partition:
                self._pods.delete(stateful, pod)
                return

    def _is_healthy(self, stateful: Object, pod: Object) -> bool:
        if is_deleting(pod) or phase(pod) != "Running" or not is_ready(pod):
            return False
        minimum: int = stateful["spec"].get("minReadySeconds") or 0
        if is_available(pod, minimum, self._world.now()):
            return True
        metadata = stateful["metadata"]
        self._world.work.add_after(self, (metadata["namespace"], metadata["name"]), minimum)
        return False

    def _report(self, stateful: Object, known: Revisions) -> None:
        pods = [pod for pod in claim(self._world, PODS, stateful) if phase(pod) in ("Pending", "Running")]
        minimum: int = stateful["spec"].get("minReadySeconds") or 0
        living = [pod for pod in pods if not is_deleting(pod)]
        ready = sum(phase(pod) == "Running" and is_ready(pod) for pod in pods)
        current, updated = (
            sum((pod["metadata"].get("labels") or {}).get(REVISION_LABEL) == revision for pod in living)
            for revision in (known.current, known.update)
        )
        name = known.current
        if updated == len(pods) == ready and stateful["spec"]["updateStrategy"]["type"] == "RollingUpdate":
            name, current = known.update, updated
        counted = {"currentReplicas": current, "readyReplicas": ready, "updatedReplicas": updated}
        status: Object = {
            "availableReplicas": sum(is_available(pod, minimum, self._world.now()) for pod in pods),
            "collisionCount": (stateful.get("status") or {}).get("collisionCount", 0),
            "currentRevision": name,
            "observedGeneration": stateful["metadata"]["generation"],
            "replicas": len(pods),
            "updateRevision": known.update,
            **{field: number for field, number in counted.items() if number},
        }
        self._world.put_status(STATEFUL_SETS, stateful, status)
