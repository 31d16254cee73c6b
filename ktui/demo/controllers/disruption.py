"""Disruption budgets: how many of their pods may go now.

Source: kubernetes ``pkg/controller/disruption/disruption.go`` (``trySync``, ``getExpectedPodCount``,
``updatePdbStatus``).
"""

from ktui.demo.controllers.replica_plan import size_of
from ktui.demo.owners import controller_of
from ktui.demo.pods import is_deleting, is_ready, seconds_of
from ktui.demo.resources import DEPLOYMENTS, POD_DISRUPTION_BUDGETS, PODS, REPLICA_SETS, STATEFUL_SETS, Resource
from ktui.demo.rounding import scaled_up
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_FORGET_AFTER = 120.0
_SCALED: dict[str, Resource] = {"ReplicaSet": REPLICA_SETS, "Deployment": DEPLOYMENTS, "StatefulSet": STATEFUL_SETS}


class DisruptionController:
    """Keeps the status of all PodDisruptionBudgets.

    Args:
        world: the cluster.
    """

    name = "controllermanager"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(POD_DISRUPTION_BUDGETS, self._budget_changed)
        world.on(PODS, self._pod_changed)
        world.on(DEPLOYMENTS, self._size_changed)

    def sync(self, key: Key) -> None:
        """Counts for one budget."""
        budget = self._world.get(POD_DISRUPTION_BUDGETS, *key)
        if budget is None:
            return
        pods = [pod for pod in self._world.all(PODS, key[0]) if self._world.selects(budget, pod)]
        if not pods:
            self._world.record(self.name, budget, "Normal", "NoPods", "No matching pods found")
        expected, wanted = self._expected(budget, pods)
        before: Object = budget.get("status") or {}
        disrupted = self._disrupted(before, pods, key)
        healthy = sum(
            is_ready(pod) and not is_deleting(pod) and pod["metadata"]["name"] not in disrupted for pod in pods
        )
        allowed = max(0, healthy - wanted) if expected > 0 else 0
        status: Object = {
            "conditions": [self._condition(budget, before, allowed=allowed > 0)],
            "currentHealthy": healthy,
            "desiredHealthy": wanted,
            "disruptionsAllowed": allowed,
            "expectedPods": expected,
            "observedGeneration": budget["metadata"]["generation"],
        }
        if disrupted:
            status["disruptedPods"] = disrupted
        self._world.put_status(POD_DISRUPTION_BUDGETS, budget, status)

    def _budget_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        pod = new or old
        if pod is not None:
            self._look(pod["metadata"]["namespace"], pod)

    def _size_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._look(new["metadata"]["namespace"], new["spec"]["template"])

    def _look(self, namespace: str, labelled: Object) -> None:
        for budget in self._world.all(POD_DISRUPTION_BUDGETS, namespace):
            if self._world.selects(budget, {"metadata": labelled.get("metadata") or {}}):
                self._world.work.add(self, (namespace, budget["metadata"]["name"]))

    def _expected(self, budget: Object, pods: list[Object]) -> tuple[int, int]:
        """How many pods there should be, and how many of them have to be healthy."""
        spec: Object = budget["spec"]
        most = spec.get("maxUnavailable")
        if most is not None:
            total = self._scale(pods)
            return total, max(0, total - scaled_up(most, total))
        least = spec.get("minAvailable", 1)
        total = self._scale(pods) if isinstance(least, str) else len(pods)
        return total, scaled_up(least, total)

    def _scale(self, pods: list[Object]) -> int:
        """What the controllers of the pods are to have together."""
        controllers: dict[str, int] = {}
        for pod in pods:
            above: Object | None = None
            owner, namespace = controller_of(pod), pod["metadata"]["namespace"]
            while owner is not None and owner["kind"] in _SCALED:
                found = self._world.get(_SCALED[owner["kind"]], namespace, owner["name"])
                if found is None:
                    break
                above, owner = found, controller_of(found)
            if above is not None:
                controllers[above["metadata"]["uid"]] = size_of(above)
        return sum(controllers.values())

    def _disrupted(self, before: Object, pods: list[Object], key: Key) -> dict[str, str]:
        """The pods whose eviction was granted and has not begun yet; one that never begins is forgotten."""
        there = {pod["metadata"]["name"] for pod in pods if not is_deleting(pod)}
        left: dict[str, str] = {}
        for name, since in (before.get("disruptedPods") or {}).items():
            ends = seconds_of(since) + _FORGET_AFTER
            if name in there and not self._world.reached(ends):
                left[name] = since
                self._world.work.add_at(self, key, ends)
        return left

    def _condition(self, budget: Object, before: Object, *, allowed: bool) -> Object:
        known = next((one for one in before.get("conditions") or () if one["type"] == "DisruptionAllowed"), None)
        value = "True" if allowed else "False"
        same = known is not None and known["status"] == value
        return {
            "type": "DisruptionAllowed",
            "status": value,
            "reason": "SufficientPods" if allowed else "InsufficientPods",
            "message": "",
            "observedGeneration": budget["metadata"]["generation"],
            "lastTransitionTime": known["lastTransitionTime"] if known is not None and same else self._world.stamp(),
        }
