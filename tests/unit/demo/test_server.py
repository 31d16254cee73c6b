"""The paths, forms and refusals of the API server; what writes answer is in test_validation."""

import io
import json

import pytest
import yaml

from ktui.demo.resources import CONFIG_MAPS, DAEMON_SETS, DEPLOYMENTS, JOBS, NODES, PODS

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"
MERGE = "application/merge-patch+json"


def config(name="a", **data):
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def workload(name="d", **spec):
    template = {"metadata": {"labels": {"app": "d"}}, "spec": {"containers": [{"name": "main", "image": "a:1"}]}}
    spec = {"selector": {"matchLabels": {"app": "d"}}, "template": template, **spec}
    return {"metadata": {"name": name, "namespace": "default"}, "spec": spec}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/livez", "/livez/ping"])
async def test_it_is_well(api, path):
    assert await api.get(path) == "ok"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v2",
        "/apis/apps/v9",
        "/api/v1/nosuch",
        "/api/v1/pods/x",
        "/api/v1/namespaces/default/nodes",
        "/api/v1/namespaces/default/pods/x/nosuch",
        "/api/v1/namespaces/default/pods/x/log/more",
    ],
)
async def test_a_path_that_leads_nowhere_is_not_found(api, path):
    code, _, value = await api.ask("GET", path)
    assert (code, value.get("message") if isinstance(value, dict) else value) in (
        (404, "the server could not find the requested resource"),
        (404, "404 page not found\n"),
    )


@pytest.mark.parametrize("path", ["/nosuch", "/apis/nosuch"])
async def test_a_path_outside_the_api_is_no_page(api, path):
    assert (await api.ask("GET", path))[::2] == (404, "404 page not found\n")


async def test_an_object_comes_with_its_kind_first(api):
    await api.ask("POST", "/api/v1/namespaces/default/configmaps", config(key="value"))
    async with api.session.get("/api/v1/namespaces/default/configmaps/a") as answer:
        text = await answer.text()
    assert text.startswith('{"kind":"ConfigMap","apiVersion":"v1","metadata":{')
    assert text.endswith("\n")


async def test_forms_are_chosen_by_what_the_client_accepts(api):
    api.storage.create(NODES, {"metadata": {"name": "n"}})
    path = "/api/v1/nodes"
    assert (await api.get(path))["kind"] == "NodeList"
    assert (await api.get(path, accept="application/vnd.kubernetes.protobuf,application/json"))["kind"] == "NodeList"
    assert (await api.get(path, accept=TABLE))["kind"] == "Table"
    partial = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
    assert (await api.get(path, accept=partial))["items"][0]["kind"] == "PartialObjectMetadata"
    assert (await api.get(f"{path}/n", accept=partial.replace("List", "")))["kind"] == "PartialObjectMetadata"
    assert yaml.safe_load(await api.get(f"{path}/n", accept="application/yaml"))["kind"] == "Node"
    for accept in ("text/html", "application/json;as=Foo;g=meta.k8s.io;v=v1"):
        code, _, value = await api.ask("GET", path, accept=accept)
        assert (code, value["reason"]) == (406, "NotAcceptable")


async def test_a_table_carries_what_is_asked_for(api):
    api.storage.create(NODES, {"metadata": {"name": "n"}})
    row = (await api.get("/api/v1/nodes", accept=TABLE))["rows"][0]
    assert row["cells"][:3] == ["n", "Unknown", "<none>"]
    assert row["object"]["kind"] == "PartialObjectMetadata"
    assert (await api.get("/api/v1/nodes?includeObject=Object", accept=TABLE))["rows"][0]["object"]["kind"] == "Node"
    assert (await api.get("/api/v1/nodes?includeObject=None", accept=TABLE))["rows"][0]["object"] is None
    code, _, value = await api.ask("GET", "/api/v1/nodes?includeObject=Foo", accept=TABLE)
    assert code == 400
    assert "must be 'Metadata', 'Object', 'None', or empty" in value["message"]


async def test_a_body_may_be_yaml_and_may_leave_out_what_the_path_says(api):
    path = "/api/v1/namespaces/default/configmaps"
    code, _, made = await api.ask("POST", path, "metadata: {name: y}\ndata: {on: off}", media="application/yaml")
    assert (code, made["kind"]) == (400, "Status"), "YAML reads these words as booleans, which no text can be"
    code, _, made = await api.ask("POST", path, "metadata: {name: y}\ndata: {a: b}", media="application/yaml")
    assert (code, made["metadata"]["namespace"], made["data"]) == (201, "default", {"a": "b"})


