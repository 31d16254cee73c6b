"""The store of one context: one table for each kind that is watched."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from ktui.domain import kinds
from ktui.domain.batch import CronJob, Job
from ktui.domain.events import Event
from ktui.domain.kinds import Kind
from ktui.domain.objects import ControllerRevision, DaemonSet, Node, Object, Pod
from ktui.store.table import Table

T = TypeVar("T", bound=Object)


def _owner(obj: Object) -> Iterable[str]:
    owner = obj.metadata.controller
    return (owner.uid,) if owner else ()


def _node(pod: Pod) -> Iterable[str]:
    return (pod.spec.node_name,) if pod.spec.node_name else ()


def _unbound(pod: Pod) -> Iterable[str]:
    return () if pod.spec.node_name else _owner(pod)


def _involved(event: Event) -> Iterable[str]:
    return (event.involved_object.uid,) if event.involved_object.uid else ()


class ClusterState:
    """What ktui knows of one cluster.

    A pod is found by its controller's UID (``owner``, and ``unbound`` if it is on no node yet) and by its node
    (``node``), a ControllerRevision and a Job by ``owner``, an event by the UID of what it is about (``involved``).
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[], None]] = []
        self.nodes: Table[Node] = Table()
        self.pods: Table[Pod] = Table({"owner": _owner, "node": _node, "unbound": _unbound})
        self.daemon_sets: Table[DaemonSet] = Table()
        self.controller_revisions: Table[ControllerRevision] = Table({"owner": _owner})
        self.daemon_set_warnings: Table[Event] = Table({"involved": _involved})
        self.jobs: Table[Job] = Table({"owner": _owner})
        self.cron_jobs: Table[CronJob] = Table()
        self.job_pods: Table[Pod] = Table({"owner": _owner})
        self.job_warnings: Table[Event] = Table({"involved": _involved})
        self.cron_job_events: Table[Event] = Table({"involved": _involved})
        self.tables: dict[Kind, Table[Object]] = {
            kind: cast("Table[Object]", table)
            for kind, table in (
                (kinds.NODE, self.nodes),
                (kinds.DAEMON_SET, self.daemon_sets),
                (kinds.CONTROLLER_REVISION, self.controller_revisions),
                (kinds.POD, self.pods),
                (kinds.DAEMON_SET_WARNING, self.daemon_set_warnings),
                (kinds.JOB, self.jobs),
                (kinds.CRON_JOB, self.cron_jobs),
                (kinds.JOB_POD, self.job_pods),
                (kinds.JOB_WARNING, self.job_warnings),
                (kinds.CRON_JOB_EVENT, self.cron_job_events),
            )
        }
        """Each kind's table: those with a name of their own, and those of `table`."""
        for table in self.tables.values():
            table.subscribe(self._changed)

    def table(self, kind: Kind) -> Table[Object]:
        """The table of a kind, made when it is first asked for."""
        if kind not in self.tables:
            self.tables[kind] = Table()
            self.tables[kind].subscribe(self._changed)
        return self.tables[kind]

    def of(self, wanted: Iterable[Kind]) -> dict[Kind, Table[Object]]:
        """The tables of some kinds, in their order."""
        return {kind: self.table(kind) for kind in wanted}

    def subscribe(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` after each change of any table, until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _changed(self) -> None:
        for listener in list(self._listeners):
            listener()
