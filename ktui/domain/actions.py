"""What a user can ask, as data: each action says what it will do, its kubectl equivalent and the right it needs.

An action sets the wanted state; it never toggles. ``ktui.session.Session.perform`` is the only way to do one, and
``ktui.cluster.actions`` turns it into one request.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True)
class Right:
    """One question to the authorizer (SelfSubjectAccessReview ``spec.resourceAttributes``)."""

    verb: str
    resource: str
    group: str = ""
    subresource: str = ""
    namespace: str = ""
    """``""``: cluster-scoped, or all namespaces."""
    name: str = ""


@dataclass(frozen=True)
class DeletePod:
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
    def target(self) -> str:
        """What it is done to, for the journal: ``pod NAMESPACE/NAME``."""
        return f"pod {self.namespace}/{self.name}"


@dataclass(frozen=True)
class LabelNode:
    """Set and remove labels of one node."""

    node: str
    uid: str
    changes: Mapping[str, str | None]
    """By key, the new value; ``None`` removes."""
    before: Mapping[str, str] = field(default_factory=dict)
    """The labels that the user saw."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Label node {self.node}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        lines = []
        for key, value in self.changes.items():
            had = self.before.get(key)
            if value is None:
                lines.append(f"{key}: {had} → removed")
            elif had is None:
                lines.append(f"{key}: added as {value or '(empty)'}")
            else:
                lines.append(f"{key}: {had or '(empty)'} → {value or '(empty)'}")
        return tuple(lines)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        edits = [f"{key}-" if value is None else f"{key}={value}" for key, value in self.changes.items()]
        overwrite = (
            ["--overwrite"] if any(self.changes[key] is not None for key in self.changes if key in self.before) else []
        )
        return shlex.join(["kubectl", "label", "node", self.node, *edits, *overwrite])

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("patch", "nodes", name=self.node)

    @property
    def target(self) -> str:
        """What it is done to, for the journal: ``node NAME``."""
        return f"node {self.node}"


Action: TypeAlias = DeletePod | LabelNode
"""Everything that can be asked."""
