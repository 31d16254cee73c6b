"""All DaemonSets, and the nodes of one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from ktui.domain.cell import State
from ktui.domain.coverage import Coverage, CoveredDaemonSet, cover
from ktui.domain.daemon_set_sheet import DAEMON_SETS, daemon_set_state
from ktui.domain.kinds import COVERAGE, DAEMON_SET
from ktui.domain.objects import Key
from ktui.screens.inspected import InspectedTable
from ktui.screens.places import LogsOf, Main, NodesOf, PodsOf
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_summary import Told, parts
from ktui.store.snapshot import snapshot
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    Told("wrong", State.FAILING, "$text-error bold"),
    Told("not ready", State.UNREADY, "$text-warning"),
    Told("outdated", State.OUTDATED, "$text-primary"),
    Told("ready", State.READY, "$text-success"),
)


class DaemonSetsScreen(InspectedTable[CoveredDaemonSet]):
    """The table of DaemonSets.

    Args:
        around: the session, and what the user wants.
        place: the place.
    """

    tab = "daemonsets"
    STATE = "WRONG"
    HELP: ClassVar[str] = "On a DaemonSet"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "logs", "logs", id="daemon_sets.logs", tooltip="The logs of all its pods."),
        Binding("o", "pods", "pods", id="daemon_sets.pods", tooltip="Its pods.", show=False),
    ]

    def __init__(self, around: Surroundings, place: Main) -> None:
        del place
        super().__init__(around, DAEMON_SETS, (DAEMON_SET, *(kind for kind in COVERAGE if kind != DAEMON_SET)))
        self.coverage: Coverage | None = None

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    def look(self) -> None:
        """Put the rows together."""
        self.coverage = cover(snapshot(self.session.state), self.now, self.coverage)
        self.table.replace(self.coverage.daemon_sets, self.now)

    def state_of(self, row: CoveredDaemonSet, now: datetime) -> str:
        """What a DaemonSet counts as."""
        del now
        return daemon_set_state(row)

    def summary(self) -> Sequence[Part]:
        """How many DaemonSets are in which state."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: CoveredDaemonSet) -> str:
        """What its numbers hide: that it is being deleted, or that its controller counts something else."""
        totals = row.totals
        told = ["it is being deleted"] * (row.daemon_set.metadata.deletion_timestamp is not None)
        told += [totals.disagreement] * bool(totals.disagreement)
        told.append(f"{totals.ready} of {totals.desired} ready, counted here" if totals.counted else "not counted here")
        return " · ".join(told)

    def enter(self, key: Key) -> None:
        """Go to the nodes of a DaemonSet."""
        self.go(NodesOf(key))

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action in {"logs", "pods"} and (not self.composed or self.row is None):
            return "There is no DaemonSet here."
        return super().refusal(action)

    def action_logs(self) -> None:
        """Go to the logs of all its pods."""
        row = self.row
        if row is None:
            self.say(self.refusal("logs"))
        else:
            self.go(LogsOf(f"DaemonSet {row.key[1]}", row.key[0], owner=row.daemon_set.uid))

    def action_pods(self) -> None:
        """Go to its pods."""
        row = self.row
        if row is None:
            self.say(self.refusal("pods"))
        else:
            self.go(PodsOf(f"DaemonSet {row.key[1]}", owner=row.daemon_set.uid))
