"""Node lifecycle: a node's conditions and its cordon become taints; a silent kubelet makes them Unknown.

Source: kubernetes ``pkg/controller/nodelifecycle/node_lifecycle_controller.go`` (``tryUpdateNodeHealth``,
``doNoScheduleTaintingPass``, ``processTaintBaseEviction``, ``markPodsNotReady``).
"""

from collections.abc import Iterable

from ktui.demo.node_agent import LEASE_NAMESPACE
from ktui.demo.pods import condition, seconds_of
from ktui.demo.resources import LEASES, NODES, PODS
from ktui.demo.status import Object
from ktui.demo.taints import (
    DISK_PRESSURE,
    MEMORY_PRESSURE,
    NETWORK_UNAVAILABLE,
    NO_EXECUTE,
    NO_SCHEDULE,
    NOT_READY,
    PID_PRESSURE,
    UNREACHABLE,
    UNSCHEDULABLE,
    taints_of,
)
from ktui.demo.work import Key
from ktui.demo.world import World

_PRESSURES = {
    "MemoryPressure": MEMORY_PRESSURE,
    "DiskPressure": DISK_PRESSURE,
    "PIDPressure": PID_PRESSURE,
    "NetworkUnavailable": NETWORK_UNAVAILABLE,
}
_READINESS = {"False": NOT_READY, "Unknown": UNREACHABLE}
_OURS = frozenset([*_PRESSURES.values(), NOT_READY, UNREACHABLE, UNSCHEDULABLE])
_REPORTED = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")


class NodeLifecycleController:
    """Keeps the taints of all nodes, and gives up on kubelets that fall silent.

    Args:
        world: the cluster.
    """

    name = "node-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        self._grace: float | None = None
        world.on(NODES, self._node_changed)

    def sync(self, key: Key) -> None:
        """Looks at one node: its heartbeat, then its taints."""
        node = self._world.get(NODES, "", *key)
        if node is None:
            return
        if self._grace is not None:
            silent_at = self._last_heard(node) + self._grace
            if self._world.reached(silent_at):
                node = self._give_up(node)
            else:
                self._world.work.add_at(self, key, silent_at)
        self._set_taints(node)

    def begin(self, grace: float) -> None:
        """Begins to listen for heartbeats: before, in a cluster's history, there are none.

        Args:
            grace: seconds of silence after which a node's conditions are Unknown (``--node-monitor-grace-period``).
        """
        self._grace = grace
        for node in self._world.all(NODES):
            self._world.work.add(self, (node["metadata"]["name"],))

    def give_up(self, name: str) -> None:
        """Takes a node for lost now."""
        node = self._world.get(NODES, "", name)
        if node is not None:
            self._set_taints(self._give_up(node))

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None:
            return
        if old is None:
            name = new["metadata"]["name"]
            message = f"Node {name} event: Registered Node {name} in Controller"
            self._world.record(self.name, new, "Normal", "RegisteredNode", message)
        if old is None or _decisive(old) != _decisive(new):
            self._world.work.add(self, (new["metadata"]["name"],))

    def _last_heard(self, node: Object) -> float:
        metadata = node["metadata"]
        lease = self._world.get(LEASES, LEASE_NAMESPACE, metadata["name"])
        ready = condition(node, "Ready")
        heard = [seconds_of(metadata["creationTimestamp"])]
        if lease is not None:
            heard.append(seconds_of(lease["spec"]["renewTime"]))
        if ready is not None:
            heard.append(seconds_of(ready["lastHeartbeatTime"]))
        return max(heard)

    def _give_up(self, node: Object) -> Object:
        status: Object = node.get("status") or {}
        known = {entry["type"]: entry for entry in status.get("conditions") or ()}
        now = self._world.stamp()
        for kind in _REPORTED:
            before = known.get(kind)
            if before is None:
                reason, message = "NodeStatusNeverUpdated", "Kubelet never posted node status."
                heartbeat = node["metadata"]["creationTimestamp"]
            else:
                reason, message = "NodeStatusUnknown", "Kubelet stopped posting node status."
                heartbeat = before["lastHeartbeatTime"]
            if before is not None and before["status"] == "Unknown":
                continue
            known[kind] = {
                "type": kind,
                "status": "Unknown",
                "reason": reason,
                "message": message,
                "lastHeartbeatTime": heartbeat,
                "lastTransitionTime": now,
            }
        before = condition(node, "Ready")
        node = self._world.put_status(NODES, node, {**status, "conditions": list(known.values())})
        if before is not None and before["status"] == "True":
            name = node["metadata"]["name"]
            self._world.record(self.name, node, "Normal", "NodeNotReady", f"Node {name} status is now: NodeNotReady")
            self._mark_pods(node)
        return node

    def _set_taints(self, node: Object) -> None:
        now = self._world.stamp()
        wanted = list(self._wanted(node))
        present = taints_of(node)
        kept = [taint for taint in present if taint["key"] not in _OURS or _pair(taint) in wanted]
        have = [_pair(taint) for taint in kept]
        added = [
            {"key": key, "effect": effect, "timeAdded": now} for key, effect in wanted if (key, effect) not in have
        ]
        if added or len(kept) != len(present):
            # A cordon's taint carries the time as the others do.
            spec = {part: value for part, value in node["spec"].items() if part != "taints"}
            if kept or added:
                spec["taints"] = [*kept, *added]
            self._world.put(NODES, {**node, "spec": spec})

    @staticmethod
    def _wanted(node: Object) -> Iterable[tuple[str, str]]:
        ready = condition(node, "Ready")
        unready = _READINESS.get(ready["status"] if ready is not None else "Unknown")
        if unready is not None:
            yield unready, NO_SCHEDULE
        for kind, key in _PRESSURES.items():
            pressure = condition(node, kind)
            if pressure is not None and pressure["status"] == "True":
                yield key, NO_SCHEDULE
        if node["spec"].get("unschedulable"):
            yield UNSCHEDULABLE, NO_SCHEDULE
        if unready is not None:
            yield unready, NO_EXECUTE

    def _mark_pods(self, node: Object) -> None:
        """The pods of a node that fell silent are not ready either, whatever was heard of them last."""
        now = self._world.stamp()
        for pod in self._world.pods_on(node["metadata"]["name"]):
            ready = condition(pod, "Ready")
            if ready is None or ready["status"] != "True":
                continue
            unready = {**ready, "status": "False", "lastTransitionTime": now}
            others = [entry for entry in pod["status"]["conditions"] if entry["type"] != "Ready"]
            self._world.put_status(PODS, pod, {**pod["status"], "conditions": [*others, unready]})
            self._world.record(self.name, pod, "Warning", "NodeNotReady", "Node is not ready")


def _pair(taint: Object) -> tuple[str, str]:
    return taint["key"], taint["effect"]


def _decisive(node: Object) -> tuple[object, ...]:
    spec, status = node["spec"], node.get("status") or {}
    conditions = [(entry["type"], entry["status"]) for entry in status.get("conditions") or ()]
    return spec.get("taints"), spec.get("unschedulable"), conditions
