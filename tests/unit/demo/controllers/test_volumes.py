from stage.embedded import Played

from ktui.demo.resources import PERSISTENT_VOLUME_CLAIMS as CLAIMS
from ktui.demo.resources import PERSISTENT_VOLUMES as VOLUMES
from ktui.demo.resources import PODS


def volume(name: str, size: str, **spec: object) -> dict[str, object]:
    whole = {"capacity": {"storage": size}, "accessModes": ["ReadWriteOnce"], "hostPath": {"path": "/x"}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name}, "spec": whole}


def claim(size: str = "5Gi", **spec: object) -> dict[str, object]:
    whole = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": size}}, **spec}
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": whole}


def test_a_claim_gets_the_smallest_volume_that_fits_whichever_came_first() -> None:
    played = Played(0)
    played.create(volume("small", "1Gi"))
    played.create(volume("other", "6Gi", storageClassName="fast"))
    played.create(claim())
    assert played.status(CLAIMS, "data")["phase"] == "Pending"
    assert played.events("FailedBinding") == [
        "no persistent volumes available for this claim and no storage class is set"
    ]
    played.create(volume("large", "20Gi"))
    assert played.get(CLAIMS, "data")["spec"]["volumeName"] == "large"
    assert played.status(CLAIMS, "data") == {
        "phase": "Bound",
        "accessModes": ["ReadWriteOnce"],
        "capacity": {"storage": "20Gi"},
    }
    assert played.status(VOLUMES, "large")["phase"] == "Bound"
    assert played.status(VOLUMES, "small")["phase"] == "Available"


def test_a_claim_in_use_stays_until_its_pod_has_gone_and_its_volume_is_released() -> None:
    played = Played(1)
    played.create(volume("one", "5Gi"))
    played.create(claim())
    mount = {"name": "v", "persistentVolumeClaim": {"claimName": "data"}}
    spec = {"containers": [{"name": "c", "image": "i"}], "volumes": [mount]}
    played.create({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "user"}, "spec": spec})
    played.delete(CLAIMS, "data")
    assert "deletionTimestamp" in played.get(CLAIMS, "data")["metadata"]
    played.delete(PODS, "user", grace=0)
    assert played.storage.find(CLAIMS, "data", "default") is None
    assert played.status(VOLUMES, "one")["phase"] == "Released"


def test_a_volume_that_is_bound_stays_until_its_claim_has_gone() -> None:
    played = Played(0)
    played.create(volume("one", "5Gi"))
    played.create(claim())
    played.delete(VOLUMES, "one")
    assert "deletionTimestamp" in played.get(VOLUMES, "one")["metadata"]
    played.delete(CLAIMS, "data")
    assert played.storage.objects(VOLUMES) == []


def test_a_class_that_is_not_there_is_named() -> None:
    played = Played(0)
    played.create(claim(storageClassName="none"))
    assert played.events("ProvisioningFailed") == ['storageclass.storage.k8s.io "none" not found']
