"""How the pods of a Job failed, put in groups, and what its pod failure policy makes of each.

Source of the policy: kubernetes ``pkg/controller/job/pod_failure_policy.go``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ktui.domain.batch import FailurePolicy, FailureRule, Job, OnExitCodes
from ktui.domain.indexes import Indexes
from ktui.domain.job_pods import finished_at, index_of
from ktui.domain.job_state import verdict
from ktui.domain.objects import ContainerStateTerminated, ContainerStatus, Pod
from ktui.domain.pods import condition

_DAWN = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Failure:
    """How one pod, or one life of a container that was started again, ended."""

    pod: Pod
    container: str = ""
    """The container that ended it; ``""``: none did, the pod as a whole was ended."""
    exit_code: int | None = None
    reason: str = ""
    """In one word: ``Error``, ``OOMKilled``, ``Evicted``, ``DeletionByTaintManager``."""
    message: str = ""
    at: datetime | None = None
    restarted: bool = False
    """Whether the container was started again in the same pod."""


@dataclass(frozen=True)
class FailureGroup:
    """Failures that look the same."""

    exit_code: int | None
    reason: str
    count: int
    nodes: tuple[tuple[str, int], ...]
    """Where, the worst node first; ``""`` is none."""
    indexes: Indexes
    """Which indexes, of an Indexed Job."""
    example: Failure
    """The last of them."""

    @property
    def words(self) -> str:
        """What they have in common: ``exit code 137 (OOMKilled)``."""
        if self.exit_code is None:
            return self.reason or "failed, and nothing says why"
        return f"exit code {self.exit_code}" + (f" ({self.reason})" if self.reason not in {"", "Error"} else "")


def failures(pods: Iterable[Pod]) -> Iterator[Failure]:
    """Every failure that the pods still tell of: of a container only its last life is known."""
    for pod in pods:
        if pod.status.phase == "Failed":
            yield _failure(pod)
        for status in (*pod.status.init_container_statuses, *pod.status.container_statuses):
            ended = status.last_state.terminated if status.last_state else None
            if ended is not None and ended.exit_code != 0:
                yield Failure(
                    pod, status.name, ended.exit_code, ended.reason, ended.message, ended.finished_at, restarted=True
                )


def grouped(found: Iterable[Failure]) -> tuple[FailureGroup, ...]:
    """Failures by exit code and reason, the most frequent first."""
    groups: dict[tuple[int | None, str], list[Failure]] = {}
    for failure in found:
        groups.setdefault((failure.exit_code, failure.reason), []).append(failure)
    made = [_group(*what, alike) for what, alike in groups.items()]
    return tuple(sorted(made, key=lambda group: (-group.count, group.words)))


def _group(exit_code: int | None, reason: str, alike: list[Failure]) -> FailureGroup:
    return FailureGroup(
        exit_code=exit_code,
        reason=reason,
        count=len(alike),
        nodes=tuple(Counter(failure.pod.spec.node_name for failure in alike).most_common()),
        indexes=Indexes.of(index for failure in alike if (index := index_of(failure.pod)) is not None),
        example=max(alike, key=lambda failure: (failure.at or _DAWN, failure.pod.name)),
    )


def _failure(pod: Pod) -> Failure:
    status = next(_ended_badly(pod), None)
    ended = _terminated(status)
    disruption = condition(pod, "DisruptionTarget")
    reason, message = pod.status.reason, pod.status.message
    if not reason and disruption is not None:
        reason, message = disruption.reason, disruption.message
    if ended is not None:
        reason, message = reason or ended.reason, message or ended.message
    return Failure(
        pod,
        container=status.name if status else "",
        exit_code=ended.exit_code if ended else None,
        reason=reason,
        message=message,
        at=finished_at(pod),
    )


def _ended_badly(pod: Pod) -> Iterator[ContainerStatus]:
    for status in (*pod.status.container_statuses, *pod.status.init_container_statuses):
        ended = _terminated(status)
        if ended is not None and ended.exit_code != 0:
            yield status


def _terminated(status: ContainerStatus | None) -> ContainerStateTerminated | None:
    return status.state.terminated if status and status.state else None


# ---- the pod failure policy


@dataclass(frozen=True)
class PolicyVerdict:
    """What the policy makes of a failed pod."""

    rule: int | None
    """The number of the rule that matched, from 0; ``None``: none did, and the failure counts as ever."""
    action: str
    """``FailJob``, ``FailIndex``, ``Ignore`` or ``Count``."""
    matched: str
    """What of the pod matched: ``container main ended with exit code 42``."""


def judged(policy: FailurePolicy, pod: Pod) -> PolicyVerdict:
    """The first rule that matches a failed pod."""
    for number, rule in enumerate(policy.rules):
        matched = _matched(rule, pod)
        if matched:
            return PolicyVerdict(number, rule.action, matched)
    return PolicyVerdict(None, "Count", "")


def _matched(rule: FailureRule, pod: Pod) -> str:
    if rule.on_exit_codes is not None:
        for status in _ended_badly(pod):
            ended = _terminated(status)
            if ended is not None and _codes_match(rule.on_exit_codes, status.name, ended.exit_code):
                return f"container {status.name} ended with exit code {ended.exit_code}"
        return ""
    have = {(each.type, each.status) for each in pod.status.conditions}
    wanted = ((each.type, each.status or "True") for each in rule.on_pod_conditions)
    return next((f"the pod has condition {kind}" for kind, status in wanted if (kind, status) in have), "")


def _codes_match(wanted: OnExitCodes, container: str, code: int) -> bool:
    if wanted.container_name not in {None, "", container}:
        return False
    return (code in wanted.values) if wanted.operator == "In" else (code not in wanted.values)


def rule_words(rule: FailureRule) -> str:
    """A rule in words: ``exit code 42 or 43 of container main: fail the Job``."""
    action = {
        "FailJob": "fail the Job",
        "FailIndex": "fail the index",
        "Ignore": "do not count it",
        "Count": "count it",
    }.get(rule.action, rule.action)
    codes = rule.on_exit_codes
    if codes is None:
        wanted = (f"{each.type}={each.status or 'True'}" for each in rule.on_pod_conditions)
        return f"condition {' or '.join(wanted)}: {action}"
    listed = (
        " or ".join(map(str, codes.values)) if codes.operator == "In" else f"not {', '.join(map(str, codes.values))}"
    )
    whose = f" of container {codes.container_name}" if codes.container_name else ""
    return f"exit code {listed}{whose}: {action}"


_BY_CODE = re.compile(r"Container (\S+) for pod (\S+) failed with exit code (\d+) matching FailJob rule at index (\d+)")
_BY_CONDITION = re.compile(r"Pod (\S+) has condition (\S+) matching FailJob rule at index (\d+)")


def fatal_rule(job: Job) -> str:
    """Which rule of the policy ended the Job, and on account of what; ``""`` if none did, or it cannot be told.

    The pod may be gone; the controller's message names it.
    """
    ended = verdict(job)
    if ended is None or ended.reason != "PodFailurePolicy":
        return ""
    by_code, by_condition = _BY_CODE.match(ended.message), _BY_CONDITION.match(ended.message)
    if by_code:
        container, pod, code, rule = by_code.groups()
        return f"container {container} of pod {pod} ended with exit code {code}, which rule {int(rule) + 1} makes fatal"
    if by_condition:
        pod, kind, rule = by_condition.groups()
        return f"pod {pod} has condition {kind}, which rule {int(rule) + 1} makes fatal"
    return ""
