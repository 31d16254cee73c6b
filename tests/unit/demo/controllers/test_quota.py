import pytest
from stage.embedded import Played

from ktui.demo.resources import CONFIG_MAPS, PODS, RESOURCE_QUOTAS
from ktui.demo.status import Forbidden


def quota(**hard: str) -> dict[str, object]:
    spec = {"hard": {name.replace("_", "."): value for name, value in hard.items()}}
    return {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": spec}


def pod(name: str, cpu: str = "1") -> dict[str, object]:
    containers = [{"name": "main", "image": "x:1", "resources": {"requests": {"cpu": cpu, "memory": "1Gi"}}}]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": {"containers": containers}}


def test_pods_beyond_the_quota_are_refused_in_the_servers_words() -> None:
    played = Played(1)
    played.create(quota(pods="1"))
    played.create(pod("one"))
    with pytest.raises(Forbidden) as refused:
        played.create(pod("two"))
    assert refused.value.message == (
        'pods "two" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1'
    )


def test_what_is_requested_is_counted_too() -> None:
    played = Played(1)
    played.create(quota(requests_cpu="1500m"))
    played.create(pod("one"))
    with pytest.raises(
        Forbidden, match=r"requested: requests.cpu=1,used|requested: requests.cpu=1, used: requests.cpu=1,"
    ):
        played.create(pod("two"))


def test_the_status_says_what_is_used() -> None:
    played = Played(1)
    played.create(quota(pods="5", requests_cpu="4", requests_memory="8Gi"))
    played.create(pod("one", cpu="250m"))
    assert played.status(RESOURCE_QUOTAS, "q")["used"] == {
        "pods": "1",
        "requests.cpu": "250m",
        "requests.memory": "1073741824",
    }
    played.delete(PODS, "one")
    assert played.status(RESOURCE_QUOTAS, "q")["used"]["pods"] == "0"


def test_pods_that_have_ended_count_no_more() -> None:
    played = Played(1)
    played.create(quota(pods="1"))
    played.create(pod("one"))
    played.storage.edit_status(PODS, "one", "default", lambda each: each["status"].update(phase="Succeeded"))
    played.settle()
    played.create(pod("two"))
    assert len(played.pods()) == 2


def test_anything_is_counted_by_its_name_and_refused_when_there_are_too_many() -> None:
    played = Played(0)
    played.create(quota(**{"count/configmaps": "2", "secrets": "5"}))
    config = {"apiVersion": "v1", "kind": "ConfigMap"}
    played.create({**config, "metadata": {"name": "one"}})  # beside the one that every namespace has
    assert played.status(RESOURCE_QUOTAS, "q")["used"] == {"count/configmaps": "2", "secrets": "0"}
    with pytest.raises(
        Forbidden, match='configmaps "two" is forbidden: exceeded quota: q, requested: count/configmaps=1'
    ):
        played.create({**config, "metadata": {"name": "two"}})
    played.delete(CONFIG_MAPS, "one")
    assert played.status(RESOURCE_QUOTAS, "q")["used"]["count/configmaps"] == "1"
