"""Creating an object that a user has written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ktui.domain.actions.action import Right, Targeted
from ktui.domain.actions.jobs import created_by_kubectl
from ktui.domain.manifests import hidden
from ktui.domain.objects import Object
from ktui.domain.resources import Resource


@dataclass(frozen=True)
class CreateObject(Targeted):
    """Create one object."""

    resource: Resource
    namespace: str
    """``""`` for what lives in none."""
    name: str
    manifest: Mapping[str, Any]
    """The whole object, as it was written."""
    differences: tuple[str, ...] = ()
    """What the server makes of it, a line a field; empty before it was asked."""

    @property
    def title(self) -> str:
        """What is asked, in the imperative."""
        return f"Create {self.target}"

    @property
    def effects(self) -> tuple[str, ...]:
        """What will happen, a sentence a line."""
        where = f" in {self.namespace}" if self.namespace else ""
        lines = [f"{self.resource.kind} {self.name} is created{where}."]
        if self.differences:
            lines += ["What the server adds and changes:", *(f"  {line}" for line in self.differences)]
        return tuple(lines)

    @property
    def kubectl(self) -> str:
        """The command that does the same."""
        return created_by_kubectl(self.namespace, hidden(self.manifest))

    @property
    def right(self) -> Right:
        """The right it needs."""
        return Right("create", self.resource.name, self.resource.group, namespace=self.namespace)

    @property
    def kind_name(self) -> str:
        """Kubernetes' name of the kind."""
        return self.resource.kind

    def objection(self, held: Object | None) -> str:
        """The name is taken."""
        return "" if held is None else f"There is a {self.target} already."
