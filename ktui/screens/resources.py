"""Any resource of the server as a table: which one is meant, and the columns that the server gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual import on, work
from textual.content import Content
from textual.events import ScreenResume

from ktui.domain.errors import ClusterError, KtuiError
from ktui.domain.objects import Key, Object
from ktui.domain.row_sheet import row_sheet
from ktui.domain.table_row import PLAIN, ServerColumn, TableRow
from ktui.domain.tabulation import Tabulation
from ktui.screens.places import ResourceList
from ktui.screens.row_actions import UNKNOWN, RowActions
from ktui.screens.shown_table import RUNS_OUT
from ktui.screens.standing import Explanation, standing
from ktui.screens.surroundings import Surroundings
from ktui.widgets.context_bar import Data, Status
from ktui.widgets.summary_line import Part
from ktui.widgets.tab_bar import Tab
from ktui.widgets.table_view import TableView


class ResourceScreen(RowActions):
    """The objects of any resource.

    Args:
        around: the session, and what the user wants.
        place: which resource, by any of its names.
    """

    def __init__(self, around: Surroundings, place: ResourceList) -> None:
        super().__init__(around, row_sheet(UNKNOWN, PLAIN), ())
        self.wanted = place.name
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

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action == "faults" and self.table.sheet.faulty is None:
            return f"The server does not judge {self.noun}: no column says whether all is well with one."
        return super().refusal(action)

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
