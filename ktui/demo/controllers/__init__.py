"""The controllers of the embedded cluster, one module a controller, written from Kubernetes' sources."""

from ktui.demo.controllers.cronjob import CronJobController
from ktui.demo.controllers.daemonset import DaemonSetController
from ktui.demo.controllers.deployment import DeploymentController
from ktui.demo.controllers.disruption import DisruptionController
from ktui.demo.controllers.endpoints import EndpointsController
from ktui.demo.controllers.garbage import GarbageCollector
from ktui.demo.controllers.job import JobController
from ktui.demo.controllers.job_cleanup import FinishedJobs, UncountedPods
from ktui.demo.controllers.namespaces import NamespaceController
from ktui.demo.controllers.node_lifecycle import NodeLifecycleController
from ktui.demo.controllers.node_ports import NodePorts
from ktui.demo.controllers.pod_garbage import PodGarbageCollector
from ktui.demo.controllers.quota import QuotaController
from ktui.demo.controllers.replicaset import ReplicaSetController
from ktui.demo.controllers.statefulset import StatefulSetController
from ktui.demo.controllers.taint_eviction import TaintEvictionController
from ktui.demo.controllers.volumes import VolumeController, VolumeProtection
from ktui.demo.world import World


def start_controllers(world: World) -> NodeLifecycleController:
    """Has all controllers look after a cluster; returns the one that judges kubelets' silence."""
    NamespaceController(world)
    lifecycle = NodeLifecycleController(world)
    TaintEvictionController(world)
    DaemonSetController(world)
    DeploymentController(world)
    ReplicaSetController(world)
    StatefulSetController(world)
    CronJobController(world)
    JobController(world)
    FinishedJobs(world)
    UncountedPods(world)
    DisruptionController(world)
    EndpointsController(world)
    NodePorts(world)
    VolumeController(world)
    VolumeProtection(world)
    GarbageCollector(world)
    PodGarbageCollector(world)
    QuotaController(world)
    return lifecycle
