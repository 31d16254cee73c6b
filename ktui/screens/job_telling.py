"""What the panel and the head of a Job's screen say, in lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from ktui.domain.batch import Job
from ktui.domain.durations import ago, human, since, spell
from ktui.domain.events import Event
from ktui.domain.index_states import IndexState
from ktui.domain.job_failures import FailureGroup, fatal_rule, judged, rule_words
from ktui.domain.job_indexes import IndexOutlook
from ktui.domain.job_pods import failures_before, finished_at, index_of, started_at
from ktui.domain.job_state import FINISHED, deadline, deletion, state_of
from ktui.domain.job_words import progress_words, retries_words
from ktui.domain.nouns import counted, several
from ktui.domain.objects import Pod
from ktui.domain.progress import Progress
from ktui.domain.symptoms import symptoms
from ktui.screens.job_sheet import left_words, spread_words
from ktui.widgets.progress_bar import bar

_MOST_NODES = 4
_MOST_EVENTS = 8
_MOST_PODS = 6


def head_lines(job: Job, told: Progress, now: datetime, width: int, *, ascii_only: bool) -> tuple[str, str]:
    """How far a Job is and how long it goes on, in two lines.

    Args:
        job: the Job.
        told: how far it is.
        now: the time.
        width: of the lines.
        ascii_only: whether only ASCII may be drawn.
    """
    words = progress_words(job)
    if told.total:
        words += f" ({min(100, told.succeeded * 100 // told.total)} %)"
    counts = [
        (told.active, "active"),
        (told.waiting or 0, "waiting"),
        (told.failed, f"{several(told.failed, 'pod')} failed"),
    ]
    if told.pods is not None:
        held = (told.pods.running, "running"), (told.pods.pending, "pending"), (told.pods.backing_off, "backing off")
        counts = [*held, *counts[1:]]
    said = "  ".join([words, ", ".join(f"{number:,} {name}" for number, name in counts if number)]).rstrip()
    if told.total is None:
        return said, ", ".join(_times(job, told, now))
    drawn = bar(told.succeeded, told.total, max(8, min(48, width - len(said) - 4)), ascii_only=ascii_only)
    return f"{drawn}  {said}", ", ".join(_times(job, told, now))


def _times(job: Job, told: Progress, now: datetime) -> Iterator[str]:
    ends, goes, over = deadline(job), deletion(job), told.state in FINISHED
    if not over:
        left = left_words(job, told.left, now)
        if told.left is not None:
            yield f"left {left} ({spread_words(told.left, now)})"
        elif left == "?":
            yield "left: not known yet" if told.total is not None else "left: only its queue knows"
    if told.elapsed is not None:
        yield f"{'took' if over else 'elapsed'} {human(told.elapsed)}"
    if ends is not None:
        yield f"fails in {human(max(timedelta(), ends - now))}"
    if goes is not None:
        yield f"deleted in {human(max(timedelta(), goes - now))}"
    if told.pods is not None and told.pods.again is not None:
        yield f"next try in {human(max(timedelta(), told.pods.again - now))}"
    yield f"retries {retries_words(job)}"
    if told.left is not None:
        yield f"{told.left.per_minute:.1f} a minute"


def index_lines(
    job: Job, index: int, outlook: IndexOutlook, pods: Iterable[Pod], now: datetime
) -> tuple[str, tuple[str, ...]]:
    """The truth of one index: a title, and a line for each of its pods."""
    own = [pod for pod in pods if index_of(pod) == index]
    state, again = outlook.states.state(index), outlook.again.get(index)
    word = "never ran" if state is IndexState.WAITING and state_of(job) in FINISHED else state.word
    title = f"index {index:,}: {word}"
    if again is not None:
        title += f", next try in {human(max(timedelta(), again - now))}"
    failed = max((failures_before(pod) + (pod.status.phase == "Failed") for pod in own), default=0)
    failed = max(failed, sum(pod.status.phase == "Failed" for pod in own))
    if failed:
        times = "once" if failed == 1 else f"{failed} times"
        title += f" {times}" if word == "failed" else f", failed {times}"
    lines = [line for pod in newest(own)[:_MOST_PODS] for line in pod_lines(pod, now)]
    if len(own) > _MOST_PODS:
        lines.append(f"and {counted(len(own) - _MOST_PODS, 'older pod')}")
    if not own:
        lines.append("No pod of it is there." if state is IndexState.WAITING else "Its pods are gone.")
    return title, tuple(lines)


def newest(pods: Iterable[Pod]) -> list[Pod]:
    """Pods, the newest first."""
    return sorted(pods, key=lambda pod: (str(pod.metadata.creation_timestamp), pod.name), reverse=True)


def pod_lines(pod: Pod, now: datetime) -> tuple[str, ...]:
    """What one pod says of itself."""
    start, end = started_at(pod), finished_at(pod)
    parts = [f"pod {pod.name}", pod.status.phase.lower() or "new"]
    if pod.spec.node_name:
        parts.append(f"on {pod.spec.node_name}")
    if start is not None and end is not None and pod.status.phase in {"Succeeded", "Failed"}:
        parts += [f"took {human(end - start)}", f"ended{ago(end, now)}"]
    elif start is not None:
        parts.append(f"running{since(start, now)}")
    told = [] if pod.status.phase in {"Running", "Succeeded"} else [each.message for each in symptoms(pod, "", now)]
    return (", ".join(parts), *(f"  {line}" for line in told))


def failure_lines(job: Job, groups: Sequence[FailureGroup], example: Sequence[str], now: datetime) -> Iterator[str]:
    """The failures in groups, with what the pod failure policy makes of each and the last lines of an example.

    Args:
        job: the Job.
        groups: the failures.
        example: the last lines of the log of the first group's example.
        now: the time.
    """
    policy = job.spec.pod_failure_policy
    for place, group in enumerate(groups):
        nodes = ", ".join(f"{name or '(no node)'} {count}" for name, count in group.nodes[:_MOST_NODES])
        more = f" and {len(group.nodes) - _MOST_NODES} more nodes" if len(group.nodes) > _MOST_NODES else ""
        word = several(len(group.indexes), "index")
        which = f"; {word} {_shortened(str(group.indexes))}" if group.indexes else ""
        yield f"{group.count} x {group.words}: {nodes}{more}{which}"
        if policy is not None:
            ruled = judged(policy, group.example.pod)
            if ruled.rule is None:
                yield "  no rule of the policy matches: it counts"
            else:
                yield f"  rule {ruled.rule + 1} of the policy: {ruled.action}, for {ruled.matched}"
        yield f"  last: pod {group.example.pod.name}{ago(group.example.at, now)}"
        if place == 0:
            yield from (f"  | {line}" for line in example)
    fatal = fatal_rule(job)
    if fatal:
        yield fatal
    if policy is not None:
        yield "pod failure policy:"
        yield from (f"  {number}. {rule_words(rule)}" for number, rule in enumerate(policy.rules, start=1))


def event_lines(events: Iterable[Event], now: datetime) -> Iterator[str]:
    """The latest warnings about a Job."""
    latest = sorted(events, key=lambda event: str(event.last_seen), reverse=True)[:_MOST_EVENTS]
    for event in latest:
        times = f" x {event.count}" if event.count > 1 else ""
        yield f"{event.reason}{times}{ago(event.last_seen, now)}: {event.message}"


def condition_lines(job: Job, now: datetime) -> Iterator[str]:
    """Its conditions, its owner, and what decides over its end."""
    for each in job.status.conditions:
        holds = "" if each.status == "True" else f" is {each.status}"
        yield f"{each.type}{holds}: {each.reason}{ago(each.last_transition_time, now)}. {each.message}"
    owner = job.metadata.controller
    if owner is not None:
        yield f"owned by {owner.kind} {owner.name}"
    policy = job.spec.success_policy
    for rule in policy.rules if policy else ():
        wanted = f"{rule.succeeded_count} of " if rule.succeeded_count is not None else "all of "
        yield f"succeeds with {wanted}indexes {rule.succeeded_indexes or '(any)'}"
    if job.spec.max_failed_indexes is not None:
        yield f"fails with more than {counted(job.spec.max_failed_indexes, 'failed index')}"
    if job.spec.active_deadline_seconds is not None:
        yield f"fails {spell(timedelta(seconds=job.spec.active_deadline_seconds))} after its start"


def _shortened(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:60].rpartition(',')[0]},..."
