"""Every reason for the state of one cell, with its evidence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from ktui.domain import pods
from ktui.domain.cell import Reason, ReasonKind, State
from ktui.domain.durations import ago, since, spell
from ktui.domain.events import Event
from ktui.domain.objects import Condition, DaemonSet, Node, Pod
from ktui.domain.obstacles import blocked_since, obstacles, spell_condition, ways_in
from ktui.domain.placement import Placement, Rule
from ktui.domain.rollout import GENERATION, observed
from ktui.domain.symptoms import symptoms
from ktui.domain.verdict import Bench

RECENT_FAILURE = timedelta(minutes=20)
"""How long a warning of the controller is taken for the reason of a missing pod. It tries again after at most 17 min
(the rate limiter of its queue), and replaces a failed pod after at most 15 min."""
YOUNG = timedelta(minutes=1)
"""How long after a node or a DaemonSet has come its pods may be on their way."""
_FAILED_ON = re.compile(r"\bon node (\S+?),? will try\b")
_READY_SINCE = frozenset({State.READY, State.OUTDATED, State.UNREADY, State.FAILING})


_DECIDED_BY_NODE = frozenset({State.UNREADY, State.PENDING, State.TERMINATING})
"""States whose deciding reason is the node, where it is not ready."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of one cell."""

    name: str
    """Of the node."""
    node: Node | None
    daemon_set: DaemonSet
    rule: Rule
    bench: Bench
    placement: Placement | None
    pods: tuple[Pod, ...]
    """In the controller's order."""
    state: State
    warnings: tuple[Event, ...]
    """About the DaemonSet."""
    nodes_known: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is to be said of a cell."""

    reasons: tuple[Reason, ...]
    since: datetime | None
    hints: tuple[str, ...]


def explain(case: Case) -> Explanation:
    """Say why a cell is as it is."""
    return Explanation(tuple(dict.fromkeys(_reasons(case))), _since(case), tuple(_hints(case)))


def _reasons(case: Case) -> Iterator[Reason]:
    metadata = case.daemon_set.metadata
    if metadata.deletion_timestamp is not None:
        asked = since(metadata.deletion_timestamp, case.now)
        yield Reason(ReasonKind.DELETING, f"the DaemonSet is being deleted{asked}: nothing is created or replaced")
    if case.node is None:
        yield _no_node(case)
    elif case.placement is not Placement.WANTED:
        yield from obstacles(case.rule, case.node, case.now)
    yield from _presence(case)
    scheduler = case.daemon_set.spec.template.spec.scheduler_name
    of_node = tuple(_node_of_pods(case))
    blamed = case.state in _DECIDED_BY_NODE and bool(of_node)
    if blamed:
        yield from of_node
    for pod in case.pods:
        yield from symptoms(pod, scheduler, case.now, explained=blamed)
        if not pods.deleting(pod) and case.bench.revisions.outdated(pod):
            yield _older(case, pod)
        elif case.bench.revisions.mistaken(pod):
            words = f"pod {pod.name} is of {case.bench.revisions.spell(pod)}"
            why = f"its label {GENERATION} is the DaemonSet's own number"
            yield Reason(ReasonKind.REVISION, f"{words}, and counts as up to date: {why}, so it is not replaced")
    if not blamed:
        yield from of_node
    yield from _backoff(case)
    if case.pods and case.state is not State.EVICTING:
        yield from _unobserved(case)


def _presence(case: Case) -> Iterator[Reason]:
    if case.state is State.MISSING:
        yield from _missing(case)
    elif case.state is State.UNKNOWN and case.node is not None:
        yield Reason(ReasonKind.NO_DATA, "pods cannot be read in full: whether one is here is not known")
    surplus = case.bench.surplus(case.pods)
    if case.state is State.DUPLICATE or (surplus and case.state in {State.KEPT, State.WAITING}):
        names = ", ".join(pod.name for pod in surplus)
        stays = next(pod.name for pod in case.pods if pod not in surplus and not pods.deleting(pod))
        yield Reason(ReasonKind.DUPLICATE, f"pod {stays} stands first and stays; too many are {names}")


def _no_node(case: Case) -> Reason:
    if not case.nodes_known:
        return Reason(ReasonKind.NO_DATA, f"node {case.name} cannot be read: what should run here is not known")
    if not case.pods:
        return Reason(ReasonKind.NODE_GONE, f"there is no node {case.name}; pods of others still name it")
    bound = any(pod.spec.node_name for pod in case.pods)
    who = "the pod garbage collector removes what is bound to it" if bound else "the controller removes its pods"
    return Reason(ReasonKind.NODE_GONE, f"there is no node {case.name}: {who}")


def _missing(case: Case) -> Iterator[Reason]:
    told = False
    for kind, event in _failures(case):
        told = True
        often = f"{event.series.count if event.series else event.count} times, the last" if _repeated(event) else ""
        yield Reason(kind, f"{event.message} ({f'{often}{ago(event.last_seen, case.now)}'.strip()})")
    for reason in (*_unobserved(case), *_newcomers(case)):
        told = True
        yield reason
    if not told:
        yield Reason(
            ReasonKind.NOT_CREATED,
            "the controller has not created a pod, and no event says why: kube-controller-manager may be down or busy",
        )


def _repeated(event: Event) -> bool:
    return (event.series.count if event.series else event.count) > 1


def _failures(case: Case) -> Iterator[tuple[ReasonKind, Event]]:
    """Yield the controller's recent warnings that may be why a pod is not created, the latest first."""
    recent = [
        event for event in case.warnings if event.last_seen is not None and case.now - event.last_seen <= RECENT_FAILURE
    ]
    recent.sort(key=lambda event: event.last_seen or case.now, reverse=True)
    for event in recent:
        if event.reason == "FailedCreate":
            yield ReasonKind.CREATE_ERROR, event
        elif event.reason == "SelectingAll":
            yield ReasonKind.NOT_CREATED, event


