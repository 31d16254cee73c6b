from typing import Any

import pytest
from stage.embedded import Played, deployment

from ktui.demo.resources import DEPLOYMENTS, PODS, REPLICA_SETS

REVISION = "deployment.kubernetes.io/revision"


def sets(played: Played) -> dict[str, int]:
    """The sizes of the ReplicaSets by image."""
    found = played.storage.objects(REPLICA_SETS)
    return {each["spec"]["template"]["spec"]["containers"][0]["image"]: each["spec"]["replicas"] for each in found}


def numbers(played: Played) -> dict[str, int]:
    status = played.status(DEPLOYMENTS, "web")
    fields = ("replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas")
    return {field.removesuffix("Replicas"): status[field] for field in fields if status.get(field)}


def condition(played: Played, kind: str) -> tuple[str, str]:
    found = {each["type"]: each for each in played.status(DEPLOYMENTS, "web")["conditions"]}
    return found[kind]["status"], found[kind]["reason"]


def revisions(played: Played) -> dict[str, str]:
    found = played.storage.objects(REPLICA_SETS)
    return {
        each["metadata"]["annotations"][REVISION]: each["spec"]["template"]["spec"]["containers"][0]["image"]
        for each in found
    }


def test_a_deployment_has_its_pods_through_a_replica_set() -> None:
    played = Played(2)
    played.create(deployment())
    assert numbers(played) == {"replicas": 3, "updated": 3, "ready": 3, "available": 3}
    assert condition(played, "Available") == ("True", "MinimumReplicasAvailable")
    assert condition(played, "Progressing") == ("True", "NewReplicaSetAvailable")
    (replicas,) = played.storage.objects(REPLICA_SETS)
    annotations = replicas["metadata"]["annotations"]
    assert annotations["deployment.kubernetes.io/desired-replicas"] == "3"
    assert annotations["deployment.kubernetes.io/max-replicas"] == "4"
    assert played.get(DEPLOYMENTS, "web")["metadata"]["annotations"][REVISION] == "1"
    assert played.get(DEPLOYMENTS, "web")["metadata"]["generation"] == 1
    name = replicas["metadata"]["name"]
    assert played.events("ScalingReplicaSet") == [f"Scaled up replica set {name} from 0 to 3"]


def test_a_rollout_keeps_what_is_promised() -> None:
    played = Played(2)
    played.create(deployment(replicas=4, story={"start": "5s", "end": "1s"}))
    played.play(6)
    played.set_image(DEPLOYMENTS, "web", "example/app:2")
    most, least = 0, 4
    for _ in range(60):
        played.play(1)
        most = max(most, len(played.live("web")))
        least = min(least, numbers(played).get("available", 0))
    assert (most, least) == (5, 3)
    assert sets(played) == {"example/app:1": 0, "example/app:2": 4}
    assert condition(played, "Progressing") == ("True", "NewReplicaSetAvailable")


def test_a_rollout_that_does_not_get_on_is_told_after_its_deadline() -> None:
    played = Played(1)
    played.create(deployment(replicas=2, progressDeadlineSeconds=60))

    def break_it(thing: dict[str, Any]) -> None:
        thing["spec"]["template"]["metadata"]["annotations"] = {"ktui.test/story": "image-pull"}

    played.storage.edit(DEPLOYMENTS, "web", "default", break_it)
    played.play(59)
    assert condition(played, "Progressing") == ("True", "ReplicaSetUpdated")
    played.play(2)
    assert condition(played, "Progressing") == ("False", "ProgressDeadlineExceeded")
    assert condition(played, "Available")[0] == "True"
    assert numbers(played)["available"] == 2


def test_going_back_makes_the_old_template_the_latest_revision() -> None:
    played = Played(1)
    played.create(deployment())
    played.set_image(DEPLOYMENTS, "web", "example/app:2")
    played.set_image(DEPLOYMENTS, "web", "example/app:1")
    assert revisions(played) == {"2": "example/app:2", "3": "example/app:1"}
    assert sets(played) == {"example/app:1": 3, "example/app:2": 0}
    assert played.get(DEPLOYMENTS, "web")["metadata"]["annotations"][REVISION] == "3"


def test_a_paused_deployment_is_scaled_but_not_rolled_out() -> None:
    played = Played(1)
    played.create(deployment())
    played.edit(DEPLOYMENTS, "web", paused=True)
    assert condition(played, "Progressing") == ("Unknown", "DeploymentPaused")
    played.set_image(DEPLOYMENTS, "web", "example/app:2")
    played.edit(DEPLOYMENTS, "web", replicas=5)
    assert sets(played) == {"example/app:1": 5}
    played.edit(DEPLOYMENTS, "web", paused=None)
    assert sets(played) == {"example/app:1": 0, "example/app:2": 5}


@pytest.mark.parametrize("size", [0, 1, 7])
def test_a_change_of_size_is_carried_out(size) -> None:
    played = Played(1)
    played.create(deployment())
    played.edit(DEPLOYMENTS, "web", replicas=size)
    assert len(played.pods("web")) == size
    assert numbers(played).get("available", 0) == size


def test_a_change_of_size_during_a_rollout_is_shared_in_proportion() -> None:
    played = Played(4)
    played.create(deployment(replicas=10, story={"start": "1s"}, strategy=_rolling(maxSurge=3, maxUnavailable=2)))
    played.play(2)

    def stall(thing: dict[str, Any]) -> None:
        template = thing["spec"]["template"]
        template["metadata"]["annotations"] = {"ktui.test/story": "image-pull"}
        template["spec"]["containers"][0]["image"] = "example/app:2"

    played.storage.edit(DEPLOYMENTS, "web", "default", stall)
    played.settle()
    assert sets(played) == {"example/app:1": 8, "example/app:2": 5}
    played.edit(DEPLOYMENTS, "web", replicas=15)
    assert sets(played) == {"example/app:1": 11, "example/app:2": 7}


def test_recreate_starts_nothing_before_everything_old_has_gone() -> None:
    played = Played(1)
    played.create(deployment(replicas=2, strategy={"type": "Recreate"}, story={"end": "5s"}))
    played.set_image(DEPLOYMENTS, "web", "example/app:2")
    assert played.live("web") == []
    played.play(4)
    assert played.live("web") == []
    played.play(2)
    assert sets(played) == {"example/app:1": 0, "example/app:2": 2}
    assert numbers(played)["available"] == 2


def test_only_so_many_old_replica_sets_are_kept() -> None:
    played = Played(1)
    played.create(deployment(replicas=1, revisionHistoryLimit=1))
    for number in range(2, 5):
        played.set_image(DEPLOYMENTS, "web", f"example/app:{number}")
    assert revisions(played) == {"3": "example/app:3", "4": "example/app:4"}


def test_a_deleted_deployment_takes_everything_along() -> None:
    played = Played(1)
    played.create(deployment())
    played.delete(DEPLOYMENTS, "web", "Foreground")
    for resource in (DEPLOYMENTS, REPLICA_SETS, PODS):
        assert played.storage.objects(resource) == []


def test_a_refused_pod_is_told_in_the_conditions() -> None:
    played = Played(1)
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "few"}, "spec": {"hard": {"pods": "1"}}}
    played.create(quota)
    played.create(deployment())
    assert condition(played, "ReplicaFailure") == ("True", "FailedCreate")
    assert condition(played, "Available") == ("False", "MinimumReplicasUnavailable")


def _rolling(**limits: int) -> dict[str, Any]:
    return {"type": "RollingUpdate", "rollingUpdate": limits}
