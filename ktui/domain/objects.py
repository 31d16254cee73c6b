"""The narrow structs of the objects that coverage is worked out from, and what every object has.

Jobs are in ``batch.py``, events in ``events.py``; a kind of another sort gets a module of its own.
"""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from ktui.domain.constraints import Affinity, LabelSelector, Taint, Toleration
from ktui.domain.narrow import Narrow, Time

Key: TypeAlias = tuple[str, str]
"""What names an object within its kind: ``(namespace, name)``; the namespace of a cluster-scoped object is ``""``."""


class OwnerReference(Narrow, frozen=True):
    """``metadata.ownerReferences[]``."""

    api_version: str = ""
    kind: str = ""
    name: str = ""
    uid: str = ""
    controller: bool | None = None


class Annotations(Narrow, frozen=True):
    """The annotations by which controllers, and who starts or pauses a Job by hand, note something down."""

    completion_index: str | None = msgspec.field(default=None, name="batch.kubernetes.io/job-completion-index")
    """Of a pod: its index."""
    index_failures: str | None = msgspec.field(default=None, name="batch.kubernetes.io/job-index-failure-count")
    """Of a pod: how often its index had failed before."""
    index_ignored_failures: str | None = msgspec.field(
        default=None, name="batch.kubernetes.io/job-index-ignored-failure-count"
    )
    """Of a pod: how often its index had failed before without counting, as the pod failure policy wants it."""
    scheduled: str | None = msgspec.field(default=None, name="batch.kubernetes.io/cronjob-scheduled-timestamp")
    """Of a Job: the run of the CronJob's schedule that it is."""
    parallelism_before_pause: str | None = msgspec.field(default=None, name="ktui.dev/parallelism-before-pause")
    """Of a Job: the parallelism that it had before ktui set it to 0."""
    template_generation: str | None = msgspec.field(default=None, name="deprecated.daemonset.template.generation")
    """Of a DaemonSet: how often its template was changed, and one more."""


class Meta(Narrow, frozen=True):
    """``metadata`` of any object."""

    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: Time | None = None
    deletion_timestamp: Time | None = None
    deletion_grace_period_seconds: int | None = None
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    owner_references: list[OwnerReference] = msgspec.field(default_factory=list)
    annotations: Annotations | None = None

    @property
    def controller(self) -> OwnerReference | None:
        """The owner reference with ``controller: true``, if any."""
        for owner in self.owner_references:
            if owner.controller:
                return owner
        return None


class Object(Narrow, frozen=True):
    """What every object has."""

    metadata: Meta = msgspec.field(default_factory=Meta)

    @property
    def key(self) -> Key:
        """``(namespace, name)``."""
        return (self.metadata.namespace, self.metadata.name)

    @property
    def name(self) -> str:
        """``metadata.name``."""
        return self.metadata.name

    @property
    def namespace(self) -> str:
        """``metadata.namespace``; ``""`` for a cluster-scoped object."""
        return self.metadata.namespace

    @property
    def uid(self) -> str:
        """``metadata.uid``."""
        return self.metadata.uid

    def supersedes(self, held: Object) -> bool:
        """Whether it says anything else than the state that is held."""
        return held.metadata.resource_version != self.metadata.resource_version or held.uid != self.uid


class Condition(Narrow, frozen=True):
    """A condition of a node, pod or job."""

    type: str = ""
    status: str = ""
    reason: str = ""
    message: str = ""
    last_transition_time: Time | None = None


# ---- nodes


class NodeSpec(Narrow, frozen=True):
    """``spec`` of a node."""

    unschedulable: bool = False
    taints: list[Taint] = msgspec.field(default_factory=list)


class NodeInfo(Narrow, frozen=True):
    """``status.nodeInfo``."""

    kubelet_version: str = ""
    os_image: str = ""
    kernel_version: str = ""
    container_runtime_version: str = ""
    architecture: str = ""


class NodeAddress(Narrow, frozen=True):
    """``status.addresses[]``."""

    type: str = ""
    address: str = ""


class NodeStatus(Narrow, frozen=True):
    """``status`` of a node, without its images."""

    conditions: list[Condition] = msgspec.field(default_factory=list)
    node_info: NodeInfo = msgspec.field(default_factory=NodeInfo)
    addresses: list[NodeAddress] = msgspec.field(default_factory=list)


class Node(Object, frozen=True):
    """A node."""

    spec: NodeSpec = msgspec.field(default_factory=NodeSpec)
    status: NodeStatus = msgspec.field(default_factory=NodeStatus)


# ---- pods and their templates


class TemplateContainer(Narrow, frozen=True):
    """``spec.template.spec.containers[]``."""

    name: str = ""
    image: str = ""


