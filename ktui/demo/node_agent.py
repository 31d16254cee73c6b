"""Fake kubelets, the half that reports nodes: registration, conditions, heartbeats.

Source: kubernetes ``pkg/kubelet/nodestatus/setters.go`` (conditions), ``pkg/kubelet/kubelet_node_status.go``; leases as
in kubernetes/component-helpers ``apimachinery/lease``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from zlib import crc32

from ktui.demo.clock import micro_stamp
from ktui.demo.pods import condition, seconds_of
from ktui.demo.resources import LEASES, NODES
from ktui.demo.status import ApiError, Object
from ktui.demo.stories import PREFIX
from ktui.demo.work import Key
from ktui.demo.world import World

VERSION = "v1.36.3"
LEASE_NAMESPACE = "kube-node-lease"

_REPORT_EVERY = 300.0
_WELL = {
    "MemoryPressure": ("KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
    "DiskPressure": ("KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
    "PIDPressure": ("KubeletHasSufficientPID", "kubelet has sufficient PID available"),
    "NetworkUnavailable": ("RouteCreated", "RouteController created a route"),
}
_ILL = {
    "MemoryPressure": ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available"),
    "DiskPressure": ("KubeletHasDiskPressure", "kubelet has disk pressure"),
    "PIDPressure": ("KubeletHasInsufficientPID", "kubelet has insufficient PID available"),
    "NetworkUnavailable": ("NoRouteCreated", "Node created without a route"),
}
_CAPACITY = {"cpu": "8", "memory": "16Gi", "pods": "110"}
_INFO = {
    "architecture": "amd64",
    "bootID": "",
    "containerRuntimeVersion": "containerd://2.1.4",
    "kernelVersion": "6.12.0",
    "kubeProxyVersion": "",
    "kubeletVersion": VERSION,
    "machineID": "",
    "operatingSystem": "linux",
    "osImage": "Debian GNU/Linux 13",
    "systemUUID": "",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a node.

    Args:
        silent: its kubelet says nothing any more.
        conditions: pressures that it reports.
        reason: why it is not ready; empty if it is.
        message: the same in a sentence.
    """

    silent: bool = False
    conditions: frozenset[str] = frozenset()
    reason: str = ""
    message: str = ""


_DOWN = Fault(reason="KubeletNotReady", message="container runtime is down")


