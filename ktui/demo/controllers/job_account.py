"""A Job's status: pods are counted exactly once, and the end is declared when all have been.

Source: kubernetes ``pkg/controller/job/job_controller.go`` (``trackJobStatusAndRemoveFinalizers``,
``flushUncountedAndRemoveFinalizers``, ``enactJobFinished``, ``ensureJobConditionStatus``).
"""

from typing import NamedTuple

from ktui.demo.controllers.job_policy import failure_verdict, index_of, is_failed
from ktui.demo.controllers.job_state import TRACKING, JobState, is_tracked
from ktui.demo.indexes import write_indexes
from ktui.demo.pods import condition, is_deleting, phase
from ktui.demo.resources import JOBS, PODS
from ktui.demo.status import Object
from ktui.demo.world import World

_UNCOUNTED_AT_ONCE = 500


class Verdict(NamedTuple):
    """What a Job has come to."""

    kind: str
    """FailureTarget or SuccessCriteriaMet."""
    reason: str
    """Why, in one word."""
    message: str
    """The same in a sentence."""

    @property
    def final(self) -> str:
        """The condition that follows when every pod is accounted for."""
        return "Failed" if self.kind == "FailureTarget" else "Complete"


class Account:
    """Writes the status of one Job.

    Args:
        world: the cluster.
        component: who writes events.
        state: the Job as it is.
    """

    def __init__(self, world: World, component: str, state: JobState) -> None:
        self._world = world
        self._component = component
        self._state = state
        self._status: Object = dict(state.status)
        self._status.setdefault("uncountedTerminatedPods", {})

    @property
    def started_at(self) -> str:
        """When the Job began, or began again."""
        started: str = self._status.get("startTime") or self._world.stamp()
        return started

    def start(self) -> None:
        """Notes when the Job began, if it had not."""
        self._status.setdefault("startTime", self._world.stamp())

    def note_suspension(self) -> None:
        """Says in the conditions whether the Job stands still."""
        if self._state.suspended:
            if self._set_condition("Suspended", "True", "JobSuspended", "Job suspended"):
                self._status.pop("startTime", None)
                self._tell("Normal", "Suspended", "Job suspended")
        elif condition(self._state.job, "Suspended") is not None and self._set_condition(
            "Suspended", "False", "JobResumed", "Job resumed"
        ):
            self._status["startTime"] = self._world.stamp()
            self._tell("Normal", "Resumed", "Job resumed")

    def settle(self, active: int, verdict: Verdict | None) -> None:
        """Counts what has ended, takes the finalizers away, and declares the end if this is it."""
        state, status = self._state, self._status
        status["ready"], status["terminating"] = state.ready, state.terminating
        _set_or_drop(status, "active", active)
        counted = self._enter_uncounted(verdict)
        if verdict is not None:
            self._set_condition(verdict.kind, "True", verdict.reason, verdict.message)
        self._write()
        tracked = {pod["metadata"]["uid"] for pod in state.pods if is_tracked(pod)}
        for pod in counted:
            self._release(pod)
            tracked.discard(pod["metadata"]["uid"])
        self._count(tracked)
        if verdict is not None and not state.terminating and not self._left():
            self._finish(verdict)
        self._write()

    def _enter_uncounted(self, verdict: Verdict | None) -> list[Object]:
        """Enters the pods that have ended into the status; returns those whose finalizers may go."""
        state = self._state
        succeeded, failed = list(state.uncounted_succeeded), list(state.uncounted_failed)
        indexes = set(state.succeeded_before)
        counted: list[Object] = []
        for pod in sorted(state.pods, key=index_of) if state.indexed else state.pods:
            has_failed = is_failed(state.job, pod)
            if not is_tracked(pod) or not self._may_be_counted(pod, verdict, has_failed=has_failed):
                continue
            counted.append(pod)
            uid: str = pod["metadata"]["uid"]
            if phase(pod) == "Succeeded" and uid not in failed:
                if not state.indexed:
                    succeeded += [uid] if uid not in succeeded else []
                elif state.valid_index(pod):
                    indexes.add(index_of(pod))
            elif uid not in failed and self._counts_as_failed(pod, verdict, has_failed=has_failed):
                failed.append(uid)
            if len(succeeded) + len(failed) + len(indexes - state.succeeded_before) >= _UNCOUNTED_AT_ONCE:
                break
        uncounted: Object = {}
        if succeeded:
            uncounted["succeeded"] = succeeded
        if failed:
            uncounted["failed"] = failed
        self._status["uncountedTerminatedPods"] = uncounted
        if state.indexed:
            _set_or_drop(self._status, "succeeded", len(indexes))
            _set_or_drop(self._status, "completedIndexes", write_indexes(indexes))
            if state.failed_indexes is not None:
                self._status["failedIndexes"] = write_indexes(state.failed_indexes)
        return counted

    def _may_be_counted(self, pod: Object, verdict: Verdict | None, *, has_failed: bool) -> bool:
        if is_deleting(self._state.job) or verdict is not None or phase(pod) == "Succeeded":
            return True
        return has_failed and self._state.retried.get(index_of(pod)) is not pod

    def _counts_as_failed(self, pod: Object, verdict: Verdict | None, *, has_failed: bool) -> bool:
        # When a Job is given up, every pod that had not ended counts as failed.
        given_up = verdict is not None and verdict.kind == "FailureTarget"
        valid = not self._state.indexed or self._state.valid_index(pod)
        return (has_failed or given_up) and valid and failure_verdict(self._state.job, pod).counts

    def _count(self, tracked: set[str]) -> None:
        """Moves the pods without a finalizer from the lists into the counters."""
        uncounted: Object = {}
        for name, entered in self._status["uncountedTerminatedPods"].items():
            left = [uid for uid in entered if uid in tracked]
            if left:
                uncounted[name] = left
            if name == "failed" or not self._state.indexed:
                _set_or_drop(self._status, name, int(self._status.get(name, 0)) + len(entered) - len(left))
        self._status["uncountedTerminatedPods"] = uncounted

    def _left(self) -> bool:
        return bool(self._status["uncountedTerminatedPods"])

    def _finish(self, verdict: Verdict) -> None:
        self._set_condition(verdict.final, "True", verdict.reason, verdict.message)
        if verdict.final == "Complete":
            self._status["completionTime"] = self._world.stamp()
            self._tell("Normal", "Completed", "Job completed")
        else:
            self._tell("Warning", verdict.reason, verdict.message)

    def _release(self, pod: Object) -> None:
        current = self._world.get(PODS, pod["metadata"]["namespace"], pod["metadata"]["name"])
        if current is None or current["metadata"]["uid"] != pod["metadata"]["uid"]:
            return
        metadata = dict(current["metadata"])
        kept = [finalizer for finalizer in metadata.get("finalizers") or () if finalizer != TRACKING]
        metadata.pop("finalizers", None)
        if kept:
            metadata["finalizers"] = kept
        self._world.put(PODS, {**current, "metadata": metadata})

    def _set_condition(self, kind: str, value: str, reason: str, message: str) -> bool:
        """Sets a condition; False if it was so already."""
        conditions: list[Object] = list(self._status.get("conditions") or [])
        now = self._world.stamp()
        fresh = {
            "type": kind,
            "status": value,
            "lastProbeTime": now,
            "lastTransitionTime": now,
            "reason": reason,
            "message": message,
        }
        for place, known in enumerate(conditions):
            if known["type"] != kind:
                continue
            if (known["status"], known.get("reason"), known.get("message")) == (value, reason, message):
                return False
            conditions[place] = fresh
            break
        else:
            conditions.append(fresh)
        self._status["conditions"] = conditions
        return True

    def _tell(self, kind: str, reason: str, message: str) -> None:
        self._world.record(self._component, self._state.job, kind, reason, message)

    def _write(self) -> None:
        self._world.put_status(JOBS, self._state.job, dict(self._status))


def _set_or_drop(status: Object, name: str, value: object) -> None:
    """What is zero or empty is left out, as Kubernetes leaves it out."""
    if value:
        status[name] = value
    else:
        status.pop(name, None)
