"""From a spot of the grid into what it stands for: pods, containers, logs, a description, YAML, a shell, a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from ktui.domain.durations import ago
from ktui.domain.kinds import DAEMON_SET, NODE, POD, Kind
from ktui.domain.objects import Key, Pod
from ktui.screens import cell_actions
from ktui.screens.acting import ActingScreen
from ktui.screens.choose import ChooseDialog, Offer
from ktui.screens.k9s_fingers import Here, here
from ktui.screens.places import ContainersOf, DescribeOf, LogsOf, NodesOf, Place, PodsOf, YamlOf
from ktui.screens.shell import open_shell, refusal_to_enter, right_to_enter
from ktui.screens.taking import Copied
from ktui.store.cluster_state import ClusterState
from ktui.widgets.spot import Spot

_NOTHING = "There is nothing here to go into: go to a node, a DaemonSet or a cell."


def object_at(state: ClusterState, spot: Spot | None) -> tuple[Kind, Key] | None:
    """What a spot stands for: a cell for its first pod, or for its DaemonSet where there is none."""
    if spot is None:
        return None
    if spot.is_cell and (found := cell_actions.pods_at(state, spot)):
        return POD, found[0].key
    if spot.daemon_set is not None and not spot.group:
        return DAEMON_SET, spot.daemon_set
    return (NODE, ("", spot.node)) if spot.node else None


def inside(state: ClusterState, spot: Spot | None) -> Place | None:
    """Where a spot leads into: a row to the node's pods, a column to the DaemonSet's nodes. A cell: see `pods_at`."""
    if spot is None or spot.group or spot.is_cell:
        return None
    if spot.node:
        return PodsOf(f"node {spot.node}", node=spot.node)
    return NodesOf(spot.daemon_set) if spot.daemon_set in state.daemon_sets and spot.daemon_set else None


def logs_at(state: ClusterState, spot: Spot | None, *, previous: bool = False) -> LogsOf | None:
    """The logs of a spot: of a DaemonSet's pods, on one node or on all."""
    if spot is None or spot.daemon_set is None or spot.group:
        return None
    daemon_set = state.daemon_sets.get(spot.daemon_set)
    if daemon_set is None or (spot.node and not cell_actions.pods_at(state, spot)):
        return None
    on = f" on {spot.node}" if spot.node else ""
    title = f"DaemonSet {daemon_set.name}{on}"
    return LogsOf(title, daemon_set.namespace, owner=daemon_set.uid, node=spot.node, previous=previous)


class SpotScreen(ActingScreen):
    """A main screen with a grid whose spots stand for nodes, DaemonSets and their pods."""

    HELP: ClassVar[str] = "Into what the cursor is on"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "d", "describe", "describe", id="spot.describe", tooltip="Describe the pod, the node or the DaemonSet."
        ),
        Binding("y", "yaml", "yaml", id="spot.yaml", tooltip="The pod, the node or the DaemonSet as YAML."),
        Binding("l", "logs", "logs", id="spot.logs", tooltip="The logs of the pod; on a column, of all its pods."),
        Binding(
            "p",
            "previous",
            "previous logs",
            id="spot.previous",
            tooltip="The logs of before the last restart.",
            show=False,
        ),
        Binding("s", "shell", "shell", id="spot.shell", tooltip="Open a shell in a container of the pod.", show=False),
    ]

    @property
    def spot(self) -> Spot | None:
        """What the cursor is on."""
        raise NotImplementedError

    @property
    def pods_here(self) -> Sequence[Pod]:
        """The pods of the cell under the cursor."""
        return cell_actions.pods_at(self.session.state, self.spot) if self.spot is not None else ()

    @property
    def here(self) -> Here | None:
        """What the cursor is on."""
        found = object_at(self.session.state, self.spot)
        return None if found is None else here(*found, self.session.connection.context)

    # ---- going into it

    def enter(self) -> None:
        """Go into what the cursor is on."""
        place = inside(self.session.state, self.spot)
        if place is not None:
            self.go(place)
        elif self.pods_here:
            self.with_pod("Go into which pod?", lambda pod: self.go(ContainersOf(pod.key)))
        else:
            self.say(self.refusal("enter"))

    @work(group="choice")
    async def with_pod(self, question: str, then: Callable[[Pod], None]) -> None:
        """Do something with the pod of the cell; the user says which if there are several."""
        pod = await self.chosen_pod(question)
        if pod is not None:
            then(pod)

    async def chosen_pod(self, question: str, pods: Sequence[Pod] | None = None) -> Pod | None:
        """The pod of the cell, or the one that the user chooses of several. To be called in a worker."""
        found = {pod.name: pod for pod in (self.pods_here if pods is None else pods)}
        name: str | None = next(iter(found), None)
        if len(found) > 1:
            offers = [Offer(pod.name, pod.name, self._described(pod)) for pod in found.values()]
            name = await self.app.push_screen_wait(ChooseDialog(question, offers))
        return None if name is None else found[name]

    def _described(self, pod: Pod) -> str:
        age = ago(pod.metadata.creation_timestamp, self.now).strip()
        return f"{pod.status.phase}, made {age}" if age else pod.status.phase

    def refusal(self, action: str) -> str:
        """Why a key does nothing here and now."""
        state, spot = self.session.state, self.spot
        match action:
            case "describe" | "yaml" if object_at(state, spot) is None:
                return _NOTHING
            case "enter" if inside(state, spot) is None and not self.pods_here:
                return f"There is no pod here to go into. {self.key_of('describe')} describes the DaemonSet."
            case "logs" | "previous" if logs_at(state, spot) is None:
                if spot is not None and spot.is_cell:
                    return "There is no pod here that could have logs."
                return "Logs are of pods: go to a cell, or to a column for all its pods."
            case "shell":
                pod = next(iter(self.pods_here), None)
                return refusal_to_enter(pod) or (self.missing_right(right_to_enter(pod)) if pod else "")
        return super().refusal(action)

    def action_describe(self) -> None:
        """Go to all there is to know of it."""
        self._look_at(DescribeOf, "describe")

    def action_yaml(self) -> None:
        """Go to its YAML."""
        self._look_at(YamlOf, "yaml")

    def _look_at(self, place: type[DescribeOf | YamlOf], action: str) -> None:
        found = object_at(self.session.state, self.spot)
        if found is None:
            self.say(self.refusal(action))
        elif found[0] is POD and len(self.pods_here) > 1:
            self.with_pod("Look at which pod?", lambda pod: self.go(place(POD, pod.key)))
        else:
            self.go(place(*found))

    def action_logs(self) -> None:
        """Go to the logs."""
        self._read_logs(previous=False)

    def action_previous(self) -> None:
        """Go to the logs of before the last restart."""
        self._read_logs(previous=True)

    def _read_logs(self, *, previous: bool) -> None:
        place = logs_at(self.session.state, self.spot, previous=previous)
        if place is None:
            self.say(self.refusal("logs"))
        else:
            self.go(place)

    def action_shell(self) -> None:
        """Open a shell."""
        if not self.refuses("shell"):
            self.enter_pod()

    @work(group="choice")
    async def enter_pod(self) -> None:
        """Open a shell in the pod of the cell, or in the one that the user chooses."""
        pod = await self.chosen_pod("Open a shell in which pod?")
        if pod is not None:
            await open_shell(self, pod)

    def to_copy(self) -> Copied | None:
        """The name of what the cursor is on."""
        found = object_at(self.session.state, self.spot)
        if found is None:
            return None
        kind, (_, name) = found
        return Copied(name, f"the name of the {kind.name}")