class NodeAgent:
    """The kubelets of all nodes, as far as nodes go.

    Args:
        world: the cluster.
        lease_every: seconds between two heartbeats, once they `begin`.
    """

    name = "kubelet-node"

    def __init__(self, world: World, lease_every: float = 10.0) -> None:
        self._world = world
        self._lease_every = lease_every
        self._begun = False
        self._faults: dict[str, Fault] = {}
        self._numbers: dict[str, int] = {}
        self._pod_numbers: dict[str, int] = {}
        self.revived: list[Callable[[str], None]] = []
        """Called with the name of a node whose kubelet speaks again."""
        world.on(NODES, self._node_changed)

    def begin(self) -> None:
        """Begins the regular heartbeats: before, in a cluster's history, only changes are reported."""
        self._begun = True
        for node in self._world.all(NODES):
            self._world.work.add(self, (node["metadata"]["name"],))

    def set_fault(self, node: str, fault: Fault | None) -> None:
        """Breaks a node, or mends it."""
        was_alive = self.alive(node)
        if fault is None:
            self._faults.pop(node, None)
        else:
            self._faults[node] = fault
        self._world.work.add(self, (node,))
        if self.alive(node) and not was_alive:
            for hear in self.revived:
                hear(node)

    def alive(self, node: str) -> bool:
        """Whether the node's kubelet works: a node that is not ready still has one, a silent node has not."""
        found = self._world.get(NODES, "", node)
        return found is not None and not self._fault(found).silent

    def address(self, node: str) -> str:
        """The node's own address."""
        number = self._numbers.setdefault(node, len(self._numbers))
        return f"10.0.{number // 250}.{number % 250 + 4}"

    def pod_address(self, node: str) -> str:
        """An address for one more pod of the node."""
        number = self._numbers.setdefault(node, len(self._numbers))
        count = self._pod_numbers[node] = self._pod_numbers.get(node, 1) + 1
        return f"10.{244 + number // 256 % 8}.{number % 256}.{count % 253 + 1}"

    def sync(self, key: Key) -> None:
        """Reports one node and renews its lease."""
        node = self._world.get(NODES, "", *key)
        if node is None:
            return
        fault = self._fault(node)
        if fault.silent:
            return
        status = self._status(node, fault)
        if status != node.get("status"):
            before = condition(node, "Ready")
            node = self._world.put_status(NODES, node, status)
            ready = condition(node, "Ready")
            if ready is not None and (before is None or before["status"] != ready["status"]):
                state = "NodeReady" if ready["status"] == "True" else "NodeNotReady"
                message = f"Node {key[0]} status is now: {state}"
                self._world.record("kubelet", node, "Normal", state, message, host=key[0])
        self._renew(node)
        if self._begun:
            self._world.work.add_after(self, key, self._lease_every)

    def _node_changed(self, old: Object | None, new: Object | None) -> None:
        if new is None:
            return
        metadata = new["metadata"]
        if old is None or _wishes(old) != _wishes(new):
            self._world.work.add(self, (metadata["name"],))
            if old is not None and self._fault(old).silent and not self._fault(new).silent:
                for hear in self.revived:
                    hear(metadata["name"])

    def _fault(self, node: Object) -> Fault:
        metadata = node["metadata"]
        if (metadata.get("labels") or {}).get(f"{PREFIX}silent") == "true":
            return Fault(silent=True)
        if (metadata.get("annotations") or {}).get(f"{PREFIX}not-ready") == "true":
            return _DOWN
        return self._faults.get(metadata["name"], Fault())

    def _status(self, node: Object, fault: Fault) -> Object:
        before: Object = node.get("status") or {}
        name, now = node["metadata"]["name"], self._world.stamp()
        if fault.reason:
            ready: tuple[str, str, str] = ("False", fault.reason, fault.message)
        else:
            ready = ("True", "KubeletReady", "kubelet is posting ready status")
        wanted = [("Ready", *ready)]
        for kind, well in _WELL.items():
            ill = kind in fault.conditions
            wanted.append((kind, "True" if ill else "False", *(_ILL[kind] if ill else well)))
        known = {entry["type"]: entry for entry in before.get("conditions") or ()}
        changed = any(
            kind not in known or (known[kind]["status"], known[kind]["reason"]) != (value, reason)
            for kind, value, reason, _ in wanted
        )
        ready_now = condition(node, "Ready")
        stale = ready_now is None or self._age(ready_now["lastHeartbeatTime"]) >= _REPORT_EVERY
        if not changed and not stale:
            return before
        conditions = []
        for kind, value, reason, message in wanted:
            same = kind in known and known[kind]["status"] == value
            since = known[kind]["lastTransitionTime"] if same else now
            conditions.append(
                {
                    "type": kind,
                    "status": value,
                    "reason": reason,
                    "message": message,
                    "lastHeartbeatTime": now,
                    "lastTransitionTime": since,
                }
            )
        conditions += [entry for kind, entry in known.items() if kind not in {kind for kind, *_ in wanted}]
        host = {"address": self.address(name), "type": "InternalIP"}
        return {
            "capacity": _CAPACITY,
            "allocatable": before.get("capacity") or _CAPACITY,
            "addresses": [host, {"address": name, "type": "Hostname"}],
            **before,
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {
                **_INFO,
                "machineID": _hex(name, "machine"),
                "systemUUID": _hex(name, "system"),
                # A new node has all the fields, and nothing in them.
                **{field: text for field, text in (before.get("nodeInfo") or {}).items() if text},
            },
            "conditions": conditions,
        }

    def _age(self, moment: str) -> float:
        return self._world.now() - seconds_of(moment)

    def _renew(self, node: Object) -> None:
        metadata = node["metadata"]
        now = micro_stamp(self._world.clock.now())
        lease = self._world.get(LEASES, LEASE_NAMESPACE, metadata["name"])
        if lease is not None:
            self._world.put(LEASES, {**lease, "spec": {**lease["spec"], "renewTime": now}})
            return
        owner = {"apiVersion": "v1", "kind": "Node", "name": metadata["name"], "uid": metadata["uid"]}
        fresh: Object = {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": metadata["name"], "namespace": LEASE_NAMESPACE, "ownerReferences": [owner]},
            "spec": {
                "holderIdentity": metadata["name"],
                "leaseDurationSeconds": round(self._lease_every * 4),
                "renewTime": now,
            },
        }
        try:
            self._world.create(LEASES, fresh)
        except ApiError:
            # A cluster without the namespace has no leases; the node's own heartbeats remain.
            return


def _wishes(node: Object) -> tuple[str | None, str | None]:
    metadata = node["metadata"]
    silent = (metadata.get("labels") or {}).get(f"{PREFIX}silent")
    return silent, (metadata.get("annotations") or {}).get(f"{PREFIX}not-ready")


def _hex(name: str, about: str) -> str:
    return "".join(f"{crc32(f'{name}/{about}/{part}'.encode()):08x}" for part in range(4))
