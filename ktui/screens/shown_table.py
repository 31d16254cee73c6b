"""A main screen with a table: what it follows, how its rows get there, and what is said when there are none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from textual import on, work
from textual.app import ComposeResult
from textual.content import Content
from textual.widget import Widget

from ktui.domain.kinds import Kind
from ktui.domain.nouns import noun_of, nouns_of
from ktui.domain.objects import Key
from ktui.domain.steps import Steps, run
from ktui.domain.tabular import Sheet, View
from ktui.domain.tabular_text import as_csv, as_text
from ktui.domain.tabulation import Tabulation
from ktui.domain.tally import Tally
from ktui.domain.text import printable
from ktui.domain.wanted import wanted
from ktui.screens.following import FollowingScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.garbage import undisturbed
from ktui.screens.slices import in_slices
from ktui.screens.standing import Explanation, Standing, left_out, scope, standing
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_standing import table_remarks, without_rows
from ktui.screens.taking import Copied
from ktui.widgets.context_bar import ContextBar, Status
from ktui.widgets.detail_line import DetailLine
from ktui.widgets.remark_lines import RemarkLines
from ktui.widgets.summary_line import Part, SummaryLine
from ktui.widgets.symbols import symbols
from ktui.widgets.table_view import TableView

R = TypeVar("R")

AT_ONCE = 2000
"""Tables of up to so many rows are sorted, filtered and counted at once, larger ones in slices."""
RUNS_OUT = 10
"""Every so many seconds, what has become wrong by waiting is looked for, if only faults are shown."""


class ShownTable(FollowingScreen, Generic[R]):
    """A main screen with a table.

    Args:
        around: the session, and what the user wants.
        sheet: what there is to know of the table.
        kinds: what it is made of, the kind whose objects are its rows first; followed while it is shown.
        view: how it is shown at first, where the settings do not say.
    """

    PARTS: ClassVar[tuple[type[Widget], ...]] = (*FrameScreen.PARTS, SummaryLine, RemarkLines, TableView, DetailLine)

    def __init__(self, around: Surroundings, sheet: Sheet[R], kinds: Sequence[Kind], view: View | None = None) -> None:
        super().__init__(around, kinds)
        self._unknown: tuple[str, ...] = ()
        view = replace(self._as_wanted(sheet, view or View()), namespaces=self.scope.namespaces)
        self.table = Tabulation(sheet, view)
        self.tally: Tally[R] = Tally(self.state_of)
        self._seen: tuple[object, ...] = ()
        self._counted: tuple[object, ...] = ()
        self._gone: tuple[str, frozenset[str]] = ("", frozenset())
        """Of which filter, the columns for which what it finds leaves no room."""
        self._working = False
        self._slow = False
        self._seconds = 0

    def _as_wanted(self, sheet: Sheet[R], view: View) -> View:
        """A view with what the user has chosen, or the settings say of it."""
        settings = self.around.settings
        sort = settings.sort.get(sheet.name, "")
        columns = self.around.columns.of(sheet.name) or settings.columns.get(sheet.name, ())
        view, self._unknown = wanted(sheet, view, sort, columns)
        return view

    def compose_body(self) -> ComposeResult:
        """How it is shown, what is missing, the rows, and more of the one under the cursor."""
        yield SummaryLine(ascii_only=self.ascii_only)
        yield RemarkLines()
        yield TableView(ascii_only=self.ascii_only)
        yield DetailLine(ascii_only=self.ascii_only)

    # ---- for those that derive

    def look(self) -> None:
        """Bring the rows up to date with the store: called when one of the kinds' tables has changed."""
        raise NotImplementedError

    def state_of(self, row: R, now: datetime) -> str:
        """What a row counts as in the summary; it may not change with the time."""
        del row, now
        return ""

    def summary(self) -> Sequence[Part]:
        """What the rows come to, the most important first."""
        return ()

    def details(self, row: R) -> str:
        """More of the row under the cursor, in a line."""
        del row
        return ""

    @property
    def title_of_rows(self) -> str:
        """Whose rows they are, where it is not all there are: the head of a place that was gone into."""
        return ""

    def explanation(self) -> Explanation:
        """Why no row is shown."""
        server = self.session.connection.server
        table = self.table
        if table.busy and not table.shown and table.size:
            doing = "Sorting" if table.size == table.total else "Looking through"
            return Explanation(f"{doing} {table.size:,} {self.noun}")
        return without_rows(
            self.session.state,
            self.kinds,
            server,
            self.clock(),
            view=self.table.view,
            total=self.table.total,
            key_of=self.key_of,
        )

    # ---- taking it along

    def to_copy(self) -> Copied | None:
        """The name of the row under the cursor."""
        key = self.query_one(TableView).cursor
        return Copied(key[1], f"the name {key[1]}") if key is not None else None

    @property
    def called(self) -> str:
        """What the table is called."""
        return self.table.sheet.name

    def as_text(self) -> Iterable[str]:
        """All rows that are shown, in columns."""
        return as_text(self.table, self.now)

    def as_csv(self) -> Iterable[str]:
        """All rows that are shown, as CSV."""
        return as_csv(self.table, self.now)

    def on_mount(self) -> None:
        """Follow what is shown, and tell what is wrong with the settings of it."""
        for fault in self._unknown if self.kinds else ():
            self.complain(fault)

    # ---- drawing

    @property
    def noun(self) -> str:
        """What the rows are, in the plural."""
        return nouns_of(self.kinds[0].name)

    @property
    def row(self) -> R | None:
        """The row under the cursor."""
        key = self.query_one(TableView).cursor
        return None if key is None else self.table.row(key)

    def show_view(self, view: View) -> None:
        """Show it another way."""
        self.table.view = view
        self.redraw()

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        if not self.composed:
            return
        if self.table.view.namespaces != self.scope.namespaces:
            self.table.view = replace(self.table.view, namespaces=self.scope.namespaces)
        seen = tuple(table.version for table in self.session.state.of(self.kinds).values())
        if seen != self._seen:
            self._seen = seen
            self.look()
        self._catch_up()
        self._draw_table()
        super().redraw()

    def tick(self) -> None:
        """Let ages run on, and see what has become wrong by waiting."""
        if not self.composed:
            return
        self._seconds += 1
        if self._seconds % RUNS_OUT == 0:
            self.table.recheck(self.now)
        self._catch_up()
        self._draw_table()
        if self.standing.counts:
            self._show_status()

    @property
    def totals(self) -> str:
        """How many rows there are in the namespaces that are shown; ``""`` if a filter hides that."""
        view, total = self.table.view, self.table.total
        if view.namespaces is not None:
            total = 0 if view.text or view.faults_only else len(self.table.shown)
        return f"{total:,} {self.noun if total > 1 else noun_of(self.kinds[0].name)}" if total else ""

    @property
    def standing(self) -> Standing:
        """How true the rows are."""
        return standing(self.session.state, self.clock(), self.kinds)

    @property
    def status(self) -> Status:
        """Context, namespaces, how many rows, how true they are."""
        told = self.standing
        return Status(
            context=self.session.connection.context,
            namespaces=scope(self.session.state, self.scope.namespaces),
            totals=self.totals,
            data=told.data,
            words=told.text,
            production=self.production,
        )

    def _show_status(self) -> None:
        if self.composed:
            self.query_one(ContextBar).status = self.status

    def _draw_table(self) -> None:
        """Draw rows, or say why there are none."""
        if not self.composed:
            return
        table, view = self.table, self.query_one(TableView)
        told: tuple[str, ...] = ()
        if table.shown:
            many = self.session.namespaces_left_out if any(kind.namespaced for kind in self.kinds) else 0
            told = (*left_out(many), *table_remarks(self.session.state, self.kinds))
            view.show(table, self.now, self.changing())
        else:
            view.placeholder(*self.explanation().block(self.size.width - 4))
        self.query_one(RemarkLines).tell(told)
        self._draw_summary()
        self._draw_details()

    def _draw_summary(self) -> None:
        table, view, ascii_only = self.table, self.table.view, self.ascii_only
        column = table.sheet.column(view.sort)
        arrow = symbols(ascii_only).falling if view.falling else symbols(ascii_only).rising
        left = [Content(f"by {printable(column.title).lower()} {arrow}" if column else "by name")]
        if table.fault:
            left.insert(0, Content.styled(printable(table.fault), "$text-error"))
        elif view.text:
            left.insert(0, Content.assemble("filter ", (printable(view.text), "$text-accent bold")))
        if view.faults_only:
            left.insert(0, Content.styled("faults only", "$text-accent bold"))
        if self.title_of_rows:
            left.insert(0, Content.styled(printable(self.title_of_rows), "bold"))
        if self._slow:
            left.insert(0, Content.styled(f"working {table.progress:.0%}", "$text-warning"))
        elif len(table.shown) < table.total:
            left.append(Content(f"{len(table.shown):,} of {table.total:,}"))
        line = self.query_one(SummaryLine)
        line.left, line.right = tuple(left), () if table.fault else tuple(self.summary())

    def _draw_details(self) -> None:
        row = self.row
        text = "" if row is None else printable(self.details(row)[:500])
        self.query_one(DetailLine).text = text

    def changing(self) -> frozenset[Key]:
        """The rows that a change was asked for which the watch has not shown yet."""
        return frozenset(key for kind, key in self.pending() if kind == self.kinds[0].name)

    @on(TableView.RoomFound)
    def use_room(self, event: TableView.RoomFound) -> None:
        """Show the wide columns that there is room for.

        A filter looks at the columns that are shown: what it finds in one that has come may leave no room for that. One
        that had to go stays away as long as the filter is the same.
        """
        view = self.table.view
        text, gone = self._gone
        self._gone = (view.text, (gone if text == view.text else frozenset()) | (view.spare - event.names))
        names = event.names - self._gone[1] if view.text else event.names
        if names != view.spare:
            self.show_view(replace(view, spare=names))

    @on(TableView.RowHighlighted)
    def follow_cursor(self) -> None:
        """Tell of what the cursor is on now, and which keys work there."""
        if self.composed:
            self._draw_details()
            self.show_keys()

    # ---- work that takes its time

    def _catch_up(self) -> None:
        """Sort, filter and count what has changed: at once if that is quick."""
        if self.table.size <= AT_ONCE:
            self.table.settle()
            if self._counted[:2] != (self.table.version, self.table.changes):
                run(self._count())
        elif not self._working and (self.table.busy or self._count_due):
            self._working = True
            self.work_in_slices()

    @property
    def _count_due(self) -> bool:
        """Whether other rows are there than were counted: looked at once a second."""
        return self._seconds not in self._counted[2:] and self._counted[:2] != (self.table.version, self.table.changes)

    def _count(self) -> Steps[None]:
        self._counted = (self.table.version, self.table.changes, self._seconds)
        yield from self.tally.count(self.table, self.now)

    @work(group="table", exclusive=True)
    async def work_in_slices(self) -> None:
        """Sort, filter and count, a little at a time."""
        try:
            while self.table.busy:
                with undisturbed():
                    await in_slices(self.table.work(), self._draw_half_done)
                self._slow = False
                self._draw_table()
                self._show_status()
            if self._count_due:
                with undisturbed():
                    await in_slices(self._count(), lambda: None)
                self._draw_summary()
        finally:
            self._working = self._slow = False

    def _draw_half_done(self) -> None:
        self._slow = True
        self._draw_table()
