"""What is left of Jobs: finished ones whose time is up, and pods that wait to be counted by a Job that has gone.

Source: kubernetes ``pkg/controller/ttlafterfinished/ttlafterfinished_controller.go`` and
``pkg/controller/job/job_controller.go`` (``syncOrphanPod``).
"""

from ktui.demo.controllers.job import is_finished
from ktui.demo.controllers.job_state import TRACKING, is_tracked
from ktui.demo.owners import controller_of
from ktui.demo.pods import condition, is_deleting, seconds_of
from ktui.demo.resources import JOBS, PODS
from ktui.demo.status import Object
from ktui.demo.work import Key
from ktui.demo.world import World


class FinishedJobs:
    """Deletes finished Jobs ``ttlSecondsAfterFinished`` after their end.

    Args:
        world: the cluster.
    """

    name = "ttl-after-finished-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(JOBS, self._job_changed)

    def sync(self, key: Key) -> None:
        """Deletes one Job if its time is up."""
        job = self._world.get(JOBS, *key)
        if job is None or is_deleting(job) or not is_finished(job):
            return
        ttl = job["spec"].get("ttlSecondsAfterFinished")
        if ttl is None:
            return
        ending = condition(job, "Complete") or condition(job, "Failed")
        ends = seconds_of(ending["lastTransitionTime"] if ending else self._world.stamp()) + int(ttl)
        if self._world.reached(ends):
            self._world.delete(JOBS, job, propagation="Foreground")
        else:
            self._world.work.add_at(self, key, ends)

    def _job_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None and new["spec"].get("ttlSecondsAfterFinished") is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))


class UncountedPods:
    """Lets go of pods that no Job will count any more.

    Args:
        world: the cluster.
    """

    name = "job-orphan-pods"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(PODS, self._pod_changed)
        world.on(JOBS, self._job_changed)

    def sync(self, key: Key) -> None:
        """Takes the finalizer off one pod if its Job has gone or has ended."""
        pod = self._world.get(PODS, *key)
        if pod is None or not is_tracked(pod):
            return
        owner = controller_of(pod)
        if owner is not None and owner["kind"] == "Job":
            job = self._world.get(JOBS, key[0], owner["name"])
            if job is not None and job["metadata"]["uid"] == owner["uid"] and not is_finished(job):
                return
        metadata: Object = dict(pod["metadata"])
        kept = [finalizer for finalizer in metadata.pop("finalizers") if finalizer != TRACKING]
        if kept:
            metadata["finalizers"] = kept
        self._world.put(PODS, {**pod, "metadata": metadata})

    def _pod_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None and is_tracked(new) and (is_deleting(new) or controller_of(new) is None):
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _job_changed(self, old: Object | None, new: Object | None) -> None:
        if old is not None and (new is None or (is_finished(new) and not is_finished(old))):
            for pod in self._world.controlled(PODS, old["metadata"]["uid"]):
                self._world.work.add(self, (pod["metadata"]["namespace"], pod["metadata"]["name"]))
