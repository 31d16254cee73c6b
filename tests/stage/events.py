"""Events of a cluster that is filled in by hand, and a pod as the server has it in full."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from ktui.domain.events import Event
from ktui.domain.kinds import EVENT
from ktui.store.feed import Live
from stage.world import NOW, World


def at(**length) -> str:
    return (NOW - timedelta(**length)).isoformat().replace("+00:00", "Z")


TOLD = (
    ("Pod", "logging", "fluentbit-j026", "Warning", "BackOff", "Back-off restarting failed container main", 41, 2),
    ("Pod", "logging", "fluentbit-d022", "Warning", "Failed", "Error: ImagePullBackOff", 9, 4),
    (
        "Pod",
        "team-a",
        "audit-l048",
        "Warning",
        "FailedScheduling",
        "0/10 nodes are available: 1 Insufficient memory",
        3,
        5,
    ),
    ("Node", "", "cpu-b2", "Normal", "NodeNotReady", "Node cpu-b2 status is now: NodeNotReady", 1, 14),
    ("DaemonSet", "monitoring", "node-exporter", "Warning", "FailedCreate", "Error creating: quota", 9, 1),
    ("Job", "db", "backup-1", "Normal", "Completed", "Job completed", 1, 30),
    ("CronJob", "db", "backup", "Normal", "SawCompletedJob", "Saw completed job: backup-1", 1, 30),
    ("Service", "default", "web", "Normal", "Synced", "in sync", 1, 300),
)
"""Kind, namespace, name, type, reason, message, count, minutes ago."""


def with_events(world: World) -> World:
    """The world, and what it tells of itself."""
    table = world.state.table(EVENT)
    for number, (kind, namespace, name, sort, reason, message, count, minutes) in enumerate(TOLD):
        meta = {"name": f"{name}.{number:x}", "namespace": namespace or "default", "resourceVersion": str(number)}
        wire = {
            "metadata": meta | {"uid": f"event-{number}"},
            "involvedObject": {"kind": kind, "namespace": namespace, "name": name},
            "type": sort,
            "reason": reason,
            "message": message,
            "count": count,
            "firstTimestamp": at(hours=5),
            "lastTimestamp": at(minutes=minutes),
            "source": {"component": "kubelet", "host": "cpu-b1"},
        }
        table.upsert(msgspec.convert(wire, Event))
    table.set_feed(Live())
    return world


def whole_pod(name: str, namespace: str = "logging") -> dict[str, object]:
    """A pod of three containers, one of which fails, as the server has it."""
    containers = [
        {
            "name": "main",
            "image": "registry.example.com/observability/fluent-bit:3.2.1",
            "imagePullPolicy": "IfNotPresent",
            "ports": [
                {"containerPort": 2020, "name": "http"},
                {"containerPort": 53, "hostPort": 53, "protocol": "UDP"},
            ],
            "resources": {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
            "livenessProbe": {"httpGet": {"port": 2020}},
        },
        {"name": "reloader", "image": "reloader:1"},
    ]
    init = [
        {"name": "prepare", "image": "busybox:1"},
        {"name": "proxy", "image": "envoy:2", "restartPolicy": "Always"},
    ]
    oom = {"exitCode": 137, "reason": "OOMKilled", "finishedAt": at(minutes=2), "message": "out of memory"}
    back_off = {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}
    running = {"running": {"startedAt": at(minutes=15)}}
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "namespace": namespace, "uid": f"uid-{name}", "resourceVersion": "7"},
        "spec": {"nodeName": "gpu-a1", "containers": containers, "initContainers": init},
        "status": {
            "phase": "Running",
            "containerStatuses": [
                {"name": "main", "restartCount": 7, "state": {"waiting": back_off}, "lastState": {"terminated": oom}},
                {"name": "reloader", "ready": True, "restartCount": 0, "state": running},
            ],
            "initContainerStatuses": [
                {
                    "name": "prepare",
                    "ready": True,
                    "state": {"terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": at(minutes=16)}},
                },
                {"name": "proxy", "ready": True, "started": True, "restartCount": 1, "state": running},
            ],
        },
    }
