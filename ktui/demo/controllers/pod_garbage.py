"""Pod garbage collection: pods whose node has gone.

Source: kubernetes ``pkg/controller/podgc/gc_controller.go`` (``gcOrphaned``).
"""

from ktui.demo.pods import bound_node, is_terminal
from ktui.demo.resources import NODES, PODS
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World

_QUARANTINE = 40.0


class PodGarbageCollector:
    """Removes the pods of nodes that have not been there for a while.

    Args:
        world: the cluster.
    """

    name = "pod-garbage-collector"

    def __init__(self, world: World) -> None:
        self._world = world
        self._missing: dict[str, float] = {}
        world.on(NODES, self._node_changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Removes the pods of one node if it has been missing long enough."""
        node = key[0]
        if self._world.get(NODES, "", node) is not None:
            self._missing.pop(node, None)
            return
        ends = self._missing.setdefault(node, self._world.now()) + _QUARANTINE
        if not self._world.reached(ends):
            self._world.work.add_at(self, key, ends)
            return
        for pod in self._world.pods_on(node):
            self._remove(pod)

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None and old is not None:
            self._world.work.add(self, (old["metadata"]["name"],))

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        if new is not None and old is None and bound_node(new):
            self._world.work.add(self, (bound_node(new),))

    def _remove(self, pod: Object) -> None:
        status: Object = dict(pod.get("status") or {})
        if not is_terminal(pod):
            disrupted = {
                "type": "DisruptionTarget",
                "status": "True",
                "reason": "DeletionByPodGC",
                "message": "PodGC: node no longer exists",
                "lastProbeTime": None,
                "lastTransitionTime": self._world.stamp(),
            }
            status["conditions"] = [*(status.get("conditions") or []), disrupted]
            status["phase"] = "Failed"
            pod = self._world.put_status(PODS, pod, status)
        self._world.delete(PODS, pod, grace=0, propagation=None)
