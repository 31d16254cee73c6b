"""Taint eviction: pods leave a node with a NoExecute taint, at once or when they have tolerated it long enough.

Source: kubernetes ``pkg/controller/tainteviction/taint_eviction.go`` (``processPodOnNode``, ``getMinTolerationTime``).
"""

from ktui.demo.pods import bound_node, is_deleting
from ktui.demo.resources import NODES, PODS
from ktui.demo.status import Object
from ktui.demo.taints import NO_EXECUTE, taints_of, tolerates
from ktui.demo.work import Key
from ktui.demo.world import World


class TaintEvictionController:
    """Deletes the pods that their node's taints repel.

    Args:
        world: the cluster.
    """

    name = "taint-eviction-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        self._since: dict[str, float] = {}
        world.on(PODS, self._pod_changed)
        world.on(NODES, self._node_changed)

    def sync(self, key: Key) -> None:
        """Looks at one pod: whether it has to go, and when."""
        pod = self._world.get(PODS, *key)
        node = pod and self._world.get(NODES, "", bound_node(pod))
        if pod is None or node is None or is_deleting(pod):
            return
        uid: str = pod["metadata"]["uid"]
        taints = [taint for taint in taints_of(node) if taint["effect"] == NO_EXECUTE]
        if not taints:
            self._since.pop(uid, None)
            return
        # The wait begins when the first taint is seen; when it was added is another time, often not told.
        leaves_at = _leaves_at(pod, taints, self._since.setdefault(uid, self._world.now()))
        if leaves_at is None:
            return
        if not self._world.reached(leaves_at):
            self._world.work.add_at(self, key, leaves_at)
            return
        name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
        self._world.record(self.name, pod, "Normal", "TaintManagerEviction", f"Marking for deletion Pod {name}")
        status: Object = pod.get("status") or {}
        disrupted = {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": "DeletionByTaintManager",
            "message": "Taint manager: deleting due to NoExecute taint",
            "lastProbeTime": None,
            "lastTransitionTime": self._world.stamp(),
        }
        others = [entry for entry in status.get("conditions") or () if entry["type"] != "DisruptionTarget"]
        self._world.put_status(PODS, pod, {**status, "conditions": [*others, disrupted]})
        self._world.delete(PODS, pod, propagation=None)

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None and old is not None:
            self._since.pop(old["metadata"]["uid"], None)
        if new is not None and bound_node(new) and (old is None or not bound_node(old)):
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None or (old is not None and taints_of(old) == taints_of(new)):
            return
        for pod in self._world.pods_on(new["metadata"]["name"]):
            self._world.work.add(self, (pod["metadata"]["namespace"], pod["metadata"]["name"]))


def _leaves_at(pod: Object, taints: list[Object], since: float) -> float | None:
    """When the pod has to go; None for never."""
    tolerations: list[Object] = pod["spec"].get("tolerations") or []
    used: list[Object] = []
    for taint in taints:
        tolerating = [toleration for toleration in tolerations if tolerates(toleration, taint)]
        if not tolerating:
            return since
        used += tolerating
    limits = [max(0, int(each["tolerationSeconds"])) for each in used if each.get("tolerationSeconds") is not None]
    return since + min(limits) if limits else None
