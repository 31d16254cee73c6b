"""One Job: every index or every pod of it, what failed and why, and how long it goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ktui.domain import kinds
from ktui.domain.batch import Job
from ktui.domain.index_states import IndexState, IndexStates
from ktui.domain.job_failures import failures, grouped
from ktui.domain.job_indexes import IndexOutlook, index_outlook
from ktui.domain.job_pods import index_of
from ktui.domain.job_words import state_words
from ktui.domain.objects import Key, Pod
from ktui.domain.tabular import View
from ktui.domain.tabulation import Tabulation
from ktui.domain.text import printable
from ktui.screens.example_log import ExampleLog
from ktui.screens.following import OneObjectScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.job_actions import JobActions
from ktui.screens.job_pod_sheet import Span, job_pod_sheet, life_of
from ktui.screens.job_telling import (
    condition_lines,
    event_lines,
    failure_lines,
    head_lines,
    index_lines,
    newest,
    pod_lines,
)
from ktui.screens.places import ContainersOf, CronJobOf, DescribeOf, JobOf, LogsOf, YamlOf
from ktui.screens.reckoning import Reckoning
from ktui.screens.standing import standing
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_standing import without_rows
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.index_grid import ASCII_SIGNS, SIGNS, IndexGrid
from ktui.widgets.summary_line import Part, SummaryLine
from ktui.widgets.table_view import TableView

_INKS = {
    IndexState.FAILED: "$text-error",
    IndexState.BACKING_OFF: "$text-warning",
    IndexState.PENDING: "$text-warning",
    IndexState.RUNNING: "$text-primary",
    IndexState.WAITING: "$text-muted",
    IndexState.DONE: "$text-success",
}
"""What the summary tells of, the most important first."""


class JobScreen(JobActions, ExampleLog, OneObjectScreen):
    """One Job.

    Args:
        around: the session, and what the user wants.
        place: which one.
    """

    tab = "jobs"
    HELP = "A Job"
    KINDS = (kinds.JOB, kinds.POD, kinds.JOB_WARNING)
    PARTS: ClassVar[tuple[type[Widget], ...]] = (*FrameScreen.PARTS, SummaryLine, IndexGrid, TableView, CellPanel)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "view", "pods", id="job.view", tooltip="Its pods on a time line, or its indexes again."),
        Binding(
            "i", "index_logs", "index logs", id="job.index_logs", tooltip="The logs of the index under the cursor."
        ),
        Binding(
            "J,o",
            "owner",
            "owner",
            id="job.owner",
            tooltip="The CronJob that has made it. The journal is :journal here.",
            show=False,
        ),
        Binding("d", "describe", "describe", id="job.describe", tooltip="All there is to know of the Job."),
        Binding("y", "yaml", "yaml", id="job.yaml", tooltip="The Job as YAML.", show=False),
        Binding("w", "read", "read", id="job.read", tooltip="Give the panel more room, or less again."),
        Binding("shift+down", "panel(1)", "panel down", id="job.down", tooltip="Scroll the panel down.", show=False),
        Binding("shift+up", "panel(-1)", "panel up", id="job.up", tooltip="Scroll the panel up.", show=False),
    ]
    DEFAULT_CSS = """
    JobScreen {
        #head { height: 2; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        #nothing { height: 1fr; padding: 1 2; color: $text-muted; }
        IndexGrid { height: auto; max-height: 55%; }
        TableView { height: 1fr; }
        CellPanel { height: 45%; min-height: 5; }
        &.-reading IndexGrid { max-height: 20%; }
        &.-reading CellPanel { height: 75%; }
        &.-indexed CellPanel { height: 1fr; }
    }
    """

    def __init__(self, around: Surroundings, place: JobOf) -> None:
        super().__init__(around)
        self.place = place
        self.job: Job | None = None
        """The Job; as it was last, if it is gone."""
        self.gone = False
        self.pods: Sequence[Pod] = ()
        self.outlook = IndexOutlook(IndexStates(0), {})
        self.reckoning = Reckoning(self.session.state, lambda: self.now)
        self.table: Tabulation[Pod] | None = None
        self._by_index = True
        self._seen: tuple[object, ...] = ()
        self._counts = self.outlook.states.counts()

    def compose_body(self) -> ComposeResult:
        """Whose, how far, its indexes or pods, and the truth of what the cursor is on."""
        yield SummaryLine(ascii_only=self.ascii_only)
        yield Static("", id="head", markup=False)
        yield Static("", id="nothing", markup=False)
        yield IndexGrid(ascii_only=self.ascii_only)
        yield TableView(ascii_only=self.ascii_only)
        yield CellPanel(ascii_only=self.ascii_only, key=self.key_of("read"))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    # ---- looking

    def chosen_jobs(self) -> Sequence[Job]:
        """The Job, as long as it is there."""
        return () if self.job is None or self.gone else (self.job,)

    @property
    def indexed(self) -> bool:
        """Whether its indexes are shown."""
        return self._by_index and self.job is not None and self.job.spec.completion_mode == "Indexed"

    def _look(self) -> bool:
        """Bring what is shown up to date with the store; whether anything has changed."""
        state = self.session.state
        held = state.jobs.get(self.place.key)
        self.gone = held is None and state.jobs.loaded and self.job is not None
        job = held or self.job
        pods: Sequence[Pod] = state.pods.by("owner", job.uid) if job is not None else ()
        seen = (job, self.gone)
        if seen == self._seen and len(pods) == len(self.pods) and all(map(_same, pods, self.pods)):
            return False
        if job is not None and (self.job is None or job.uid != self.job.uid):
            self._begin(job)
        self._seen, self.job, self.pods = seen, job, pods
        if job is not None:
            self.outlook = index_outlook(job, pods, self.now)
        if self.table is not None:
            self.table.replace({pod.key: pod for pod in pods}, self.now)
            self.table.settle()
        return True

    def _begin(self, job: Job) -> None:
        """A Job is seen for the first time, or another has taken its name."""
        indexed = job.spec.completion_mode == "Indexed"
        sheet = job_pod_sheet(self._span, indexed=indexed, ascii_only=self.ascii_only)
        self.table = Tabulation(sheet, View(sort="WHEN"))
        self._by_index = indexed

    def _span(self, now: datetime) -> Span:
        """From when to when the time line goes: from the first pod's start until now, or until the last one's end."""
        lives = [lived for pod in self.pods if (lived := life_of(pod, now)) is not None]
        return min((start for start, _ in lives), default=now), max((end for _, end in lives), default=now)

    # ---- drawing

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        if not self.composed:
            return
        changed = self._look()
        self._draw_head()
        if changed:
            self._draw_body()
        self._draw_panel()
        super().redraw()

    def tick(self) -> None:
        """Let times run on."""
        if not self.composed:
            return
        if self.job is not None and any(again <= self.now for again in self.outlook.again.values()):
            self.outlook = index_outlook(self.job, self.pods, self.now)
            self._draw_body()
        self._draw_head()
        self._draw_panel()
        if not self.indexed and self.table is not None and self.job is not None:
            self.query_one(TableView).show(self.table, self.now)
        if standing(self.session.state, self.clock(), self.KINDS).counts:
            self.query_one(ContextBar).status = self.status

    def _draw_head(self) -> None:
        line, head = self.query_one(SummaryLine), self.query_one("#head", Static)
        job, name = self.job, printable("/".join(self.place.key))
        if job is None:
            line.left, line.right = (Content.styled(f"job {name}", "bold"),), ()
            head.update("")
            return
        state = "gone" if self.gone else state_words(job, self.now)
        line.left = (Content.styled(f"job {name}", "bold"), Content(printable(state)))
        line.right = self._parts() if job.spec.completion_mode == "Indexed" else ()
        lines = head_lines(job, self.reckoning.of(job), self.now, self.size.width - 2, ascii_only=self.ascii_only)
        text = "\n".join(map(printable, lines))
        if head.content != text:
            head.update(text, layout=False)

    def _parts(self) -> tuple[Part, ...]:
        signs = ASCII_SIGNS if self.ascii_only else SIGNS
        counts = self._counts
        told = [(state, ink, counts[state]) for state, ink in _INKS.items() if counts[state]]
        return tuple(_part(signs[state], f"{number:,}", state.word, ink) for state, ink, number in told)

    def _draw_body(self) -> None:
        grid, table, nothing = self.query_one(IndexGrid), self.query_one(TableView), self.query_one("#nothing", Static)
        self._counts = self.outlook.states.counts()
        job, here = self.job, self.indexed
        nothing.display = job is None
        self.set_class(here, "-indexed")
        grid.display, table.display = job is not None and here, job is not None and not here
        if job is None or self.table is None:
            return
        grid.show(self.outlook.states)
        if not here:
            if self.table.shown:
                table.show(self.table, self.now)
            else:
                table.placeholder("No pod of it is there.")
        focus = grid if here else table
        other = table if here else grid
        if self.focused in {other, None}:
            self.set_focus(focus)

    def _draw_panel(self) -> None:
        panel, job = self.query_one(CellPanel), self.job
        panel.display = job is not None
        if job is None:
            told = without_rows(
                self.session.state, self.KINDS, self.session.connection.server, self.clock(), view=View(), total=0
            )
            gone = self.session.state.jobs.loaded
            lines = (f"There is no Job {'/'.join(self.place.key)}.",) if gone else told.block(self.size.width - 4)
            self.query_one("#nothing", Static).update("\n".join(map(printable, lines)))
            return
        title, lines = self._under_cursor(job)
        groups = grouped(failures(self.pods))
        self.look_into(groups[0].example if groups else None)
        sections = {
            "Failures": failure_lines(job, groups, self.last_lines(), self.now),
            "Warnings": event_lines(self.session.state.job_warnings.by("involved", job.uid), self.now),
            "Conditions and rules": condition_lines(job, self.now),
        }
        for name, part in sections.items():
            said = [f"  {line}" for line in part]
            lines += ("", f"{name}:", *said) if said else ()
        panel.tell(title, *lines)

    def _under_cursor(self, job: Job) -> tuple[str, tuple[str, ...]]:
        if self.indexed:
            if not self.outlook.states.total:
                return "no indexes: it has nothing to do", ()
            return index_lines(job, self.query_one(IndexGrid).cursor, self.outlook, self.pods, self.now)
        pod = self._pod()
        if pod is None:
            return "no pod", ()
        title, *lines = pod_lines(pod, self.now)
        return title, tuple(lines)

    def _pod(self) -> Pod | None:
        """The pod under the cursor; of an index, the newest."""
        if self.indexed:
            index = self.query_one(IndexGrid).cursor
            return next(iter(newest(pod for pod in self.pods if index_of(pod) == index)), None)
        key = self.query_one(TableView).cursor
        return None if key is None or self.table is None else self.table.row(key)

    @on(IndexGrid.IndexHighlighted)
    @on(TableView.RowHighlighted)
    def follow_cursor(self) -> None:
        """Tell of what the cursor is on now."""
        if self.composed:
            self._draw_panel()

    # ---- taking it along

    @property
    def key(self) -> Key:
        """Which Job."""
        return self.place.key

    def rows_as_text(self) -> Iterator[str]:
        """Its indexes as ranges, or its pods."""
        if self.indexed:
            folds = self.outlook.states.folds()
            yield from (f"{first}-{last} {state.word}" for first, last, state in map(folds.fold, range(len(folds))))
        elif self.table is not None:
            rows = (self.table.row(key) for key in self.table.shown)
            yield from (line for pod in rows if pod is not None for line in pod_lines(pod, self.now))

    # ---- keys

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        job = self.job
        if job is None:
            return "There is no Job here." if action in _OF_A_JOB else super().refusal(action)
        if action in {"view", "index_logs"} and job.spec.completion_mode != "Indexed":
            return f"Job {job.name} has no indexes."
        if action == "owner" and not self._cron_job():
            return f"No CronJob has made Job {job.name}."
        return super().refusal(action)

    def _cron_job(self) -> str:
        owner = self.job.metadata.controller if self.job is not None else None
        return owner.name if owner is not None and owner.kind == "CronJob" else ""

    def action_view(self) -> None:
        """Show pods, or indexes."""
        if not self.refuses("view"):
            self._by_index = not self._by_index
            self._draw_body()
            self._draw_panel()

    def action_index_logs(self) -> None:
        """Go to the logs of the index under the cursor."""
        pod = self._pod()
        if self.refuses("index_logs") or self.job is None:
            return
        index = index_of(pod) if pod is not None else self.query_one(IndexGrid).cursor
        title = f"job {self.job.name} index {index}"
        self.go(LogsOf(title, self.job.namespace, owner=self.job.uid, index=index))

    def action_owner(self) -> None:
        """Go to the CronJob that has made it."""
        if not self.refuses("owner"):
            self.go(CronJobOf((self.place.key[0], self._cron_job())))

    def action_describe(self) -> None:
        """Go to all there is to know of it."""
        if not self.refuses("describe"):
            self.go(DescribeOf(kinds.JOB, self.place.key))

    def action_yaml(self) -> None:
        """Go to it as YAML."""
        if not self.refuses("yaml"):
            self.go(YamlOf(kinds.JOB, self.place.key))

    def action_read(self) -> None:
        """Give the panel more room, or less again."""
        self.toggle_class("-reading")

    def action_panel(self, lines: int) -> None:
        """Scroll the panel."""
        self.query_one(CellPanel).scroll_relative(y=lines * 3, animate=False)

    @on(IndexGrid.IndexChosen)
    @on(TableView.RowChosen)
    def enter_pod(self) -> None:
        """Go into the pod under the cursor."""
        pod = self._pod()
        if pod is not None:
            self.go(ContainersOf(pod.key))


_OF_A_JOB = frozenset({"view", "index_logs", "owner", "describe", "yaml"})


def _same(one: Pod, other: Pod) -> bool:
    return one is other


def _part(sign: str, number: str, word: str, ink: str) -> Part:
    """How many indexes are in a state; a sign that is a point would be read as one of those between the parts."""
    full, short = (f"{number} {word}",) * 2 if sign in {"·", "."} else (f"{sign} {number} {word}", f"{sign} {number}")
    return Part(Content.styled(full, ink), Content.styled(short, ink))
