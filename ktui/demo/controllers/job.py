"""The Job controller: pods until the work is done, and an honest account of them.

Source: kubernetes ``pkg/controller/job/job_controller.go`` (``syncJob``, ``manageJob``, ``firstPendingIndexes``).
"""

from ktui.demo.controllers.claims import claim, claimants
from ktui.demo.controllers.job_account import Account, Verdict
from ktui.demo.controllers.job_policy import (
    Backoff,
    failure_verdict,
    failures_after,
    index_backoff_ends,
    index_of,
    is_failed,
    only_replaces_failed,
    success_rule,
)
from ktui.demo.controllers.job_state import TRACKING, JobState
from ktui.demo.controllers.pod_control import create_pod, delete_all, slow_start
from ktui.demo.pods import condition, is_deleting, is_ready, phase, removal_order, seconds_of
from ktui.demo.resources import JOBS, PODS
from ktui.demo.status import ApiError, Object
from ktui.demo.stories import INDEX
from ktui.demo.work import Key, Later
from ktui.demo.world import World

MANAGED_HERE = frozenset({None, "kubernetes.io/job-controller"})
_AT_ONCE = 500


class JobController:
    """Keeps the pods and the status of all Jobs.

    Args:
        world: the cluster.
    """

    name = "job-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        self._backoff: dict[str, Backoff] = {}
        world.on(JOBS, self._job_changed)
        world.on(PODS, self._pod_changed)

    def sync(self, key: Key) -> None:
        """Brings the pods and the status of one Job in order."""
        job = self._world.get(JOBS, *key)
        if job is None:
            return
        uid: str = job["metadata"]["uid"]
        if is_finished(job) or job["spec"].get("managedBy") not in MANAGED_HERE:
            self._backoff.pop(uid, None)
            return
        now = self._world.now()
        state = JobState(job, claim(self._world, PODS, job, finalizer=TRACKING), now)
        account = Account(self._world, self.name, state)
        backoff = self._backoff.get(uid, Backoff()).grown(state.new_succeeded, state.new_failed, now)
        self._backoff[uid] = backoff
        if not state.suspended:
            account.start()
        verdict = self._verdict(state, account, key)
        refused: ApiError | None = None
        if verdict is not None:
            refused = delete_all(self._world, self.name, job, state.active)
            if refused is not None:
                raise Later from refused
            state.terminating += len(state.active)
            active = state.ready = 0
        else:
            active = len(state.active)
            if not is_deleting(job):
                active, refused = self._manage(state, backoff, key)
            verdict = _success(state, active)
            if verdict is None and not is_deleting(job):
                account.note_suspension()
        account.settle(active, verdict)
        if refused is not None:
            raise Later from refused

    # What is noticed

    def _job_changed(self, old: Object | None, new: Object | None) -> None:
        thing = new or old
        if thing is not None:
            self._world.work.add(self, (thing["metadata"]["namespace"], thing["metadata"]["name"]))
        if new is None and old is not None:
            self._backoff.pop(old["metadata"]["uid"], None)

    def _pod_changed(self, old: Object | None, new: Object | None) -> None:
        for key in claimants(self._world, JOBS, old, new):
            self._world.work.add(self, key)

    # Whether it is over

    def _verdict(self, state: JobState, account: Account, key: Key) -> Verdict | None:
        """What the Job has come to, before anything is done; None while it goes on."""
        met = condition(state.job, "SuccessCriteriaMet")
        if met is not None and met["status"] == "True":
            return Verdict("SuccessCriteriaMet", met["reason"], met["message"])
        failing = condition(state.job, "FailureTarget")
        if failing is not None and failing["status"] == "True":
            return Verdict("FailureTarget", failing["reason"], failing["message"])
        for pod in state.pods:
            if is_failed(state.job, pod):
                message = failure_verdict(state.job, pod).message
                if message:
                    return Verdict("FailureTarget", "PodFailurePolicy", message)
        if state.failed > state.spec.get("backoffLimit", 6) or _restarted_too_often(state):
            return Verdict("FailureTarget", "BackoffLimitExceeded", "Job has reached the specified backoff limit")
        deadline = state.spec.get("activeDeadlineSeconds")
        if deadline is not None and not state.suspended:
            ends = seconds_of(account.started_at) + deadline
            if self._world.reached(ends):
                return Verdict("FailureTarget", "DeadlineExceeded", "Job was active longer than specified deadline")
            self._world.work.add_at(self, key, ends)
        return _by_index(state)

    # What is done about it

    def _manage(self, state: JobState, backoff: Backoff, key: Key) -> tuple[int, ApiError | None]:
        """Makes or deletes pods; returns how many are active then."""
        active = len(state.active)
        if state.suspended:
            return self._delete(state, _for_removal(state, active))
        parallelism: int = state.spec.get("parallelism", 1)
        if state.completions is None:
            wanted = active if state.succeeded else parallelism
        else:
            wanted = max(0, min(state.completions - state.succeeded, parallelism))
        surplus = _for_removal(state, max(0, active - wanted))[:_AT_ONCE]
        if surplus:
            return self._delete(state, surplus)
        terminating = state.terminating if only_replaces_failed(state.job) else 0
        missing = min(wanted - terminating - active, _AT_ONCE)
        if missing <= 0:
            return active, None
        if not state.per_index and not self._world.reached(backoff.ends()):
            self._world.work.add_at(self, key, backoff.ends())
            return active, None
        indexes: list[int | None] = [None] * missing
        if state.indexed:
            indexes = self._startable(state, _pending_indexes(state, missing), key)
        made = 0

        def make(index: int | None) -> None:
            nonlocal made
            name = state.job["metadata"]["name"]
            prefix = None if index is None else f"{name}-{index}-"
            create_pod(self._world, self.name, state.job, _pod_template(state, index), generate_name=prefix)
            made += 1

        refused = slow_start(indexes, make)
        return active + made, refused

    def _delete(self, state: JobState, pods: list[Object]) -> tuple[int, ApiError | None]:
        """Deletes pods that shall not count as failed; returns how many stay active."""
        released = [_without_tracking(pod) for pod in pods]
        ready = [
            self._world.put(PODS, new) if new is not None else old for old, new in zip(pods, released, strict=True)
        ]
        refused = delete_all(self._world, self.name, state.job, ready)
        names = {pod["metadata"]["name"] for pod in pods}
        left = [pod for pod in state.active if pod["metadata"]["name"] not in names]
        state.terminating += len(pods)
        state.ready = sum(map(is_ready, left))
        return len(left), refused

    def _startable(self, state: JobState, indexes: list[int], key: Key) -> list[int | None]:
        """Those of the indexes whose back-off has ended; if there are none, the Job is looked at again when one has."""
        ends = {
            index: index_backoff_ends(state.retried[index], self._world.now()) if index in state.retried else 0.0
            for index in indexes
        }
        now: list[int | None] = [index for index in indexes if self._world.reached(ends[index])]
        if not now and ends:
            self._world.work.add_at(self, key, min(ends.values()))
        return now


