"""The rules of DaemonSets, Deployments, ReplicaSets and disruption budgets (kubernetes pkg/apis/apps/validation)."""

import re

from ktui.demo import names
from ktui.demo.faults import Faults
from ktui.demo.pod_validation import check_pod, check_selector
from ktui.demo.selectors import matches
from ktui.demo.status import Object

_PERCENT = re.compile(r"\d+%")
_PERCENT_FAULT = (
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for "
    "validation is '[0-9]+%')"
)


def _template(spec: Object, faults: Faults) -> None:
    """The template must be a pod that runs for ever and that the selector finds."""
    template = spec.get("template") or {}
    labels = (template.get("metadata") or {}).get("labels")
    if not matches(spec.get("selector"), labels or {}):
        faults.invalid("spec.template.metadata.labels", labels, "`selector` does not match template `labels`")
    pod = template.get("spec") or {}
    check_template(template, "spec.template", faults)
    if pod.get("containers") and pod.get("restartPolicy") != "Always":
        faults.unsupported("spec.template.spec.restartPolicy", pod.get("restartPolicy"), ("Always",))


def check_template(template: Object, path: str, faults: Faults) -> None:
    """Check the labels and the pod of a template (ValidatePodTemplateSpec)."""
    for key, value in sorted(((template.get("metadata") or {}).get("labels") or {}).items()):
        faults.each(f"{path}.labels", key, names.qualified_name_faults(key))
        faults.each(f"{path}.labels", value, names.label_value_faults(value))
    pod = template.get("spec") or {}
    if not pod.get("containers"):
        faults.required(f"{path}.spec.containers")
    else:
        check_pod(pod, f"{path}.spec", faults)


def _selector(spec: Object, old: Object | None, faults: Faults) -> bool:
    """The selector must be there and must not change; says whether it may stand."""
    if spec.get("selector") is not None:
        check_selector(spec["selector"], "spec.selector", faults)
    return not faults.causes if old is None else True


def _unchanged(new: Object, old: Object | None, faults: Faults) -> None:
    if old is not None:
        faults.immutable("spec.selector", new["spec"].get("selector"), old["spec"].get("selector"))


def _share(value: object, path: str, faults: Faults) -> bool:
    """A number or a percentage; says whether it is zero."""
    if isinstance(value, int):
        faults.not_negative(path, value)
        return value == 0
    text = str(value)
    if not _PERCENT.fullmatch(text):
        faults.invalid(path, value, _PERCENT_FAULT)
        return True
    if int(text[:-1]) > 100:
        faults.invalid(path, value, "must not be greater than 100%")
    return int(text[:-1]) == 0


def daemon_set(new: Object, old: Object | None, faults: Faults) -> None:
    """A DaemonSet."""
    spec = new["spec"]
    selector = spec.get("selector")
    if _selector(spec, old, faults):
        if selector == {}:
            faults.invalid("spec.selector", selector, "empty selector is invalid for daemonset")
        _template(spec, faults)
    forbid_deadline(spec, "DaemonSet", faults)
    for name in ("minReadySeconds", "revisionHistoryLimit"):
        faults.not_negative(f"spec.{name}", spec.get(name))
    _daemon_strategy(spec.get("updateStrategy") or {}, faults)
    _unchanged(new, old, faults)


def _rolling(rolling: Object | None) -> Object | None:
    """Limits of a rolling update as messages show them."""
    if rolling is None:
        return None
    return {"MaxUnavailable": rolling.get("maxUnavailable", 0), "MaxSurge": rolling.get("maxSurge", 0)}


def _daemon_strategy(strategy: Object, faults: Faults) -> None:
    path, kind = "spec.updateStrategy", strategy.get("type")
    if kind not in ("RollingUpdate", "OnDelete"):
        shown = {"Type": kind, "RollingUpdate": _rolling(strategy.get("rollingUpdate"))}
        faults.unsupported(path, shown, ("RollingUpdate", "OnDelete"))
    if kind != "RollingUpdate":
        return
    rolling = strategy.get("rollingUpdate") or {}
    path += ".rollingUpdate"
    no_gap = _share(rolling.get("maxUnavailable", 0), f"{path}.maxUnavailable", faults)
    no_surge = _share(rolling.get("maxSurge", 0), f"{path}.maxSurge", faults)
    if no_gap and no_surge:
        faults.required(f"{path}.maxUnavailable", "cannot be 0 when maxSurge is 0")
    if not no_gap and not no_surge:
        faults.invalid(f"{path}.maxSurge", rolling["maxSurge"], "may not be set when maxUnavailable is non-zero")


