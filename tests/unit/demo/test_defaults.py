"""What the embedded storage fills in, against what a real server stored of the same manifests."""

import json
import re
from pathlib import Path

import pytest

from ktui.demo.resources import JOBS, PODS, SERVICES, by_kind

RECORDED = json.loads((Path(__file__).parent / "recorded" / "defaults.json").read_text())
UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def without_uids(value):
    return json.loads(UID.sub("UID", json.dumps(value)))


@pytest.mark.parametrize(
    "each", RECORDED, ids=lambda each: f"{each['sent']['kind']}-{each['sent']['metadata']['name']}"
)
def test_a_manifest_is_stored_as_the_real_server_stored_it(storage, each):
    sent, expected = each["sent"], each["stored"]
    resource = by_kind(sent["apiVersion"], sent["kind"])
    if resource.namespaced:
        sent = {**sent, "metadata": {**sent["metadata"], "namespace": "default"}}
    stored = storage.create(resource, sent)
    kept = {name: part for name, part in stored.items() if name not in ("metadata", "status")}
    if resource is SERVICES:  # every server hands out its own addresses
        assert kept["spec"]["clusterIPs"] == [kept["spec"]["clusterIP"]]
        for name in ("clusterIP", "clusterIPs"):
            expected["spec"].pop(name)
            kept["spec"].pop(name)
    assert without_uids(kept) == without_uids(expected)
    assert without_uids(stored["metadata"].get("labels")) == without_uids(each["labels"])


@pytest.mark.parametrize(
    ("image", "policy"),
    [
        ("nginx", "Always"),
        ("nginx:latest", "Always"),
        ("nginx:1", "IfNotPresent"),
        ("host:5000/nginx", "Always"),
        ("host:5000/nginx:1", "IfNotPresent"),
        ("nginx@sha256:0", "IfNotPresent"),
    ],
)
def test_an_image_without_a_fixed_tag_is_pulled_always(storage, image, policy):
    spec = {"containers": [{"name": "main", "image": image}]}
    made = storage.create(PODS, {"metadata": {"name": "a", "namespace": "default"}, "spec": spec})
    assert made["spec"]["containers"][0]["imagePullPolicy"] == policy


def test_a_request_that_is_not_made_is_the_limit(storage):
    container = {"name": "main", "image": "a", "resources": {"limits": {"cpu": "2", "memory": "1Gi"}}}
    spec = {"containers": [{**container, "resources": {**container["resources"], "requests": {"cpu": "1"}}}]}
    made = storage.create(PODS, {"metadata": {"name": "a", "namespace": "default"}, "spec": spec})
    assert made["spec"]["containers"][0]["resources"]["requests"] == {"cpu": "1", "memory": "1Gi"}
    assert made["status"]["qosClass"] == "Burstable"
    spec = {"containers": [container]}
    made = storage.create(PODS, {"metadata": {"name": "b", "namespace": "default"}, "spec": spec})
    assert made["status"]["qosClass"] == "Guaranteed"


def test_own_tolerations_of_lost_nodes_are_kept(storage):
    spec = {"containers": [{"name": "main", "image": "a"}], "tolerations": [{"operator": "Exists"}]}
    made = storage.create(PODS, {"metadata": {"name": "a", "namespace": "default"}, "spec": spec})
    assert made["spec"]["tolerations"] == [{"operator": "Exists"}]


def test_a_job_with_only_completions_runs_one_pod_at_a_time(storage):
    pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "a"}]}
    spec = {"completions": 5, "template": {"spec": pod}}
    made = storage.create(JOBS, {"metadata": {"name": "a", "namespace": "default"}, "spec": spec})
    assert (made["spec"]["completions"], made["spec"]["parallelism"]) == (5, 1)
    spec = {"parallelism": 5, "template": {"spec": pod}}
    made = storage.create(JOBS, {"metadata": {"name": "b", "namespace": "default"}, "spec": spec})
    assert "completions" not in made["spec"]
