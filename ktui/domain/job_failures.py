"""Why pods of a Job failed, in groups, and what its pod failure policy makes of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from ktui.domain.batch import FailurePolicy, OnExitCodes
from ktui.domain.objects import ContainerStateTerminated, Pod

INDEX_LABEL = "batch.kubernetes.io/job-completion-index"
"""Where a pod of an Indexed Job has its index."""

_SIGNALS: Mapping[int, str] = {130: "SIGINT", 134: "SIGABRT", 137: "SIGKILL", 139: "SIGSEGV", 143: "SIGTERM"}
_BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Cause:
    """What ended a pod."""

    reason: str
    """One word: ``OOMKilled``, ``Error``, ``Evicted``."""
    exit_code: int | None = None
    """None: no container ended with an error; the pod itself was ended."""
    container: str = ""

    @property
    def words(self) -> str:
        """The cause in words."""
        if self.exit_code is None:
            return self.reason
        signal = _SIGNALS.get(self.exit_code)
        return f"exit {self.exit_code}{f' ({signal})' if signal else ''} {self.reason}, container {self.container}"


@dataclass(frozen=True)
class Ruling:
    """What the pod failure policy makes of a failed pod."""

    action: str
    """``FailJob``, ``FailIndex``, ``Ignore`` or ``Count``."""
    rule: int | None
    """Which rule decides, from 1; None: none does, and the failure counts."""

    @property
    def words(self) -> str:
        """The ruling in words."""
        meant = {
            "FailJob": "fails the whole Job",
            "FailIndex": "fails its index at once",
            "Ignore": "is not counted",
            "Count": "is counted",
        }.get(self.action, self.action)
        return f"rule {self.rule}: {meant}" if self.rule else "no rule of the policy matches: is counted"


@dataclass(frozen=True)
class Failures:
    """Failed pods with one cause."""

    cause: Cause
    count: int
    nodes: tuple[tuple[str, int], ...]
    """On which nodes how many, most first."""
    indexes: tuple[int, ...]
    """Of which indexes, ascending; empty for other Jobs."""
    example: Pod
    """The one that failed last: its logs say most."""
    last: datetime | None
    """When that was."""
    ruling: Ruling | None
    """What the policy makes of the example; None: there is no policy."""


def failures(pods: Iterable[Pod], policy: FailurePolicy | None = None) -> tuple[Failures, ...]:
    """The failed pods of a Job by cause, most first.

    Args:
        pods: the Job's pods.
        policy: its pod failure policy.
    """
    found: dict[Cause, list[Pod]] = {}
    for pod in pods:
        if pod.status.phase == "Failed":
            found.setdefault(cause(pod), []).append(pod)
    return tuple(
        sorted(
            (_group(each, failed, policy) for each, failed in found.items()),
            key=lambda group: (-group.count, group.cause.words),
        )
    )


def _group(why: Cause, pods: list[Pod], policy: FailurePolicy | None) -> Failures:
    example = max(pods, key=lambda pod: (failed_at(pod) or _BEGINNING, pod.name))
    nodes = Counter(pod.spec.node_name or "(no node)" for pod in pods)
    return Failures(
        cause=why,
        count=len(pods),
        nodes=tuple(sorted(nodes.items(), key=lambda each: (-each[1], each[0]))),
        indexes=tuple(sorted({index for pod in pods if (index := index_of(pod)) is not None})),
        example=example,
        last=failed_at(example),
        ruling=rule(example, policy) if policy is not None else None,
    )


def cause(pod: Pod) -> Cause:
    """What ended a failed pod: the first container that ended with an error, or what the pod itself says."""
    for name, ended in _ended(pod):
        if ended.exit_code:
            return Cause(ended.reason or "Error", ended.exit_code, name)
    disrupted = next((each.reason for each in pod.status.conditions if each.type == "DisruptionTarget"), "")
    return Cause(pod.status.reason or disrupted or "Failed")


def failed_at(pod: Pod) -> datetime | None:
    """When a pod ended: when its last container did."""
    return max((ended.finished_at for _, ended in _ended(pod) if ended.finished_at), default=None)


def index_of(pod: Pod) -> int | None:
    """The index of a pod of an Indexed Job."""
    text = pod.metadata.labels.get(INDEX_LABEL, "")
    return int(text) if text.isascii() and text.isdigit() else None


def rule(pod: Pod, policy: FailurePolicy) -> Ruling:
    """What a pod failure policy makes of a failed pod: the first rule that matches.

    Source: kubernetes ``pkg/controller/job/pod_failure_policy.go`` (``matchPodFailurePolicy``).
    """
    conditions = {(each.type, each.status) for each in pod.status.conditions}
    for number, each in enumerate(policy.rules, start=1):
        if each.on_exit_codes is not None:
            matches = any(_matches(each.on_exit_codes, name, ended) for name, ended in _ended(pod))
        else:
            matches = any((wanted.type, wanted.status) in conditions for wanted in each.on_pod_conditions)
        if matches:
            return Ruling(each.action, number)
    return Ruling("Count", None)


def _matches(wanted: OnExitCodes, name: str, ended: ContainerStateTerminated) -> bool:
    if not ended.exit_code or (wanted.container_name is not None and wanted.container_name != name):
        return False
    return (ended.exit_code in wanted.values) is (wanted.operator == "In")


def _ended(pod: Pod) -> list[tuple[str, ContainerStateTerminated]]:
    """The containers that have ended, with their names."""
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    return [(each.name, each.state.terminated) for each in statuses if each.state and each.state.terminated]
