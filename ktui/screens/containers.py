"""The containers of one pod, live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.cell import State
from ktui.domain.container_sheet import CONTAINERS, ContainerRow, container_details, container_rows, container_state
from ktui.domain.decode import decode
from ktui.domain.document import Document
from ktui.domain.kinds import POD, Kind
from ktui.domain.nouns import counted
from ktui.domain.objects import Key, Pod
from ktui.domain.whole_pod import WholePod
from ktui.screens.inspected import InspectedTable
from ktui.screens.k9s_fingers import Here, here
from ktui.screens.look_standing import look_standing, without_object
from ktui.screens.places import ContainersOf, LogsOf
from ktui.screens.reading import READING, ReadingScreen
from ktui.screens.shell import open_shell, refusal_to_enter, right_to_enter
from ktui.screens.standing import Explanation, Standing
from ktui.screens.surroundings import Surroundings
from ktui.screens.table_summary import Told, parts
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    Told("not well", State.FAILING, "$text-error bold"),
    Told("running", State.READY, "$text-success"),
    Told("completed"),
    Told("waiting", State.PENDING, "$text-warning"),
)


class ContainersScreen(InspectedTable[ContainerRow], ReadingScreen):
    """The table of a pod's containers.

    Args:
        around: the session, and what the user wants.
        place: which pod.
    """

    tab = "pods"
    STATE = "STATE"
    HELP: ClassVar[str] = "On a container"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "logs", "logs", id="containers.logs", tooltip="The logs of the container."),
        Binding("p", "previous", "logs before", id="containers.previous", tooltip="Its logs before the last restart."),
        Binding("s", "shell", "shell", id="containers.shell", tooltip="Open a shell in the container."),
    ]

    def __init__(self, around: Surroundings, place: ContainersOf) -> None:
        self.pod = place.pod
        self.pod_look = around.session.look_at(POD, place.pod)
        self._last: Document | None = None
        super().__init__(around, CONTAINERS, (POD,))

    # ---- following

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    @work(exclusive=True, group=READING)
    async def read(self) -> None:
        """Follow the pod, until another screen is shown."""
        await self.pod_look.run()

    def redraw(self) -> None:
        """Look at the pod as it was seen last."""
        if self.pod_look.last is not self._last:
            self._last = self.pod_look.last
            self.look()
        super().redraw()

    def look(self) -> None:
        """Put the rows together."""
        held = self.pod_look.last
        whole = decode(WholePod, held.raw) if held is not None else WholePod()
        self.table.replace(container_rows(whole), self.now)

    # ---- what is shown

    @property
    def noun(self) -> str:
        """What the rows are."""
        return "containers"

    @property
    def totals(self) -> str:
        """How many containers there are."""
        return counted(self.table.total, "container") if self.table.total else ""

    @property
    def standing(self) -> Standing:
        """How true the pod is."""
        return look_standing(self.pod_look, self.clock())

    def explanation(self) -> Explanation:
        """Why there is no container to show."""
        if self.table.total:
            return super().explanation()
        return without_object(self.pod_look, self.clock())

    @property
    def title_of_rows(self) -> str:
        """Whose containers they are."""
        return f"pod {'/'.join(self.pod)}"

    def state_of(self, row: ContainerRow, now: datetime) -> str:
        """What a container counts as."""
        if CONTAINERS.faulty is not None and CONTAINERS.faulty(row, now):
            return "not well"
        state = container_state(row)
        return {"Running": "running", "Completed": "completed"}.get(state, "waiting")

    def summary(self) -> Sequence[Part]:
        """How many containers are in which state."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: ContainerRow) -> str:
        """What the container, and its last life, say in words."""
        return container_details(row)

    # ---- keys

    def object_of(self, key: Key) -> tuple[Kind, Key] | None:
        """The pod."""
        del key
        return POD, self.pod

    @property
    def here(self) -> Here:
        """The pod, and the container under the cursor."""
        row = self.row if self.composed else None
        container = row.container.name if row is not None else ""
        return here(POD, self.pod, self.session.connection.context, container=container)

    def enter(self, key: Key) -> None:
        """Go to the logs of a container."""
        self._go_to_logs(key[1], previous=False)

    def _held_pod(self) -> Pod | None:
        return self.session.state.pods.get(self.pod)

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        row = self.row if self.composed else None
        pod = self._held_pod()
        match action:
            case "logs" | "previous" | "shell" if row is None:
                return "There is no container here."
            case "previous" if row is not None and (row.status is None or not row.status.restart_count):
                return f"The container {row.container.name} was not restarted: there are no logs before."
            case "shell" if row is not None:
                if container_state(row) != "Running":
                    return f"The container {row.container.name} does not run: there is nothing to open a shell in."
                why = refusal_to_enter(pod)
                return why or (self.missing_right(right_to_enter(pod, row.container.name)) if pod is not None else "")
        return super().refusal(action)

    def action_logs(self) -> None:
        """Go to the logs of the container."""
        if self.row is None:
            self.say(self.refusal("logs"))
        else:
            self._go_to_logs(self.row.container.name, previous=False)

    def action_previous(self) -> None:
        """Go to its logs before the last restart."""
        if self.refuses("previous"):
            return
        if self.row is not None:
            self._go_to_logs(self.row.container.name, previous=True)

    def _go_to_logs(self, name: str, *, previous: bool) -> None:
        namespace, pod = self.pod
        self.go(LogsOf(pod, namespace, pod=pod, container=name, previous=previous))

    def action_shell(self) -> None:
        """Open a shell in the container."""
        if not self.refuses("shell"):
            self.enter_container()

    @work(group="shell")
    async def enter_container(self) -> None:
        """Open a shell in the container, and come back when it has ended."""
        pod, row = self._held_pod(), self.row
        if pod is not None and row is not None:
            await open_shell(self, pod, row.container.name)
