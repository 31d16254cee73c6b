"""All Jobs: how far, how long, what failed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content

from ktui.domain import kinds
from ktui.domain.batch import Job
from ktui.domain.durations import human
from ktui.domain.job_state import FINISHED, JobState, state_of
from ktui.domain.job_words import state_words
from ktui.domain.objects import Key
from ktui.screens.create import CreatingScreen
from ktui.screens.inspected import InspectedTable
from ktui.screens.job_actions import JobActions
from ktui.screens.job_sheet import job_sheet, spread_words
from ktui.screens.places import JobOf, Main
from ktui.screens.reckoning import Reckoning
from ktui.screens.surroundings import Surroundings
from ktui.screens.table import ObjectsScreen
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    (JobState.FAILED, "$text-error"),
    (JobState.FAILING, "$text-error"),
    (JobState.WAITING, "$text-warning"),
    (JobState.PAUSED, "$text-warning"),
    (JobState.SUSPENDED, "$text-muted"),
    (JobState.RUNNING, "$text-primary"),
    (JobState.COMPLETE, "$text-success"),
)
"""The states that the summary tells of, and their inks, the most important first."""


class JobsScreen(JobActions, CreatingScreen, InspectedTable[Job], ObjectsScreen[Job]):
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
        super().__init__(around, job_sheet(self.reckoning.of, ascii_only=around.ascii_only), (kinds.JOB, kinds.POD))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False
        super().on_mount()

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
        counts = self.tally.counts
        return [
            Part(Content.styled(f"{counts[state]} {state}", ink), Content.styled(f"{counts[state]} {state[:4]}", ink))
            for state, ink in _TOLD
            if counts.get(state)
        ]

    def details(self, row: Job) -> str:
        """Type, owner, elapsed time, what its pods do, and how sure the estimate is."""
        told = self.reckoning.of(row)
        parts = [state_words(row, self.now), str(told.type)]
        owner = row.metadata.controller
        if owner is not None:
            parts.append(f"of {owner.kind} {owner.name}")
        if told.elapsed is not None:
            ended = told.state in FINISHED
            parts.append(f"took {human(told.elapsed)}" if ended else f"{human(told.elapsed)} so far")
        if told.pods is not None and told.pods.pending:
            parts.append(f"{told.pods.pending} pending")
        if told.pods is not None and told.pods.backing_off:
            parts.append(f"{told.pods.backing_off} backing off")
        if told.left is not None:
            parts.append(f"left: {spread_words(told.left, self.now)}, {told.left.per_minute:.1f} a minute")
        return ", ".join(parts)

    def enter(self, key: Key) -> None:
        """Go into a Job."""
        self.go(JobOf(key))
