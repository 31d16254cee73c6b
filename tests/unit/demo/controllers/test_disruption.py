import pytest
from stage.embedded import Played, deployment

from ktui.demo.deletion import DeleteOptions
from ktui.demo.eviction import evict
from ktui.demo.resources import POD_DISRUPTION_BUDGETS
from ktui.demo.status import TooManyRequests


def budget(**spec: object) -> dict[str, object]:
    selector = {"matchLabels": {"app": "web"}}
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "web"},
        "spec": {"selector": selector, **spec},
    }


def counted(played: Played) -> tuple[int, int, int, int]:
    status = played.status(POD_DISRUPTION_BUDGETS, "web")
    return tuple(status[each] for each in ("expectedPods", "currentHealthy", "desiredHealthy", "disruptionsAllowed"))


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({"minAvailable": 3}, (4, 4, 3, 1)),
        ({"minAvailable": "50%"}, (4, 4, 2, 2)),
        ({"minAvailable": "60%"}, (4, 4, 3, 1)),
        ({"maxUnavailable": 1}, (4, 4, 3, 1)),
        ({"maxUnavailable": "30%"}, (4, 4, 2, 2)),
        ({"minAvailable": 5}, (4, 4, 5, 0)),
    ],
)
def test_what_may_go_is_counted_as_the_budget_says(spec, expected) -> None:
    played = Played(1)
    played.create(deployment(replicas=4))
    played.create(budget(**spec))
    assert counted(played) == expected


def test_pods_that_are_not_ready_are_not_healthy() -> None:
    played = Played(1)
    played.create(deployment(replicas=2, story={"story": "unready"}))
    played.create(budget(minAvailable=1))
    assert counted(played) == (2, 0, 1, 0)
    (condition,) = played.status(POD_DISRUPTION_BUDGETS, "web")["conditions"]
    assert (condition["type"], condition["status"], condition["reason"]) == (
        "DisruptionAllowed",
        "False",
        "InsufficientPods",
    )


def test_without_pods_nothing_may_go_and_it_is_told() -> None:
    played = Played(1)
    played.create(budget(minAvailable=0))
    assert counted(played) == (0, 0, 0, 0)
    assert played.events("NoPods") == ["No matching pods found"]


def test_an_eviction_takes_its_share_until_the_pod_has_been_replaced() -> None:
    played = Played(2)
    played.create(deployment(replicas=3, story={"start": "5s", "end": "2s"}))
    played.play(5)
    played.create(budget(minAvailable=2))
    first, second, _ = [pod["metadata"]["name"] for pod in played.pods("web")]
    evict(played.storage, "default", first, DeleteOptions(), dry_run=False)
    with pytest.raises(TooManyRequests):
        evict(played.storage, "default", second, DeleteOptions(), dry_run=False)
    played.settle()
    assert counted(played)[3] == 0
    played.play(10)
    assert counted(played) == (3, 3, 2, 1)
    assert "disruptedPods" not in played.status(POD_DISRUPTION_BUDGETS, "web")
