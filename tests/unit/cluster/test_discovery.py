import json

import pytest
from fault_server import FaultServer, broken, raw, status, text
from tables import connection

from ktui.cluster.api import Api
from ktui.cluster.discovery import discover
from ktui.domain.errors import Forbidden, Unreachable

READ = ["get", "list", "watch"]


@pytest.fixture
async def server():
    async with FaultServer() as server:
        yield server


@pytest.fixture
async def api(server):
    async with Api(connection(server)) as api:
        yield api


def answer(server, path, body):
    """What the server has at a path, from now on."""
    server.always(f"get {path}", raw(json.dumps(body).encode()))


def described(name, kind, scope="Namespaced", **more):
    return {"resource": name, "responseKind": {"kind": kind}, "scope": scope, "verbs": READ, **more}


def group(name, *versions):
    named = {"name": name} if name else {}
    return {"metadata": named, "versions": [{"version": each, **more} for each, more in versions]}


def aggregated(*groups):
    return {"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "items": list(groups)}


def serve_aggregated(server):
    pods = described("pods", "Pod", singularResource="pod", shortNames=["po"], categories=["all"])
    pods["subresources"] = [{"subresource": "log"}]
    answer(server, "api", aggregated(group("", ("v1", {"resources": [pods, described("nodes", "Node", "Cluster")]}))))
    scalers = {"resources": [described("horizontalpodautoscalers", "HorizontalPodAutoscaler")]}
    stale = {"freshness": "Stale", "resources": None}
    answer(
        server,
        "apis",
        aggregated(group("autoscaling", ("v2", scalers), ("v1", scalers)), group("metrics.k8s.io", ("v1beta1", stale))),
    )


async def test_two_requests_tell_everything_where_the_server_aggregates(server, api):
    serve_aggregated(server)
    known = await discover(api)
    assert [(each.api_version, each.name) for each in known.resources] == [
        ("v1", "pods"),
        ("v1", "nodes"),
        ("autoscaling/v2", "horizontalpodautoscalers"),
        ("autoscaling/v1", "horizontalpodautoscalers"),
    ]
    assert [each.path for each in server.requests] == ["/api", "/apis"]
    assert all("apidiscovery.k8s.io;v=v2;as=" in each.headers["accept"] for each in server.requests)
    pods, nodes = known.resources[:2]
    assert (pods.kind, pods.singular, pods.short_names, pods.categories) == ("Pod", "pod", ("po",), ("all",))
    assert (pods.verbs, pods.subresources) == (frozenset(READ), frozenset({"log"}))
    assert (pods.namespaced, nodes.namespaced) == (True, False)


async def test_a_group_without_a_server_behind_it_is_named_and_costs_only_itself(server, api):
    serve_aggregated(server)
    known = await discover(api)
    assert known.unanswered == {"metrics.k8s.io/v1beta1": "the server behind it does not answer"}
    assert known.find("po") is not None


def serve_legacy(server):
    answer(server, "api", {"kind": "APIVersions", "versions": ["v1"]})
    versions = [{"groupVersion": f"autoscaling/{each}", "version": each} for each in ("v1", "v2")]
    groups = [
        {"name": "autoscaling", "versions": versions, "preferredVersion": versions[1]},
        {"name": "metrics.k8s.io", "versions": [{"version": "v1beta1"}], "preferredVersion": {"version": "v1beta1"}},
    ]
    answer(server, "apis", {"kind": "APIGroupList", "groups": groups})
    pods = {"name": "pods", "singularName": "pod", "namespaced": True, "kind": "Pod", "verbs": READ}
    log = {"name": "pods/log", "kind": "Pod", "verbs": ["get"]}
    server.always("get v1", listing(pods | {"shortNames": ["po"]}, log))
    server.always("get v2", listing({"name": "horizontalpodautoscalers", "kind": "HorizontalPodAutoscaler"}))
    server.always("get v1beta1", status(503, "ServiceUnavailable", "the server is currently unable"))


def listing(*resources):
    return raw(json.dumps({"kind": "APIResourceList", "resources": list(resources)}).encode())


async def test_an_older_server_is_asked_group_by_group_the_preferred_version_first(server, api):
    serve_legacy(server)
    known = await discover(api)
    pods, other = known.resources[:2]
    assert (pods.name, pods.short_names, pods.subresources, pods.namespaced) == (
        "pods",
        ("po",),
        frozenset({"log"}),
        True,
    )
    assert (other.api_version, other.namespaced) == ("autoscaling/v2", False)
    assert known.find("hpa") is None
    assert known.find("horizontalpodautoscalers").version == "v2"
    assert known.unanswered == {"metrics.k8s.io/v1beta1": "the server is currently unable"}


async def test_what_a_group_says_that_is_not_understood_costs_only_the_group(server, api):
    serve_legacy(server)
    server.always("get v1beta1", text(200, "<html>hello"))
    known = await discover(api)
    assert known.unanswered == {"metrics.k8s.io/v1beta1": "the answer is not understood"}
    assert known.find("pods")


async def test_one_half_that_fails_leaves_the_other(server, api):
    serve_aggregated(server)
    server.always("get apis", status(403, "Forbidden", "not you"))
    known = await discover(api)
    assert known.unanswered == {"/apis": "not you"}
    assert known.find("pods")
    server.always("get apis", text(200, "nonsense"))
    assert (await discover(api)).unanswered == {"/apis": "the answer is not understood"}


async def test_a_server_that_tells_nothing_is_an_error(server, api):
    server.always("get", status(403, "Forbidden", "not you"))
    with pytest.raises(Forbidden, match="not you"):
        await discover(api)
    server.always("get", broken)
    with pytest.raises(Unreachable):
        await discover(api)


async def test_names_that_could_lead_elsewhere_and_kinds_that_could_draw_are_not_taken(server, api):
    odd = [described("../secrets", "Up"), described("a/b", "Part"), described("fine", "\x1b[31mRed"), described("", "")]
    answer(server, "api", aggregated(group("", ("v1", {"resources": odd}), ("v1/../x", {"resources": odd}))))
    answer(server, "apis", aggregated())
    (only,) = (await discover(api)).resources
    assert only.name == "fine"
    assert "\x1b" not in only.kind


async def test_a_resource_without_a_kind_is_called_as_it_is_addressed(server, api):
    answer(server, "api", aggregated(group("", ("v1", {"resources": [{"resource": "things"}]}))))
    answer(server, "apis", aggregated())
    (only,) = (await discover(api)).resources
    assert (only.kind, only.listable) == ("things", False)