def deployment(new: Object, old: Object | None, faults: Faults) -> None:
    """A Deployment."""
    spec = new["spec"]
    faults.not_negative("spec.replicas", spec.get("replicas"))
    check_selected(spec, "deployment", faults)
    forbid_deadline(spec, "ReplicaSet", faults)
    strategy = spec.get("strategy") or {}
    kind, rolling = strategy.get("type"), strategy.get("rollingUpdate")
    if kind not in ("Recreate", "RollingUpdate"):
        shown = {"Type": kind, "RollingUpdate": _rolling(rolling)}
        faults.unsupported("spec.strategy", shown, ("Recreate", "RollingUpdate"))
    if kind == "Recreate" and rolling is not None:
        faults.forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
    if kind == "RollingUpdate":
        path = "spec.strategy.rollingUpdate"
        limits = rolling or {}
        zeros = [_share(limits.get(name, 0), f"{path}.{name}", faults) for name in ("maxUnavailable", "maxSurge")]
        if all(zeros):
            faults.invalid(f"{path}.maxUnavailable", limits["maxUnavailable"], "may not be 0 when `maxSurge` is 0")
    for name in ("minReadySeconds", "revisionHistoryLimit"):
        faults.not_negative(f"spec.{name}", spec.get(name))
    deadline = spec.get("progressDeadlineSeconds")
    if deadline is not None:
        faults.not_negative("spec.progressDeadlineSeconds", deadline)
        if deadline <= spec.get("minReadySeconds", 0):
            faults.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")
    _unchanged(new, old, faults)


def check_selected(spec: Object, kind: str, faults: Faults) -> None:
    """The selector must be there, readable and not empty, and find the template, which must be a pod that runs on."""
    selector = spec.get("selector")
    if selector is None:
        faults.required("spec.selector")
        _template(spec, faults)
        return
    before = len(faults.causes)
    check_selector(selector, "spec.selector", faults)
    if len(faults.causes) > before:
        # What cannot be read selects nothing that could be held against the template.
        faults.invalid("spec.selector", selector, "" if kind == "statefulset" else "invalid label selector")
        check_template(spec.get("template") or {}, "spec.template", faults)
        return
    if not any(selector.get(name) for name in ("matchLabels", "matchExpressions")):
        faults.invalid("spec.selector", selector, f"empty selector is invalid for {kind}")
    _template(spec, faults)


def forbid_deadline(spec: Object, kind: str, faults: Faults) -> None:
    """Pods that are to run on have no deadline."""
    path = "spec.template.spec.activeDeadlineSeconds"
    if ((spec.get("template") or {}).get("spec") or {}).get("activeDeadlineSeconds") is not None:
        faults.forbidden(path, f"activeDeadlineSeconds in {kind} is not Supported")


def replica_set(new: Object, old: Object | None, faults: Faults) -> None:
    """A ReplicaSet."""
    spec = new["spec"]
    faults.not_negative("spec.replicas", spec.get("replicas"))
    faults.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    check_selected(spec, "deployment", faults)
    forbid_deadline(spec, "ReplicaSet", faults)
    _unchanged(new, old, faults)


def disruption_budget(new: Object, _old: Object | None, faults: Faults) -> None:
    """A PodDisruptionBudget."""
    spec = new.get("spec") or {}
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    if least is not None and most is not None:
        shown = {
            "MinAvailable": least,
            "Selector": spec.get("selector"),
            "MaxUnavailable": most,
            "UnhealthyPodEvictionPolicy": spec.get("unhealthyPodEvictionPolicy"),
        }
        faults.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
    for name, value in (("minAvailable", least), ("maxUnavailable", most)):
        if value is not None:
            _share(value, f"spec.{name}", faults)
    if spec.get("selector") is not None:
        check_selector(spec["selector"], "spec.selector", faults)
    unhealthy = spec.get("unhealthyPodEvictionPolicy")
    if unhealthy is not None:
        faults.one_of("spec.unhealthyPodEvictionPolicy", unhealthy, ("AlwaysAllow", "IfHealthyBudget"))