def is_finished(job: Object) -> bool:
    """Whether the Job has completed or failed."""
    return any((condition(job, kind) or {}).get("status") == "True" for kind in ("Complete", "Failed"))


def _by_index(state: JobState) -> Verdict | None:
    if state.failed_indexes is not None:
        most = state.spec.get("maxFailedIndexes")
        if most is not None and len(state.failed_indexes) > most:
            message = "Job has exceeded the specified maximal number of failed indexes"
            return Verdict("FailureTarget", "MaxFailedIndexesExceeded", message)
        decided = len(state.failed_indexes) + len(state.succeeded_indexes)
        if state.failed_indexes and decided >= (state.completions or 0):
            return Verdict("FailureTarget", "FailedIndexes", "Job has failed indexes")
    rule = success_rule(state.job, state.succeeded_indexes) if state.indexed else None
    if rule is not None:
        return Verdict("SuccessCriteriaMet", "SuccessPolicy", f"Matched rules at index {rule}")
    return None


def _success(state: JobState, active: int) -> Verdict | None:
    done = state.succeeded > 0 if state.completions is None else state.succeeded >= state.completions
    if not done or active:
        return None
    return Verdict("SuccessCriteriaMet", "CompletionsReached", "Reached expected number of succeeded pods")


def _restarted_too_often(state: JobState) -> bool:
    if state.spec["template"]["spec"].get("restartPolicy") != "OnFailure":
        return False
    restarts = sum(
        int(status.get("restartCount", 0))
        for pod in state.pods
        if phase(pod) in {"Running", "Pending"}
        for kind in ("initContainerStatuses", "containerStatuses")
        for status in pod["status"].get(kind) or ()
    )
    limit: int = state.spec.get("backoffLimit", 6)
    return restarts > 0 if limit == 0 else restarts >= limit


def _pending_indexes(state: JobState, count: int) -> list[int]:
    taken = state.succeeded_indexes | (state.failed_indexes or set()) | {index_of(pod) for pod in state.active}
    if only_replaces_failed(state.job):
        taken |= {index_of(pod) for pod in state.pods if is_deleting(pod) and not is_failed(state.job, pod)}
    pending: list[int] = []
    for index in range(state.completions or 0):
        if len(pending) == count:
            break
        if index not in taken:
            pending.append(index)
    return pending


def _for_removal(state: JobState, at_least: int) -> list[Object]:
    """Pods with an index that is not the Job's or is there twice, and as many more as there have to be."""
    remove: list[Object] = []
    left = list(state.active)
    if state.indexed:
        left = []
        seen: set[int] = set()
        for pod in sorted(state.active, key=removal_order, reverse=True):
            if not state.valid_index(pod) or index_of(pod) in seen:
                remove.append(pod)
            else:
                seen.add(index_of(pod))
                left.append(pod)
    return remove + sorted(left, key=removal_order)[: max(0, at_least - len(remove))]


def _without_tracking(pod: Object) -> Object | None:
    finalizers: list[str] = pod["metadata"].get("finalizers") or []
    if TRACKING not in finalizers:
        return None
    kept = [finalizer for finalizer in finalizers if finalizer != TRACKING]
    metadata = {part: value for part, value in pod["metadata"].items() if part != "finalizers"}
    return {**pod, "metadata": {**metadata, **({"finalizers": kept} if kept else {})}}


def _pod_template(state: JobState, index: int | None) -> Object:
    template: Object = state.spec["template"]
    metadata: Object = {**(template.get("metadata") or {}), "finalizers": [TRACKING]}
    if index is None:
        return {"metadata": metadata, "spec": template["spec"]}
    own = {INDEX: str(index)}
    failures = failures_after(state.job, state.retried.get(index)) if state.per_index else {}
    metadata["annotations"] = {**(metadata.get("annotations") or {}), **own, **failures}
    metadata["labels"] = {**(metadata.get("labels") or {}), **own}
    variable = {
        "name": "JOB_COMPLETION_INDEX",
        "valueFrom": {"fieldRef": {"apiVersion": "v1", "fieldPath": f"metadata.labels['{INDEX}']"}},
    }
    spec: Object = {**template["spec"], "hostname": f"{state.job['metadata']['name']}-{index}"}
    for kind in ("initContainers", "containers"):
        if spec.get(kind):
            spec[kind] = [{**each, "env": [*(each.get("env") or []), variable]} for each in spec[kind]]
    return {"metadata": metadata, "spec": spec}
