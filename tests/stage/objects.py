"""Objects in full, as a server has them, for the screens that show one."""

from __future__ import annotations

from datetime import timedelta

from stage.world import NOW


def ago(**length):
    return (NOW - timedelta(**length)).isoformat().replace("+00:00", "Z")


def meta(name, namespace="", *, uid="", **more):
    there = {"namespace": namespace} if namespace else {}
    fields = {"f:metadata": {"f:labels": {}}, "f:spec": {"f:nodeName": {}}}
    managed = {"manager": "kube-controller-manager", "operation": "Update", "fieldsV1": fields}
    found = {"name": name, **there, "uid": uid or f"{namespace}/{name}", "creationTimestamp": ago(days=3)}
    return {**found, "resourceVersion": "100", "managedFields": [managed], **more}


def event(kind, name, reason, message, *, namespace="", uid="", sort="Warning", count=1, **length):
    about = {"kind": kind, "namespace": namespace, "name": name, "uid": uid or f"{namespace}/{name}"}
    found = {"metadata": meta(f"{name}.{reason}", namespace or "default"), "involvedObject": about, "type": sort}
    times = {"firstTimestamp": ago(minutes=50), "lastTimestamp": ago(**length)}
    return {**found, **times, "reason": reason, "message": message, "count": count, "source": {"component": "kubelet"}}


CONTAINER = {
    "name": "main",
    "image": "registry.example.com/logging/fluent-bit:4.1.0",
    "args": ["--config=/etc/fluent-bit/fluent-bit.conf", "--quiet"],
    "ports": [{"name": "metrics", "containerPort": 2020}],
    "resources": {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "128Mi"}},
    "env": [
        {"name": "NODE_NAME", "valueFrom": {"fieldRef": {"fieldPath": "spec.nodeName"}}},
        {"name": "ES_PASSWORD", "valueFrom": {"secretKeyRef": {"name": "elastic", "key": "password"}}},
    ],
    "volumeMounts": [{"name": "config", "mountPath": "/etc/fluent-bit", "readOnly": True}],
    "livenessProbe": {"httpGet": {"path": "/api/v1/health", "port": 2020}, "periodSeconds": 10},
}


def pod():
    """A pod of the zoo's fluentbit that crashes again and again."""
    status = {
        "name": "main",
        "ready": False,
        "restartCount": 7,
        "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 5m0s restarting failed container"}},
        "lastState": {
            "terminated": {
                "exitCode": 137,
                "reason": "OOMKilled",
                "startedAt": ago(minutes=3),
                "finishedAt": ago(minutes=2),
            }
        },
    }
    owner = {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "fluentbit", "uid": "x", "controller": True}
    labels = {"app": "fluentbit", "controller-revision-hash": "r4", "pod-template-generation": "4"}
    annotations = {"checksum/config": "6f1ed002ab5595859014ebf0951522d9", "note": "first line\nsecond line\n"}
    conditions = [
        {"type": kind, "status": state, "lastTransitionTime": ago(minutes=14), "reason": why, "message": ""}
        for kind, state, why in (
            ("PodScheduled", "True", ""),
            ("Ready", "False", "ContainersNotReady"),
        )
    ]
    metadata = meta(
        "fluentbit-x7k2p", "logging", uid="pod-x", ownerReferences=[owner], labels=labels, annotations=annotations
    )
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": metadata,
        "spec": {
            "nodeName": "gpu-a1",
            "containers": [CONTAINER],
            "tolerations": [{"operator": "Exists"}],
            "volumes": [{"name": "config", "configMap": {"name": "fluent-bit", "defaultMode": 420}}],
            "serviceAccountName": "fluentbit",
            "restartPolicy": "Always",
            "priority": 2000001000,
            "priorityClassName": "system-node-critical",
        },
        "status": {
            "phase": "Running",
            "startTime": ago(days=3),
            "podIP": "10.244.3.17",
            "qosClass": "Burstable",
            "conditions": conditions,
            "containerStatuses": [status],
        },
    }


def pod_events():
    """What was said of it."""
    there = {"namespace": "logging", "uid": "pod-x"}
    back = "Back-off restarting failed container main in pod fluentbit-x7k2p"
    return [
        event("Pod", "fluentbit-x7k2p", "BackOff", back, count=31, **there, seconds=40),
        event("Pod", "fluentbit-x7k2p", "Pulled", "Container image already present", sort="Normal", **there, minutes=4),
    ]


