"""POST pods/NAME/eviction: a deletion that asks the disruption budgets first.

The rules are those of kubernetes pkg/registry/core/pod/storage/eviction.go.
"""

from ktui.demo import status
from ktui.demo.clock import stamp
from ktui.demo.deletion import DeleteOptions
from ktui.demo.lifecycle import copied
from ktui.demo.resources import POD_DISRUPTION_BUDGETS, PODS
from ktui.demo.selectors import matches
from ktui.demo.status import Cause, Object
from ktui.demo.storage import Storage

_UNCOUNTED = ("Pending", "Succeeded", "Failed")


def evict(storage: Storage, namespace: str, name: str, options: DeleteOptions, *, dry_run: bool) -> None:
    """Delete a pod if its disruption budget allows it.

    Raises:
        InternalError: more than one budget selects the pod.
        NotFound: there is no such pod.
        TooManyRequests: its budget allows no disruption now.
    """
    pod = storage.get(PODS, name, namespace)
    if pod["status"].get("phase") not in _UNCOUNTED and "deletionTimestamp" not in pod["metadata"]:
        _ask_budget(storage, pod, dry_run=dry_run)
    if not dry_run:
        _mark(storage, pod)
    storage.delete(PODS, name, namespace, options, dry_run=dry_run)


def _ask_budget(storage: Storage, pod: Object, *, dry_run: bool) -> None:
    metadata = pod["metadata"]
    labels = metadata.get("labels") or {}
    budgets = [
        budget
        for budget in storage.objects(POD_DISRUPTION_BUDGETS, metadata["namespace"])
        if matches(budget["spec"].get("selector"), labels)
    ]
    if len(budgets) > 1:
        wrong = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        raise status.InternalError(wrong)
    if not budgets:
        return
    (budget,) = budgets
    if not _ready(pod) and _lets_unhealthy_go(budget):
        return
    _check(budget)
    if not dry_run:
        _take_one(storage, budget, metadata["name"])


def _ready(pod: Object) -> bool:
    return any(each["type"] == "Ready" and each["status"] == "True" for each in pod["status"].get("conditions", ()))


def _lets_unhealthy_go(budget: Object) -> bool:
    if budget["spec"].get("unhealthyPodEvictionPolicy") == "AlwaysAllow":
        return True
    healthy, wanted = (budget["status"].get(field, 0) for field in ("currentHealthy", "desiredHealthy"))
    return bool(healthy >= wanted > 0)


def _check(budget: Object) -> None:
    """Refuse if the budget allows nothing, or has not been counted yet."""
    name, state = budget["metadata"]["name"], budget["status"]
    if state.get("observedGeneration", 0) < budget["metadata"].get("generation", 0):
        raise _refused(f"The disruption budget {name} is still being processed by the server.", 10)
    if state.get("disruptionsAllowed", 0) > 0:
        return
    healthy, wanted = state.get("currentHealthy", 0), state.get("desiredHealthy", 0)
    failed = next(
        (
            each
            for each in state.get("conditions", ())
            if each["type"] == "DisruptionAllowed" and each["status"] == "False" and each.get("message")
        ),
        None,
    )
    if failed and failed.get("reason") == "SyncFailed":
        why = f" currently because it failed sync: {failed['message']}"
    elif healthy <= wanted:
        raise _refused(f"The disruption budget {name} needs {wanted} healthy pods and has {healthy} currently")
    elif failed:
        why = f" currently ({failed['reason']}): {failed['message']}"
    else:
        why = " currently"
    raise _refused(f"The disruption budget {name} does not allow evicting pods{why}")


def _refused(why: str, retry: int = 0) -> status.TooManyRequests:
    details: Object = {"causes": [Cause("", why, "DisruptionBudget").json()]}
    if retry:
        details["retryAfterSeconds"] = retry
    return status.TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.", details)


def _take_one(storage: Storage, budget: Object, pod: str) -> None:
    """Count the disruption at once: the budget's controller would be too late for the next eviction."""

    def change(new: Object) -> None:
        new["status"]["disruptionsAllowed"] -= 1
        new["status"].setdefault("disruptedPods", {})[pod] = stamp(storage.clock.now())

    metadata = budget["metadata"]
    storage.edit_status(POD_DISRUPTION_BUDGETS, metadata["name"], metadata["namespace"], change)


def _mark(storage: Storage, pod: Object) -> None:
    """Note on the pod why it goes."""
    new = copied(pod)
    conditions = [each for each in new["status"].get("conditions", ()) if each["type"] != "DisruptionTarget"]
    conditions.append(
        {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": "EvictionByEvictionAPI",
            "message": "Eviction API: evicting",
            "lastTransitionTime": stamp(storage.clock.now()),
        }
    )
    new["status"]["conditions"] = conditions
    storage.update_status(PODS, new)
