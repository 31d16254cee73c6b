"""Nodes by DaemonSets: which daemon is where, current and healthy, and if not, exactly why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget

from ktui.domain.arrangement import Arrangement, View, arrange, node_faulty
from ktui.domain.coverage import State
from ktui.domain.coverage_text import rows
from ktui.domain.kinds import COVERAGE
from ktui.domain.nouns import counted
from ktui.domain.pods import target
from ktui.domain.state_filter import complete
from ktui.domain.tabular_text import csv_lines, text_lines
from ktui.domain.text import printable
from ktui.screens.cells import CellScreen, marks_in_words
from ktui.screens.choose import ChooseDialog
from ktui.screens.covering import CoveringScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.glances import glance_at
from ktui.screens.groupings import groupings
from ktui.screens.places import Main, Place
from ktui.screens.standing import (
    EVERYTHING,
    UNFILTERED,
    Explanation,
    left_out,
    no_daemon_sets,
    no_nodes,
    remarks,
    scope,
    standing,
    without_grid,
)
from ktui.screens.surroundings import Surroundings
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.context_bar import ContextBar, Status
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.prompt import Prompt
from ktui.widgets.remark_lines import RemarkLines
from ktui.widgets.spot import Spot
from ktui.widgets.summary_line import Part, SummaryLine, state_parts
from ktui.widgets.symbols import symbols

_RUNS_OUT = 10
"""Every so many seconds, what has become wrong by waiting is looked for, even if nothing else has changed."""


class CoverageScreen(CoveringScreen, CellScreen):
    """The first screen."""

    tab = "coverage"
    STAY = ("faults", "group")
    PARTS: ClassVar[tuple[type[Widget], ...]] = (*FrameScreen.PARTS, SummaryLine, CoverageGrid, CellPanel)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "slash",
            "filter",
            "filter",
            id="coverage.filter",
            tooltip="Filter by text: a|b, ^a, b$; !text without it, -l pool=gpu by labels, "
            "-s missing,ready by state, -f loosely.",
        ),
        Binding(
            "ctrl+z", "faults", "faults", id="coverage.faults", tooltip="Show only what is wrong, or everything again."
        ),
        Binding("b", "group", "group by", id="coverage.group", tooltip="Group nodes by pool, zone, role or any label."),
        Binding("N", "by_name", "by name", id="coverage.by_name", tooltip="Sort nodes by name.", show=False),
        Binding(
            "S", "by_state", "by state", id="coverage.by_state", tooltip="Nodes with most problems first.", show=False
        ),
        Binding(
            "O",
            "columns",
            "sort columns",
            id="coverage.columns",
            tooltip="DaemonSets with most problems first, or by name again.",
            show=False,
        ),
        Binding("f", "read", "read", id="coverage.read", tooltip="Give the panel more room, or less.", show=False),
    ]
    DEFAULT_CSS = """
    CoverageScreen {
        CoverageGrid { height: 1fr; }
        CellPanel { height: 30%; min-height: 5; }
        &.-reading CellPanel { height: 70%; }
    }
    """

    def __init__(self, around: Surroundings, place: Main) -> None:
        super().__init__(around)
        self.view = View(text=place.text, group_by=around.settings.group_by, namespaces=self.scope.namespaces)
        self.arrangement = Arrangement()
        self._versions: tuple[int, ...] = ()
        self._seen: tuple[object, ...] = ()
        self._seconds = 0

    def compose_body(self) -> ComposeResult:
        """How it is shown, what is missing, the grid, and the truth of the cell under the cursor."""
        yield SummaryLine(ascii_only=self.ascii_only)
        yield RemarkLines()
        grid = CoverageGrid(ascii_only=self.ascii_only)
        grid.sideways_letters = False
        yield grid
        yield CellPanel(ascii_only=self.ascii_only, key=self.key_of("read"))

    # ---- drawing

    @property
    def spot(self) -> Spot | None:
        """What the cursor is on."""
        return self.query_one(CoverageGrid).cursor

    @property
    def marks(self) -> Collection[Spot]:
        """What is marked."""
        return self.query_one(CoverageGrid).marks

    def unmark(self) -> None:
        """Mark nothing any more."""
        self.query_one(CoverageGrid).unmark()

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        if not self.composed:
            return
        if self.view.namespaces != self.scope.namespaces:
            self.view = replace(self.view, namespaces=self.scope.namespaces)
        tables = self.session.state.of(COVERAGE).values()
        versions = tuple(table.version for table in tables)
        if versions != self._versions or self.outdated:
            self._versions = versions
            self.cover_anew()
        seen = (self.coverage, self.view, tuple(self.pending()), tuple(table.feed for table in tables))
        if seen != self._seen:
            if seen[:2] != self._seen[:2] and self.coverage is not None:
                self.arrangement = arrange(self.coverage, self.view)
            self._seen = seen
            self._show_grid()
            self._show_summary()
        self._show_panel()
        super().redraw()

    def tick(self) -> None:
        """Let ages run on, and see what has become wrong by waiting."""
        if not self.composed:
            return
        self._seconds += 1
        waits = self.arrangement.totals.get(State.PENDING, 0)
        if waits and self._seconds % _RUNS_OUT == 0:
            self.cover_anew()
            self.redraw()
            return
        self._show_panel()
        if standing(self.session.state, self.clock()).counts:
            self.query_one(ContextBar).status = self.status
        explained = self._explanation()
        if explained is not None and explained.counts:
            self._show_grid()

    @property
    def status(self) -> Status:
        """Context, namespaces, what is wrong, how true it is."""
        told = standing(self.session.state, self.clock())
        return Status(
            context=self.session.connection.context,
            namespaces=scope(self.session.state, self.view.namespaces),
            totals=self._totals(),
            data=told.data,
            words=told.text,
            production=self.production,
        )

    def _totals(self) -> str:
        if self.coverage is None or not (self.coverage.nodes and self.coverage.daemon_sets):
            return ""
        nodes = self.coverage.nodes
        faulty = sum(map(node_faulty, nodes))
        ready = f", {faulty} not ready" if faulty else ""
        daemon_sets = len(self.arrangement.columns) + self.arrangement.hidden_columns
        return f"{counted(len(nodes), 'node')}{ready} · {counted(daemon_sets, 'daemonset')}"

    def _show_grid(self) -> None:
        grid, explained = self.query_one(CoverageGrid), self._explanation()
        told: tuple[str, ...] = ()
        if explained is None:
            told = (*left_out(self.session.namespaces_left_out), *remarks(self.session.state))
        self.query_one(RemarkLines).tell(told)
        if explained is not None:
            grid.placeholder(*explained.block(self.size.width - 4))
        elif self.coverage is not None:
            grid.show(self.coverage, self.arrangement, self._changing())

    def _changing(self) -> frozenset[Spot]:
        """The cells and rows that a change was asked for which the watch has not shown yet."""
        state = self.session.state
        owners = {each.uid: each.key for each in state.daemon_sets}
        spots = set()
        for kind, key in self.pending():
            pod = state.pods.get(key) if kind == "Pod" else None
            owner = pod.metadata.controller if pod is not None else None
            if kind == "Node":
                spots.add(Spot(node=key[1]))
            elif pod is not None and owner is not None and owner.uid in owners:
                spots.add(Spot(node=target(pod), daemon_set=owners[owner.uid]))
        return frozenset(spots)

    def _explanation(self) -> Explanation | None:
        """Why there is no grid to draw; None if there is one."""
        if self.arrangement.rows and self.arrangement.columns:
            return None
        state, coverage, view = self.session.state, self.coverage, self.view
        if coverage is None or not coverage.nodes or not coverage.daemon_sets:
            explained = without_grid(state, self.session.connection.server, self.clock())
            explained = explained or self.explain_covering()
            if explained is not None or coverage is None:
                return explained
        if not any(view.namespaces is None or each.key[0] in view.namespaces for each in coverage.daemon_sets):
            return no_daemon_sets(state, view.namespaces, self.key_of)
        if not coverage.nodes:
            return no_nodes(state)
        if view.text:
            return Explanation(f"Nothing matches {printable(view.text)}", (self.with_keys(UNFILTERED),))
        return Explanation(
            "Nothing is wrong",
            ("Every DaemonSet has a healthy pod wherever it wants one.", self.with_keys(EVERYTHING)),
        )

    def _show_summary(self) -> None:
        view, arranged = self.view, self.arrangement
        order = "problems first" if view.problems_first else "by name"
        order += ", worst daemonsets first" * view.columns_by_problems
        shown = [Content(f"grouped by {view.group_by}, {order}" if view.group_by else order)]
        if arranged.fault:
            shown.insert(0, Content.styled(printable(arranged.fault), "$text-error"))
        elif view.text:
            shown.insert(0, Content.assemble("filter ", (printable(view.text), "$text-accent bold")))
        if view.faults_only:
            shown.insert(0, Content.styled("faults only", "$text-accent bold"))
        hidden = [counted(arranged.hidden_nodes, "node")] * bool(arranged.hidden_nodes)
        hidden += [counted(arranged.hidden_columns, "daemonset")] * bool(arranged.hidden_columns)
        if hidden:
            shown.append(Content(f"{', '.join(hidden)} hidden"))
        if self.marks:
            shown.insert(0, Content.styled(f"{marks_in_words(self.marks)} marked", "$text-accent bold"))
        line = self.query_one(SummaryLine)
        line.left = tuple(shown)
        calm = Content("nothing is wrong") if arranged.rows and arranged.columns else Content("")
        told = state_parts(arranged.totals, symbols(self.ascii_only)) or (Part(calm, calm),)
        line.right = () if arranged.fault else told  # what is wrong with what is typed needs the room

    def _show_panel(self) -> None:
        panel, spot, coverage = self.query_one(CellPanel), self.spot, self.coverage
        if spot is None or coverage is None:
            panel.display = False
            return
        panel.display = True
        if not spot.is_cell or spot.daemon_set is None:
            panel.tell(*(glance_at(spot, coverage, self.arrangement, self.now) or ("",)))
            return
        try:
            cell = coverage.cell(spot.node, spot.daemon_set, self.now)
        except KeyError:
            return  # its row or column went since the last frame; the next one moves the cursor
        panel.show(cell, self.now)

    # ---- what is shown

    def arrive(self, place: Place) -> None:
        """Filter as the place says."""
        if isinstance(place, Main) and place.text:
            self.show_view(replace(self.view, text=place.text))

    def show_view(self, view: View) -> None:
        """Show it another way."""
        self.view = view
        self.redraw()

    @on(CoverageGrid.CellHighlighted)
    def follow_cursor(self) -> None:
        """Tell of what the cursor is on now, and which keys work there."""
        if not self.composed:
            return
        self._show_panel()
        self.show_keys()

    @on(CoverageGrid.CellChosen)
    def enter_chosen(self) -> None:
        """Go into what was chosen."""
        self.enter()

    @on(CoverageGrid.MarksChanged)
    def tell_marks(self) -> None:
        """Say what is marked, and which keys work on it."""
        if self.composed:
            self._show_summary()
            self.show_keys()

    def action_read(self) -> None:
        """Give the panel more room, or less."""
        self.toggle_class("-reading")

    @on(CoverageGrid.GroupToggled)
    def fold(self, event: CoverageGrid.GroupToggled) -> None:
        """Shut a group, or open it."""
        self.show_view(replace(self.view, folded=self.view.folded ^ {event.title}))

    @on(Prompt.Changed)
    def filter_as_typed(self, event: Prompt.Changed) -> None:
        """Filter while it is typed."""
        if event.sign == "/":
            self.show_view(replace(self.view, text=event.text))

    @on(Prompt.Cancelled)
    def unfilter(self, event: Prompt.Cancelled) -> None:
        """Leave the filter's line without a filter."""
        if event.sign == "/":
            self.show_view(replace(self.view, text=""))

    def action_filter(self) -> None:
        """Open the line for a filter."""
        self.query_one(Prompt).open("/", self.view.text, complete)

    def action_faults(self) -> None:
        """Show only what is wrong, or everything."""
        self.show_view(replace(self.view, faults_only=not self.view.faults_only))

    def action_by_name(self) -> None:
        """Sort by name."""
        self.show_view(replace(self.view, problems_first=False))

    def action_by_state(self) -> None:
        """Problems first."""
        self.show_view(replace(self.view, problems_first=True))

    def action_columns(self) -> None:
        """Sort columns by problems, or by name."""
        self.show_view(replace(self.view, columns_by_problems=not self.view.columns_by_problems))

    def as_text(self) -> Iterable[str]:
        """The rows that are shown, with the states in words."""
        return text_lines(self._rows())

    def as_csv(self) -> Iterable[str]:
        """The same for a spreadsheet."""
        return csv_lines(self._rows())

    def _rows(self) -> Iterable[Sequence[str]]:
        return rows(self.coverage, self.arrangement) if self.coverage is not None else ()

    @work(group="choice")
    async def action_group(self) -> None:
        """Choose what to group by."""
        offers = groupings(self.session.state.nodes)
        chosen = await self.app.push_screen_wait(ChooseDialog("Group nodes by", offers, self.view.group_by))
        if chosen is not None:
            self.show_view(replace(self.view, group_by=chosen, folded=frozenset()))

    def legend(self) -> Sequence[tuple[str, str]]:
        """The states' signs."""
        return [(sign, str(state)) for state, sign in symbols(self.ascii_only).states.items()]

    def step_back(self) -> bool:
        """Close a notice, the large panel, the marks, the filter: one of them."""
        if super().step_back():
            return True
        if self.has_class("-reading"):
            self.remove_class("-reading")
            return True
        if self.marks:
            self.unmark()
            return True
        if self.view.text or self.view.faults_only:
            self.show_view(replace(self.view, text="", faults_only=False))
            return True
        return False
