"""Discovery and OpenAPI, in the forms that kubectl asks for."""

import json
import re

import pytest

from ktui.demo import openapi
from ktui.demo.resources import RESOURCES

AGGREGATED = "application/json;g=apidiscovery.k8s.io;v={};as=APIGroupDiscoveryList"


@pytest.mark.parametrize("version", ["v2", "v2beta1"])
@pytest.mark.parametrize("path", ["/api", "/apis"])
async def test_one_answer_tells_everything(api, path, version):
    accept = AGGREGATED.format(version)
    code, headers, value = await api.ask("GET", path, accept=f"{accept},application/json")
    assert (code, headers["Content-Type"]) == (200, accept)
    assert (value["kind"], value["apiVersion"]) == ("APIGroupDiscoveryList", f"apidiscovery.k8s.io/{version}")
    told = {each["resource"] for item in value["items"] for each in item["versions"][0]["resources"]}
    assert told == {each.plural for each in RESOURCES if bool(each.group) == (path == "/apis")}


async def test_pods_are_described_with_their_subresources(api):
    value = await api.get("/api", accept=AGGREGATED.format("v2"))
    pods = next(each for each in value["items"][0]["versions"][0]["resources"] if each["resource"] == "pods")
    assert pods["responseKind"] == {"group": "", "version": "v1", "kind": "Pod"}
    assert (pods["scope"], pods["singularResource"], pods["shortNames"]) == ("Namespaced", "pod", ["po"])
    assert pods["categories"] == ["all"]
    eviction = next(each for each in pods["subresources"] if each["subresource"] == "eviction")
    assert eviction["responseKind"] == {"group": "policy", "version": "v1", "kind": "Eviction"}
    assert eviction["verbs"] == ["create"]


async def test_the_plain_forms_tell_the_same(api):
    assert (await api.get("/api"))["versions"] == ["v1"]
    groups = {each["name"]: each for each in (await api.get("/apis"))["groups"]}
    assert set(groups) == {each.group for each in RESOURCES if each.group}
    assert groups["apps"] == {
        "name": "apps",
        "versions": [{"groupVersion": "apps/v1", "version": "v1"}],
        "preferredVersion": {"groupVersion": "apps/v1", "version": "v1"},
    }
    assert (await api.get("/apis/apps"))["kind"] == "APIGroup"
    listed = {each["name"]: each for each in (await api.get("/apis/apps/v1"))["resources"]}
    assert listed["deployments/scale"]["group"] == "autoscaling"
    assert listed["daemonsets"]["shortNames"] == ["ds"]
    assert "pods/eviction" in {each["name"] for each in (await api.get("/api/v1"))["resources"]}


async def test_the_version_is_one_that_clients_can_read(api):
    version = await api.get("/version")
    assert (version["major"], version["minor"]) == ("1", "36")
    assert version["gitVersion"].startswith("v1.36.")


async def test_openapi_leaves_validation_to_the_server(api):
    index = await api.get("/openapi/v3")
    document = await api.get(index["paths"]["apis/apps/v1"]["serverRelativeURL"])
    patch = document["paths"]["/apis/apps/v1/namespaces/{namespace}/daemonsets/{name}"]["patch"]
    assert patch["x-kubernetes-group-version-kind"] == {"group": "apps", "version": "v1", "kind": "DaemonSet"}
    assert [each["name"] for each in patch["parameters"]] == ["fieldValidation"]
    assert "/api/v1/nodes/{name}" in (await api.get("/openapi/v3/api/v1"))["paths"]
    assert (await api.ask("GET", "/openapi/v3/apis/none/v1"))[0] == 404


async def test_openapi_names_the_fields_of_every_kind(api):
    schemas = (await api.get("/openapi/v3/apis/apps/v1"))["components"]["schemas"]
    daemon_set = schemas["DaemonSet"]
    assert daemon_set["x-kubernetes-group-version-kind"] == [{"group": "apps", "version": "v1", "kind": "DaemonSet"}]
    assert daemon_set["properties"]["kind"] == {"type": "string"}
    assert daemon_set["properties"]["spec"] == {"allOf": [{"$ref": "#/components/schemas/DaemonSetSpec"}]}
    container = schemas["Container"]["properties"]
    assert container["command"] == {"type": "array", "items": {"type": "string"}}
    assert schemas["ResourceRequirements"]["properties"]["limits"] == {
        "type": "object",
        "additionalProperties": {"allOf": [{"$ref": "#/components/schemas/Quantity"}]},
    }
    assert "oneOf" in schemas["Quantity"]


@pytest.mark.parametrize("name", sorted(openapi.index()["paths"]))
def test_every_reference_of_openapi_leads_somewhere(name):
    document = openapi.document(name)
    references = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(document)))
    assert references <= document["components"]["schemas"].keys()


async def test_the_old_openapi_is_an_empty_document(api):
    code, headers, text = await api.ask("GET", "/openapi/v2")
    assert (code, headers["Content-Type"], text) == (200, openapi.V2_CONTENT_TYPE, "")
