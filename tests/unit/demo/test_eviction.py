"""POST pods/NAME/eviction (kubernetes pkg/registry/core/pod/storage/eviction.go)."""

import pytest

from ktui.demo.resources import POD_DISRUPTION_BUDGETS, PODS

COUNTED = {"observedGeneration": 1, "currentHealthy": 2, "desiredHealthy": 2, "disruptionsAllowed": 0}


def pod(storage, phase="Running", *, ready=True):
    spec = {"nodeName": "n", "containers": [{"name": "main", "image": "a"}]}
    storage.create(PODS, {"metadata": {"name": "p", "namespace": "default", "labels": {"app": "x"}}, "spec": spec})
    conditions = [{"type": "Ready", "status": str(ready)}]
    storage.edit_status(PODS, "p", "default", lambda new: new["status"].update(phase=phase, conditions=conditions))


def budget(storage, name="b", status=None, **spec):
    spec = {"minAvailable": 2, "selector": {"matchLabels": {"app": "x"}}, **spec}
    storage.create(POD_DISRUPTION_BUDGETS, {"metadata": {"name": name, "namespace": "default"}, "spec": spec})
    counted = COUNTED | (status or {})
    storage.edit_status(POD_DISRUPTION_BUDGETS, name, "default", lambda new: new["status"].update(counted))


async def evict(api, query="", **options):
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "p"}, "deleteOptions": options}
    code, headers, value = await api.ask("POST", f"/api/v1/namespaces/default/pods/p/eviction{query}", body)
    return code, headers.get("Retry-After"), value


def leaving(storage):
    found = storage.find(PODS, "p", "default")
    return found is None or "deletionTimestamp" in found["metadata"]


async def test_a_pod_without_a_budget_goes_and_says_why(api):
    pod(api.storage)
    code, _, value = await evict(api)
    assert (code, value["kind"], value["status"]) == (201, "Status", "Success")
    gone = api.storage.get(PODS, "p", "default")
    assert "deletionTimestamp" in gone["metadata"]
    condition = next(each for each in gone["status"]["conditions"] if each["type"] == "DisruptionTarget")
    assert condition["reason"] == "EvictionByEvictionAPI"


async def test_a_budget_that_allows_it_is_used_up(api):
    pod(api.storage)
    budget(api.storage, status={"disruptionsAllowed": 1, "currentHealthy": 3})
    assert (await evict(api))[0] == 201
    status = api.storage.get(POD_DISRUPTION_BUDGETS, "b", "default")["status"]
    assert status["disruptionsAllowed"] == 0
    assert status["disruptedPods"] == {"p": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("status", "why", "retry"),
    [
        ({}, "The disruption budget b needs 2 healthy pods and has 2 currently", None),
        ({"observedGeneration": 0}, "The disruption budget b is still being processed by the server.", "10"),
        ({"currentHealthy": 3}, "The disruption budget b does not allow evicting pods currently", None),
        (
            {"conditions": [{"type": "DisruptionAllowed", "status": "False", "reason": "SyncFailed", "message": "no"}]},
            "The disruption budget b does not allow evicting pods currently because it failed sync: no",
            None,
        ),
        (
            {
                "currentHealthy": 3,
                "conditions": [{"type": "DisruptionAllowed", "status": "False", "reason": "R", "message": "no"}],
            },
            "The disruption budget b does not allow evicting pods currently (R): no",
            None,
        ),
    ],
)
async def test_a_budget_that_does_not_is_named_as_the_cause(api, status, why, retry):
    pod(api.storage)
    budget(api.storage, status=status)
    code, after, value = await evict(api)
    assert (code, after, value["reason"]) == (429, retry, "TooManyRequests")
    assert value["message"] == "Cannot evict pod as it would violate the pod's disruption budget."
    assert value["details"]["causes"] == [{"reason": "DisruptionBudget", "message": why}]
    assert not leaving(api.storage)


@pytest.mark.parametrize("phase", ["Pending", "Succeeded", "Failed"])
async def test_a_pod_that_does_not_run_needs_no_budget(api, phase):
    pod(api.storage, phase)
    budget(api.storage)
    assert (await evict(api))[0] == 201
    assert leaving(api.storage)


@pytest.mark.parametrize(
    ("spec", "status", "code"),
    [
        ({}, {}, 201),
        ({}, {"currentHealthy": 1}, 429),
        ({"unhealthyPodEvictionPolicy": "AlwaysAllow"}, {"currentHealthy": 1}, 201),
    ],
)
async def test_a_pod_that_is_not_ready_may_go_if_the_rest_is_well(api, spec, status, code):
    pod(api.storage, ready=False)
    budget(api.storage, status=status, **spec)
    assert (await evict(api))[0] == code


async def test_two_budgets_are_one_too_many(api):
    pod(api.storage)
    budget(api.storage, "a")
    budget(api.storage, "b")
    code, _, value = await evict(api)
    assert code == 500
    assert value["message"].startswith("This pod has more than one PodDisruptionBudget")


async def test_a_dry_run_uses_nothing_up(api):
    pod(api.storage)
    budget(api.storage, status={"disruptionsAllowed": 1, "currentHealthy": 3})
    version = api.storage.version
    assert (await evict(api, "?dryRun=All", dryRun=["All"]))[0] == 201
    assert api.storage.version == version


async def test_another_pod_of_the_name_is_left_alone(api):
    pod(api.storage)
    code, _, value = await evict(api, preconditions={"uid": "other"})
    assert (code, value["reason"]) == (409, "Conflict")
    assert not leaving(api.storage)
