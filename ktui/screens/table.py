"""What all screens have that show a table: filter, sort, columns, marks, copy and save."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar, TypeVar, cast

from textual import on, work
from textual.binding import Binding, BindingType

from ktui.domain.objects import Key, Object
from ktui.domain.tabular import LABEL
from ktui.screens.choose import ChooseManyDialog, Offer
from ktui.screens.places import Main, Place, ResourceList
from ktui.screens.shown_table import AT_ONCE, ShownTable
from ktui.widgets.prompt import Prompt
from ktui.widgets.table_view import TableView

R = TypeVar("R")
Obj = TypeVar("Obj", bound=Object)

MOST_LABELS = 1000
"""In so many rows it is looked for labels that could be columns."""


class TableScreen(ShownTable[R]):
    """A main screen with a table, and the keys that all tables have."""

    HELP: ClassVar[str] = "Tables"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "filter",
            id="table.filter",
            tooltip="Filter by text: a|b, a.*b, ^a, b$; !text without it, -l pool=gpu by labels, -f loosely by name.",
        ),
        Binding(
            "ctrl+z", "faults", "faults", id="table.faults", tooltip="Show only what is wrong, or everything again."
        ),
        Binding("ctrl+w", "wide", "wide", id="table.wide", tooltip="Show more columns, or fewer again.", show=False),
        Binding("C", "columns", "columns", id="table.columns", tooltip="Choose the columns; labels too.", show=False),
        Binding(
            "w",
            "warp",
            "this namespace",
            id="table.warp",
            tooltip="Look only at the namespace of the row.",
            show=False,
        ),
        Binding("N", "sort('NAME')", "by name", id="table.by_name", tooltip="Sort by name.", show=False),
        Binding("A", "sort_by_age", "by age", id="table.by_age", tooltip="Sort by age.", show=False),
        Binding("S", "sort_by_state", "by state", id="table.by_state", tooltip="Sort by state.", show=False),
        Binding(
            "P", "sort('NAMESPACE')", "by namespace", id="table.by_namespace", tooltip="Sort by namespace.", show=False
        ),
        Binding(
            "O",
            "sort_by_chosen",
            "by column",
            id="table.by_chosen",
            tooltip="Sort by the column that shift-left and shift-right choose; once more turns the order round.",
            show=False,
        ),
    ]
    STATE: ClassVar[str] = "STATUS"
    """The column that ``S`` sorts by."""
    AGE: ClassVar[str] = "AGE"
    """The column that ``A`` sorts by."""

    def enter(self, key: Key) -> None:
        """Go into a row."""

    @on(TableView.RowChosen)
    def enter_row(self, event: TableView.RowChosen) -> None:
        """Go into the row that was chosen."""
        self.enter(event.key)

    # ---- how it is shown

    def arrive(self, place: Place) -> None:
        """Filter as the place says, and go to its row."""
        if isinstance(place, Main | ResourceList) and place.text:
            self.show_view(replace(self.table.view, text=place.text))
        if isinstance(place, Main) and place.row is not None:
            if place.row in self.table and self.table.place(place.row) is None:
                self.show_view(replace(self.table.view, text="", faults_only=False))
            self.query_one(TableView).look_for(place.row)

    @on(Prompt.Changed)
    def filter_as_typed(self, event: Prompt.Changed) -> None:
        """Filter while it is typed."""
        if event.sign == "/":
            self.show_view(replace(self.table.view, text=event.text))

    @on(Prompt.Cancelled)
    def unfilter(self, event: Prompt.Cancelled) -> None:
        """Leave the filter's line without a filter."""
        if event.sign == "/":
            self.show_view(replace(self.table.view, text=""))

    def action_filter(self) -> None:
        """Open the line for a filter."""
        self.query_one(Prompt).open("/", self.table.view.text)

    def action_faults(self) -> None:
        """Show only what is wrong, or everything."""
        if self.table.sheet.faulty is None:
            self.say(f"Of {self.noun} it is not told whether something is wrong with them.")
        else:
            self.show_view(replace(self.table.view, faults_only=not self.table.view.faults_only))

    def action_wide(self) -> None:
        """Show all columns, or those that are shown without asking."""
        view = self.table.view
        if not view.wide and all(column in self.table.columns for column in self.table.sheet.columns):
            self.say("All columns are shown already: there is room for them.")
            return
        if view.columns is not None:
            self.around.columns.keep(self.table.sheet.name, None)
        self.show_view(replace(view, wide=not view.wide or view.columns is not None, columns=None))

    def action_warp(self) -> None:
        """Look only at the namespace of the row under the cursor."""
        key = self.query_one(TableView).cursor
        if key is None:
            self.say("There is no row here.")
        elif not key[0]:
            self.say(f"{key[1]} is in no namespace.")
        else:
            self.look_at([key[0]])
            self.say(self.with_keys(f"Only {key[0]} is looked at; {{all_namespaces|0}} looks at all namespaces."))

    def action_sort(self, name: str) -> None:
        """Sort by a column; by the one that it is sorted by already, the other way round."""
        view = self.table.view
        column = self.table.sheet.column(name)
        if column is None:
            self.say(f"There is no column {name} to sort by here.")
            return
        falling = not view.falling if view.sort == column.called else column.falls
        self.show_view(replace(view, sort=column.called, falling=falling))

    def action_sort_by_age(self) -> None:
        """Sort by age."""
        self.action_sort(self.AGE)

    def action_sort_by_state(self) -> None:
        """Sort by state."""
        self.action_sort(self.STATE)

    def action_sort_by_chosen(self) -> None:
        """Sort by the column that was chosen."""
        chosen = self.query_one(TableView).chosen_column
        if chosen:
            self.action_sort(chosen)
        else:
            before, after = "{table.column_before|shift-left}", "{table.column_after|shift-right}"
            self.say(self.with_keys(f"No column is chosen: {before} and {after} choose one, or click on its head."))

    @on(TableView.HeadClicked)
    def sort_by_clicked(self, event: TableView.HeadClicked) -> None:
        """Sort by the column whose head was clicked."""
        self.action_sort(event.name)

    @work(group="choice")
    async def action_columns(self) -> None:
        """Choose the columns that are shown."""
        shown = [column.called for column in self.table.columns]
        chosen = await self.app.push_screen_wait(
            ChooseManyDialog("Show which columns?", self._offers_of_columns, shown)
        )
        if chosen is not None:
            self.around.columns.keep(self.table.sheet.name, chosen)
            self.show_view(replace(self.table.view, columns=chosen))

    def _offers_of_columns(self) -> list[Offer]:
        own = [Offer(column.called, column.title, "wide" if column.wide else "") for column in self.table.sheet.columns]
        asked = [each for each in self.table.view.columns or () if self.table.sheet.column(each) is not None]
        more = dict.fromkeys([*asked, *self.more_columns()])
        return [*own, *(Offer(name, name) for name in more if name not in {offer.value for offer in own})]

    def more_columns(self) -> Sequence[str]:
        """The names of columns that could be shown beside the table's own: labels that some rows have."""
        labels = self.table.sheet.labels
        some = list(self.table.shown)[:MOST_LABELS]
        rows = (row for row in map(self.table.row, some) if row is not None)
        return [f"{LABEL}{key}" for key in sorted({key for row in rows for key in labels(row)})]

    def step_back(self) -> bool:
        """Close a notice, the marks, the filter: one of them."""
        view = self.table.view
        table = self.query_one(TableView)
        if super().step_back():
            return True
        if table.marks:
            table.unmark()
            return True
        if table.chosen_column:
            table.choose_column("")
            return True
        if view.text or view.faults_only:
            self.show_view(replace(view, text="", faults_only=False))
            return True
        return False


class ObjectsScreen(TableScreen[Obj]):
    """A table whose rows are the objects of its first kind, as the store has them."""

    _mark = -1

    def admits(self, obj: Obj) -> bool:
        """Whether an object is one of the rows."""
        del obj
        return True

    def look(self) -> None:
        """Take over what has changed in the store."""
        held = self.session.state.table(self.kinds[0])
        changed, self._mark = held.changed_since(self._mark), held.changes
        if changed is None:
            gone = [key for key in self.table if key not in held]
            self.table.take_in([*held.objects, *gone], self._found, self.now)
        elif len(changed) > AT_ONCE:
            self.table.take_in(changed, self._found, self.now)
        elif changed:
            self.table.change({key: self._found(key) for key in changed}, self.now)

    def _found(self, key: Key) -> Obj | None:
        """The row of that key, as the store has it now."""
        obj = self.session.state.table(self.kinds[0]).get(key)
        if obj is None:
            return None
        row = cast("Obj", obj)
        return row if self.admits(row) else None
