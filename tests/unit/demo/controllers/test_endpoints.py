from stage.embedded import Played, deployment

from ktui.demo.resources import ENDPOINT_SLICES, ENDPOINTS, SERVICES


def service(**spec: object) -> dict[str, object]:
    whole = {"selector": {"app": "web"}, "ports": [{"port": 80, "targetPort": 8080}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": whole}


def addresses(played: Played) -> list[str]:
    (only,) = played.storage.objects(ENDPOINT_SLICES)
    return [endpoint["targetRef"]["name"] for endpoint in only["endpoints"]]


def test_a_service_has_the_pods_that_it_selects_in_both_forms() -> None:
    played = Played(2)
    played.create(deployment(replicas=2))
    played.create(service())
    pods = [pod["metadata"]["name"] for pod in played.live("web")]
    assert addresses(played) == pods
    (subset,) = played.get(ENDPOINTS, "web")["subsets"]
    assert sorted(each["targetRef"]["name"] for each in subset["addresses"]) == sorted(pods)
    assert subset["ports"] == [{"port": 8080, "protocol": "TCP"}]


def test_they_follow_the_pods_and_go_with_the_service() -> None:
    played = Played(2)
    played.create(service())
    assert addresses(played) == []
    assert "subsets" not in played.get(ENDPOINTS, "web")
    played.create(deployment(replicas=3))
    assert len(addresses(played)) == 3
    played.delete(SERVICES, "web")
    assert played.storage.objects(ENDPOINT_SLICES) == []
    assert played.storage.find(ENDPOINTS, "web", "default") is None


def test_without_a_selector_they_are_somebody_elses() -> None:
    played = Played(1)
    played.create(service(selector=None))
    assert played.storage.objects(ENDPOINT_SLICES) == []
