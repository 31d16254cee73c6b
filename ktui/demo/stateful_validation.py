"""The rules of StatefulSets (kubernetes pkg/apis/apps/validation/validation.go ValidateStatefulSet)."""

from ktui.demo.configuration_validation import check_claim
from ktui.demo.faults import Faults
from ktui.demo.status import Object
from ktui.demo.workload_validation import check_selected, forbid_deadline

_MUTABLE = (
    "replicas",
    "ordinals",
    "template",
    "updateStrategy",
    "revisionHistoryLimit",
    "persistentVolumeClaimRetentionPolicy",
    "minReadySeconds",
)


def stateful_set(new: Object, old: Object | None, faults: Faults) -> None:
    """A StatefulSet."""
    spec = new["spec"]
    management = spec.get("podManagementPolicy")
    if management not in ("OrderedReady", "Parallel"):
        faults.invalid("spec.podManagementPolicy", management, "must be 'OrderedReady' or 'Parallel'")
    _strategy(spec.get("updateStrategy") or {}, faults)
    kept = spec.get("persistentVolumeClaimRetentionPolicy") or {}
    for name in ("whenDeleted", "whenScaled"):
        path = f"spec.persistentVolumeClaimRetentionPolicy.{name}"
        faults.one_of(path, kept.get(name, "Retain"), ("Retain", "Delete"))
    faults.not_negative("spec.replicas", spec.get("replicas"))
    faults.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"))
    faults.not_negative("spec.ordinals.start", (spec.get("ordinals") or {}).get("start"))
    for index, template in enumerate(spec.get("volumeClaimTemplates") or ()):
        check_claim(template, f"spec.volumeClaimTemplates[{index}].spec", faults)
    check_selected(spec, "statefulset", faults)
    forbid_deadline(spec, "StatefulSet", faults)
    if old is not None and _frozen(spec) != _frozen(old["spec"]):
        *most, last = (f"'{name}'" for name in _MUTABLE)
        allowed = f"{', '.join(most)} and {last}"
        faults.forbidden("spec", f"updates to statefulset spec for fields other than {allowed} are forbidden")


def _strategy(strategy: Object, faults: Faults) -> None:
    path, kind, rolling = "spec.updateStrategy", strategy.get("type", ""), strategy.get("rollingUpdate")
    shown = (
        {"Partition": rolling.get("partition", 0), "MaxUnavailable": rolling.get("maxUnavailable")} if rolling else None
    )
    if not kind:
        faults.required(path)
    elif kind == "OnDelete":
        if rolling is not None:
            faults.invalid(f"{path}.rollingUpdate", shown, "only allowed for updateStrategy 'RollingUpdate'")
    elif kind == "RollingUpdate":
        faults.not_negative(f"{path}.rollingUpdate.partition", (rolling or {}).get("partition"))
    else:
        whole = {"Type": kind, "RollingUpdate": shown}
        faults.invalid(path, whole, "must be 'RollingUpdate' or 'OnDelete'")


def _frozen(spec: Object) -> Object:
    return {name: value for name, value in spec.items() if name not in _MUTABLE}
