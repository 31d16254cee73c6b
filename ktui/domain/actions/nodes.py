"""What can be asked of a node."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

from ktui.domain.actions.action import Right, another
from ktui.domain.objects import Key, Node, Object


@dataclass(frozen=True)
class NodeEdit:
    """What changes of one node have in common."""

    node: str
    uid: str
    """Precondition: a node that took the name meanwhile is not touched."""

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("patch", "nodes", name=self.node)

    @property
    def target(self) -> str:
        """What it is done to, for the journal: ``node NAME``."""
        return f"node {self.node}"

    @property
    def touches(self) -> tuple[str, Key]:
        """The node."""
        return ("Node", ("", self.node))


@dataclass(frozen=True)
class LabelNode(NodeEdit):
    """Set and remove labels of one node."""

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

    def objection(self, held: Object | None) -> str:
        """It is gone, was replaced, or a label that is to be changed was changed by somebody else."""
        other = another(self.target, self.uid, held)
        if held is None or other:
            return other
        for key in self.changes:
            now = held.metadata.labels.get(key)
            if now != self.before.get(key):
                return f"Label {key} was {'removed' if now is None else f'set to {now}'} meanwhile."
        return ""


@dataclass(frozen=True)
class CordonNode(NodeEdit):
    """Let no new pod on a node, or let them come again: kubectl's ``cordon`` and ``uncordon``."""

    on: bool
    """Whether it is to be cordoned."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"{'Cordon' if self.on else 'Uncordon'} node {self.node}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        if self.on:
            return (
                "No new pod is put on it: the scheduler passes it over.",
                "What runs on it stays, and so do pods of Jobs; those that replace them go elsewhere.",
                "Pods of DaemonSets come all the same: they tolerate it.",
            )
        return ("Pods are put on it again. Those that went elsewhere meanwhile do not come back.",)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        return shlex.join(["kubectl", "cordon" if self.on else "uncordon", self.node])

    def objection(self, held: Object | None) -> str:
        """It is gone, was replaced, or somebody else has done it meanwhile."""
        other = another(self.target, self.uid, held)
        if not other and isinstance(held, Node) and held.spec.unschedulable is self.on:
            return f"Node {self.node} is {'cordoned' if self.on else 'schedulable'} already."
        return other
