"""One look at a Job: its pods sorted, and its counters as they stand with what has ended since the last look.

Source: kubernetes ``pkg/controller/job/job_controller.go`` (``syncJobCtx``, ``getNewFinishedPods``) and
``indexed_job_utils.go`` (``calculateSucceededIndexes``, ``calculateFailedIndexes``,
``getPodsWithDelayedDeletionPerIndex``).
"""

from ktui.demo.controllers.job_policy import (
    failure_verdict,
    failures_of,
    finished_at,
    index_of,
    is_failed,
)
from ktui.demo.indexes import read_indexes
from ktui.demo.pods import is_active, is_ready, is_terminating, phase
from ktui.demo.status import Object

TRACKING = "batch.kubernetes.io/job-tracking"


class JobState:
    """What a Job is now.

    Args:
        job: the Job.
        pods: its pods.
        now: the time, in seconds since the epoch.
    """

    def __init__(self, job: Object, pods: list[Object], now: float) -> None:
        self.job = job
        """The Job."""
        self.spec: Object = job["spec"]
        """Its spec."""
        self.status: Object = job.get("status") or {}
        """Its status as it was."""
        self.pods = pods
        """All its pods."""
        self.indexed: bool = self.spec.get("completionMode") == "Indexed"
        """Whether each pod has an index."""
        self.per_index: bool = self.indexed and self.spec.get("backoffLimitPerIndex") is not None
        """Whether failures are counted by index."""
        self.completions: int | None = self.spec.get("completions")
        """How many successes are wanted; None for a work queue."""
        self.suspended: bool = bool(self.spec.get("suspend"))
        """Whether the Job is to stand still."""
        self.active = [pod for pod in pods if is_active(pod)]
        """The pods that run or still will."""
        self.ready = sum(is_ready(pod) for pod in self.active)
        """How many of them are ready."""
        self.terminating = sum(is_terminating(pod) for pod in pods)
        """How many pods are being deleted and have not ended."""
        uncounted = self.status.get("uncountedTerminatedPods") or {}
        self.uncounted_succeeded: list[str] = list(uncounted.get("succeeded") or ())
        """UIDs of pods that succeeded and are not in the counters yet."""
        self.uncounted_failed: list[str] = list(uncounted.get("failed") or ())
        """UIDs of pods that failed and are not in the counters yet."""
        self.new_succeeded = [pod for pod in self._uncounted(self.uncounted_succeeded) if phase(pod) == "Succeeded"]
        """Pods that have succeeded since the last look."""
        self.new_failed = [pod for pod in self._uncounted(self.uncounted_failed) if is_failed(job, pod)]
        """Pods that have failed since the last look."""
        self.failed: int = (
            int(self.status.get("failed", 0))
            + len(self.uncounted_failed)
            + sum(failure_verdict(job, pod).counts for pod in self.new_failed)
        )
        """How many pods have failed, as far as that counts."""
        self.succeeded_before: set[int] = set()
        """The indexes that had succeeded at the last look."""
        self.succeeded_indexes: set[int] = set()
        """The indexes that have succeeded."""
        self.failed_indexes: set[int] | None = None
        """The indexes that have failed for good; None where that is not counted."""
        self.retried: dict[int, Object] = {}
        """The failed pod of each index that waits for its next try."""
        self.succeeded: int = int(self.status.get("succeeded", 0)) + len(self.uncounted_succeeded)
        """How many pods, or indexes, have succeeded."""
        if self.indexed:
            self._read_indexes(now)
        else:
            self.succeeded += len(self.new_succeeded)

    def valid_index(self, pod: Object) -> bool:
        """Whether the pod's index is one of the Job's."""
        return 0 <= index_of(pod) < (self.completions or 0)

    def _uncounted(self, known: list[str]) -> list[Object]:
        return [
            pod
            for pod in self.pods
            if is_tracked(pod) and pod["metadata"]["uid"] not in known and (not self.indexed or self.valid_index(pod))
        ]

    def _read_indexes(self, now: float) -> None:
        completions = self.completions or 0
        self.succeeded_before = read_indexes(self.status.get("completedIndexes", ""), completions)
        self.succeeded_indexes = self.succeeded_before | {index_of(pod) for pod in self.new_succeeded}
        self.succeeded = len(self.succeeded_indexes)
        if not self.per_index:
            return
        limit: int = self.spec["backoffLimitPerIndex"]
        self.failed_indexes = read_indexes(self.status.get("failedIndexes") or "", completions)
        tracked_failed = [
            pod for pod in self.pods if is_tracked(pod) and self.valid_index(pod) and is_failed(self.job, pod)
        ]
        for pod in tracked_failed:
            verdict = failure_verdict(self.job, pod)
            if verdict.action == "FailIndex" or (verdict.counts and failures_of(pod) >= limit):
                self.failed_indexes.add(index_of(pod))
        decided = self.succeeded_indexes | self.failed_indexes | {index_of(pod) for pod in self.active}
        # The last failed pod of an index keeps its finalizer until its follower has taken over its count.
        for pod in sorted(tracked_failed, key=lambda one: (failures_of(one), finished_at(one, now))):
            if index_of(pod) not in decided:
                self.retried[index_of(pod)] = pod


def is_tracked(pod: Object) -> bool:
    """Whether the pod still has to be counted."""
    return TRACKING in (pod["metadata"].get("finalizers") or ())