async def test_apply_makes_and_then_takes_back_what_is_no_longer_applied(api):
    path = "/api/v1/namespaces/default/configmaps/a?fieldManager=me"
    apply = "application/apply-patch+yaml"
    code, _, made = await api.ask("PATCH", path, json.dumps(config(one="1")), media=apply)
    assert (code, made["data"]) == (201, {"one": "1"})
    code, _, made = await api.ask("PATCH", path, json.dumps(config(two="2")), media=apply)
    assert (code, made["data"]) == (200, {"two": "2"})


async def test_a_patch_of_the_status_leaves_the_spec(api):
    api.storage.create(NODES, {"metadata": {"name": "n"}})
    body = {"spec": {"unschedulable": True}, "status": {"capacity": {"cpu": "8"}}}
    await api.ask("PATCH", "/api/v1/nodes/n/status", body, media=MERGE)
    node = api.storage.get(NODES, "n")
    assert "unschedulable" not in node["spec"]
    assert node["status"]["capacity"] == {"cpu": "8"}
    await api.ask(
        "PATCH", "/api/v1/nodes/n", {"spec": {"unschedulable": True}, "status": {"capacity": None}}, media=MERGE
    )
    node = api.storage.get(NODES, "n")
    assert node["spec"]["unschedulable"] is True
    assert node["status"]["capacity"] == {"cpu": "8"}


async def test_a_scale_is_read_and_written(api):
    api.storage.create(DEPLOYMENTS, workload(replicas=2))
    path = "/apis/apps/v1/namespaces/default/deployments/d/scale"
    scale = await api.get(path)
    assert (scale["kind"], scale["spec"], scale["status"]) == (
        "Scale",
        {"replicas": 2},
        {"replicas": 0, "selector": "app=d"},
    )
    code, _, scaled = await api.ask("PATCH", path, {"spec": {"replicas": 5}}, media=MERGE)
    assert (code, scaled["spec"]) == (200, {"replicas": 5})
    code, _, refused = await api.ask("PUT", path, scale)
    assert (code, refused["reason"]) == (409, "Conflict")
    assert api.storage.get(DEPLOYMENTS, "d", "default")["spec"]["replicas"] == 5


async def test_a_whole_collection_can_be_deleted(api):
    for name in ("a", "b", "c"):
        labels = {"keep": "yes"} if name == "b" else {}
        api.storage.create(CONFIG_MAPS, {"metadata": {"name": name, "namespace": "default", "labels": labels}})
    code, _, value = await api.ask("DELETE", "/api/v1/namespaces/default/configmaps?labelSelector=!keep")
    assert (code, len(value["items"])) == (200, 2)
    assert [each["metadata"]["name"] for each in api.storage.objects(CONFIG_MAPS)] == ["b"]


async def test_deleting_a_job_without_a_policy_warns_of_its_orphans(api):
    pod = {"restartPolicy": "Never", "containers": [{"name": "main", "image": "a"}]}
    api.storage.create(JOBS, {"metadata": {"name": "j", "namespace": "default"}, "spec": {"template": {"spec": pod}}})
    _, headers, value = await api.ask("DELETE", "/apis/batch/v1/namespaces/default/jobs/j")
    assert "child pods are preserved by default when jobs are deleted" in headers["Warning"]
    assert value["metadata"]["finalizers"] == ["orphan"]
    _, headers, value = await api.ask("DELETE", "/apis/batch/v1/namespaces/default/jobs/j?propagationPolicy=Background")
    assert "Warning" not in headers
    assert value["status"] == "Success"


async def test_a_pod_is_bound_once(api):
    spec = {"containers": [{"name": "main", "image": "a"}]}
    api.storage.create(PODS, {"metadata": {"name": "p", "namespace": "default"}, "spec": spec})
    path, body = "/api/v1/namespaces/default/pods/p/binding", {"target": {"name": "n"}}
    assert (await api.ask("POST", path, body))[0] == 201
    assert api.storage.get(PODS, "p", "default")["spec"]["nodeName"] == "n"
    code, _, value = await api.ask("POST", path, body)
    assert (code, value["message"]) == (
        409,
        'Operation cannot be fulfilled on pods/binding "p": pod p is already assigned to node "n"',
    )


async def test_a_namespace_is_finalized(api):
    await api.ask("DELETE", "/api/v1/namespaces/team-a")
    body = {"metadata": {"name": "team-a"}, "spec": {"finalizers": []}}
    await api.ask("PUT", "/api/v1/namespaces/team-a/finalize", body)
    assert (await api.ask("GET", "/api/v1/namespaces/team-a"))[0] == 404


async def test_the_clusters_own_namespaces_stay(api):
    code, _, refusal = await api.ask("DELETE", "/api/v1/namespaces/default")
    assert (code, refusal["message"]) == (
        403,
        'namespaces "default" is forbidden: this namespace may not be deleted',
    )


