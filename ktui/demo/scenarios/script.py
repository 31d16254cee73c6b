"""What a scenario works with: it writes the cluster's history and what shall happen to it later."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ktui.demo.controllers.node_lifecycle import NodeLifecycleController
from ktui.demo.kubelet import Kubelet
from ktui.demo.node_agent import NodeAgent
from ktui.demo.past import PastClock
from ktui.demo.resources import Resource, by_kind
from ktui.demo.status import Object
from ktui.demo.stories import FAST, Pace, Teller
from ktui.demo.work import Key
from ktui.demo.world import World

_STEP = 5.0
"""Seconds of history that are done together."""
_FINE_STEP = 1.0
"""The same within the last minute."""

Action = Callable[[], float | None]
"""Does something to the cluster; returns after how many seconds it wants to do it again, None for never."""


class Script:
    """The hand that writes.

    Args:
        world: the cluster.
        clock: its clock, still in the past.
        agent: its nodes' kubelets.
        kubelet: what runs its pods.
        lifecycle: who judges its nodes.
        nodes: how many nodes are wanted.
    """

    name = "script"

    def __init__(
        self,
        world: World,
        clock: PastClock,
        agent: NodeAgent,
        kubelet: Kubelet,
        lifecycle: NodeLifecycleController,
        nodes: int,
    ) -> None:
        self.world = world
        """The cluster."""
        self.agent = agent
        """Its nodes' kubelets."""
        self.kubelet = kubelet
        """What runs its pods."""
        self.lifecycle = lifecycle
        """Who judges its nodes."""
        self.nodes = nodes
        """How many nodes are wanted."""
        self._clock = clock
        self.premiere = clock.present.now()
        """When the present begins."""
        self._actions: dict[str, Action] = {}

    def tell(self, teller: Teller) -> None:
        """Has a say in what becomes of pods."""
        self.kubelet.stories.tellers.append(teller)

    def at(self, **ago: float) -> None:
        """Goes on to a moment of the past, such as ``days=3, hours=2``; what is due until then is done then."""
        self._clock.set(self.premiere - timedelta(**ago))
        self._drain()

    def until(self, **ago: float) -> None:
        """Lets history pass step by step up to a moment of the past."""
        self.play((self.premiere - timedelta(**ago) - self.world.clock.now()).total_seconds())

    def play(self, seconds: float) -> None:
        """Lets so many seconds of history pass, step by step."""
        end = self.world.now() + seconds
        while True:
            due = self.world.work.next_due()
            if due is None or due > end:
                break
            left = self.premiere.timestamp() - self.world.now()
            step = max(_STEP if left > 60 else _FINE_STEP, due - self.world.now())
            moment = min(self.world.clock.now() + timedelta(seconds=step), datetime.fromtimestamp(end, UTC))
            self._clock.set(min(moment, self.premiere))
            self._drain()
        self._clock.set(min(datetime.fromtimestamp(end, UTC), self.premiere))

    def create(self, *objects: Object) -> list[Object]:
        """Creates objects, known by their apiVersion and kind."""
        made = [self.world.create(resource, each) for resource, each in _addressed(objects)]
        self._drain()
        return made

    def edit(self, resource: Resource, namespace: str, name: str, change: Callable[[Object], None]) -> None:
        """Changes a copy of an object, as a user would."""
        self.world.storage.edit(resource, name, namespace, change)
        self._drain()

    def later(self, name: str, seconds: float, action: Action) -> None:
        """Does something to the cluster so many seconds after the present has begun, and as often as it says."""
        self._actions[name] = action
        self.world.work.add_at(self, (name,), self.premiere.timestamp() + seconds)

    def sync(self, key: Key) -> None:
        """Does what `later` was told."""
        again = self._actions[key[0]]()
        if again is not None:
            self.world.work.add_after(self, key, again)

    def _drain(self) -> None:
        while self.world.work.run_one():
            pass


def _addressed(objects: Iterable[Object]) -> Iterator[tuple[Resource, Object]]:
    for each in objects:
        resource = by_kind(each["apiVersion"], each["kind"])
        if resource is None:
            raise LookupError(f"no resource for {each['apiVersion']} {each['kind']}")
        yield resource, each


@dataclass(frozen=True, slots=True)
class Scenario:
    """A cluster to show.

    Args:
        name: as ``--scenario`` takes it.
        summary: what it shows, in a sentence.
        build: writes its history.
        pace: how long things take in it.
        grace: seconds of a kubelet's silence until its node is Unknown.
        heartbeat: seconds between a kubelet's heartbeats.
        age: how long ago its history begins.
        about: the resource that there is to see in it; "": a bit of everything.
    """

    name: str
    summary: str
    build: Callable[[Script], None]
    pace: Pace = FAST
    grace: float = 40.0
    heartbeat: float = 10.0
    age: timedelta = timedelta(0)
    about: str = ""
