"""The keys of an object of any resource: where they lead, what belongs to it, what owns it, and away with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import msgspec
from textual import work
from textual.binding import Binding, BindingType

from ktui.domain import labels
from ktui.domain.errors import KtuiError
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key
from ktui.domain.resources import Resource
from ktui.domain.table_row import TableRow
from ktui.screens.deleting import DeletingScreen, deletion
from ktui.screens.k9s_fingers import Here, here
from ktui.screens.places import (
    ContainersOf,
    CronJobOf,
    DescribeOf,
    JobOf,
    LogsOf,
    Main,
    NodesOf,
    Place,
    PodsOf,
    ResourceList,
    YamlOf,
)
from ktui.screens.table import ObjectsScreen
from ktui.screens.workloads import ScaledScreen
from ktui.widgets.table_view import TableView

UNKNOWN = Resource("objects", "Object")
"""Stands for the resource until it is known which one is meant."""
_SELECTING = frozenset({"deployments.apps", "services"})
_OWNING_PODS = frozenset(
    {"statefulsets.apps", "replicasets.apps", "daemonsets.apps", "replicationcontrollers", "jobs.batch"}
)
_OF_AN_OBJECT = frozenset({"describe", "yaml", "delete", "logs", "previous", "owner", "replica_sets"})
_OWN_PLACES = {
    "pods": ContainersOf,
    "daemonsets.apps": NodesOf,
    "jobs.batch": JobOf,
    "cronjobs.batch": CronJobOf,
}
"""Resources whose objects have a place of their own to go into."""


class RowActions(ScaledScreen, DeletingScreen, ObjectsScreen[TableRow]):
    """A table of the objects of any resource."""

    HELP: ClassVar[str] = "Any resource"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "describe", "describe", id="resources.describe", tooltip="Describe the object."),
        Binding("y", "yaml", "yaml", id="resources.yaml", tooltip="The object as YAML."),
        Binding("l", "logs", "logs", id="resources.logs", tooltip="The logs of the pods that belong to it."),
        Binding(
            "p",
            "previous",
            "logs before",
            id="resources.previous",
            tooltip="Their logs before the last restart.",
            show=False,
        ),
        Binding(
            "J,o",
            "owner",
            "owner",
            id="resources.owner",
            tooltip="Go to what owns the object. The journal is :journal here.",
            show=False,
        ),
        Binding(
            "z",
            "replica_sets",
            "ReplicaSets",
            id="resources.replica_sets",
            tooltip="The ReplicaSets of a Deployment.",
            show=False,
        ),
        Binding(
            "ctrl+d",
            "delete",
            "delete",
            id="resources.delete",
            tooltip="Delete the object, or all that are marked, after agreement; of owners it is asked what becomes of "
            "what they own.",
        ),
    ]
    resource: Resource = UNKNOWN
    """Which resource is shown, once that is known."""

    @property
    def noun(self) -> str:
        """What the rows are, as the server calls them."""
        return self.resource.name

    @property
    def kind(self) -> Kind:
        """Where the objects are."""
        return self.resource.rows

    # ---- going on

    @property
    def here(self) -> Here | None:
        """The object under the cursor."""
        row = self.row if self.composed else None
        return None if row is None else here(self.kind, row.key, self.session.connection.context)

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action in _OF_AN_OBJECT and self.row is None:
            return "There is no object under the cursor."
        if action == "replica_sets" and self.resource.qualified != "deployments.apps":
            return f"{self.resource.kind} has no ReplicaSets: Deployments have."
        if action in {"logs", "previous"} and self.resource.qualified not in _SELECTING | _OWNING_PODS | {"pods"}:
            return f"No pods belong to {self.noun}, as far as ktui knows; its logs may be those of a controller."
        if action == "owner" and self.row is not None and not self.row.metadata.owner_references:
            return f"Nothing owns {self.row.name}."
        if action == "delete" and self.row is not None:
            return self.missing_right(deletion(self.resource, self.row).right)
        return super().refusal(action)

    def enter(self, key: Key) -> None:
        """Go into an object: to its own place, to its pods, to what it defines, or to its description."""
        row = self.table.row(key)
        if row is None:
            return
        where: Place | None = None
        match self.resource.qualified:
            case "namespaces":
                self.look_at([row.name])
                where = Main("pods")
            case "nodes":
                where = PodsOf(f"node {row.name}", node=row.name)
            case "customresourcedefinitions.apiextensions.k8s.io":
                where = ResourceList(row.name)
            case name if name in _OWN_PLACES:
                where = _OWN_PLACES[name](key)
            case name if name in _OWNING_PODS:
                where = PodsOf(self._title(row), owner=row.uid)
            case name if name in _SELECTING:
                self.go_to_pods(row)
                return
        self.go(where or DescribeOf(self.kind, key))

    @work(group="going")
    async def go_to_pods(self, row: TableRow) -> None:
        """Go to the pods that an object selects."""
        selector = await self._selector(row)
        if selector:
            self.go(PodsOf(self._title(row), namespace=row.namespace, selector=selector))

    def _meant(self, action: str) -> TableRow | None:
        """The row that an action is for, if it can be done; if not, the user hears why."""
        why = self.refusal(action)
        if why:
            self.say(why)
        return None if why else self.row

    def action_describe(self) -> None:
        """Describe the object."""
        if row := self._meant("describe"):
            self.go(DescribeOf(self.kind, row.key))

    def action_yaml(self) -> None:
        """Show the object as YAML."""
        if row := self._meant("yaml"):
            self.go(YamlOf(self.kind, row.key))

    def action_logs(self) -> None:
        """Show the logs of the pods that belong to the object."""
        self.go_to_logs(previous=False)

    def action_previous(self) -> None:
        """Show their logs before the last restart."""
        self.go_to_logs(previous=True)

    @work(group="going")
    async def go_to_logs(self, *, previous: bool) -> None:
        """Show the logs of the pods that belong to the object."""
        row = self._meant("logs")
        if row is None:
            return
        place = LogsOf(self._title(row), row.namespace, previous=previous)
        if self.resource.qualified == "pods":
            self.go(replace(place, pod=row.name))
        elif self.resource.qualified in _OWNING_PODS:
            self.go(replace(place, owner=row.uid))
        elif selector := await self._selector(row):
            self.go(replace(place, selector=selector))

    def action_replica_sets(self) -> None:
        """Show the ReplicaSets of a Deployment: their names begin with its own."""
        if row := self._meant("replica_sets"):
            self.go(ResourceList("replicasets.apps", text=f"^{row.name}-"))

    @work(group="going")
    async def action_owner(self) -> None:
        """Go to what owns the object, among all of its kind."""
        row = self._meant("owner")
        if row is None:
            return
        owner = row.metadata.controller or row.metadata.owner_references[0]
        try:
            catalogue = await self.session.learn_resources()
        except KtuiError as error:
            self.complain(f"It cannot be found out where {owner.kind} {owner.name} is: {error}")
            return
        found = catalogue.of_kind(owner.kind, owner.api_version)
        if found is None:
            self.complain(f"The server does not serve {owner.kind} of {owner.api_version}, which owns {row.name}.")
        else:
            self.go(DescribeOf(found.rows, (row.namespace if found.namespaced else "", owner.name)))

    async def _selector(self, row: TableRow) -> str:
        """Which pods an object means; ``""`` if that cannot be told, which the user hears."""
        try:
            found = await self.session.fetch(self.kind, row.key)
            selector = labels.selected_by(found)
        except (KtuiError, msgspec.ValidationError, labels.SelectorError) as error:
            self.complain(f"Which pods belong to {self._title(row)} cannot be told: {error}")
            return ""
        if not selector:
            self.say(f"{self._title(row)} selects no pods.")
        return selector

    def _title(self, row: TableRow) -> str:
        return f"{self.resource.kind.lower()} {row.namespace}/{row.name}" if row.namespace else row.name

    # ---- deleting

    @property
    def workloads(self) -> tuple[Resource, Sequence[TableRow]]:
        """The marked objects, or the one under the cursor."""
        if not self.composed:
            return self.resource, ()
        marked = [self.table.row(key) for key in sorted(self.query_one(TableView).marks)]
        return self.resource, [each for each in marked or [self.row] if each is not None]

    def action_delete(self) -> None:
        """Delete what is marked, or else the object under the cursor."""
        if self._meant("delete"):
            self.delete_objects(*self.workloads)