def _backoff(case: Case) -> Iterator[Reason]:
    """Yield the last replacement of a failed pod on this node, where none stands since (``FailedDaemonPod``)."""
    if case.state not in {State.MISSING, State.FAILING}:
        return
    for event in case.warnings:
        on = _FAILED_ON.search(event.message) if event.reason == "FailedDaemonPod" else None
        if on is None or on[1] != case.name or event.last_seen is None:
            continue
        if case.now - event.last_seen <= RECENT_FAILURE:
            when = ago(event.last_seen, case.now)
            yield Reason(
                ReasonKind.BACKOFF,
                f"the controller replaced a failed pod here{when}; each replacement waits longer: {event.message}",
            )


def _unobserved(case: Case) -> Iterator[Reason]:
    if case.daemon_set.metadata.deletion_timestamp is None and not observed(case.daemon_set):
        theirs, ours = case.daemon_set.status.observed_generation, case.daemon_set.metadata.generation
        yield Reason(
            ReasonKind.NOT_OBSERVED,
            f"the controller has not yet observed generation {ours} of the DaemonSet, its last is {theirs}",
        )


def _newcomers(case: Case) -> Iterator[Reason]:
    for what, created in (
        ("the node joined", case.node.metadata.creation_timestamp if case.node else None),
        ("the DaemonSet was created", case.daemon_set.metadata.creation_timestamp),
    ):
        if created is not None and case.now - created <= YOUNG:
            yield Reason(ReasonKind.NOT_OBSERVED, f"{what} only {spell(case.now - created)} ago")


def _older(case: Case, pod: Pod) -> Reason:
    strategy = case.daemon_set.spec.update_strategy.type
    follows = (
        "under OnDelete it stays until it is deleted"
        if strategy == "OnDelete"
        else "the rolling update has not come to it yet"
    )
    return Reason(ReasonKind.REVISION, f"pod {pod.name} is of {case.bench.revisions.spell(pod)}: {follows}")


def _node_of_pods(case: Case) -> Iterator[Reason]:
    """Yield the node's own trouble, where a pod that is wanted here suffers from it."""
    if case.node is None or case.placement is not Placement.WANTED or case.state in {State.READY, State.OUTDATED}:
        return
    for found in case.node.status.conditions:
        if found.type == "Ready" and found.status != "True":
            evidence = f" ({spell_condition(found)})"
            yield Reason(ReasonKind.NODE_CONDITION, _node_words(case, found) + evidence)


def _node_words(case: Case, ready: Condition) -> str:
    """What a node that is not ready means for its pods.

    All of them are marked not ready with it (``MarkPodsNotReady``, pkg/controller/nodelifecycle); what else is known
    of a pod is what the kubelet reported last.
    """
    how = since(ready.last_transition_time, case.now)
    follows = ["its pods count as not ready"] if case.state is State.UNREADY else []
    if ready.status == "False":
        return ": ".join([f"the node has not been ready{how}", *follows])
    follows += [f"what is known of {'them' if follows else 'its pods'} is as old"] if case.pods else []
    return ": ".join([f"the node has been silent{how}", *([", and ".join(follows)] if follows else [])])


def _hints(case: Case) -> Iterator[str]:
    if case.daemon_set.metadata.deletion_timestamp is not None or case.node is None:
        return
    if case.placement is not Placement.WANTED:
        yield from ways_in(case.rule, case.node)
    elif case.state is State.OUTDATED and case.daemon_set.spec.update_strategy.type == "OnDelete":
        yield "deleting the pod updates this node"


def _since(case: Case) -> datetime | None:
    if case.state is State.TERMINATING:
        return min((asked for pod in case.pods if (asked := pods.asked_to_end(pod))), default=None)
    if case.state in {State.WAITING, State.KEPT, State.EVICTING} and case.node is not None:
        return blocked_since(case.rule, case.node)
    live = [pod for pod in case.pods if not pods.deleting(pod)]
    if not live:
        return None
    first = live[0]
    ready = pods.condition(first, "Ready")
    if case.state in _READY_SINCE and ready is not None and ready.last_transition_time is not None:
        return ready.last_transition_time
    return max((pod.metadata.creation_timestamp for pod in live if pod.metadata.creation_timestamp), default=None)
