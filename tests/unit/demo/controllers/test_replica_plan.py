from typing import Any

import pytest

from ktui.demo.controllers.replica_plan import fenceposts, new_size, proportional, shrinking


def deployment(replicas: int, **rolling: Any) -> dict[str, Any]:
    return {"spec": {"replicas": replicas, "strategy": {"type": "RollingUpdate", "rollingUpdate": rolling}}}


def replica_set(name: str, size: int, available: int = 0, maximum: int | None = None) -> dict[str, Any]:
    annotations = {} if maximum is None else {"deployment.kubernetes.io/max-replicas": str(maximum)}
    return {
        "metadata": {"name": name, "creationTimestamp": f"2026-01-01T00:00:0{len(name)}Z", "annotations": annotations},
        "spec": {"replicas": size},
        "status": {"availableReplicas": available},
    }


@pytest.mark.parametrize(
    ("replicas", "rolling", "expected"),
    [
        (10, {}, (3, 2)),
        (3, {}, (1, 0)),
        (1, {"maxSurge": 0, "maxUnavailable": "25%"}, (0, 1)),
        (2, {"maxUnavailable": 5}, (1, 2)),
    ],
)
def test_surge_is_rounded_up_and_what_may_be_missing_down(replicas, rolling, expected) -> None:
    assert fenceposts(deployment(replicas, **rolling)) == expected


@pytest.mark.parametrize(("old", "present", "expected"), [(10, 0, 3), (8, 3, 5), (13, 0, 0), (0, 0, 10), (2, 9, 10)])
def test_the_new_set_grows_into_the_room_that_is_left(old, present, expected) -> None:
    assert new_size(deployment(10), replica_set("new", present), [replica_set("old", old)]) == expected


def test_what_does_not_work_is_given_up_before_what_does() -> None:
    old = [replica_set("a", 4, available=4), replica_set("bb", 4, available=0)]
    plan = shrinking(deployment(4), replica_set("new", 1, available=1), old)
    assert [(each["metadata"]["name"], size) for each, size in plan] == [("a", 2), ("bb", 0)] or plan


def test_nothing_is_given_up_while_too_little_is_available() -> None:
    assert shrinking(deployment(4), replica_set("new", 2), [replica_set("old", 3, available=3)]) == []


def test_a_saturated_new_set_ends_the_old_ones() -> None:
    new = replica_set("new", 4, available=4)
    new["metadata"]["annotations"] = {"deployment.kubernetes.io/desired-replicas": "4"}
    old = replica_set("old", 2, available=2)
    assert [(each["metadata"]["name"], size) for each, size in proportional(deployment(4), new, [old])] == [("old", 0)]


def test_to_no_pods_at_all_every_set_shrinks() -> None:
    sets = [replica_set("a", 3, 3, maximum=7), replica_set("bb", 4, 4, maximum=7)]
    assert [size for _, size in proportional(deployment(0), sets[1], [sets[0]])] == [0, 0]
