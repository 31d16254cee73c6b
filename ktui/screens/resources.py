"""Any resource of the server as a table: the columns are the server's, the keys are those of every object."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

import msgspec
from textual import on, work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import ScreenResume

from ktui.domain import labels
from ktui.domain.errors import ClusterError, KtuiError
from ktui.domain.kinds import Kind
from ktui.domain.objects import Key, Object
from ktui.domain.resources import Resource
from ktui.domain.row_sheet import row_sheet
from ktui.domain.table_row import PLAIN, ServerColumn, TableRow
from ktui.domain.tabulation import Tabulation
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
from ktui.screens.shown_table import RUNS_OUT
from ktui.screens.standing import Explanation, standing
from ktui.screens.surroundings import Surroundings
from ktui.screens.table import ObjectsScreen
from ktui.screens.workloads import ScaledScreen
from ktui.widgets.context_bar import Data, Status
from ktui.widgets.summary_line import Part
from ktui.widgets.tab_bar import Tab
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


class ResourceScreen(ScaledScreen, DeletingScreen, ObjectsScreen[TableRow]):
    """The objects of any resource.

    Args:
        around: the session, and what the user wants.
        place: which resource, by any of its names.
    """

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

    def __init__(self, around: Surroundings, place: ResourceList) -> None:
        super().__init__(around, row_sheet(UNKNOWN, PLAIN), ())
        self.wanted = place.name
        self.resource = UNKNOWN
        """Which resource is shown, once that is known."""
        self._columns: tuple[ServerColumn, ...] = PLAIN
        self._fault: KtuiError | None = None

    # ---- which resource

    def on_mount(self) -> None:
        """Ask which resource is meant."""
        self.query_one(TableView).sideways_letters = False
        self.find()

    @on(ScreenResume)
    def find_again(self) -> None:
        """Ask again: there may be one of that name by now."""
        if self._fault is not None:
            self.find()

    @work(group="resource", exclusive=True)
    async def find(self) -> None:
        """Find the resource, and follow it."""
        try:
            resource = await self.session.find_resource(self.wanted)
        except KtuiError as error:
            self._fault = error
        else:
            self._fault = None
            self.resource = resource
            self.kinds = (resource.rows,)
            self._use(PLAIN)
            self.light(None)
            if self in self.app.screen_stack:
                self.follow()
        self.redraw()

    def _use(self, columns: tuple[ServerColumn, ...]) -> None:
        """Show these columns from now on."""
        self._columns = columns
        sheet = row_sheet(self.resource, columns)
        self.table = Tabulation(sheet, self._as_wanted(sheet, replace(self.table.view, columns=None)))
        self._mark = -1
        self._seen = ()

    @property
    def own_tab(self) -> Tab:
        """A tab beside those of the main screens."""
        return Tab(self.wanted, self.noun if self.kinds else self.wanted)

    @property
    def kind(self) -> Kind:
        """Where the objects are."""
        return self.resource.rows

    # ---- what is shown

    def look(self) -> None:
        """Take over what has changed, and the columns, which the server may change."""
        row = next(iter(self.session.state.table(self.kind)), None) if self.kinds else None
        if isinstance(row, TableRow) and row.columns != self._columns:
            seen = self._seen
            self._use(row.columns)
            self._seen = seen
        if self.kinds:
            super().look()

    def tick(self) -> None:
        """Ask again which resource is meant, if the server could not be asked."""
        super().tick()
        if isinstance(self._fault, ClusterError) and self._seconds % RUNS_OUT == 0:
            self.find()

    @property
    def noun(self) -> str:
        """What the rows are, as the server calls them."""
        return self.resource.name

    @property
    def title_of_rows(self) -> str:
        """Which resource it is, and in which version: names alone may mislead."""
        return f"{self.resource.qualified} {self.resource.version}" if self.kinds else self.wanted

    @property
    def status(self) -> Status:
        """How true the rows are; nothing can be said of it before it is known what they are."""
        told = super().status
        if self.kinds:
            return told
        session = standing(self.session.state, self.clock())
        if self._fault is not None:
            return replace(told, data=session.data, words=session.text)
        return replace(told, data=Data.LOADING, words="asking what the server serves")

    def summary(self) -> Sequence[Part]:
        """Whether the rows follow the server."""
        if self.kinds and not self.kind.watchable:
            return (Part(Content("read every 30 s: the server tells no changes"), Content("every 30 s")),)
        return ()

    def explanation(self) -> Explanation:
        """Why there is no row: the resource is not known, or for the reasons of every table."""
        if self.kinds:
            return super().explanation()
        if self._fault is None:
            return Explanation("Asking the server what it serves")
        if isinstance(self._fault, ClusterError):
            again = f"It is asked again within {RUNS_OUT} s."
            return Explanation("The server does not say what it serves", (str(self._fault), "", again))
        return Explanation(f"Nothing is called {self.wanted}", (str(self._fault),))

    def action_faults(self) -> None:
        """Show only what is wrong, or everything."""
        if not self.refuses("faults"):
            super().action_faults()

    def details(self, row: TableRow) -> str:
        """What of a row has no column, or no room in one: who owns it, and that it is being deleted."""
        owner = row.metadata.controller
        told = [f"owned by {owner.kind} {owner.name}"] if owner else []
        if row.metadata.deletion_timestamp:
            told.append("being deleted")
        return " · ".join(told)

    def changing(self) -> frozenset[Key]:
        """The rows that a change was asked for which the watch has not shown yet."""
        return super().changing() if self.kinds else frozenset()

    def held(self, kind: str, key: Key) -> Object | None:
        """An object as this table has it: another group may have a kind of the same name."""
        return self.session.state.table(self.kind).get(key) if kind == self.resource.kind else super().held(kind, key)

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
        if action == "faults" and self.table.sheet.faulty is None:
            return f"The server does not judge {self.noun}: no column says whether all is well with one."
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