class PodTemplateSpec(Narrow, frozen=True):
    """``spec.template.spec`` of a DaemonSet: what decides placement."""

    node_name: str = ""
    node_selector: dict[str, str] = msgspec.field(default_factory=dict)
    affinity: Affinity | None = None
    tolerations: list[Toleration] = msgspec.field(default_factory=list)
    host_network: bool = False
    scheduler_name: str = ""
    containers: list[TemplateContainer] = msgspec.field(default_factory=list)


class PodTemplate(Narrow, frozen=True):
    """``spec.template``."""

    metadata: Meta = msgspec.field(default_factory=Meta)
    spec: PodTemplateSpec = msgspec.field(default_factory=PodTemplateSpec)


class ContainerStateWaiting(Narrow, frozen=True):
    """``state.waiting``."""

    reason: str = ""
    message: str = ""


class ContainerStateRunning(Narrow, frozen=True):
    """``state.running``."""

    started_at: Time | None = None


class ContainerStateTerminated(Narrow, frozen=True):
    """``state.terminated``."""

    exit_code: int = 0
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: Time | None = None
    finished_at: Time | None = None


class ContainerState(Narrow, frozen=True):
    """``state`` or ``lastState`` of a container: at most one field is set."""

    waiting: ContainerStateWaiting | None = None
    running: ContainerStateRunning | None = None
    terminated: ContainerStateTerminated | None = None


class ContainerStatus(Narrow, frozen=True):
    """``status.containerStatuses[]`` or ``status.initContainerStatuses[]``."""

    name: str = ""
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    state: ContainerState | None = None
    last_state: ContainerState | None = None


class ContainerSpec(Narrow, frozen=True):
    """``spec.containers[]`` or ``spec.initContainers[]`` of a pod."""

    name: str = ""
    restart_policy: str = ""
    """``Always`` of an init container that is a sidecar."""


class ReadinessGate(Narrow, frozen=True):
    """``spec.readinessGates[]``."""

    condition_type: str = ""


class PodSpec(Narrow, frozen=True):
    """``spec`` of a pod."""

    node_name: str = ""
    affinity: Affinity | None = None
    containers: list[ContainerSpec] = msgspec.field(default_factory=list)
    init_containers: list[ContainerSpec] = msgspec.field(default_factory=list)
    readiness_gates: list[ReadinessGate] = msgspec.field(default_factory=list)


class PodStatus(Narrow, frozen=True):
    """``status`` of a pod."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: list[Condition] = msgspec.field(default_factory=list)
    container_statuses: list[ContainerStatus] = msgspec.field(default_factory=list)
    init_container_statuses: list[ContainerStatus] = msgspec.field(default_factory=list)
    pod_ip: str = msgspec.field(default="", name="podIP")
    """The first of ``podIPs``."""
    nominated_node_name: str = ""


class Pod(Object, frozen=True):
    """A pod."""

    spec: PodSpec = msgspec.field(default_factory=PodSpec)
    status: PodStatus = msgspec.field(default_factory=PodStatus)


# ---- DaemonSets


class RollingUpdate(Narrow, frozen=True):
    """``updateStrategy.rollingUpdate``: an int or a percentage."""

    max_surge: int | str | None = None


class UpdateStrategy(Narrow, frozen=True):
    """``spec.updateStrategy``."""

    type: str = "RollingUpdate"
    rolling_update: RollingUpdate | None = None


class DaemonSetSpec(Narrow, frozen=True):
    """``spec`` of a DaemonSet."""

    selector: LabelSelector = msgspec.field(default_factory=LabelSelector)
    template: PodTemplate = msgspec.field(default_factory=PodTemplate)
    update_strategy: UpdateStrategy = msgspec.field(default_factory=UpdateStrategy)
    min_ready_seconds: int = 0


class DaemonSetStatus(Narrow, frozen=True):
    """``status`` of a DaemonSet; an absent counter means 0."""

    desired_number_scheduled: int = 0
    current_number_scheduled: int = 0
    number_misscheduled: int = 0
    number_ready: int = 0
    number_available: int = 0
    updated_number_scheduled: int = 0
    observed_generation: int = 0


class DaemonSet(Object, frozen=True):
    """A DaemonSet."""

    spec: DaemonSetSpec = msgspec.field(default_factory=DaemonSetSpec)
    status: DaemonSetStatus = msgspec.field(default_factory=DaemonSetStatus)


class ControllerRevision(Object, frozen=True):
    """A ControllerRevision, without its data."""

    revision: int = 0


# ---- references


class ObjectReference(Narrow, frozen=True):
    """``involvedObject`` of an event."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    field_path: str = ""
