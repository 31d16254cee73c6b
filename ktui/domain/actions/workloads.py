"""What can be asked of what keeps pods running: DaemonSets, Deployments, StatefulSets, ReplicaSets."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ktui.domain.actions.action import OnObject, Right
from ktui.domain.nouns import counted
from ktui.domain.resources import Resource

RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
"""The annotation of a template by which a restart makes it another (kubectl polymorphichelpers/objectrestarter.go)."""
RESTARTED = frozenset({"daemonsets.apps", "deployments.apps", "statefulsets.apps"})
"""What can be restarted."""
SCALED = frozenset({"deployments.apps", "statefulsets.apps", "replicasets.apps", "replicationcontrollers"})
"""What can be scaled, of Kubernetes' own."""


@dataclass(frozen=True)
class WorkloadAction(OnObject):
    """What the actions here have in common."""

    resource: Resource
    namespace: str
    name: str
    uid: str
    """Precondition: an object that took the name meanwhile is not touched."""

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return self.resource.kind

    def _kubectl(self, *words: str) -> str:
        return shlex.join(["kubectl", *words, "-n", self.namespace])


@dataclass(frozen=True)
class RestartWorkload(WorkloadAction):
    """Have all pods replaced, by a change of the template that changes nothing else: kubectl's ``rollout restart``."""

    at: str
    """When it is asked, as the annotation has it (RFC 3339)."""
    strategy: str = ""
    """How pods are replaced: ``RollingUpdate``, ``OnDelete``, ``Recreate``; ``""`` is not known."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Restart {self.target}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        changed = f"Its template gets the annotation {RESTARTED_AT}, and so a new revision."
        match self.strategy:
            case "OnDelete":
                then = "Its update strategy is OnDelete: no pod is replaced until somebody deletes it."
            case "Recreate":
                then = "Its strategy is Recreate: all its pods end before new ones start."
            case _:
                then = "Its pods are replaced, some at a time, as its update strategy says."
        return (changed, then)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        return self._kubectl("rollout", "restart", f"{self.resource.qualified}/{self.name}")

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("patch", self.resource.name, self.resource.group, namespace=self.namespace, name=self.name)


@dataclass(frozen=True)
class ScaleWorkload(WorkloadAction):
    """Have so many pods, unless somebody else has changed how many meanwhile."""

    replicas: int
    before: int
    """How many the user saw."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Scale {self.target} to {self.replicas}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        more = self.replicas - self.before
        pods = counted(abs(more), "pod")
        then = f"{pods} more: its controller creates them." if more > 0 else f"{pods} fewer: its controller chooses."
        return (f"replicas: {self.before} → {self.replicas}", then, "An autoscaler, if it has one, may set it back.")

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        wanted = (f"--current-replicas={self.before}", f"--replicas={self.replicas}")
        return self._kubectl("scale", f"{self.resource.qualified}/{self.name}", *wanted)

    @property
    def right(self) -> Right:
        """The right it needs."""
        resource = self.resource
        return Right("patch", resource.name, resource.group, "scale", namespace=self.namespace, name=self.name)
