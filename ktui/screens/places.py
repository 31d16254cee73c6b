"""Where a user can be in the console: a frozen value for each sort of screen.

A screen says where to go with one of these (`FrameScreen.go`) and knows no other screen; ``ktui.app.places`` says which
screen shows which place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ktui.domain.kinds import Kind
    from ktui.domain.objects import Key


class Place:
    """Somewhere to be. Two places that are equal are the same place."""

    @property
    def bare(self) -> Place:
        """The place without what only sets it up: equal ones share a screen."""
        return self


@dataclass(frozen=True)
class Main(Place):
    """A main screen: one of the tabs."""

    name: str
    """One of `MAINS`."""
    text: str = ""
    """What to filter by on arrival, as it is typed after ``/``; ``""``: leave the filter as it is."""
    row: Key | None = None
    """The row to put the cursor on; None: leave it where it is."""

    @property
    def bare(self) -> Main:
        """Without the filter and the row."""
        return Main(self.name)


@dataclass(frozen=True)
class PodsOf(Place):
    """The pods on a node, those of one controller, or those that a selector means."""

    title: str
    """Whose, for the screen's head: ``node cpu-a1``."""
    node: str = ""
    owner: str = ""
    """The controller's UID."""
    namespace: str = ""
    """Only pods of this namespace; ``""``: of any."""
    selector: str = ""
    """Only pods that this label selector means, as ``kubectl -l`` takes it: those of a Deployment or Service."""


@dataclass(frozen=True)
class NodesOf(Place):
    """The nodes of a DaemonSet, each with what runs there or why nothing does."""

    daemon_set: Key


@dataclass(frozen=True)
class ContainersOf(Place):
    """The containers of a pod."""

    pod: Key


@dataclass(frozen=True)
class DescribeOf(Place):
    """All there is to know of an object, put in order."""

    kind: Kind
    key: Key


@dataclass(frozen=True)
class YamlOf(Place):
    """An object as YAML."""

    kind: Kind
    key: Key


@dataclass(frozen=True)
class LogsOf(Place):
    """The logs of a pod, or of all pods of one controller."""

    title: str
    """Whose, for the screen's head."""
    namespace: str
    pod: str = ""
    """One pod; ``""``: those of the owner."""
    owner: str = ""
    """The controller's UID."""
    node: str = ""
    """Only the owner's pods on this node; ``""``: on all."""
    selector: str = ""
    """Only the pods that this label selector means, as ``kubectl -l`` takes it: those of a Deployment, for example."""
    index: int | None = None
    """Only the pods of this index of an Indexed Job."""
    container: str = ""
    """Only this container; ``""``: all."""
    previous: bool = False
    """The logs of the containers before their last restart."""
    cron_job: str = ""
    """The UID of the CronJob whose run the owner is: it is said when there is a newer one."""


@dataclass(frozen=True)
class ResourceList(Place):
    """The objects of any resource of the server."""

    name: str
    """As it was typed: a resource, its short name, its kind, with or without a group."""
    text: str = ""
    """What to filter by on arrival, as it is typed after ``/``; ``""``: leave the filter as it is."""

    @property
    def bare(self) -> ResourceList:
        """Without the filter."""
        return ResourceList(self.name)


@dataclass(frozen=True)
class JobOf(Place):
    """One Job."""

    key: Key


@dataclass(frozen=True)
class CronJobOf(Place):
    """One CronJob."""

    key: Key


@dataclass(frozen=True)
class MainScreen:
    """What there is to say of a main screen before it is made."""

    name: str
    title: str
    """What stands on its tab."""
    aliases: tuple[str, ...]
    """What else can be typed after ``:``."""
    does: str
    """What it shows, in a sentence."""
    namespaced: bool = True
    """Whether what it shows lives in namespaces."""


MAINS = (
    MainScreen("coverage", "Coverage", ("cov", "co", "grid"), "Nodes by DaemonSets."),
    MainScreen("nodes", "Nodes", ("node", "no"), "Nodes: their state, and what is on them.", namespaced=False),
    MainScreen("daemonsets", "DaemonSets", ("daemonset", "ds"), "DaemonSets: how many pods there are, and should be."),
    MainScreen("jobs", "Jobs", ("job", "jo"), "How far Jobs are, how long they go on, what of them failed."),
    MainScreen("cronjobs", "CronJobs", ("cronjob", "cj"), "When CronJobs run next, and what became of the last runs."),
    MainScreen("pods", "Pods", ("pod", "po"), "All pods, by kubectl's columns."),
    MainScreen("events", "Events", ("event", "ev"), "What the cluster tells of itself, the newest first."),
)
"""The main screens, in the order of their tabs."""


def tab_leads_to(name: str) -> Place:
    """Where a tab leads: to a main screen, or to a resource by the name under which it was opened."""
    return Main(name) if any(main.name == name for main in MAINS) else ResourceList(name)
