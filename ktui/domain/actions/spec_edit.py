"""What all edits of some fields of an object's ``spec`` have in common."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ktui.domain.actions.action import OnObject, Right
from ktui.domain.kinds import Kind


@dataclass(frozen=True)
class SpecEdit(OnObject):
    """Set fields of the ``spec`` of one namespaced object, unless somebody else has changed one of them meanwhile.

    Those that derive name the kind, and say what is asked and what will happen.
    """

    KIND: ClassVar[Kind]
    """What is edited."""

    namespace: str
    name: str
    uid: str
    """Precondition: an object that took the name meanwhile is not touched."""
    changes: Mapping[str, Any]
    """By field of ``spec``, as the API writes it, the new value; None takes the field away."""
    before: Mapping[str, Any]
    """By field, the value that the user saw; None: there was none."""
    annotations: Mapping[str, str | None] = field(default_factory=dict)
    """Annotations that are set along with it; None takes one away."""
    remarks: tuple[str, ...] = ()
    """What comes of it for this very object, a sentence a line."""

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        fields = [
            f"{each}: {written(self.before.get(each))} → {written(value)}" for each, value in self.changes.items()
        ]
        return (*fields, *self.remarks)

    @property
    def patch(self) -> dict[str, Any]:
        """The merge patch that does it."""
        metadata = {"metadata": {"annotations": dict(self.annotations)}} if self.annotations else {}
        return {**metadata, "spec": dict(self.changes)}

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        patch = json.dumps(self.patch, ensure_ascii=False, separators=(",", ":"))
        resource = self.KIND.name.lower()
        return shlex.join(["kubectl", "patch", resource, self.name, "-n", self.namespace, "--type=merge", "-p", patch])

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("patch", self.KIND.plural, group=self.KIND.group, namespace=self.namespace, name=self.name)

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return self.KIND.name


def written(value: object) -> str:
    """A value of a field in words."""
    if value is None:
        return "none"
    return str(value).lower() if isinstance(value, bool) else str(value)
