"""What decoding and coverage cost. Prints figures; run with ``pytest -m bench -s tests/bench``.

The bounds are several times what a quiet machine needs: they catch a change of order, not of machine.
"""

from __future__ import annotations

import gc
import json
import time
import tracemalloc

import pytest
from daemons import NOW, ago, daemon_set, node, revision

from ktui.domain.coverage import Snapshot, cover
from ktui.domain.decode import decode
from ktui.domain.objects import Pod

pytestmark = pytest.mark.bench


def wire(number, owner=0, where="node-0001"):
    """A pod like a real server's: 4 KB, most of it of no use here."""
    app = f"agent-{owner}"
    conditions = [
        {"type": kind, "status": "True", "lastProbeTime": None, "lastTransitionTime": ago(hours=3)}
        for kind in ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    ]
    target = [{"matchFields": [{"key": "metadata.name", "operator": "In", "values": [where]}]}]
    affinity = {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": target}}}
    container = {"name": "main", "image": "registry.example.org/agents/agent:1.2.3", "resources": {}}
    container["volumeMounts"] = [{"name": f"volume-{each}", "mountPath": f"/var/lib/{each}"} for each in range(12)]
    running = {"name": "main", "ready": True, "restartCount": 0, "started": True, "image": container["image"]}
    running["state"] = {"running": {"startedAt": ago(hours=3)}}
    running["imageID"] = "sha256:" + "0" * 64
    labels = {"app": app, "controller-revision-hash": "abc", "pod-template-generation": "1"}
    owner_reference = {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": app, "uid": f"uid-{owner}"}
    owner_reference |= {"controller": True, "blockOwnerDeletion": True}
    return json.dumps(
        {
            "metadata": {
                "name": f"{app}-{number:05x}",
                "generateName": f"{app}-",
                "namespace": "kube-system",
                "uid": f"1f0c5a2e-8a4d-4b7e-9c1d-{number:012x}",
                "resourceVersion": str(1_000_000 + number),
                "creationTimestamp": ago(hours=3),
                "labels": labels,
                "ownerReferences": [owner_reference],
                "managedFields": [
                    {"manager": "kubelet", "operation": "Update", "fieldsV1": {"f:status": {"f": "x" * 500}}}
                ],
            },
            "spec": {
                "volumes": [{"name": f"volume-{each}", "hostPath": {"path": f"/var/lib/{each}"}} for each in range(12)],
                "containers": [container],
                "nodeName": where,
                "affinity": affinity,
                "tolerations": [{"key": f"k{each}", "operator": "Exists", "effect": "NoExecute"} for each in range(6)],
            },
            "status": {
                "phase": "Running",
                "conditions": conditions,
                "hostIP": "10.0.0.1",
                "podIP": "10.0.0.2",
                "startTime": ago(hours=3),
                "containerStatuses": [running],
                "qosClass": "BestEffort",
            },
        }
    ).encode()


def best(do, times=5):
    """The least CPU time of several runs, in seconds."""
    spent = []
    for _ in range(times):
        gc.collect()
        started = time.process_time()
        do()
        spent.append(time.process_time() - started)
    return min(spent)


def test_decoding_a_pod_is_quick_and_keeps_little():
    raws = [wire(number, number % 20, f"node-{number % 250:04d}") for number in range(5000)]
    spent = best(lambda: [decode(Pod, raw) for raw in raws]) / len(raws)
    tracemalloc.start()
    kept = [decode(Pod, raw) for raw in raws]
    size = tracemalloc.get_traced_memory()[0] / len(kept)
    tracemalloc.stop()
    print(f"\n{len(raws[0])} B of JSON: {spent * 1e6:.1f} us, {size:.0f} B kept")
    assert spent < 100e-6
    assert size < 2048


def _daemon_set(number, nodes):
    """A DaemonSet for all nodes, or every fifth for a zone, whose status is as it should be."""
    template = {} if number % 5 else {"nodeSelector": {"zone": "a"}}
    count = nodes if number % 5 else (nodes + 2) // 3
    counted = ("desiredNumberScheduled", "currentNumberScheduled", "numberReady", "numberAvailable")
    status = dict.fromkeys((*counted, "updatedNumberScheduled"), count)
    return daemon_set(f"agent-{number}", uid=f"uid-{number}", template=template, status=status)


@pytest.mark.parametrize(("many", "sets", "most"), [(100, 20, 0.05), (500, 30, 0.2), (5000, 30, 2.0)])
def test_covering_nodes_is_quick(many, sets, most):
    nodes = [
        node(f"node-{number:04d}", labels={"zone": "abc"[number % 3], "kubernetes.io/hostname": f"node-{number:04d}"})
        for number in range(many)
    ]
    found = [_daemon_set(number, many) for number in range(sets)]
    pods = {
        f"uid-{owner}": [
            decode(Pod, pattern.replace(b"node-0001", each.name.encode()))
            for each in nodes
            if owner % 5 or each.metadata.labels["zone"] == "a"
        ]
        for owner, pattern in enumerate([wire(number, number) for number in range(sets)])
    }
    current = [revision(1, "abc")]
    seen = Snapshot(nodes, found, pods.__getitem__, lambda _: current, lambda _: ())
    coverage = cover(seen, NOW)
    assert all(each.problems == 0 for each in coverage.nodes)
    assert all(column.totals.controller_agrees for column in coverage.daemon_sets)
    fresh = best(lambda: cover(seen, NOW))
    again = best(lambda: cover(seen, NOW, coverage))
    keys = [column.key for column in coverage.daemon_sets]

    def read():
        for row in coverage.nodes:
            for key in keys:
                coverage.state(row.name, key)

    states = best(read)
    one = best(lambda: [coverage.cell(row.name, keys[1]) for row in coverage.nodes]) / many
    print(
        f"\n{many} nodes x {sets} DaemonSets, {sum(map(len, pods.values()))} pods: {fresh * 1e3:.1f} ms, again "
        f"{again * 1e3:.1f} ms, all states {states * 1e3:.1f} ms, one cell's reasons {one * 1e6:.0f} us"
    )
    assert fresh < most
