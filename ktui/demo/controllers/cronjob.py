"""The CronJob controller: a Job at each of its times, as far as its policies let it.

Source: kubernetes ``pkg/controller/cronjob/cronjob_controllerv2.go`` (``syncCronJob``, ``cleanupFinishedJobs``) and
``utils.go`` (``mostRecentScheduleTime``, ``nextScheduleTime``).
"""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from ktui.demo.clock import moment, stamp
from ktui.demo.controllers.job import is_finished
from ktui.demo.owners import controller_of, controller_reference
from ktui.demo.pods import age_order, condition, is_deleting
from ktui.demo.resources import CRON_JOBS, JOBS
from ktui.demo.schedule import Schedule, UnreadableSchedule
from ktui.demo.status import ApiError, Object
from ktui.demo.work import Key, Later
from ktui.demo.world import World

SCHEDULED_AT = "batch.kubernetes.io/cronjob-scheduled-timestamp"

_MANY = 100


class CronJobController:
    """Starts the Jobs of all CronJobs, and cleans up after them.

    Args:
        world: the cluster.
    """

    name = "cronjob-controller"

    def __init__(self, world: World) -> None:
        self._world = world
        world.on(CRON_JOBS, self._cron_job_changed)
        world.on(JOBS, self._job_changed)

    def sync(self, key: Key) -> None:
        """Looks at one CronJob: what has ended, and what is due."""
        cron_job = self._world.get(CRON_JOBS, *key)
        if cron_job is None:
            return
        jobs = self._world.controlled(JOBS, cron_job["metadata"]["uid"])
        status: Object = dict(cron_job.get("status") or {})
        status["active"] = list(status.get("active") or [])
        self._note_ends(cron_job, jobs, status)
        try:
            if not is_deleting(cron_job):
                self._start_due(cron_job, status, key)
        finally:
            if not status["active"]:
                del status["active"]
            self._world.put_status(CRON_JOBS, cron_job, status)
        self._clean(cron_job, jobs)

    def _cron_job_changed(self, _old: Object | None, new: Object | None) -> None:
        if new is not None:
            self._world.work.add(self, (new["metadata"]["namespace"], new["metadata"]["name"]))

    def _job_changed(self, old: Object | None, new: Object | None) -> None:
        for job in (old, new):
            owner = controller_of(job) if job is not None else None
            if job is not None and owner is not None and owner["kind"] == "CronJob":
                self._world.work.add(self, (job["metadata"]["namespace"], owner["name"]))

    # What has ended

    def _note_ends(self, cron_job: Object, jobs: list[Object], status: Object) -> None:
        active = {entry["uid"] for entry in status["active"]}
        for job in jobs:
            name, uid = job["metadata"]["name"], job["metadata"]["uid"]
            if uid not in active:
                if not is_finished(job):
                    message = f"Saw a job that the controller did not create or forgot: {name}"
                    self._tell(cron_job, "Warning", "UnexpectedJob", message)
            elif is_finished(job):
                status["active"] = [entry for entry in status["active"] if entry["uid"] != uid]
                kind = "Complete" if _succeeded(job) else "Failed"
                self._tell(cron_job, "Normal", "SawCompletedJob", f"Saw completed job: {name}, condition: {kind}")
            if _succeeded(job):
                ended: str = job["status"].get("completionTime", "")
                status["lastSuccessfulTime"] = max(status.get("lastSuccessfulTime", ""), ended)
        known = {job["metadata"]["uid"] for job in jobs}
        for entry in list(status["active"]):
            if entry["uid"] not in known:
                status["active"].remove(entry)
                self._tell(cron_job, "Normal", "MissingJob", f"Active job went missing: {entry['name']}")

    def _clean(self, cron_job: Object, jobs: list[Object]) -> None:
        spec: Object = cron_job["spec"]
        for good, limit in ((True, "successfulJobsHistoryLimit"), (False, "failedJobsHistoryLimit")):
            if spec.get(limit) is None:
                continue
            ended = [job for job in jobs if is_finished(job) and _succeeded(job) == good]
            ended.sort(key=lambda job: (job["status"].get("startTime", ""), *age_order(job)))
            for job in ended[: max(0, len(ended) - int(spec[limit]))]:
                self._delete(cron_job, job)

    # What is due

    def _start_due(self, cron_job: Object, status: Object, key: Key) -> None:
        spec: Object = cron_job["spec"]
        text: str = spec["schedule"]
        try:
            schedule = Schedule(text, spec.get("timeZone"))
        except UnreadableSchedule as fault:
            if "time zone" in str(fault):
                message = f'invalid timeZone: "{spec["timeZone"]}": {fault}'
                self._tell(cron_job, "Warning", "UnknownTimeZone", message)
            elif not spec.get("suspend"):
                self._tell(cron_job, "Warning", "UnparseableSchedule", f'unparseable schedule: "{text}" : {fault}')
            return
        if spec.get("suspend"):
            return
        now = self._world.clock.now()
        due, missed = _most_recent(cron_job, schedule, now)
        if missed > _MANY:
            message = "too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew"
            self._tell(cron_job, "Warning", "TooManyMissedTimes", message)
        latest = due
        if spec.get("startingDeadlineSeconds") is not None:
            latest, _ = _most_recent(cron_job, schedule, now, within_deadline=False)
        following = schedule.after(latest or _since(cron_job))
        if following is not None:
            self._world.work.add_at(self, key, following.timestamp())
        if due is not None:
            self._start(cron_job, status, due, now)

    def _start(self, cron_job: Object, status: Object, due: datetime, now: datetime) -> None:
        spec: Object = cron_job["spec"]
        deadline = spec.get("startingDeadlineSeconds")
        if deadline is not None and due + timedelta(seconds=int(deadline)) < now:
            message = f"Missed scheduled time to start a job: {format_datetime(due)}"
            self._tell(cron_job, "Warning", "MissSchedule", message)
            return
        name = f"{cron_job['metadata']['name']}-{int(due.timestamp()) // 60}"
        if status.get("lastScheduleTime") == stamp(due.astimezone(UTC)):
            return
        policy = spec.get("concurrencyPolicy", "Allow")
        if policy == "Forbid" and status["active"]:
            message = "Not starting job because prior execution is running and concurrency policy is Forbid"
            self._tell(cron_job, "Normal", "JobAlreadyActive", message)
            return
        if policy == "Replace":
            for job in self._world.controlled(JOBS, cron_job["metadata"]["uid"]):
                if any(entry["uid"] == job["metadata"]["uid"] for entry in status["active"]):
                    self._delete(cron_job, job)
            status["active"] = []
        try:
            job = self._world.create(JOBS, _job(cron_job, name, due))
        except ApiError as refusal:
            if refusal.reason == "AlreadyExists":
                return
            self._tell(cron_job, "Warning", "FailedCreate", f"Error creating job: {refusal}")
            raise Later from refusal
        self._tell(cron_job, "Normal", "SuccessfulCreate", f"Created job {name}")
        metadata = job["metadata"]
        reference = {part: metadata[part] for part in ("name", "namespace", "resourceVersion", "uid")}
        status["active"].append({"apiVersion": "batch/v1", "kind": "Job", **reference})
        status["lastScheduleTime"] = stamp(due.astimezone(UTC))

    def _delete(self, cron_job: Object, job: Object) -> None:
        if self._world.delete(JOBS, job):
            self._tell(cron_job, "Normal", "SuccessfulDelete", f"Deleted job {job['metadata']['name']}")

    def _tell(self, cron_job: Object, kind: str, reason: str, message: str) -> None:
        self._world.record(self.name, cron_job, kind, reason, message)


