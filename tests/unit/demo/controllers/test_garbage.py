import pytest
from stage.embedded import Played, daemon_set, deployment

from ktui.demo.resources import CONFIG_MAPS, DAEMON_SETS, DEPLOYMENTS, NODES, PODS, REPLICA_SETS


def config(name: str, *owners: dict[str, object], **metadata: object) -> dict[str, object]:
    references = [
        {"apiVersion": "v1", "kind": "ConfigMap", "name": owner["metadata"]["name"], "uid": owner["metadata"]["uid"]}
        for owner in owners
    ]
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name, **({"ownerReferences": references} if references else {}), **metadata},
    }


def names(played: Played) -> list[str]:
    every = (each["metadata"]["name"] for each in played.storage.objects(CONFIG_MAPS))
    return [name for name in every if name != "kube-root-ca.crt"]


def test_what_loses_its_last_owner_goes() -> None:
    played = Played(0)
    one, two = played.create(config("one")), played.create(config("two"))
    played.create(config("child", one, two))
    played.delete(CONFIG_MAPS, "one")
    assert names(played) == ["child", "two"]
    assert [each["name"] for each in played.get(CONFIG_MAPS, "child")["metadata"]["ownerReferences"]] == ["two"]
    played.delete(CONFIG_MAPS, "two")
    assert names(played) == []


def test_what_names_an_owner_that_never_was_goes() -> None:
    played = Played(0)
    played.create(config("child", {"metadata": {"name": "ghost", "uid": "none"}}))
    assert names(played) == []


def test_an_owner_of_the_same_name_is_not_the_owner() -> None:
    played = Played(0)
    played.create(config("one"))
    played.create(config("child", {"metadata": {"name": "one", "uid": "another"}}))
    assert names(played) == ["one"]


def test_orphans_stay_without_their_owner() -> None:
    played = Played(1)
    played.create(deployment(replicas=1))
    played.delete(DEPLOYMENTS, "web", "Orphan")
    (replicas,) = played.storage.objects(REPLICA_SETS)
    assert "ownerReferences" not in replicas["metadata"]
    assert len(played.pods("web")) == 1


def test_in_the_foreground_the_owner_waits_for_what_blocks_it() -> None:
    played = Played(1)
    played.create(daemon_set(story={"end": "10s"}))
    played.delete(DAEMON_SETS, "agent", "Foreground")
    assert played.get(DAEMON_SETS, "agent")["metadata"]["finalizers"] == ["foregroundDeletion"]
    played.play(9)
    assert len(played.storage.objects(DAEMON_SETS)) == 1
    played.play(2)
    assert played.storage.objects(DAEMON_SETS) == []
    assert played.storage.objects(PODS) == []


@pytest.mark.parametrize("propagation", ["Background", "Foreground"])
def test_everything_below_goes_too(propagation) -> None:
    played = Played(1)
    played.create(deployment())
    played.delete(DEPLOYMENTS, "web", propagation)
    assert played.storage.objects(REPLICA_SETS) == []
    assert played.storage.objects(PODS) == []


def test_the_lease_of_a_node_goes_with_it() -> None:
    from ktui.demo.resources import LEASES

    played = Played(2)
    played.delete(NODES, "node-0000")
    assert [each["metadata"]["name"] for each in played.storage.objects(LEASES)] == ["node-0001"]
