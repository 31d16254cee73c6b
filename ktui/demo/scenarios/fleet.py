"""The nodes of a cluster that looks like a real one: pools, zones, machines, taints."""

from dataclasses import dataclass, field

from ktui.demo.resources import NODES
from ktui.demo.scenarios.script import Script
from ktui.demo.status import Object

ZONES = ("a", "b", "c")
REGION = "eu-1"


@dataclass(frozen=True, slots=True)
class Pool:
    """Nodes of one kind.

    Args:
        name: begins the nodes' names, and is their label ``pool``.
        share: how many of 48 nodes belong to it.
        machine: the instance type.
        cpu: what a node has.
        memory: what a node has.
        arch: the processor's kind.
        labels: more labels.
        taints: key, value and effect.
        resources: what else a node has.
    """

    name: str
    share: int
    machine: str
    cpu: str
    memory: str
    arch: str = "amd64"
    labels: dict[str, str] = field(default_factory=dict)
    taints: tuple[tuple[str, str, str], ...] = ()
    resources: dict[str, str] = field(default_factory=dict)


POOLS = (
    Pool(
        "cp",
        3,
        "m6i.xlarge",
        "4",
        "16Gi",
        labels={"node-role.kubernetes.io/control-plane": ""},
        taints=(("node-role.kubernetes.io/control-plane", "", "NoSchedule"),),
    ),
    Pool(
        "gpu",
        6,
        "g5.4xlarge",
        "16",
        "64Gi",
        labels={"nvidia.com/gpu.present": "true", "nvidia.com/gpu.product": "NVIDIA-A10G", "nvidia.com/gpu.count": "1"},
        taints=(("nvidia.com/gpu", "present", "NoSchedule"),),
        resources={"nvidia.com/gpu": "1"},
    ),
    Pool("storage", 6, "i4i.2xlarge", "8", "64Gi", labels={"node.example.com/local-ssd": "true"}),
    Pool(
        "edge",
        3,
        "t4g.large",
        "2",
        "8Gi",
        arch="arm64",
        labels={"node.example.com/site": "lyon"},
        taints=(("dedicated", "edge", "NoSchedule"),),
    ),
    Pool("cpu", 30, "m6i.2xlarge", "8", "32Gi"),
)
"""The pools; the last takes what the others leave."""


def make_fleet(script: Script) -> list[str]:
    """Makes the nodes, and returns their names."""
    names: list[str] = []
    for pool, count in zip(POOLS, _counts(script.nodes), strict=True):
        for number in range(count):
            zone = ZONES[number % 3]
            name = f"{pool.name}-{zone}{number // 3 + 1}"
            _make(script, pool, name, zone, len(names))
            names.append(name)
    script.create()
    return names


def _counts(total: int) -> list[int]:
    """How many nodes each pool has: at least one, as long as there are enough."""
    counts: list[int] = []
    left = total
    for pool in POOLS[:-1]:
        count = min(left, max(1, pool.share * total // 48))
        counts.append(count)
        left -= count
    return [*counts, left]


def _make(script: Script, pool: Pool, name: str, zone: str, number: int) -> None:
    labels = {
        "beta.kubernetes.io/arch": pool.arch,
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": pool.arch,
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "node.kubernetes.io/instance-type": pool.machine,
        "pool": pool.name,
        "topology.kubernetes.io/region": REGION,
        "topology.kubernetes.io/zone": f"{REGION}{zone}",
        **pool.labels,
    }
    spec: Object = {
        "podCIDR": f"10.244.{number % 256}.0/24",
        "podCIDRs": [f"10.244.{number % 256}.0/24"],
        "providerID": f"aws:///{REGION}{zone}/i-{script.world.chance(name).randrange(16**17):017x}",
    }
    if pool.taints:
        spec["taints"] = [{"key": key, "value": value, "effect": effect} for key, value, effect in pool.taints]
        for taint in spec["taints"]:
            if not taint["value"]:
                del taint["value"]
    node = script.world.create(
        NODES, {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": spec}
    )
    # The newest kubelet comes first to some.
    version = "v1.36.3" if number % 4 else "v1.36.1"
    status: Object = {
        "capacity": {
            "cpu": pool.cpu,
            "memory": pool.memory,
            "pods": "110",
            "ephemeral-storage": "104845292Ki",
            **pool.resources,
        },
        "nodeInfo": {
            "architecture": pool.arch,
            "containerRuntimeVersion": "containerd://2.1.4",
            "kernelVersion": "6.8.0-1031-aws",
            "kubeletVersion": version,
            "operatingSystem": "linux",
            "osImage": "Ubuntu 24.04.3 LTS",
        },
    }
    script.world.put_status(NODES, node, status)
