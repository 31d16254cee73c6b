"""All pods, those of a node, of a controller, or of a selector."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain import pod_sheet
from ktui.domain.actions import Right
from ktui.domain.cell import State
from ktui.domain.kinds import POD
from ktui.domain.labels import parse
from ktui.domain.objects import Key, Pod
from ktui.domain.pods import target
from ktui.domain.symptoms import symptoms
from ktui.screens.cell_actions import delete_any_pod
from ktui.screens.owned import OwnedTable
from ktui.screens.places import ContainersOf, LogsOf, Main, PodsOf
from ktui.screens.shell import open_shell, refusal_to_enter, right_to_enter
from ktui.screens.surroundings import Surroundings
from ktui.screens.table import ObjectsScreen
from ktui.screens.table_summary import Told, parts
from ktui.widgets.summary_line import Part
from ktui.widgets.table_view import TableView

_TOLD = (
    Told(pod_sheet.FAILING, State.FAILING, "$text-error bold"),
    Told(pod_sheet.UNREADY, State.UNREADY, "$text-warning"),
    Told(pod_sheet.PENDING, State.PENDING, "$text-warning"),
    Told(pod_sheet.TERMINATING, State.TERMINATING),
    Told(pod_sheet.COMPLETED),
    Told(pod_sheet.RUNNING, State.READY, "$text-success"),
)


class PodsScreen(OwnedTable[Pod], ObjectsScreen[Pod]):
    """The table of pods.

    Args:
        around: the session, and what the user wants.
        place: all pods, or which of them.
    """

    tab = "pods"
    HELP: ClassVar[str] = "On a pod"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "logs", "logs", id="pods.logs", tooltip="The logs of the pod's containers."),
        Binding(
            "p",
            "previous",
            "logs before",
            id="pods.previous",
            tooltip="Their logs before the last restart.",
            show=False,
        ),
        Binding("s", "shell", "shell", id="pods.shell", tooltip="Open a shell in one of the pod's containers."),
        Binding("ctrl+d", "delete", "delete", id="pods.delete", tooltip="Delete the pod, or all marked ones."),
        Binding("o", "node", "node", id="pods.node", tooltip="Go to the node that the pod is on.", show=False),
    ]

    def __init__(self, around: Surroundings, place: Main | PodsOf) -> None:
        state = around.session.state
        self.place = place
        self._selector = parse(place.selector) if isinstance(place, PodsOf) and place.selector else None
        super().__init__(around, pod_sheet.pod_sheet(lambda name: state.nodes.get(("", name))), (POD,))

    def on_mount(self) -> None:
        """Leave ``l`` to the logs."""
        self.query_one(TableView).sideways_letters = False

    # ---- what is shown

    def admits(self, obj: Pod) -> bool:
        """Whether a pod is one of those that are meant."""
        place = self.place
        if isinstance(place, Main):
            return True
        owner = obj.metadata.controller
        return (
            (not place.node or target(obj) == place.node)
            and (not place.owner or (owner is not None and owner.uid == place.owner))
            and (not place.namespace or obj.metadata.namespace == place.namespace)
            and (self._selector is None or self._selector.matches(obj.metadata.labels))
        )

    @property
    def title_of_rows(self) -> str:
        """Whose pods they are."""
        return self.place.title if isinstance(self.place, PodsOf) else ""

    def state_of(self, row: Pod, now: datetime) -> str:
        """What a pod counts as."""
        del now
        return pod_sheet.pod_state(row)

    def summary(self) -> Sequence[Part]:
        """How many pods are in which state."""
        return parts(self.tally.counts, _TOLD, ascii_only=self.ascii_only)

    def details(self, row: Pod) -> str:
        """What it says of itself, and what it belongs to."""
        told = [each.message for each in symptoms(row, "", self.now)]
        owner = row.metadata.controller
        if owner is not None:
            told.append(f"of {owner.kind} {owner.name}")
        return " · ".join(told)

    def more_columns(self) -> Sequence[str]:
        """Labels of pods, and those of their nodes."""
        nodes: set[str] = {key for node in self.session.state.nodes for key in node.metadata.labels}
        return [*super().more_columns(), *(f"{pod_sheet.NODE_LABEL}{key}" for key in sorted(nodes))]

    # ---- keys

    def enter(self, key: Key) -> None:
        """Go to the containers of a pod."""
        self.go(ContainersOf(key))

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        pod = self.row if self.composed else None
        match action:
            case "logs" | "previous" | "owner" | "node" | "delete" | "shell" if pod is None:
                return "There is no pod here."
            case "shell" if pod is not None:
                return refusal_to_enter(pod) or self.missing_right(right_to_enter(pod))
            case "delete" if pod is not None:
                spaces = {space for space, _ in self.query_one(TableView).marks} or {pod.namespace}
                return next(filter(None, (self.missing_right(_right(space)) for space in sorted(spaces))), "")
            case "node" if pod is not None and not pod.spec.node_name:
                return f"The pod {pod.name} is not on a node yet."
        return super().refusal(action)

    def _meant(self) -> list[Pod]:
        """The marked pods, or the one under the cursor."""
        marked = [self.table.row(key) for key in sorted(self.query_one(TableView).marks)]
        return [pod for pod in (marked or [self.row]) if pod is not None]

    def action_logs(self) -> None:
        """Go to the logs of the pod."""
        self._go_to_logs(previous=False)

    def action_previous(self) -> None:
        """Go to the logs before the last restart."""
        self._go_to_logs(previous=True)

    def _go_to_logs(self, *, previous: bool) -> None:
        pod = self.row
        if pod is None:
            self.say(self.refusal("logs"))
        else:
            self.go(LogsOf(pod.name, pod.namespace, pod=pod.name, previous=previous))

    def action_shell(self) -> None:
        """Open a shell in the pod."""
        if not self.refuses("shell"):
            self.enter_pod()

    @work(group="shell")
    async def enter_pod(self) -> None:
        """Open a shell in a container of the pod, and come back when it has ended."""
        if self.row is not None:
            await open_shell(self, self.row)

    def action_delete(self) -> None:
        """Ask to delete the pod, or the marked ones."""
        if self.refuses("delete"):
            return
        actions = [delete_any_pod(self.session.state, pod) for pod in self._meant()]
        self.query_one(TableView).unmark()
        self.perform(actions, verb="Delete")

    @property
    def owned(self) -> Pod | None:
        """The pod under the cursor."""
        return self.row

    def action_node(self) -> None:
        """Go to the node."""
        pod = self.row
        if pod is None or not pod.spec.node_name:
            self.say(self.refusal("node"))
        else:
            self.go(Main("nodes", row=("", pod.spec.node_name)))


def _right(namespace: str) -> Right:
    return Right("delete", "pods", namespace=namespace)