def _succeeded(job: Object) -> bool:
    return (condition(job, "Complete") or {}).get("status") == "True"


def _since(cron_job: Object) -> datetime:
    """From when on a run may have been missed."""
    last = (cron_job.get("status") or {}).get("lastScheduleTime")
    return moment(last or cron_job["metadata"]["creationTimestamp"])


def _most_recent(
    cron_job: Object, schedule: Schedule, now: datetime, *, within_deadline: bool = True
) -> tuple[datetime | None, int]:
    """The latest time that has come since the last run, and how many times have."""
    since = _since(cron_job)
    deadline = cron_job["spec"].get("startingDeadlineSeconds")
    if deadline is not None and within_deadline:
        since = max(since, now - timedelta(seconds=int(deadline)))
    first = schedule.after(since)
    if first is None or first > now:
        return None, 0
    second = schedule.after(first)
    if second is None or second > now:
        return first, 1
    apart = max(1, round((second - first).total_seconds()))
    missed = int((now - first).total_seconds()) // apart + 1
    latest = first
    # Begins near the end of a long gap instead of walking through all of it.
    step = schedule.after(first + timedelta(seconds=(missed - 2) * apart - 1))
    while step is not None and step <= now:
        latest = step
        step = schedule.after(step)
    return latest, missed


def _job(cron_job: Object, name: str, due: datetime) -> Object:
    template: Object = cron_job["spec"]["jobTemplate"]
    metadata: Object = template.get("metadata") or {}
    made: Object = {
        "name": name,
        "namespace": cron_job["metadata"]["namespace"],
        "annotations": {**(metadata.get("annotations") or {}), SCHEDULED_AT: due.isoformat().replace("+00:00", "Z")},
        "ownerReferences": [controller_reference(cron_job)],
    }
    if metadata.get("labels"):
        made["labels"] = dict(metadata["labels"])
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": made, "spec": template["spec"]}
