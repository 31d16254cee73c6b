"""What a Job's policies say about its pods and indexes.

Source: kubernetes ``pkg/controller/job/pod_failure_policy.go``, ``success_policy.go``, ``backoff_utils.go``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ktui.demo.indexes import read_indexes
from ktui.demo.pods import is_deleting, phase, seconds_of
from ktui.demo.status import Object
from ktui.demo.stories import INDEX

FAILURES = "batch.kubernetes.io/job-index-failure-count"
IGNORED_FAILURES = "batch.kubernetes.io/job-index-ignored-failure-count"

_FIRST_BACKOFF, _LAST_BACKOFF = 10.0, 600.0


class FailureVerdict(NamedTuple):
    """What the pod failure policy says about one failed pod."""

    action: str = ""
    """FailJob, FailIndex, Ignore, Count; empty if no rule matches."""
    message: str = ""
    """Why the whole Job fails, if it does."""

    @property
    def counts(self) -> bool:
        """Whether the failure counts against the limits."""
        return self.action != "Ignore"


def failure_verdict(job: Object, pod: Object) -> FailureVerdict:
    """The first rule of the pod failure policy that matches."""
    rules: list[Object] = (job["spec"].get("podFailurePolicy") or {}).get("rules") or []
    name = f"{pod['metadata']['namespace']}/{pod['metadata']['name']}"
    for number, rule in enumerate(rules):
        action: str = rule["action"]
        if rule.get("onExitCodes"):
            status = _matching_container(pod, rule["onExitCodes"])
            if status is None:
                continue
            code = status["state"]["terminated"]["exitCode"]
            fault = f"Container {status['name']} for pod {name} failed with exit code {code}"
        else:
            kind = _matching_condition(pod, rule.get("onPodConditions") or ())
            if not kind:
                continue
            fault = f"Pod {name} has condition {kind}"
        message = f"{fault} matching {action} rule at index {number}"
        return FailureVerdict(action, message if action == "FailJob" else "")
    return FailureVerdict()


def success_rule(job: Object, succeeded: set[int]) -> int | None:
    """The number of the first rule of the success policy that is met."""
    completions: int = job["spec"].get("completions") or 0
    rules: list[Object] = (job["spec"].get("successPolicy") or {}).get("rules") or []
    for number, rule in enumerate(rules):
        indexes = rule.get("succeededIndexes")
        counted = succeeded if indexes is None else succeeded & read_indexes(indexes, completions)
        enough = rule.get("succeededCount")
        if enough is None:
            enough = len(read_indexes(indexes or "", completions))
        if len(counted) >= enough:
            return number
    return None


def only_replaces_failed(job: Object) -> bool:
    """Whether a terminating pod is replaced only once it has ended."""
    return job["spec"].get("podReplacementPolicy") == "Failed" or bool(job["spec"].get("podFailurePolicy"))


def is_failed(job: Object, pod: Object) -> bool:
    """Whether a pod counts as failed: it did, or it is being deleted before it ended well."""
    if phase(pod) == "Failed":
        return True
    return not only_replaces_failed(job) and is_deleting(pod) and phase(pod) != "Succeeded"


def index_of(pod: Object) -> int:
    """The pod's completion index; -1 if it has none."""
    text = (pod["metadata"].get("annotations") or {}).get(INDEX, "")
    return int(text) if text.isdigit() else -1


def failures_of(pod: Object, annotation: str = FAILURES) -> int:
    """How often the pod's index had failed before it."""
    text = (pod["metadata"].get("annotations") or {}).get(annotation, "")
    return int(text) if text.isdigit() else 0


def failures_after(job: Object, pod: Object | None) -> dict[str, str]:
    """The annotations of the pod that takes the place of a failed one."""
    if pod is None:
        return {FAILURES: "0"}
    counted, ignored = failures_of(pod), failures_of(pod, IGNORED_FAILURES)
    if failure_verdict(job, pod).counts:
        counted += 1
    else:
        ignored += 1
    return {FAILURES: str(counted), **({IGNORED_FAILURES: str(ignored)} if ignored else {})}


def finished_at(pod: Object, now: float) -> float:
    """When the pod ended."""
    ends = [
        seconds_of(status["state"]["terminated"]["finishedAt"])
        for status in pod["status"].get("containerStatuses") or ()
        if "terminated" in status["state"]
    ]
    if ends:
        return max(ends)
    deleted = pod["metadata"].get("deletionTimestamp")
    if deleted:
        return seconds_of(deleted) - int(pod["metadata"].get("deletionGracePeriodSeconds") or 0)
    return now


def index_backoff_ends(pod: Object, now: float) -> float:
    """When the index of a failed pod may be tried again."""
    failures = failures_of(pod) + failures_of(pod, IGNORED_FAILURES) + 1
    return finished_at(pod, now) + _delay(failures)


@dataclass
class Backoff:
    """How often a Job's pods failed since the last success, and when the last did."""

    failures: int = 0
    last: float = 0.0

    def grown(self, succeeded: Iterable[Object], failed: Iterable[Object], now: float) -> "Backoff":
        """The record after these pods have ended."""
        ends = sorted(finished_at(pod, now) for pod in failed)
        last_success = max((finished_at(pod, now) for pod in succeeded), default=None)
        if last_success is None:
            return Backoff(self.failures + len(ends), ends[-1]) if ends else self
        later = [end for end in ends if end > last_success]
        return Backoff(len(later), later[-1] if later else 0.0)

    def ends(self) -> float:
        """When pods may be made again."""
        return self.last + _delay(self.failures) if self.failures else 0.0


def _delay(failures: int) -> float:
    return float(min(_FIRST_BACKOFF * 2 ** min(failures - 1, 10), _LAST_BACKOFF))


def _matching_container(pod: Object, wanted: Object) -> Object | None:
    status = pod["status"]
    for one in [*(status.get("containerStatuses") or ()), *(status.get("initContainerStatuses") or ())]:
        if wanted.get("containerName") not in {None, one["name"]}:
            continue
        code = (one["state"].get("terminated") or {}).get("exitCode", 0)
        if code and (code in wanted["values"]) == (wanted["operator"] == "In"):
            found: Object = one
            return found
    return None


def _matching_condition(pod: Object, wanted: Iterable[Object]) -> str:
    have = {entry["type"]: entry["status"] for entry in pod["status"].get("conditions") or ()}
    for pattern in wanted:
        if have.get(pattern["type"]) == pattern.get("status", "True"):
            return str(pattern["type"])
    return ""
