"""A cluster's state, filled in by hand: every object is decoded from JSON as the server would send it."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import msgspec

from ktui.domain.coverage import cover
from ktui.domain.events import Event
from ktui.domain.objects import ControllerRevision, DaemonSet, Node, Pod
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live
from ktui.store.snapshot import snapshot

NOW = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
"""The time in every picture and test."""


def _ago(**length) -> str:
    return (NOW - timedelta(**length)).isoformat().replace("+00:00", "Z")


class World:
    """A cluster. Everything is live unless feeds say otherwise."""

    def __init__(self) -> None:
        self.state = ClusterState()
        self._version = itertools.count(1)
        self._serial = itertools.count(1)

    # ---- objects

    def node(self, name, *, ready="True", reason="KubeletReady", taints=(), unschedulable=False, uid="", **labels):
        labels = {"kubernetes.io/hostname": name, **{key.replace("__", "/"): value for key, value in labels.items()}}
        condition = {"type": "Ready", "status": ready, "reason": reason, "lastTransitionTime": _ago(minutes=14)}
        condition["message"] = "kubelet is posting ready status" if ready == "True" else "container runtime is down"
        written = [dict(zip(("key", "effect", "value"), taint, strict=False)) for taint in taints]
        spec = {"unschedulable": unschedulable, "taints": written}
        node = {"metadata": self._meta(name, uid=uid or f"node-{name}", labels=labels), "spec": spec}
        info = {"kubeletVersion": "v1.36.3", "osImage": "Ubuntu 24.04.3 LTS", "kernelVersion": "6.8.0-1031-aws"}
        info |= {"containerRuntimeVersion": "containerd://2.1.4", "architecture": "amd64"}
        addresses = [{"type": "InternalIP", "address": f"10.0.0.{len(self.state.nodes) + 1}"}]
        node["status"] = {"conditions": [condition], "nodeInfo": info, "addresses": addresses}
        self.state.nodes.upsert(msgspec.convert(node, Node))

    def daemon_set(
        self, namespace, name, *, selector=(), tolerations=(), strategy="RollingUpdate", revisions=1, **meta
    ):
        uid = f"ds-{namespace}-{name}"
        pod = {"nodeSelector": dict(selector), "tolerations": [dict(each) for each in tolerations]}
        pod["containers"] = [{"name": "main", "image": f"registry.example.com/{name}:{revisions}"}]
        spec = {"template": {"metadata": {"labels": {"app": name}}, "spec": pod}}
        spec |= {"selector": {"matchLabels": {"app": name}}, "updateStrategy": {"type": strategy}}
        wire = {"metadata": self._meta(name, namespace, uid=uid, generation=revisions, **meta), "spec": spec}
        self.state.daemon_sets.upsert(msgspec.convert(wire, DaemonSet))
        for number in range(1, revisions + 1):
            owned = self._meta(f"{name}-r{number}", namespace, labels={"controller-revision-hash": f"r{number}"})
            owned["ownerReferences"] = [_owner(name, uid)]
            revision = {"metadata": owned, "revision": number}
            self.state.controller_revisions.upsert(msgspec.convert(revision, ControllerRevision))

    def pod(self, namespace, owner, node, *, story="ready", revision=1, bound=True, age=None, name="", uid=""):
        serial = next(self._serial)
        name = name or f"{owner}-{'bcdfghjklmnpqrstvwxz'[serial % 20]}{serial:03d}"
        meta = self._meta(name, namespace, uid=uid or f"pod-{serial}", age=age or timedelta(days=3))
        meta["labels"] = {"app": owner, "controller-revision-hash": f"r{revision}"}
        meta["ownerReferences"] = [_owner(owner, f"ds-{namespace}-{owner}")]
        if story == "terminating":
            meta["deletionTimestamp"] = (NOW + timedelta(seconds=18)).isoformat()
            meta["deletionGracePeriodSeconds"] = 30
        spec = {"containers": [{"name": "main"}], **({"nodeName": node} if bound else {"affinity": _target(node)})}
        wire = {"metadata": meta, "spec": spec}
        wire["status"] = STORIES[story] | ({"podIP": f"10.244.0.{serial}"} if bound else {})
        self.state.pods.upsert(msgspec.convert(wire, Pod))

    def put_pod(self, namespace, name, owner, **spec):
        """A pod that something else than a DaemonSet owns, or nothing (None); it waits for a node."""
        meta = self._meta(name, namespace)
        meta["ownerReferences"] = [] if owner is None else [{"uid": "owner", "controller": True, **owner}]
        wire = {"metadata": meta, "spec": spec, "status": {"phase": "Pending"}}
        self.state.pods.upsert(msgspec.convert(wire, Pod))

    def warning(self, namespace, owner, reason, message, count=1):
        serial = next(self._serial)
        about = {"kind": "DaemonSet", "namespace": namespace, "name": owner, "uid": f"ds-{namespace}-{owner}"}
        event = {"metadata": self._meta(f"{owner}.{serial}", namespace), "involvedObject": about, "type": "Warning"}
        event |= {"reason": reason, "message": message, "count": count, "lastTimestamp": _ago(minutes=1)}
        self.state.daemon_set_warnings.upsert(msgspec.convert(event, Event))

    # ---- the whole

    def settle(self):
        """Give every DaemonSet the status that its controller would, and let everything be live."""
        self.feed(Live())
        for column in cover(snapshot(self.state), NOW).daemon_sets:
            totals, old = column.totals, column.daemon_set
            status = msgspec.structs.replace(
                old.status,
                desired_number_scheduled=totals.desired,
                current_number_scheduled=totals.current,
                number_ready=totals.ready,
                updated_number_scheduled=totals.up_to_date,
                number_available=totals.available,
                number_misscheduled=totals.misscheduled,
                observed_generation=old.metadata.generation,
            )
            self.state.daemon_sets.upsert(msgspec.structs.replace(old, status=status))
        return self

    def feed(self, feed, *kinds):
        """Set the feed of some kinds, or of all."""
        for kind, table in self.state.tables.items():
            if not kinds or kind.name in kinds:
                table.set_feed(feed)
        return self

    def _meta(self, name, namespace="", *, uid="", age=timedelta(days=40), **more):
        created = (NOW - age).isoformat()
        version = str(next(self._version))
        meta = {"name": name, "uid": uid or f"{namespace}/{name}", "resourceVersion": version}
        return meta | {"creationTimestamp": created, **({"namespace": namespace} if namespace else {}), **more}


def _owner(name, uid):
    return {"kind": "DaemonSet", "name": name, "uid": uid, "controller": True}


def _target(node):
    field = {"key": "metadata.name", "operator": "In", "values": [node]}
    terms = {"nodeSelectorTerms": [{"matchFields": [field]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def _status(phase, *, ready, container=None, restarts=0, last=None, conditions=(), **more):
    condition = {"type": "Ready", "status": "True" if ready else "False", "lastTransitionTime": _ago(minutes=14)}
    status = {"phase": phase, "conditions": [condition, *conditions], **more}
    if container is not None:
        state = {"name": "main", "ready": ready, "restartCount": restarts, "state": container}
        status["containerStatuses"] = [state | ({"lastState": last} if last else {})]
    return status


RUNNING = {"running": {"startedAt": _ago(minutes=15)}}
OOM = {"terminated": {"exitCode": 137, "reason": "OOMKilled", "finishedAt": _ago(minutes=2)}}
STORIES = {
    "ready": _status("Running", ready=True, container=RUNNING),
    "terminating": _status("Running", ready=True, container=RUNNING),
    "unready": _status("Running", ready=False, container=RUNNING),
    "starting": _status("Pending", ready=False, container={"waiting": {"reason": "ContainerCreating"}}),
    "unscheduled": _status(
        "Pending",
        ready=False,
        conditions=[
            {
                "type": "PodScheduled",
                "status": "False",
                "reason": "Unschedulable",
                "message": "0/10 nodes are available: 1 Insufficient memory, 9 node(s) didn't match affinity.",
                "lastTransitionTime": _ago(minutes=5),
            }
        ],
    ),
    "crash": _status(
        "Running",
        ready=False,
        container={"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}},
        restarts=7,
        last=OOM,
    ),
    "image": _status(
        "Pending",
        ready=False,
        container={"waiting": {"reason": "ImagePullBackOff", "message": 'Back-off pulling image "registry/fb:9"'}},
    ),
}


def zoo() -> World:
    """Ten nodes and seven DaemonSets in which every state of the grid occurs."""
    world = World()
    lost = (("node.kubernetes.io/unreachable", "NoSchedule"), ("node.kubernetes.io/unreachable", "NoExecute"))
    zones = itertools.cycle("abc")
    for name, pool, more in (
        ("cpu-a1", "cpu", {}),
        ("cpu-b1", "cpu", {}),
        ("cpu-c1", "cpu", {}),
        ("cpu-a2", "cpu", {"unschedulable": True, "taints": (("node.kubernetes.io/unschedulable", "NoSchedule"),)}),
        ("cpu-b2", "cpu", {"ready": "Unknown", "reason": "NodeStatusUnknown", "taints": lost}),
        ("gpu-a1", "gpu", {"taints": (("nvidia.com/gpu", "NoSchedule", "true"),)}),
        ("gpu-b1", "gpu", {"taints": (("nvidia.com/gpu", "NoSchedule", "true"),)}),
        ("gpu-c1", "gpu", {"taints": (("nvidia.com/gpu", "NoSchedule", "true"),)}),
        ("infra-a1", "infra", {"taints": (("dedicated", "NoExecute", "infra"),)}),
        ("infra-b1", "infra", {"taints": (("dedicated", "NoExecute", "infra"),)}),
    ):
        world.node(name, pool=pool, **{"topology.kubernetes.io__zone": f"eu-1{next(zones)}"}, **more)
    everywhere = ({"operator": "Exists"},)
    gpu = ({"key": "nvidia.com/gpu", "operator": "Exists"},)
    network = ({"key": "node.kubernetes.io/network-unavailable", "operator": "Exists"}, *everywhere)
    names = [node.name for node in world.state.nodes]

    world.daemon_set("kube-system", "calico-node", tolerations=network, strategy="OnDelete", revisions=5)
    for at, node in enumerate(names):
        world.pod("kube-system", "calico-node", node, revision=5 if at % 3 else 4)

    world.daemon_set("kube-system", "csi-ebs", tolerations=everywhere, revisions=2)
    for node in names:
        world.pod("kube-system", "csi-ebs", node, revision=2)

    world.daemon_set("logging", "fluentbit", tolerations=gpu, revisions=4)
    stories = {"cpu-b1": "image", "cpu-c1": "unready", "cpu-a2": "terminating", "gpu-a1": "crash", "gpu-b1": "starting"}
    for node in names[:-2]:
        world.pod("logging", "fluentbit", node, story=stories.get(node, "ready"), revision=4)

    world.daemon_set("gpu", "nvidia-plugin", selector={"pool": "gpu"}, tolerations=gpu)
    for node in names[5:8]:
        world.pod("gpu", "nvidia-plugin", node)

    world.daemon_set("monitoring", "node-exporter", tolerations=everywhere, revisions=3)
    world.warning(
        "monitoring", "node-exporter", "FailedCreate", 'Error creating: pods "node-exporter-" is forbidden: quota', 9
    )
    for node in names:
        if node not in {"cpu-c1", "infra-b1"}:
            world.pod("monitoring", "node-exporter", node, revision=3)
    world.pod("monitoring", "node-exporter", "cpu-a1", revision=3, age=timedelta(minutes=1))

    world.daemon_set("storage", "backup-agent", revisions=1)
    for node in ("cpu-a1", "cpu-b1", "cpu-c1", "cpu-a2"):
        world.pod("storage", "backup-agent", node)
    world.pod("storage", "backup-agent", "gpu-c1")
    world.pod("storage", "backup-agent", "infra-a1")

    world.daemon_set("team-a", "audit", selector={"pool": "cpu"})
    world.pod("team-a", "audit", "cpu-a1", story="unscheduled", bound=False, age=timedelta(minutes=5))
    for node in ("cpu-b1", "cpu-c1", "cpu-a2"):
        world.pod("team-a", "audit", node)
    return world.settle()