async def test_a_namespace_keeps_the_label_with_its_name(api):
    path = "/api/v1/namespaces/team-a"
    await api.ask("PUT", path, {"metadata": {"name": "team-a", "labels": {"a": "b"}}})
    assert (await api.get(path))["metadata"]["labels"] == {"a": "b", "kubernetes.io/metadata.name": "team-a"}


async def test_a_service_keeps_the_address_it_was_given(api):
    path = "/api/v1/namespaces/default/services"
    service = {"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}
    _, _, made = await api.ask("POST", path, service)
    assert made["spec"]["clusterIP"].startswith("10.96.")
    _, _, replaced = await api.ask("PUT", f"{path}/web", service)
    assert replaced["spec"]["clusterIPs"] == made["spec"]["clusterIPs"] == [made["spec"]["clusterIP"]]
    headless = {"metadata": {"name": "pods"}, "spec": {"ports": [{"port": 80}], "clusterIP": "None"}}
    assert (await api.ask("POST", path, headless))[2]["spec"]["clusterIPs"] == ["None"]


async def test_a_disruption_budget_is_replaced_only_by_who_has_read_it(api):
    path = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
    budget = {"metadata": {"name": "web"}, "spec": {"minAvailable": 1, "selector": {"matchLabels": {"a": "b"}}}}
    _, _, made = await api.ask("POST", path, budget)
    code, _, refusal = await api.ask("PUT", f"{path}/web", budget)
    assert (code, refusal["reason"]) == (409, "Conflict")
    assert (await api.ask("PUT", f"{path}/web", made))[0] == 200
    assert (await api.ask("PUT", f"{path}/other", {**budget, "metadata": {"name": "other"}}))[0] == 404


async def test_a_body_that_is_too_big_is_refused(api):
    body = io.BytesIO(b"x" * (4 << 20))
    async with api.session.post("/api/v1/namespaces/default/configmaps", data=body) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "null",
        '"text"',
        '{"metadata": []}',
        '{"metadata": {"name": 5}}',
        '{"metadata": {"labels": [1]}}',
        '{"spec": 5}',
        '{"spec": {"template": []}}',
        '{"spec": {"template": {"spec": []}}}',
        '{"spec": {"template": {"spec": {"containers": [5]}}}}',
        '{"spec": {"selector": {"matchExpressions": [5]}}}',
        '{"kind": [], "apiVersion": {}}',
        '{"metadata": {"ownerReferences": [5]}}',
        '{"metadata": {"finalizers": 5}}',
        '{"metadata": {"annotations": 5}}',
        '{"apiVersion": "v2"}',
    ],
)
@pytest.mark.parametrize("kind", ["apps/v1/daemonsets", "batch/v1/jobs", "batch/v1/cronjobs", "apps/v1/deployments"])
async def test_no_body_troubles_the_server(api, body, kind):
    group, version, plural = kind.split("/")
    path = f"/apis/{group}/{version}/namespaces/default/{plural}"
    code, _, value = await api.ask("POST", path, body)
    assert code in (400, 422), value
    api.storage.create(DAEMON_SETS, workload())
    code, _, value = await api.ask("PATCH", "/apis/apps/v1/namespaces/default/daemonsets/d", body, media=MERGE)
    assert code in (200, 400, 422), value


@pytest.mark.parametrize(
    ("patch", "refused"),
    [
        ({"spec": "x"}, '"map[spec:x]": cannot restore struct from: string'),
        ({"spec": {"taints": "x"}}, '"map[spec:map[taints:x]]": cannot restore slice from string'),
        ({"metadata": {"labels": {"x": 1}}}, '"map[metadata:map[labels:map[x:1]]]": cannot convert int64 to string'),
        ({"spec": {"unschedulable": "x"}}, '"map[spec:map[unschedulable:x]]": unrecognized type: bool'),
    ],
)
async def test_a_strategic_patch_that_does_not_fit_is_shown_as_go_prints_it(api, patch, refused):
    api.storage.create(NODES, {"metadata": {"name": "n"}})
    code, _, answer = await api.ask("PATCH", "/api/v1/nodes/n", patch, media="application/strategic-merge-patch+json")
    assert (code, answer["message"]) == (422, f' "" is invalid: patch: Invalid value: {refused}')


async def test_what_is_out_of_date_says_so_in_a_header(api):
    _, headers, _ = await api.ask("GET", "/api/v1/namespaces/default/endpoints")
    assert headers["Warning"].startswith('299 - "v1 Endpoints is deprecated in v1.33+')
    _, headers, _ = await api.ask("GET", "/api/v1/namespaces/default/pods")
    assert "Warning" not in headers


async def test_the_root_names_where_there_is_something_to_ask_for(api):
    _, _, answer = await api.ask("GET", "/")
    assert {"/api/v1", "/apis/apps/v1", "/version"} <= set(answer["paths"])
