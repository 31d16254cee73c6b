"""Small clusters for the tests of the command line: tables filled by hand."""

from datetime import UTC, datetime

from ktui.domain.constraints import LabelSelector, Taint
from ktui.domain.objects import (
    Condition,
    ContainerState,
    ContainerStateWaiting,
    ContainerStatus,
    ControllerRevision,
    DaemonSet,
    DaemonSetSpec,
    DaemonSetStatus,
    Meta,
    Node,
    NodeSpec,
    NodeStatus,
    OwnerReference,
    Pod,
    PodSpec,
    PodStatus,
    PodTemplate,
    PodTemplateSpec,
    UpdateStrategy,
)
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Live

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
HASH = "controller-revision-hash"


def node(name, labels=None, *, ready="True", taints=()):
    return Node(
        metadata=Meta(name=name, uid=name, labels=labels or {}, creation_timestamp=LONG_AGO),
        spec=NodeSpec(taints=[Taint(key=key, effect=effect) for key, effect in taints]),
        status=NodeStatus(conditions=[Condition(type="Ready", status=ready)]),
    )


def daemon_set(name, namespace="kube-system", *, selector=None, strategy="RollingUpdate", generation=1, status=None):
    return DaemonSet(
        metadata=Meta(namespace=namespace, name=name, uid=name, generation=generation, creation_timestamp=LONG_AGO),
        spec=DaemonSetSpec(
            selector=LabelSelector(match_labels={"app": name}),
            template=PodTemplate(spec=PodTemplateSpec(node_selector=selector or {})),
            update_strategy=UpdateStrategy(type=strategy),
        ),
        status=status or DaemonSetStatus(observed_generation=1),
    )


def pod(owner, on, *, ready=True, revision="new", waiting="", phase="Running", namespace="kube-system"):
    name = f"{owner}-{on}"
    state = ContainerState(waiting=ContainerStateWaiting(reason=waiting, message="back-off")) if waiting else None
    return Pod(
        metadata=Meta(
            namespace=namespace,
            name=name,
            uid=name,
            labels={"app": owner, HASH: revision},
            owner_references=[OwnerReference(kind="DaemonSet", name=owner, uid=owner, controller=True)],
            creation_timestamp=LONG_AGO,
        ),
        spec=PodSpec(node_name=on),
        status=PodStatus(
            phase=phase,
            conditions=[Condition(type="Ready", status=str(ready), last_transition_time=LONG_AGO)],
            container_statuses=[ContainerStatus(name="main", ready=ready, restart_count=7, state=state)],
        ),
    )


def revision(owner, name="new", number=2, namespace="kube-system"):
    return ControllerRevision(
        metadata=Meta(
            namespace=namespace,
            name=f"{owner}-{name}",
            labels={HASH: name, "app": owner},
            owner_references=[OwnerReference(kind="DaemonSet", name=owner, uid=owner, controller=True)],
        ),
        revision=number,
    )


def status(desired, ready, updated):
    return DaemonSetStatus(
        desired_number_scheduled=desired,
        current_number_scheduled=desired,
        number_ready=ready,
        number_available=ready,
        updated_number_scheduled=updated,
        observed_generation=1,
    )


def cluster(*objects):
    """Tables that hold these, all live."""
    state = ClusterState()
    for table in state.tables.values():
        table.set_feed(Live())
    fill(state, *objects)
    return state


def fill(state, *objects):
    for obj in objects:
        for kind, table in state.tables.items():
            if isinstance(obj, kind.struct):
                table.upsert(obj)


def healthy():
    """Two nodes, one DaemonSet, all of it ready and up to date."""
    return (
        node("n1", {"pool": "cpu"}),
        node("n2", {"pool": "gpu"}),
        daemon_set("proxy", status=status(2, 2, 2)),
        revision("proxy"),
        pod("proxy", "n1"),
        pod("proxy", "n2"),
    )
