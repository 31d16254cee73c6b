"""One CronJob: its next runs, and what became of the last ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta, tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from ktui.domain import kinds
from ktui.domain.batch import CronJob
from ktui.domain.cron_edits import upcoming
from ktui.domain.cron_history import Run
from ktui.domain.cron_runs import zone_sign
from ktui.domain.durations import ago, human, spell
from ktui.domain.objects import Key
from ktui.domain.tabular import View
from ktui.domain.tabulation import Tabulation
from ktui.domain.text import printable
from ktui.screens.cron_actions import CronJobActions
from ktui.screens.cron_reckoning import CronReckoning, CronStanding, state_words
from ktui.screens.cron_sheet import kept_words, next_words, run_key, run_sheet, said, when_due, zone_of
from ktui.screens.following import OneObjectScreen
from ktui.screens.frame import FrameScreen
from ktui.screens.job_telling import event_lines
from ktui.screens.newest_run import logs_of_run
from ktui.screens.places import CronJobOf, DescribeOf, JobOf, YamlOf
from ktui.screens.standing import standing
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_standing import without_rows
from ktui.widgets.cell_panel import CellPanel
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.history_strip import legend, strip
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView


class CronJobScreen(CronJobActions, OneObjectScreen):
    """One CronJob.

    Args:
        around: the session, and what the user wants.
        place: which one.
    """

    tab = "cronjobs"
    HELP = "A CronJob"
    KINDS = (kinds.CRON_JOB, kinds.JOB, kinds.CRON_JOB_EVENT)
    PARTS: ClassVar[tuple[type[Widget], ...]] = (*FrameScreen.PARTS, SummaryLine, TableView, CellPanel)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "describe", "describe", id="cronjob.describe", tooltip="All there is to know of it."),
        Binding("y", "yaml", "yaml", id="cronjob.yaml", tooltip="The CronJob as YAML.", show=False),
        Binding("w", "read", "read", id="cronjob.read", tooltip="Give the panel more room, or less again."),
        Binding("shift+down", "panel(1)", "panel down", id="cronjob.down", tooltip="Scroll the panel.", show=False),
        Binding("shift+up", "panel(-1)", "panel up", id="cronjob.up", tooltip="Scroll the panel back.", show=False),
    ]
    DEFAULT_CSS = """
    CronJobScreen {
        #head { height: 2; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
        TableView { height: 1fr; }
        CellPanel { height: 55%; min-height: 5; }
        &.-reading CellPanel { height: 80%; }
    }
    """

    def __init__(self, around: Surroundings, place: CronJobOf) -> None:
        super().__init__(around)
        self.place = place
        self.cron_job: CronJob | None = None
        """The CronJob; as it was last, if it is gone."""
        self.gone = False
        self.reckoning = CronReckoning(self.session.state, lambda: self.now)
        self._longest = 0.0
        sheet = run_sheet(lambda: self._longest, self._zone, ascii_only=self.ascii_only)
        self.table = Tabulation(sheet, View("DUE", falling=True))

    def compose_body(self) -> ComposeResult:
        """Whose, its last runs, and its next ones."""
        yield SummaryLine(ascii_only=self.ascii_only)
        yield Static("", id="head", markup=False)
        yield TableView(ascii_only=self.ascii_only)
        yield CellPanel(ascii_only=self.ascii_only, key=self.key_of("read"))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    def chosen_cron_jobs(self) -> Sequence[CronJob]:
        """The CronJob, as long as it is there."""
        return () if self.cron_job is None or self.gone else (self.cron_job,)

    # ---- drawing

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        if not self.composed:
            return
        table = self.session.state.cron_jobs
        held = table.get(self.place.key)
        self.gone = held is None and table.loaded and self.cron_job is not None
        self.cron_job = held or self.cron_job
        self._draw()
        super().redraw()

    def tick(self) -> None:
        """Let times run on."""
        if self.composed:
            self._draw()
            if standing(self.session.state, self.clock(), self.KINDS).counts:
                self.query_one(ContextBar).status = self.status

    def _draw(self) -> None:
        line, head = self.query_one(SummaryLine), self.query_one("#head", Static)
        name, cron_job = printable("/".join(self.place.key)), self.cron_job
        title = Content.styled(f"cronjob {name}", "bold")
        if cron_job is None:
            line.left = (title,)
            self._draw_nothing()
            return
        told = self.reckoning.of(cron_job)
        state = "gone" if self.gone else state_words(cron_job, told, self.now)
        line.left = (title, Content(printable(state)))
        text = "\n".join(map(printable, self._head(cron_job, told)))
        if head.content != text:
            head.update(text, layout=False)
        self._longest = max((run.took.total_seconds() for run in told.runs if run.took is not None), default=0.0)
        self.table.replace({run_key(run): run for run in told.runs}, self.now)
        self.table.settle()
        table = self.query_one(TableView)
        if self.table.shown:
            table.show(self.table, self.now)
        else:
            table.placeholder("No run of it is known.", "Jobs are kept as long as its history limits say.")
        self._draw_panel(cron_job, told)

    def _draw_nothing(self) -> None:
        state = self.session.state
        told = without_rows(state, self.KINDS, self.session.connection.server, self.clock(), view=View(), total=0)
        missing = (f"There is no CronJob {'/'.join(self.place.key)}.",)
        lines = missing if state.cron_jobs.loaded else told.block(self.size.width - 4)
        self.query_one(TableView).placeholder(*lines)
        self.query_one(CellPanel).display = False

    def _head(self, cron_job: CronJob, told: CronStanding) -> tuple[str, str]:
        spec = cron_job.spec
        zone = zone_sign(cron_job)
        meant = f"{spec.schedule}  {said(cron_job)}".rstrip()
        policy = f"{spec.concurrency_policy}, keeps {kept_words(cron_job)}"
        success = "never succeeded" if told.succeeded is None else f"last success{ago(told.succeeded, self.now)}"
        runs = strip(told.runs, ascii_only=self.ascii_only)
        return f"{meant}, {zone}; next {next_words(cron_job, self.now)}", f"{runs}  {success}; {policy}"

    def _draw_panel(self, cron_job: CronJob, told: CronStanding) -> None:
        panel = self.query_one(CellPanel)
        panel.display = True
        run = self._run()
        lines: list[str] = []
        if run is not None and run.why:
            due = run.at.astimezone(self._zone())
            lines.append(f"{due:%a %Y-%m-%d %H:%M %Z}: {run.outcome}, {run.why}")
        lines += [f"warning: {warning.message}" for warning in told.warnings]
        if zone_sign(cron_job).endswith("*"):
            lines.append("* no time zone is set: it is the controller's own, and taken as UTC here")
        sections = {"Next runs": upcoming(cron_job, self.now), "Rules": tuple(_rules(cron_job))}
        events = self.session.state.cron_job_events.by("involved", cron_job.uid)
        sections["Events"] = tuple(event_lines(events, self.now))
        for name, part in sections.items():
            lines += ["", f"{name}:", *(f"  {line}" for line in part)] if part else []
        panel.tell(f"cronjob {cron_job.name}: {state_words(cron_job, told, self.now)}", *lines)

    def _zone(self) -> tzinfo:
        return UTC if self.cron_job is None else zone_of(self.cron_job)

    def _run(self) -> Run | None:
        key = self.query_one(TableView).cursor
        return None if key is None else self.table.row(key)

    def legend(self) -> Sequence[tuple[str, str]]:
        """What the signs of the last runs mean."""
        return legend(ascii_only=self.ascii_only)

    @on(TableView.RowHighlighted)
    def follow_cursor(self) -> None:
        """Tell of the run that the cursor is on now."""
        if self.composed and self.cron_job is not None:
            self._draw_panel(self.cron_job, self.reckoning.of(self.cron_job))
            self.show_keys()

    # ---- taking it along

    @property
    def key(self) -> Key:
        """Which CronJob."""
        return self.place.key

    def rows_as_text(self) -> Iterator[str]:
        """Its runs, the newest first."""
        for run in (self.table.row(key) for key in self.table.shown):
            if run is not None:
                took = "" if run.took is None else human(run.took)
                parts = (when_due(run, self._zone()), str(run.outcome), took, run.why, run.job.name if run.job else "")
                yield "  ".join(part for part in parts if part)

    # ---- keys

    @on(TableView.RowChosen)
    def enter_job(self) -> None:
        """Go into the Job of the run under the cursor."""
        run = self._run()
        if run is None or run.job is None:
            self.say("This run has no Job that is still there.")
        else:
            self.go(JobOf(run.job.key))

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action in {"describe", "yaml"} and not self.chosen_cron_jobs():
            return "There is no CronJob here."
        return super().refusal(action)

    def action_logs(self) -> None:
        """Go to the logs of the run under the cursor, or of the latest."""
        run = self._run()
        if run is not None and run.job is not None:
            self.go(logs_of_run(run.job, self.cron_job.uid if self.cron_job is not None else ""))
        else:
            super().action_logs()

    def action_describe(self) -> None:
        """Go to all there is to know of it."""
        if not self.refuses("describe"):
            self.go(DescribeOf(kinds.CRON_JOB, self.place.key))

    def action_yaml(self) -> None:
        """Go to it as YAML."""
        if not self.refuses("yaml"):
            self.go(YamlOf(kinds.CRON_JOB, self.place.key))

    def action_read(self) -> None:
        """Give the panel more room, or less again."""
        self.toggle_class("-reading")

    def action_panel(self, lines: int) -> None:
        """Scroll the panel."""
        self.query_one(CellPanel).scroll_relative(y=lines * 3, animate=False)


_POLICIES = {
    "Allow": "runs may overlap",
    "Forbid": "a run that is due while another goes on is skipped, or waits for its end",
    "Replace": "a run that is due ends the one before",
}


def _rules(cron_job: CronJob) -> list[str]:
    spec = cron_job.spec
    said = [f"{spec.concurrency_policy}: {_POLICIES.get(spec.concurrency_policy, 'a policy that is not known here')}"]
    if spec.starting_deadline_seconds is not None:
        said.append(
            f"a run that is more than {spell(timedelta(seconds=spec.starting_deadline_seconds))} late is not started"
        )
    said.append(f"Jobs that are kept: {kept_words(cron_job)}")
    return said
