"""The narrow structs of Jobs and CronJobs; see `ktui.domain.narrow`."""

from __future__ import annotations

import msgspec

from ktui.domain.narrow import Count, Narrow, Time
from ktui.domain.objects import Condition, Meta, Object, ObjectReference

# ---- Jobs


class TemplateContainer(Narrow, frozen=True):
    """``template.spec.containers[]``."""

    name: str = ""
    image: str = ""


class JobPodSpec(Narrow, frozen=True):
    """``template.spec`` of a Job: what decides how its pods are counted, and what they are."""

    restart_policy: str = "Never"
    containers: list[TemplateContainer] = msgspec.field(default_factory=list)
    init_containers: list[TemplateContainer] = msgspec.field(default_factory=list)


class JobPodTemplate(Narrow, frozen=True):
    """``template`` of a Job."""

    metadata: Meta = msgspec.field(default_factory=Meta)
    spec: JobPodSpec = msgspec.field(default_factory=JobPodSpec)


class OnExitCodes(Narrow, frozen=True):
    """``onExitCodes`` of a rule of the pod failure policy."""

    container_name: str | None = None
    operator: str = ""
    values: list[int] = msgspec.field(default_factory=list)


class OnPodCondition(Narrow, frozen=True):
    """``onPodConditions[]`` of a rule of the pod failure policy."""

    type: str = ""
    status: str = ""


class FailureRule(Narrow, frozen=True):
    """``podFailurePolicy.rules[]``: the first that matches a failed pod decides."""

    action: str = ""
    """``FailJob``, ``FailIndex``, ``Ignore`` or ``Count``."""
    on_exit_codes: OnExitCodes | None = None
    on_pod_conditions: list[OnPodCondition] = msgspec.field(default_factory=list)


class FailurePolicy(Narrow, frozen=True):
    """``podFailurePolicy``."""

    rules: list[FailureRule] = msgspec.field(default_factory=list)


class SuccessRule(Narrow, frozen=True):
    """``successPolicy.rules[]``."""

    succeeded_indexes: str | None = None
    """As in `ktui.domain.indexes`; ``None``: all."""
    succeeded_count: Count | None = None


class SuccessPolicy(Narrow, frozen=True):
    """``successPolicy``."""

    rules: list[SuccessRule] = msgspec.field(default_factory=list)


class JobSpec(Narrow, frozen=True):
    """``spec`` of a Job; the API server has filled in the defaults, but for what may stay unset."""

    parallelism: Count | None = None
    completions: Count | None = None
    """Unset: a work queue, which is done when one pod has succeeded and none is left."""
    completion_mode: str = "NonIndexed"
    backoff_limit: Count = 6
    backoff_limit_per_index: Count | None = None
    max_failed_indexes: Count | None = None
    active_deadline_seconds: int | None = None
    ttl_seconds_after_finished: int | None = None
    suspend: bool = False
    managed_by: str = ""
    """``""``, or another than the Job controller that looks after it."""
    pod_failure_policy: FailurePolicy | None = None
    success_policy: SuccessPolicy | None = None
    template: JobPodTemplate = msgspec.field(default_factory=JobPodTemplate)


class UncountedPods(Narrow, frozen=True):
    """``status.uncountedTerminatedPods``: UIDs of pods that have ended and are not in the counters yet."""

    succeeded: list[str] = msgspec.field(default_factory=list)
    failed: list[str] = msgspec.field(default_factory=list)


class JobStatus(Narrow, frozen=True):
    """``status`` of a Job; an absent counter means 0."""

    conditions: list[Condition] = msgspec.field(default_factory=list)
    active: Count = 0
    ready: Count | None = None
    terminating: Count | None = None
    succeeded: Count = 0
    failed: Count = 0
    uncounted_terminated_pods: UncountedPods | None = None
    completed_indexes: str = ""
    failed_indexes: str | None = None
    """Absent without ``backoffLimitPerIndex``."""
    start_time: Time | None = None
    completion_time: Time | None = None
    """Of a Job that succeeded; one that failed has none."""


class Job(Object, frozen=True):
    """A Job."""

    spec: JobSpec = msgspec.field(default_factory=JobSpec)
    status: JobStatus = msgspec.field(default_factory=JobStatus)


# ---- CronJobs


class JobTemplate(Narrow, frozen=True):
    """``spec.jobTemplate`` of a CronJob."""

    metadata: Meta = msgspec.field(default_factory=Meta)
    spec: JobSpec = msgspec.field(default_factory=JobSpec)


class CronJobSpec(Narrow, frozen=True):
    """``spec`` of a CronJob."""

    schedule: str = ""
    time_zone: str | None = None
    """Unset: the zone of the controller manager, which nobody outside can know."""
    suspend: bool = False
    concurrency_policy: str = "Allow"
    starting_deadline_seconds: int | None = None
    successful_jobs_history_limit: Count = 3
    failed_jobs_history_limit: Count = 1
    job_template: JobTemplate = msgspec.field(default_factory=JobTemplate)


class CronJobStatus(Narrow, frozen=True):
    """``status`` of a CronJob."""

    active: list[ObjectReference] = msgspec.field(default_factory=list)
    last_schedule_time: Time | None = None
    last_successful_time: Time | None = None


class CronJob(Object, frozen=True):
    """A CronJob."""

    spec: CronJobSpec = msgspec.field(default_factory=CronJobSpec)
    status: CronJobStatus = msgspec.field(default_factory=CronJobStatus)
