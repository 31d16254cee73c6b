"""Nodes and nothing else, named and labelled as those of the real test cluster: one manifest plays the same on both."""

from ktui.demo.scenarios.script import Scenario, Script
from ktui.demo.status import Object


def node(number: int) -> Object:
    """One node: three zones, pool gpu on every tenth."""
    name = f"node-{number:04d}"
    labels = {
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "topology.kubernetes.io/region": "eu-1",
        "topology.kubernetes.io/zone": f"eu-1{'abc'[number % 3]}",
        "node.kubernetes.io/instance-type": "m6.xlarge",
        "pool": "gpu" if number % 10 == 0 else "cpu",
        "beta.kubernetes.io/os": "linux",
        "beta.kubernetes.io/arch": "amd64",
    }
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": labels}, "spec": {}}


def build(script: Script) -> None:
    """Makes the nodes."""
    script.create(*(node(number) for number in range(script.nodes)))


SCENARIO = Scenario("empty", "nodes, and nothing on them", build, grace=10.0, heartbeat=2.0)
