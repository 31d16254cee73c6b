from stage.embedded import Played, template

from ktui.demo.pods import bound_node
from ktui.demo.resources import CONTROLLER_REVISIONS, PERSISTENT_VOLUME_CLAIMS, PODS, STATEFUL_SETS


def stateful_set(**spec: object) -> dict[str, object]:
    wanted = {"serviceName": "db", "replicas": 3, "selector": {"matchLabels": {"app": "db"}}}
    whole = {**wanted, "template": template("db"), **spec}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": whole}


def images(played: Played) -> list[str]:
    return [pod["spec"]["containers"][0]["image"] for pod in played.live("db")]


def test_its_pods_have_names_and_come_one_after_the_other() -> None:
    played = Played(2)
    played.create(stateful_set(template=template("db", annotations={"start": "5s"})))
    assert [pod["metadata"]["name"] for pod in played.live()] == ["db-0"]
    played.play(6)
    assert [pod["metadata"]["name"] for pod in played.live()] == ["db-0", "db-1"]
    played.play(20)
    assert [pod["metadata"]["name"] for pod in played.live()] == ["db-0", "db-1", "db-2"]
    status = played.status(STATEFUL_SETS, "db")
    assert (status["readyReplicas"], status["currentReplicas"], status["updatedReplicas"]) == (3, 3, 3)
    assert all(bound_node(pod) for pod in played.live())


def test_parallel_ones_come_at_once() -> None:
    played = Played(2)
    played.create(stateful_set(podManagementPolicy="Parallel", template=template("db", annotations={"start": "5s"})))
    assert len(played.live()) == 3


def test_the_last_goes_first_when_there_are_to_be_fewer() -> None:
    played = Played(2)
    played.create(stateful_set(template=template("db", annotations={"end": "5s"})))
    played.edit(STATEFUL_SETS, "db", replicas=1)
    assert [pod["metadata"]["name"] for pod in played.live()] == ["db-0", "db-1"]
    played.play(20)
    assert [pod["metadata"]["name"] for pod in played.pods()] == ["db-0"]


def test_an_update_stops_at_the_partition_and_a_revision_is_kept_for_each_template() -> None:
    played = Played(2)
    played.create(stateful_set(updateStrategy={"type": "RollingUpdate", "rollingUpdate": {"partition": 1}}))
    played.set_image(STATEFUL_SETS, "db", "example/app:2")
    played.play(20)
    assert images(played) == ["example/app:1", "example/app:2", "example/app:2"]
    status = played.status(STATEFUL_SETS, "db")
    assert status["currentRevision"] != status["updateRevision"]
    assert status["updatedReplicas"] == 2
    played.delete(PODS, "db-0")
    assert images(played)[0] == "example/app:1"
    played.edit(STATEFUL_SETS, "db", updateStrategy=None)
    played.play(20)
    assert images(played) == ["example/app:2"] * 3
    status = played.status(STATEFUL_SETS, "db")
    assert status["currentRevision"] == status["updateRevision"]
    played.set_image(STATEFUL_SETS, "db", "example/app:1")
    played.play(20)
    assert sorted(each["revision"] for each in played.storage.objects(CONTROLLER_REVISIONS)) == [2, 3]


def test_with_on_delete_only_what_is_deleted_is_updated() -> None:
    played = Played(2)
    played.create(stateful_set(updateStrategy={"type": "OnDelete"}))
    played.set_image(STATEFUL_SETS, "db", "example/app:2")
    assert images(played) == ["example/app:1"] * 3
    played.delete(PODS, "db-1")
    assert images(played) == ["example/app:1", "example/app:2", "example/app:1"]


def test_each_pod_has_its_claims_and_they_outlive_it() -> None:
    played = Played(2)
    wanted = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    played.create(stateful_set(replicas=2, volumeClaimTemplates=[{"metadata": {"name": "data"}, "spec": wanted}]))
    names = ["data-db-0", "data-db-1"]
    assert [each["metadata"]["name"] for each in played.storage.objects(PERSISTENT_VOLUME_CLAIMS)] == names
    volume = played.get(PODS, "db-1")["spec"]["volumes"][0]
    assert volume == {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-1"}}
    played.delete(PODS, "db-1")
    assert [each["metadata"]["name"] for each in played.storage.objects(PERSISTENT_VOLUME_CLAIMS)] == names
