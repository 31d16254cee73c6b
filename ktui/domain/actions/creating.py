"""Creating an object that a user has written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ktui.domain.actions.action import Right
from ktui.domain.actions.jobs import created_by_kubectl
from ktui.domain.manifests import hidden
from ktui.domain.objects import Key, Object
from ktui.domain.resources import Resource


@dataclass(frozen=True)
class CreateObject:
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
    def target(self) -> str:
        """What it is done to, for the journal: ``job NAMESPACE/NAME``."""
        place = f"{self.namespace}/" if self.namespace else ""
        return f"{self.resource.kind.lower()} {place}{self.name}"

    @property
    def touches(self) -> tuple[str, Key]:
        """The new object."""
        return (self.resource.kind, (self.namespace, self.name))

    def objection(self, held: Object | None) -> str:
        """The name is taken."""
        return "" if held is None else f"There is a {self.target} already."
