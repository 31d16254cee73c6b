"""From an object to what owns it, on every table whose objects may be owned."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType

from ktui.domain.kinds import CRON_JOB, DAEMON_SET, JOB
from ktui.domain.objects import Object, OwnerReference
from ktui.screens.inspected import InspectedTable
from ktui.screens.places import CronJobOf, JobOf, NodesOf, Place, ResourceList

R = TypeVar("R")

_PLACES = {DAEMON_SET.name: NodesOf, JOB.name: JobOf, CRON_JOB.name: CronJobOf}
"""Kinds whose objects have a place of their own."""
_GROUPS = frozenset({DAEMON_SET.group, JOB.group, ""})
"""Their groups: a Job of another group is something else."""


def owner_of(obj: Object) -> OwnerReference | None:
    """What owns an object: its controller, or else the first that is named."""
    return obj.metadata.controller or next(iter(obj.metadata.owner_references), None)


def place_of(owner: OwnerReference, namespace: str) -> Place:
    """Where to go to see an owner."""
    group = owner.api_version.rpartition("/")[0]
    where = _PLACES.get(owner.kind) if group in _GROUPS else None
    if where is not None:
        return where((namespace, owner.name))
    return ResourceList(f"{owner.kind}.{group}".lower().rstrip("."), text=owner.name)


class OwnedTable(InspectedTable[R]):
    """A table of objects that something may own."""

    HELP: ClassVar[str] = "On what may be owned"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "J",
            "owner",
            "owner",
            id="row.owner",
            tooltip="Go to what owns the object. The journal is :journal here.",
            show=False,
        ),
    ]

    @property
    def owned(self) -> Object | None:
        """The object under the cursor."""
        raise NotImplementedError

    def refusal(self, action: str) -> str:
        """Without an object, or without an owner, there is nowhere to go."""
        if action == "owner":
            held = self.owned if self.composed else None
            if held is None:
                return "There is nothing here that something could own."
            if owner_of(held) is None:
                return f"Nothing owns {held.name}: no controller has made it. The journal is :journal here."
            return ""
        return super().refusal(action)

    def action_owner(self) -> None:
        """Go to what owns the object."""
        held = self.owned
        owner = owner_of(held) if held is not None else None
        if held is None or owner is None:
            self.say(self.refusal("owner"))
        else:
            self.go(place_of(owner, held.namespace))
