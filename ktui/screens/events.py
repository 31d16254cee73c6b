"""Events, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ktui.domain.cell import State
from ktui.domain.event_sheet import EVENTS, LAST_SEEN
from ktui.domain.events import Event
from ktui.domain.kinds import EVENT
from ktui.domain.objects import Key
from ktui.domain.tabular import View
from ktui.screens.inspected import InspectedTable
from ktui.screens.places import ContainersOf, CronJobOf, JobOf, Main, NodesOf, PodsOf, ResourceList
from ktui.screens.surroundings import Surroundings
from ktui.screens.table import ObjectsScreen
from ktui.screens.table_summary import Told, parts
from ktui.widgets.summary_line import Part

_WARNING, _NORMAL = "warning", "normal"
_TOLD = (Told(_WARNING, State.MISSING, "$text-warning", noun=True), Told(_NORMAL))


class EventsScreen(InspectedTable[Event], ObjectsScreen[Event]):
    """The table of events. They are followed only while it is shown.

    Args:
        around: the session, and what the user wants.
        place: the place.
    """

    tab = "events"
    STATE = "TYPE"
    AGE = LAST_SEEN

    def __init__(self, around: Surroundings, place: Main) -> None:
        del place
        super().__init__(around, EVENTS, (EVENT,), View(sort=LAST_SEEN))

    def state_of(self, row: Event, now: datetime) -> str:
        """Whether it is a warning."""
        del now
        return _NORMAL if row.type == "Normal" else _WARNING

    def summary(self) -> Sequence[Part]:
        """How many warnings there are."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: Event) -> str:
        """The message, which may be longer than its column."""
        return row.message

    def enter(self, key: Key) -> None:
        """Go to what an event is about."""
        event = self.table.row(key)
        if event is None:
            return
        about = event.involved_object
        held = (about.namespace, about.name)
        match about.kind:
            case "Pod":
                self.go(ContainersOf(held))
            case "Node":
                self.go(PodsOf(f"node {about.name}", node=about.name))
            case "DaemonSet":
                self.go(NodesOf(held))
            case "Job":
                self.go(JobOf(held))
            case "CronJob":
                self.go(CronJobOf(held))
            case _:
                self.go(ResourceList(about.kind.lower(), text=about.name))
