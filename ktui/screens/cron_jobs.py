"""All CronJobs: when they run next, and what became of the last runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ktui.domain import kinds
from ktui.domain.batch import CronJob
from ktui.domain.cell import State
from ktui.domain.durations import ago
from ktui.domain.objects import Key
from ktui.screens.create import CreatingScreen
from ktui.screens.cron_actions import CronJobActions
from ktui.screens.cron_reckoning import CronReckoning, state_words
from ktui.screens.cron_sheet import cron_sheet, said
from ktui.screens.owned import OwnedTable
from ktui.screens.places import CronJobOf, Main
from ktui.screens.surroundings import Surroundings
from ktui.screens.table import ObjectsScreen
from ktui.screens.table_summary import Told, parts
from ktui.widgets.history_strip import legend
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (Told("suspended"), Told("running", State.READY, "$text-primary"))


class CronJobsScreen(CronJobActions, CreatingScreen, OwnedTable[CronJob], ObjectsScreen[CronJob]):
    """The table of CronJobs.

    Args:
        around: the session, and what the user wants.
        place: the place.
    """

    tab = "cronjobs"
    STATE = "STATE"

    def __init__(self, around: Surroundings, place: Main) -> None:
        del place
        self.reckoning = CronReckoning(around.session.state, lambda: self.now)
        sheet = cron_sheet(self.reckoning.of, ascii_only=around.ascii_only)
        super().__init__(around, sheet, (kinds.CRON_JOB, kinds.JOB, kinds.CRON_JOB_EVENT))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    @property
    def owned(self) -> CronJob | None:
        """The CronJob under the cursor."""
        return self.row

    def chosen_cron_jobs(self) -> Sequence[CronJob]:
        """The marked CronJobs, or the one under the cursor."""
        if not self.composed:
            return ()
        marked = [self.table.row(key) for key in sorted(self.query_one(TableView).marks)]
        return [each for each in marked or [self.row] if each is not None]

    def state_of(self, row: CronJob, now: datetime) -> str:
        """Whether it is suspended, or running."""
        del now
        return "suspended" if row.spec.suspend else "running" if row.status.active else "waiting"

    def summary(self) -> Sequence[Part]:
        """How many are suspended or running."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: CronJob) -> str:
        """State, schedule in words, last success."""
        told = self.reckoning.of(row)
        words = [state_words(row, told, self.now), said(row)]
        if told.succeeded is not None:
            words.append(f"last success{ago(told.succeeded, self.now)}")
        return "; ".join(part for part in words if part)

    def legend(self) -> Sequence[tuple[str, str]]:
        """What the signs of the last runs mean."""
        return legend(ascii_only=self.ascii_only)

    def enter(self, key: Key) -> None:
        """Go into a CronJob."""
        self.go(CronJobOf(key))
