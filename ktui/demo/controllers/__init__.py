"""The controllers of the embedded cluster, one module a controller, written from Kubernetes' sources."""

from ktui.demo.controllers.daemonset import DaemonSetController
from ktui.demo.controllers.deployment import DeploymentController
from ktui.demo.controllers.job import JobController
from ktui.demo.controllers.node_lifecycle import NodeLifecycleController
from ktui.demo.controllers.replicaset import ReplicaSetController
from ktui.demo.controllers.taint_eviction import TaintEvictionController
from ktui.demo.world import World


def start_controllers(world: World, grace: float) -> None:
    """Has all controllers look after a cluster.

    Args:
        world: The cluster.
        grace: Seconds of a kubelet's silence until its node is Unknown.
    """
    NodeLifecycleController(world, grace)
    TaintEvictionController(world)
    DaemonSetController(world)
    DeploymentController(world)
    ReplicaSetController(world)
    JobController(world)
