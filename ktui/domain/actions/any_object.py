"""What can be asked of an object of any kind."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ktui.domain.actions.action import OnObject, Right
from ktui.domain.actions.jobs import Propagation
from ktui.domain.resources import Resource

_LEAVES = frozenset(
    {
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "autoscaling",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    }
)
"""Groups of Kubernetes itself whose objects own nothing."""
_TAKES_ALONG = {
    "namespaces": "Everything in the namespace is deleted with it.",
    "customresourcedefinitions.apiextensions.k8s.io": "Every object of the kind that it defines is deleted with it.",
    "nodes": "The pods on it are deleted with it; the machine and its kubelet are not touched, and may register again.",
    "persistentvolumeclaims": "Where the volume's reclaim policy is Delete, the data is lost.",
    "persistentvolumes": "Where its reclaim policy is Delete, the data is lost.",
    "apiservices.apiregistration.k8s.io": "The server no longer serves that group and version.",
}
_BECOMES = {
    Propagation.BACKGROUND: "What it owns, if anything, is deleted after it.",
    Propagation.FOREGROUND: "What it owns is deleted first; it stays until that is gone.",
    Propagation.ORPHAN: "What it owns is left behind: nothing owns it any more, and nothing will delete it.",
}


def may_own(resource: Resource) -> bool:
    """Whether objects of a resource may own others, as far as that can be told: of a custom resource it cannot."""
    return resource.group not in _LEAVES or resource.name == "replicationcontrollers"


@dataclass(frozen=True)
class DeleteObject(OnObject):
    """Delete one object."""

    resource: Resource
    namespace: str
    """``""`` for what lives in none."""
    name: str
    uid: str
    """Precondition: an object that took the name meanwhile is not touched."""
    propagation: Propagation = Propagation.BACKGROUND
    owned: str = ""
    """Who owns it and will probably make it anew, for example ``ReplicaSet web-5d8f``; ``""``: nobody."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Delete {self.target}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        lines = [f"{self.resource.kind} {self.name}{f' in {self.namespace}' if self.namespace else ''} is deleted."]
        if along := _TAKES_ALONG.get(self.resource.qualified):
            lines.append(along)
        if may_own(self.resource):
            lines.append(_BECOMES[self.propagation])
        if self.owned:
            lines.append(f"{self.owned} owns it, and may make another.")
        return tuple(lines)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        words = ["kubectl", "delete", self.resource.qualified, self.name]
        words += ["-n", self.namespace] if self.namespace else []
        words += [] if self.propagation is Propagation.BACKGROUND else [f"--cascade={self.propagation.lower()}"]
        return shlex.join(words)

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("delete", self.resource.name, self.resource.group, namespace=self.namespace, name=self.name)

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return self.resource.kind