def node(name="gpu-a1"):
    """A node of the zoo."""
    conditions = [
        {
            "type": kind,
            "status": state,
            "lastTransitionTime": ago(days=40),
            "lastHeartbeatTime": ago(minutes=1),
            "reason": why,
            "message": message,
        }
        for kind, state, why, message in (
            ("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
            ("DiskPressure", "True", "KubeletHasDiskPressure", "kubelet has disk pressure"),
            ("Ready", "True", "KubeletReady", "kubelet is posting ready status"),
        )
    ]
    labels = {"kubernetes.io/hostname": name, "pool": "gpu", "node-role.kubernetes.io/worker": ""}
    room = {"cpu": "64", "memory": "263856936Ki", "pods": "110", "nvidia.com/gpu": "8", "ephemeral-storage": "900Gi"}
    info = {
        "kubeletVersion": "v1.36.3",
        "osImage": "Ubuntu 24.04.3 LTS",
        "kernelVersion": "6.8.0",
        "containerRuntimeVersion": "containerd://2.1.4",
        "operatingSystem": "linux",
        "architecture": "amd64",
    }
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": meta(name, uid=f"node-{name}", labels=labels),
        "spec": {"podCIDR": "10.244.3.0/24", "taints": [{"key": "nvidia.com/gpu", "effect": "NoSchedule"}]},
        "status": {
            "conditions": conditions,
            "capacity": room,
            "allocatable": {**room, "cpu": "63"},
            "addresses": [{"type": "InternalIP", "address": "10.0.1.4"}],
            "nodeInfo": info,
        },
    }


def pods_on_node():
    """What runs there, with what it asks for."""
    return [
        {
            "metadata": meta(name, namespace),
            "spec": {"containers": [{"name": "main", "resources": {"requests": asked, "limits": asked}}]},
            "status": {"phase": "Running", "containerStatuses": [{"name": "main", "ready": True}]},
        }
        for namespace, name, asked in (
            ("kube-system", "calico-node-b7x2p", {"cpu": "250m", "memory": "128Mi"}),
            ("logging", "fluentbit-x7k2p", {"cpu": "50m", "memory": "64Mi"}),
            ("train", "worker-0", {"cpu": "48", "memory": "190Gi", "nvidia.com/gpu": "8"}),
        )
    ]


def lease():
    """The node's."""
    spec = {"holderIdentity": "gpu-a1", "leaseDurationSeconds": 40, "renewTime": ago(seconds=6)}
    return {"metadata": meta("gpu-a1", "kube-node-lease"), "spec": spec}


def daemon_set():
    """The zoo's fluentbit."""
    template = {"metadata": {"labels": {"app": "fluentbit"}}, "spec": {"containers": [CONTAINER]}}
    spec = {
        "selector": {"matchLabels": {"app": "fluentbit"}},
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
        "template": template,
    }
    status = {
        "desiredNumberScheduled": 5,
        "currentNumberScheduled": 5,
        "numberReady": 3,
        "numberAvailable": 3,
        "updatedNumberScheduled": 5,
        "observedGeneration": 4,
    }
    metadata = meta("fluentbit", "logging", uid="ds-logging-fluentbit", generation=4)
    return {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": metadata, "spec": spec, "status": status}


def revisions():
    """Its history."""
    owner = {"kind": "DaemonSet", "name": "fluentbit", "uid": "ds-logging-fluentbit", "controller": True}
    return [
        {
            "metadata": meta(
                f"fluentbit-r{number}",
                "logging",
                labels={"controller-revision-hash": f"r{number}"},
                ownerReferences=[owner],
            ),
            "revision": number,
            "data": {"spec": {"template": {"spec": {"containers": [{"image": f"fluent-bit:4.{number - 3}.0"}]}}}},
        }
        for number in (3, 4)
    ]


def secret():
    """One that was applied."""
    applied = '{"apiVersion":"v1","data":{"password":"aHVudGVyMg=="},"kind":"Secret"}'
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": applied}
    data = {"password": "aHVudGVyMg==", "ca.crt": "LS0tLS1CRUdJTgpBQUEKLS0tLS1FTkQK", "key.bin": "AAH/"}
    metadata = meta("elastic", "logging", annotations=annotations)
    return {"apiVersion": "v1", "kind": "Secret", "metadata": metadata, "data": data, "type": "Opaque"}
