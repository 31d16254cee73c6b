"""All Jobs: how far, how long, what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain import kinds
from ktui.domain.batch import Job
from ktui.domain.cell import State
from ktui.domain.durations import human
from ktui.domain.job_state import FINISHED, JobState, state_of
from ktui.domain.job_words import state_words
from ktui.domain.objects import Key
from ktui.screens.create import CreatingScreen
from ktui.screens.job_actions import JobActions
from ktui.screens.job_sheet import job_sheet, spread_words
from ktui.screens.owned import OwnedTable
from ktui.screens.places import JobOf, Main
from ktui.screens.reckoning import Reckoning
from ktui.screens.slices import SHARE, in_slices
from ktui.screens.surroundings import Surroundings
from ktui.screens.table import ObjectsScreen
from ktui.screens.table_summary import Told, parts
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    Told(JobState.FAILED, State.FAILING, "$text-error bold"),
    Told(JobState.FAILING, State.FAILING, "$text-error bold"),
    Told(JobState.WAITING, State.PENDING, "$text-warning"),
    Told(JobState.PAUSED),
    Told(JobState.SUSPENDED),
    Told(JobState.RUNNING, State.READY, "$text-primary"),
    Told(JobState.COMPLETE),
)
"""The states that the summary tells of, the most important first."""


class JobsScreen(JobActions, CreatingScreen, OwnedTable[Job], ObjectsScreen[Job]):
    """The table of Jobs.

    Args:
        around: the session, and what the user wants.
        place: the place.
    """

    tab = "jobs"
    STATE = "STATE"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "D",
            "sweep",
            "delete finished",
            id="jobs.sweep",
            tooltip="Delete finished Jobs: those older than a time, or only those that succeeded.",
            show=False,
        ),
    ]

    def __init__(self, around: Surroundings, place: Main) -> None:
        del place
        self.reckoning = Reckoning(around.session.state, lambda: self.now)
        self._reckons = False
        super().__init__(around, job_sheet(self.reckoning.of, ascii_only=around.ascii_only), (kinds.JOB, kinds.POD))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    def redraw(self) -> None:
        """Draw what has changed since the last frame."""
        super().redraw()
        self._reckon_on()

    def tick(self) -> None:
        """Let ages run on, and see how far the Jobs are by now."""
        super().tick()
        self._reckon_on()

    def _reckon_on(self) -> None:
        if self.reckoning.due and not self._reckons:
            self._reckons = True
            self.reckon_in_slices()

    @work(group="reckoning")
    async def reckon_in_slices(self) -> None:
        """Work out how far the Jobs in sight are, one after the other, and rest: by then they are further."""
        try:
            took = await in_slices(self.reckoning.work(), self._draw_table)
            self.redraw()
            await asyncio.sleep(SHARE * took)
        finally:
            self._reckons = False

    @property
    def owned(self) -> Job | None:
        """The Job under the cursor."""
        return self.row

    def chosen_jobs(self) -> Sequence[Job]:
        """The marked Jobs, or the one under the cursor."""
        if not self.composed:
            return ()
        marked = [self.table.row(key) for key in sorted(self.query_one(TableView).marks)]
        found = marked or [self.row]
        return [job for job in found if job is not None]

    def state_of(self, row: Job, now: datetime) -> str:
        """The Job's state."""
        del now
        return state_of(row)

    def summary(self) -> Sequence[Part]:
        """How many Jobs are in which state."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: Job) -> str:
        """Type, owner, elapsed time, what its pods do, and how sure the estimate is."""
        told = self.reckoning.of(row)
        words = [state_words(row, self.now), str(told.type)]
        owner = row.metadata.controller
        if owner is not None:
            words.append(f"of {owner.kind} {owner.name}")
        if told.elapsed is not None:
            ended = told.state in FINISHED
            words.append(f"took {human(told.elapsed)}" if ended else f"{human(told.elapsed)} so far")
        if told.pods is not None and told.pods.pending:
            words.append(f"{told.pods.pending} pending")
        if told.pods is not None and told.pods.backing_off:
            words.append(f"{told.pods.backing_off} backing off")
        if told.left is not None:
            words.append(f"left: {spread_words(told.left, self.now)}, {told.left.per_minute:.1f} a minute")
        return ", ".join(words)

    def enter(self, key: Key) -> None:
        """Go into a Job."""
        self.go(JobOf(key))
