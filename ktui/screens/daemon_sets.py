"""All DaemonSets, and the nodes of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import ClassVar

from textual.binding import Binding, BindingType

from ktui.domain.cell import State
from ktui.domain.coverage import Coverage, CoveredDaemonSet
from ktui.domain.daemon_set_sheet import DAEMON_SETS, daemon_set_state
from ktui.domain.kinds import COVERAGE, DAEMON_SET
from ktui.domain.objects import DaemonSet, Key
from ktui.domain.resources import Resource
from ktui.screens.covering import CoveringTable
from ktui.screens.deleting import DeletingScreen, deletion
from ktui.screens.owned import OwnedTable
from ktui.screens.places import LogsOf, Main, NodesOf, PodsOf
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_summary import Told, parts
from ktui.screens.workloads import DAEMON_SETS_SERVED, WorkloadScreen
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    Told("wrong", State.FAILING, "$text-error bold"),
    Told("not ready", State.UNREADY, "$text-warning"),
    Told("outdated", State.OUTDATED, "$text-primary"),
    Told("ready", State.READY, "$text-success"),
)


class DaemonSetsScreen(WorkloadScreen, DeletingScreen, CoveringTable[CoveredDaemonSet], OwnedTable[CoveredDaemonSet]):
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
        Binding(
            "p",
            "previous",
            "logs before",
            id="daemon_sets.previous",
            tooltip="Their logs before the last restart.",
            show=False,
        ),
        Binding("o", "pods", "pods", id="daemon_sets.pods", tooltip="Its pods.", show=False),
        Binding(
            "ctrl+d",
            "delete",
            "delete",
            id="daemon_sets.delete",
            tooltip="Delete the DaemonSet, or all that are marked, with their pods or without.",
            show=False,
        ),
    ]

    def __init__(self, around: Surroundings, place: Main) -> None:
        del place
        super().__init__(around, DAEMON_SETS, (DAEMON_SET, *(kind for kind in COVERAGE if kind != DAEMON_SET)))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    def rows_of(self, coverage: Coverage) -> Iterable[CoveredDaemonSet]:
        """The DaemonSets."""
        return coverage.daemon_sets

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
        here = ", counted here" if totals.disagreement else ""
        told.append(f"{totals.ready} of {totals.desired} ready{here}" if totals.counted else "not counted here")
        return " · ".join(told)

    def enter(self, key: Key) -> None:
        """Go to the nodes of a DaemonSet."""
        self.go(NodesOf(key))

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        if action in {"logs", "previous", "pods", "delete"} and not self.workloads[1]:
            return "There is no DaemonSet here."
        if action == "delete":
            return self.missing_right(deletion(DAEMON_SETS_SERVED, self.workloads[1][0]).right)
        return super().refusal(action)

    @property
    def owned(self) -> DaemonSet | None:
        """The DaemonSet under the cursor."""
        return self.row.daemon_set if self.row is not None else None

    @property
    def workloads(self) -> tuple[Resource, Sequence[DaemonSet]]:
        """The marked DaemonSets, or the one under the cursor."""
        if not self.composed:
            return DAEMON_SETS_SERVED, ()
        marked = [self.table.row(key) for key in sorted(self.query_one(TableView).marks)]
        return DAEMON_SETS_SERVED, [each.daemon_set for each in marked or [self.row] if each is not None]

    def action_logs(self) -> None:
        """Go to the logs of all its pods."""
        self._go_to_logs(previous=False)

    def action_previous(self) -> None:
        """Go to their logs before the last restart."""
        self._go_to_logs(previous=True)

    def _go_to_logs(self, *, previous: bool) -> None:
        row = self.row
        if row is None:
            self.say(self.refusal("logs"))
        else:
            title = f"DaemonSet {row.key[1]}"
            self.go(LogsOf(title, row.key[0], owner=row.daemon_set.uid, previous=previous))

    def action_delete(self) -> None:
        """Ask to delete the DaemonSet, or the marked ones."""
        if not self.refuses("delete"):
            self.delete_objects(*self.workloads)

    def action_pods(self) -> None:
        """Go to its pods."""
        row = self.row
        if row is None:
            self.say(self.refusal("pods"))
        else:
            self.go(PodsOf(f"DaemonSet {row.key[1]}", owner=row.daemon_set.uid))
