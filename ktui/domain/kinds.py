"""The kinds that ktui keeps in its store, and where the API server has them.

To add a kind: a struct, as in ``objects.py``, a line here; a table in ``ktui.store.cluster_state`` if it wants indexes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ktui.domain import batch, events, objects
from ktui.domain.errors import UsageError

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")


def possible_namespace(name: str) -> bool:
    """Whether a namespace can have that name: a DNS label (apimachinery pkg/api/validation, ValidateNamespaceName)."""
    return _LABEL.fullmatch(name) is not None


@dataclass(frozen=True)
class Kind:
    """One kind of object and its place in the API."""

    name: str
    """Kubernetes' name, for example ``DaemonSet``."""
    plural: str
    """The resource, for example ``daemonsets``."""
    struct: type[objects.Object]
    """What its objects are decoded into."""
    group: str = ""
    """API group; ``""`` is the core group."""
    version: str = "v1"
    namespaced: bool = True
    field_selector: str = ""
    """What of it is wanted; ``""`` is all."""
    label_selector: str = ""
    """The same, by labels."""
    watch_cached: bool = True
    """False if the server keeps no watch cache (events): no bookmarks, silent expiry (kubernetes issue 104171)."""
    watchable: bool = True
    """False if it can only be listed, as what a metrics server measures; then it is listed again now and then."""

    def path(self, namespace: str | None = None) -> str:
        """The URL path of its list: of all namespaces, or of one.

        Raises:
            UsageError: no namespace can have that name; in a path, ``..`` would lead to another place.
        """
        if namespace and not possible_namespace(namespace):
            raise UsageError(f"No namespace can be called {namespace!r}: it is no DNS label, such as kube-system.")
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        scope = f"/namespaces/{namespace}" if self.namespaced and namespace else ""
        return f"{root}{scope}/{self.plural}"


NODE = Kind("Node", "nodes", objects.Node, namespaced=False)
POD = Kind("Pod", "pods", objects.Pod)
DAEMON_SET = Kind("DaemonSet", "daemonsets", objects.DaemonSet, group="apps")
CONTROLLER_REVISION = Kind("ControllerRevision", "controllerrevisions", objects.ControllerRevision, group="apps")
DAEMON_SET_WARNING = Kind(
    "Event",
    "events",
    events.Event,
    field_selector="involvedObject.kind=DaemonSet,type!=Normal",
    watch_cached=False,
)
JOB = Kind("Job", "jobs", batch.Job, group="batch")
CRON_JOB = Kind("CronJob", "cronjobs", batch.CronJob, group="batch")
JOB_POD = Kind("Pod", "pods", objects.Pod, label_selector="!pod-template-hash,!controller-revision-hash")
"""Pods that may be a Job's: most others, those of Deployments, DaemonSets and StatefulSets, have one of these labels.

By a Job's own label those of a Job with ``manualSelector`` would be missed.
"""
JOB_WARNING = Kind(
    "Event", "events", events.Event, field_selector="involvedObject.kind=Job,type!=Normal", watch_cached=False
)
CRON_JOB_EVENT = Kind("Event", "events", events.Event, field_selector="involvedObject.kind=CronJob", watch_cached=False)
EVENT = Kind("Event", "events", events.Event, watch_cached=False)
COVERAGE = (NODE, DAEMON_SET, CONTROLLER_REVISION, POD, DAEMON_SET_WARNING)
"""What coverage is worked out from, in the order in which it is asked for: what a grid needs first is first."""
