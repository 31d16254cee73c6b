"""What can be asked of a pod."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from ktui.domain.actions.action import OnObject, Right


@dataclass(frozen=True)
class DeletePod(OnObject):
    """Delete one pod. Under the update strategy OnDelete this is how a node's daemon is updated."""

    namespace: str
    name: str
    uid: str
    """Precondition: a pod that took the name meanwhile is not touched."""
    node: str = ""
    updates: str = ""
    """The DaemonSet whose new revision this brings to the node, if it does."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Update {self.updates} on {self.node}" if self.updates else f"Delete pod {self.namespace}/{self.name}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        ends = f"Pod {self.name} in {self.namespace} is asked to end within its grace period."
        if self.updates:
            return (ends, f"The controller then creates the current revision of {self.updates} on {self.node}.")
        return (ends, "Its controller, if it has one, creates another.")

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        return shlex.join(["kubectl", "delete", "pod", self.name, "-n", self.namespace])

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("delete", "pods", namespace=self.namespace, name=self.name)

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return "Pod"
