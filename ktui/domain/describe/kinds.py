"""Which kind is described how, and what is wanted around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TypeAlias

from ktui.domain.describe import daemon_set, event, generic, node, pod, workloads
from ktui.domain.describe.around import Around, Lease, Need, PodNeeds, RevisionData
from ktui.domain.describe.blocks import Block
from ktui.domain.describe.digging import Raw
from ktui.domain.kinds import CONTROLLER_REVISION, EVENT, POD, Kind
from ktui.domain.objects import Key

_Describer: TypeAlias = Callable[[Raw, Around], Iterator[Block]]
_DESCRIBERS: Mapping[tuple[str, str], _Describer] = {
    ("", "Node"): node.describe,
    ("", "Pod"): pod.describe,
    ("", "Event"): event.describe,
    ("events.k8s.io", "Event"): event.describe,
    ("apps", "DaemonSet"): daemon_set.describe,
    ("apps", "Deployment"): workloads.describe_deployment,
    ("batch", "Job"): workloads.describe_job,
    ("batch", "CronJob"): workloads.describe_cron_job,
}
LEASE = Kind("Lease", "leases", Lease, group="coordination.k8s.io")
LEASES = "kube-node-lease"
"""The namespace of the kubelets' Leases."""


def describe(kind: Kind, obj: Raw, around: Around) -> list[Block]:
    """Describe an object.

    Args:
        kind: what it is.
        obj: the object, as it was read.
        around: what is known around it.
    """
    return list(_DESCRIBERS.get((kind.group, kind.name), generic.describe)(obj, around))


def needs(kind: Kind, key: Key) -> Mapping[str, Need]:
    """What a description wants beside the object, by name.

    Events are asked for by kind and name: of a node, kubelets give the name where others give the UID.
    """
    namespace, name = key
    about = f"involvedObject.kind={kind.name},involvedObject.name={name}"
    wanted = {"events": Need(replace(EVENT, field_selector=about), namespace or None)}
    match kind.group, kind.name:
        case "", "Event":
            return {}
        case "", "Node":
            there = f"spec.nodeName={name},status.phase!=Succeeded,status.phase!=Failed"
            pods = replace(POD, struct=PodNeeds, field_selector=there, label_selector="")
            lease = replace(LEASE, field_selector=f"metadata.name={name}")
            return {**wanted, "pods": Need(pods), "lease": Need(lease, LEASES)}
        case "apps", "DaemonSet":
            return {**wanted, "revisions": Need(replace(CONTROLLER_REVISION, struct=RevisionData), namespace)}
        case _:
            return wanted
