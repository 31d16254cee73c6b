"""The rules of what a Job makes of failures and successes (kubernetes pkg/apis/batch/validation/validation.go)."""

from collections.abc import Iterable

from ktui.demo import names
from ktui.demo.faults import Faults
from ktui.demo.status import Object

_ACTIONS = ("Count", "FailIndex", "FailJob", "Ignore")
_STATES = ("False", "True", "Unknown")


def check_policies(spec: Object, path: str, faults: Faults) -> None:
    """Check the policies of a Job, or of the Jobs of a CronJob."""
    failures, success = spec.get("podFailurePolicy"), spec.get("successPolicy")
    if failures is not None:
        for index, rule in enumerate(failures.get("rules") or ()):
            _failure_rule(rule, spec, f"{path}.podFailurePolicy.rules[{index}]", faults)
    if success is not None:
        _success(success, spec, f"{path}.successPolicy", faults)
    managed = spec.get("managedBy")
    if managed is not None:
        faults.each(f"{path}.managedBy", managed, names.path_faults(managed))


def _failure_rule(rule: Object, spec: Object, path: str, faults: Faults) -> None:
    action, codes, conditions = rule.get("action", ""), rule.get("onExitCodes"), rule.get("onPodConditions") or ()
    if not action:
        faults.required(
            f"{path}.action", f"valid values: [{' '.join(f'{chr(34)}{each}{chr(34)}' for each in _ACTIONS)}]"
        )
    elif action == "FailIndex" and spec.get("backoffLimitPerIndex") is None:
        faults.invalid(f"{path}.action", action, "requires the backoffLimitPerIndex to be set")
    else:
        faults.one_of(f"{path}.action", action, _ACTIONS)
    if codes is not None:
        _codes(codes, spec, f"{path}.onExitCodes", faults)
    for index, condition in enumerate(conditions):
        place, kind, state = f"{path}.onPodConditions[{index}]", condition.get("type", ""), condition.get("status", "")
        faults.each(f"{place}.type", kind, names.qualified_name_faults(kind))
        faults.one_of(f"{place}.status", state, _STATES)
    if codes is not None and conditions:
        faults.unfit(path, "specifying both OnExitCodes and OnPodConditions is not supported")
    if codes is None and not conditions:
        faults.unfit(path, "specifying one of OnExitCodes and OnPodConditions is required")


def _codes(codes: Object, spec: Object, path: str, faults: Faults) -> None:
    operator, values, name = codes.get("operator", ""), codes.get("values") or [], codes.get("containerName")
    faults.one_of(f"{path}.operator", operator, ("In", "NotIn"))
    pod = (spec.get("template") or {}).get("spec") or {}
    known = [each.get("name") for kind in ("containers", "initContainers") for each in pod.get(kind) or ()]
    if name is not None and name not in known:
        detail = "must be one of the container or initContainer names in the pod template"
        faults.invalid(f"{path}.containerName", name, detail)
    if not values:
        faults.invalid(f"{path}.values", values, "at least one value is required")
    seen: set[int] = set()
    for index, value in enumerate(values):
        if value in seen:
            faults.duplicate(f"{path}.values[{index}]", value)
        elif value == 0 and operator == "In":
            faults.invalid(f"{path}.values[{index}]", value, "must not be 0 for the In operator")
        seen.add(value)
    if values != sorted(values):
        faults.invalid(f"{path}.values", values, "must be ordered")


def _success(policy: Object, spec: Object, path: str, faults: Faults) -> None:
    rules = policy.get("rules") or ()
    if spec.get("completionMode") != "Indexed":
        shown = [
            {"SucceededIndexes": rule.get("succeededIndexes"), "SucceededCount": rule.get("succeededCount")}
            for rule in rules
        ]
        faults.invalid(path, {"Rules": shown}, "requires indexed completion mode")
        return
    if not rules:
        faults.required(f"{path}.rules", "at least one rules must be specified when the successPolicy is specified")
    for index, rule in enumerate(rules):
        place, total = f"{path}.rules[{index}]", spec.get("completions") or 0
        indexes, count = rule.get("succeededIndexes"), rule.get("succeededCount")
        if indexes is None and count is None:
            faults.required(place, "at least one of succeededCount or succeededIndexes must be specified")
        wrong = _unreadable(indexes.split(","), total) if indexes else ""
        if wrong:
            faults.invalid(f"{place}.succeededIndexes", indexes, f"error parsing succeededIndexes: {wrong}")
        faults.not_negative(f"{place}.succeededCount", count)
        if count is not None and count > total:
            detail = f"must be less than or equal to {total} (the number of specified completions)"
            faults.invalid(f"{place}.succeededCount", count, detail)


def _unreadable(fragments: Iterable[str], total: int) -> str:
    """Why a list of indexes cannot be read; empty if it can (validateIndexesFormat)."""
    last = -1
    for fragment in fragments:
        parts = fragment.split("-")
        if len(parts) > 2:
            need = "that an index interval can have at most two parts separated by '-'"
            return f'the fragment "{fragment}" violates the requirement {need}'
        for part in parts:
            if not part.isdigit():
                return f'cannot convert string to integer for index: "{part}"'
            if int(part) >= total:
                return f'too large index: "{part}"'
            if int(part) <= last:
                return f"non-increasing order, previous: {last}, current: {part}"
            last = int(part)
    return ""
