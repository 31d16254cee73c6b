from stage.embedded import Played, daemon_set, deployment, job

from ktui.demo.resources import NAMESPACES, PODS, RESOURCES, SERVICE_ACCOUNTS


def inside(thing: dict[str, object], namespace: str) -> dict[str, object]:
    return {**thing, "metadata": {**thing["metadata"], "namespace": namespace}}


def test_a_new_namespace_has_its_service_account() -> None:
    played = Played(0)
    played.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    assert played.storage.find(SERVICE_ACCOUNTS, "default", "shop") is not None


def test_a_deleted_namespace_goes_when_everything_in_it_has() -> None:
    played = Played(2)
    played.create({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}})
    story = {"end": "10s", "run": "1h"}
    for thing in (daemon_set(story=story), deployment(story=story), job(story=story)):
        played.create(inside(thing, "shop"))
    played.storage.delete(NAMESPACES, "shop")
    played.settle()
    assert played.storage.get(NAMESPACES, "shop")["status"]["phase"] == "Terminating"
    played.play(9)
    assert len(played.storage.objects(PODS, "shop")) == 6
    played.play(2)
    assert played.storage.find(NAMESPACES, "shop") is None
    for resource in RESOURCES:
        if resource.namespaced and "list" in resource.verbs:
            assert played.storage.objects(resource, "shop") == []
