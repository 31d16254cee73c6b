import pytest
from stage.embedded import Played, daemon_set

from ktui.demo.pods import is_ready
from ktui.demo.resources import CONTROLLER_REVISIONS, DAEMON_SETS, PODS

HASH = "controller-revision-hash"
SLOW = {"start": "10s", "end": "2s"}


def rolling(**limits: int | str) -> dict[str, object]:
    return {"type": "RollingUpdate", "rollingUpdate": limits}


def images(played: Played) -> list[str]:
    return sorted(pod["spec"]["containers"][0]["image"] for pod in played.live("agent"))


def ready(played: Played) -> int:
    return sum(map(is_ready, played.live("agent")))


def least_ready(played: Played, seconds: int) -> int:
    """The fewest ready pods that are seen while time passes."""
    least = ready(played)
    for _ in range(seconds):
        played.play(1)
        least = min(least, ready(played))
    return least


@pytest.mark.parametrize(("limit", "least"), [(1, 3), (2, 2), ("50%", 2), ("60%", 1)])
def test_no_more_pods_than_allowed_are_missing_during_a_rollout(limit, least) -> None:
    played = Played(4)
    played.create(daemon_set(story=SLOW, updateStrategy=rolling(maxUnavailable=limit)))
    played.play(11)
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    assert least_ready(played, 60) == least
    assert images(played) == ["example/app:2"] * 4
    assert ready(played) == 4


def test_pods_that_do_not_work_are_replaced_without_waiting() -> None:
    played = Played(3)
    played.create(daemon_set(story={"story": "crash"}))
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    assert images(played) == ["example/app:2"] * 3


def test_a_new_pod_that_does_not_come_up_stops_the_rollout() -> None:
    played = Played(3)
    played.create(daemon_set())

    def break_it(thing: dict) -> None:
        template = thing["spec"]["template"]
        template["metadata"]["annotations"] = {"ktui.test/story": "crash"}
        template["spec"]["containers"][0]["image"] = "example/app:2"

    played.storage.edit(DAEMON_SETS, "agent", "default", break_it)
    played.play(600)
    assert images(played) == ["example/app:1", "example/app:1", "example/app:2"]
    assert ready(played) == 2


def test_surging_starts_the_new_pod_before_the_old_one_goes() -> None:
    played = Played(2)
    played.create(daemon_set(story=SLOW, updateStrategy=rolling(maxSurge=1, maxUnavailable=0)))
    played.play(11)
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    assert images(played) == ["example/app:1", "example/app:1", "example/app:2"]
    assert least_ready(played, 40) == 2
    assert images(played) == ["example/app:2"] * 2
    assert played.status(DAEMON_SETS, "agent")["updatedNumberScheduled"] == 2


def test_surging_does_not_wait_for_an_old_pod_that_does_not_work() -> None:
    played = Played(2)
    played.create(daemon_set(story={"story": "unready"}, updateStrategy=rolling(maxSurge=1, maxUnavailable=0)))
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    assert images(played) == ["example/app:2"] * 2


def test_surging_takes_a_pod_from_a_node_that_wants_none_only_when_enough_others_serve() -> None:
    played = Played(2)
    played.create(daemon_set(story=SLOW, updateStrategy=rolling(maxSurge=1, maxUnavailable=0)))
    played.play(11)
    played.taint("node-0001", "a=b:NoSchedule")
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    played.play(60)
    assert played.nodes_of("agent") == ["node-0000"]


def test_on_delete_waits_for_somebody_to_delete() -> None:
    played = Played(2)
    played.create(daemon_set(updateStrategy={"type": "OnDelete"}))
    played.set_image(DAEMON_SETS, "agent", "example/app:2")
    played.play(60)
    assert images(played) == ["example/app:1"] * 2
    assert played.status(DAEMON_SETS, "agent").get("updatedNumberScheduled", 0) == 0
    first = played.pods("agent")[0]["metadata"]["name"]
    played.delete(PODS, first)
    assert images(played) == ["example/app:1", "example/app:2"]
    assert played.status(DAEMON_SETS, "agent")["updatedNumberScheduled"] == 1


def test_a_pod_that_waits_to_be_bound_goes_first_of_two() -> None:
    played = Played(1)
    played.create(daemon_set())
    (pod,) = played.pods("agent")
    unbound = {**pod, "spec": {**pod["spec"]}, "metadata": {"name": "agent-0", "labels": pod["metadata"]["labels"]}}
    del unbound["spec"]["nodeName"]
    unbound["spec"]["schedulerName"] = "nobody"
    played.create(unbound)
    assert [each["metadata"]["name"] for each in played.live("agent")] == [pod["metadata"]["name"]]


def test_the_present_revision_has_the_highest_number_after_each_rollout() -> None:
    played = Played(1)
    played.create(daemon_set())
    for image in ("example/app:2", "example/app:3", "example/app:2"):
        played.set_image(DAEMON_SETS, "agent", image)
        latest = max(played.storage.objects(CONTROLLER_REVISIONS), key=lambda one: one["revision"])
        assert played.pods("agent")[0]["metadata"]["labels"][HASH] == latest["metadata"]["labels"][HASH]
