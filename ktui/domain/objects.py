"""The narrow structs that API objects are decoded into: only the fields that ktui uses.

msgspec skips every other field while it reads, so nothing else of an object is ever kept. Field names are Kubernetes'
own in snake case. Timestamps are aware datetimes in UTC. ``gc=False`` is safe: the structs hold no cycles.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

import msgspec

Key: TypeAlias = tuple[str, str]
"""What names an object within its kind: ``(namespace, name)``; the namespace of a cluster-scoped object is ``""``."""


Time: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment; always aware, so that any two can be compared."""


Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
"""How many: an int32 that no server lets be negative. A number beyond that is none, and is left out."""


class Narrow(msgspec.Struct, rename="camel", gc=False, omit_defaults=True, frozen=True):
    """Base of all: camelCase on the wire, unknown fields skipped, never changed once decoded."""


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
    labels: dict[str, str] = {}
    owner_references: list[OwnerReference] = []
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


class Taint(Narrow, frozen=True):
    """``spec.taints[]`` of a node."""

    key: str = ""
    value: str = ""
    effect: str = ""
    time_added: Time | None = None


class NodeSpec(Narrow, frozen=True):
    """``spec`` of a node."""

    unschedulable: bool = False
    taints: list[Taint] = []


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

    conditions: list[Condition] = []
    node_info: NodeInfo = msgspec.field(default_factory=NodeInfo)
    addresses: list[NodeAddress] = []


class Node(Object, frozen=True):
    """A node."""

    spec: NodeSpec = msgspec.field(default_factory=NodeSpec)
    status: NodeStatus = msgspec.field(default_factory=NodeStatus)


# ---- pods and their templates


class Requirement(Narrow, frozen=True):
    """One of a node selector term's ``matchExpressions`` or ``matchFields``, or of a label selector."""

    key: str = ""
    operator: str = ""
    values: list[str] = []


class NodeSelectorTerm(Narrow, frozen=True):
    """One of the ORed terms of a required node affinity."""

    match_expressions: list[Requirement] = []
    match_fields: list[Requirement] = []


class NodeSelector(Narrow, frozen=True):
    """``requiredDuringSchedulingIgnoredDuringExecution``."""

    node_selector_terms: list[NodeSelectorTerm] = []


class NodeAffinity(Narrow, frozen=True):
    """``affinity.nodeAffinity``; preferences play no part in placement."""

    required: NodeSelector | None = msgspec.field(default=None, name="requiredDuringSchedulingIgnoredDuringExecution")


class Affinity(Narrow, frozen=True):
    """``affinity``; pod (anti-)affinity plays no part in a daemon pod's placement."""

    node_affinity: NodeAffinity | None = None


class Toleration(Narrow, frozen=True):
    """``tolerations[]``."""

    key: str = ""
    operator: str = ""
    value: str = ""
    effect: str = ""


class TemplateContainer(Narrow, frozen=True):
    """``spec.template.spec.containers[]``."""

    name: str = ""
    image: str = ""


class PodTemplateSpec(Narrow, frozen=True):
    """``spec.template.spec`` of a DaemonSet: what decides placement."""

    node_name: str = ""
    node_selector: dict[str, str] = {}
    affinity: Affinity | None = None
    tolerations: list[Toleration] = []
    host_network: bool = False
    scheduler_name: str = ""
    containers: list[TemplateContainer] = []


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
    containers: list[ContainerSpec] = []
    init_containers: list[ContainerSpec] = []
    readiness_gates: list[ReadinessGate] = []


class PodStatus(Narrow, frozen=True):
    """``status`` of a pod."""

    phase: str = ""
    reason: str = ""
    message: str = ""
    conditions: list[Condition] = []
    container_statuses: list[ContainerStatus] = []
    init_container_statuses: list[ContainerStatus] = []
    pod_ip: str = msgspec.field(default="", name="podIP")
    """The first of ``podIPs``."""
    nominated_node_name: str = ""


class Pod(Object, frozen=True):
    """A pod."""

    spec: PodSpec = msgspec.field(default_factory=PodSpec)
    status: PodStatus = msgspec.field(default_factory=PodStatus)


# ---- DaemonSets


class LabelSelector(Narrow, frozen=True):
    """``metav1.LabelSelector``."""

    match_labels: dict[str, str] = {}
    match_expressions: list[Requirement] = []


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
