"""The rules of Jobs and CronJobs (kubernetes pkg/apis/batch/validation/validation.go)."""

from ktui.demo import names
from ktui.demo.faults import Faults
from ktui.demo.job_policy_validation import check_policies
from ktui.demo.pod_validation import check_selector
from ktui.demo.schedule import Schedule, UnreadableSchedule
from ktui.demo.selectors import matches
from ktui.demo.status import Object
from ktui.demo.workload_validation import check_template

_MOST_INDEXES = 100_000
_LONGEST_CRON_JOB_NAME = 52
_NUMBERS = (
    "parallelism",
    "completions",
    "activeDeadlineSeconds",
    "backoffLimit",
    "ttlSecondsAfterFinished",
    "backoffLimitPerIndex",
    "maxFailedIndexes",
)
_UNIQUE = "batch.kubernetes.io/controller-uid"
_DIRECTIVES = ("affinity", "nodeSelector", "tolerations", "schedulingGates")


def job(new: Object, old: Object | None, faults: Faults) -> None:
    """A Job."""
    spec = new["spec"]
    _job_spec(spec, "spec", faults)
    _own_selector(new, faults)
    _completions(spec, "spec", faults)
    if old is not None:
        _unchanged(new, old, faults)


def _job_spec(spec: Object, path: str, faults: Faults) -> None:
    """What holds for a Job and for the Jobs of a CronJob."""
    for name in _NUMBERS:
        faults.not_negative(f"{path}.{name}", spec.get(name))
    faults.one_of(f"{path}.completionMode", spec.get("completionMode", "NonIndexed"), ("NonIndexed", "Indexed"))
    replacement = spec.get("podReplacementPolicy")
    if replacement is not None:
        faults.one_of(f"{path}.podReplacementPolicy", replacement, ("Failed", "TerminatingOrFailed"))
    if spec.get("maxFailedIndexes") is not None and spec.get("backoffLimitPerIndex") is None:
        faults.required(f"{path}.backoffLimitPerIndex", "when maxFailedIndexes is specified")
    check_policies(spec, path, faults)
    template = spec.get("template") or {}
    check_template(template, f"{path}.template", faults)
    policy = (template.get("spec") or {}).get("restartPolicy")
    if policy == "Always":
        faults.required(f"{path}.template.spec.restartPolicy", 'valid values: "OnFailure", "Never"')
    elif template.get("spec"):
        faults.one_of(f"{path}.template.spec.restartPolicy", policy, ("OnFailure", "Never"))
    if policy == "OnFailure" and spec.get("podFailurePolicy") is not None:
        detail = 'only "Never" is supported when podFailurePolicy is specified'
        faults.invalid(f"{path}.template.spec.restartPolicy", policy, detail)


def _completions(spec: Object, path: str, faults: Faults) -> None:
    completions, parallelism = spec.get("completions"), spec.get("parallelism", 0)
    if spec.get("completionMode") != "Indexed":
        for name in ("backoffLimitPerIndex", "maxFailedIndexes"):
            if spec.get(name) is not None:
                faults.invalid(f"{path}.{name}", spec[name], "requires indexed completion mode")
        return
    if completions is None:
        faults.required(f"{path}.completions", "when completion mode is Indexed")
    elif spec.get("maxFailedIndexes", 0) > completions:
        faults.invalid(
            f"{path}.maxFailedIndexes", spec["maxFailedIndexes"], "must be less than or equal to completions"
        )
    if parallelism > _MOST_INDEXES:
        detail = f"must be less than or equal to {_MOST_INDEXES} when completion mode is Indexed"
        faults.invalid(f"{path}.parallelism", parallelism, detail)


def _own_selector(new: Object, faults: Faults) -> None:
    """The selector must find the Job's own pods and, unless it is the user's, no others."""
    spec, metadata = new["spec"], new["metadata"]
    selector = spec.get("selector")
    labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
    if selector is None:
        faults.required("spec.selector")
    else:
        check_selector(selector, "spec.selector", faults)
        generated = {"matchLabels": {_UNIQUE: metadata["uid"]}}
        legacy = {"matchLabels": {"controller-uid": metadata["uid"]}}
        if not spec.get("manualSelector") and selector not in (generated, legacy):
            faults.invalid("spec.selector", selector, "`selector` not auto-generated")
    if not matches(selector, labels or {}):
        faults.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")


def _unchanged(new: Object, old: Object, faults: Faults) -> None:
    """What may not change of a Job (ValidateJobUpdate)."""
    wanted, present = new["spec"], old["spec"]
    if wanted.get("completions") != present.get("completions"):
        in_tandem = wanted.get("completions") == wanted.get("parallelism")
        if present.get("completionMode") != "Indexed":
            faults.invalid("spec.completions", wanted.get("completions"), "field is immutable")
        elif not in_tandem:
            detail = "can only be modified in tandem with spec.parallelism"
            faults.invalid("spec.completions", wanted.get("completions"), detail)
    for name in (
        "selector",
        "completionMode",
        "podFailurePolicy",
        "backoffLimitPerIndex",
        "managedBy",
        "successPolicy",
    ):
        faults.immutable(f"spec.{name}", wanted.get(name), present.get(name))
    fresh = bool(present.get("suspend")) and "startTime" not in old.get("status", {})
    if not fresh:
        faults.immutable("spec.template", wanted["template"], present["template"])
    elif _frozen(wanted) != _frozen(present):
        faults.invalid("spec.template.spec", wanted["template"]["spec"], "field is immutable")


def _frozen(spec: Object) -> Object:
    """A pod's spec without what may still change before a suspended Job has begun: where its pods may run."""
    return {name: value for name, value in spec["template"]["spec"].items() if name not in _DIRECTIVES}


def cron_job(new: Object, _old: Object | None, faults: Faults) -> None:
    """A CronJob."""
    spec, name = new["spec"], new["metadata"].get("name", "")
    if len(name) > _LONGEST_CRON_JOB_NAME:
        faults.invalid("metadata.name", name, f"must be no more than {_LONGEST_CRON_JOB_NAME} characters")
    _schedule(spec, faults)
    faults.not_negative("spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds"))
    faults.one_of("spec.concurrencyPolicy", spec.get("concurrencyPolicy"), ("Allow", "Forbid", "Replace"))
    made = (spec.get("jobTemplate") or {}).get("spec") or {}
    _job_spec(made, "spec.jobTemplate.spec", faults)
    _completions(made, "spec.jobTemplate.spec", faults)
    if made.get("manualSelector"):
        faults.unsupported("spec.jobTemplate.spec.manualSelector", True, ("nil", "false"))
    labels = ((spec.get("jobTemplate") or {}).get("metadata") or {}).get("labels") or {}
    for key in sorted(labels):
        faults.each("spec.jobTemplate.metadata.labels", key, names.qualified_name_faults(key))
    for field in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        faults.not_negative(f"spec.{field}", spec.get(field))


def _schedule(spec: Object, faults: Faults) -> None:
    text, zone = spec.get("schedule", ""), spec.get("timeZone")
    if not text:
        faults.required("spec.schedule")
    elif "TZ" in text:
        detail = "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"
        faults.invalid("spec.schedule", text, detail)
    else:
        try:
            Schedule(text)
        except UnreadableSchedule as wrong:
            faults.invalid("spec.schedule", text, str(wrong))
    if zone == "":
        faults.invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string")
    elif zone is not None and zone.lower() == "local":
        detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        faults.invalid("spec.timeZone", zone, detail)
    elif zone is not None:
        try:
            Schedule("@daily", zone)
        except UnreadableSchedule:
            faults.invalid("spec.timeZone", zone, f"unknown time zone {zone}")
