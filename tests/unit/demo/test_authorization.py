"""Who may do what, in the words and with the answers of the real server's RBAC."""

import pytest

TEAM, VIEWER, READER, NOBODY, ADMIN = (f"{name}-token" for name in ("team", "viewer", "reader", "nobody", "admin"))


async def test_an_unknown_token_is_nobody_at_all(api):
    code, _, value = await api.ask("GET", "/api/v1/nodes", token="wrong")
    assert (code, value["message"], value["reason"]) == (401, "Unauthorized", "Unauthorized")


async def test_who_sends_no_token_may_do_everything(api):
    assert (await api.ask("GET", "/api/v1/nodes"))[0] == 200


async def test_who_sends_no_token_is_known_by_the_port(api):
    urls = api.server.urls
    assert set(urls) == {"admin", "reader", "viewer", "team", "nobody"}
    for name, url in urls.items():
        _, _, value = await api.ask("POST", f"{url}/apis/authentication.k8s.io/v1/selfsubjectreviews", {})
        assert value["status"]["userInfo"]["username"] == name
    assert (await api.ask("GET", f"{urls['viewer']}/api/v1/nodes"))[0] == 403
    assert (await api.ask("GET", f"{urls['viewer']}/api/v1/nodes", token=READER))[0] == 200


@pytest.mark.parametrize(
    ("token", "method", "path", "words"),
    [
        (
            VIEWER,
            "GET",
            "/api/v1/nodes",
            'nodes is forbidden: User "viewer" cannot list resource "nodes" in API group "" at the cluster scope',
        ),
        (
            VIEWER,
            "GET",
            "/api/v1/nodes/x",
            'nodes "x" is forbidden: User "viewer" cannot get resource "nodes" in API group "" at the cluster scope',
        ),
        (
            VIEWER,
            "DELETE",
            "/api/v1/namespaces/default/pods",
            (
                'pods is forbidden: User "viewer" cannot deletecollection resource "pods" in API group "" in the '
                'namespace "default"'
            ),
        ),
        (
            VIEWER,
            "POST",
            "/api/v1/namespaces/default/pods/x/eviction",
            (
                'pods "x" is forbidden: User "viewer" cannot create resource "pods/eviction" in API group "" in the '
                'namespace "default"'
            ),
        ),
        (
            READER,
            "PATCH",
            "/api/v1/nodes/x",
            'nodes "x" is forbidden: User "reader" cannot patch resource "nodes" in API group "" at the cluster scope',
        ),
        (
            TEAM,
            "GET",
            "/api/v1/namespaces/default/pods/x/log",
            (
                'pods "x" is forbidden: User "team" cannot get resource "pods/log" in API group "" in the '
                'namespace "default"'
            ),
        ),
        (
            NOBODY,
            "GET",
            "/apis/apps/v1/daemonsets?watch=1",
            (
                'daemonsets.apps is forbidden: User "nobody" cannot watch resource "daemonsets" in API group "apps" at '
                "the cluster scope"
            ),
        ),
        (NOBODY, "GET", "/metrics", 'forbidden: User "nobody" cannot get path "/metrics"'),
    ],
)
async def test_a_refusal_says_who_may_not_do_what_where(api, token, method, path, words):
    code, _, value = await api.ask(method, path, token=token)
    assert (code, value["reason"], value["message"]) == (403, "Forbidden", words)


@pytest.mark.parametrize(
    ("token", "path"),
    [
        (READER, "/api/v1/nodes"),
        (READER, "/api/v1/secrets"),
        (VIEWER, "/api/v1/pods"),
        (VIEWER, "/apis/batch/v1/namespaces/default/cronjobs"),
        (TEAM, "/api/v1/namespaces/team-a/secrets"),
        (NOBODY, "/version"),
        (NOBODY, "/apis"),
        (NOBODY, "/openapi/v3"),
    ],
)
async def test_what_is_allowed_is_answered(api, token, path):
    assert (await api.ask("GET", path, token=token))[0] == 200


@pytest.mark.parametrize(
    ("token", "verb", "group", "resource", "subresource", "namespace", "allowed"),
    [
        (ADMIN, "delete", "", "nodes", "", "", True),
        (READER, "list", "", "nodes", "", "", True),
        (READER, "patch", "", "nodes", "", "", False),
        (VIEWER, "list", "", "nodes", "", "", False),
        (VIEWER, "get", "", "secrets", "", "default", False),
        (VIEWER, "get", "", "pods", "log", "default", True),
        (TEAM, "create", "", "pods", "eviction", "team-a", True),
        (TEAM, "create", "", "pods", "eviction", "default", False),
        (TEAM, "list", "", "pods", "", "", False),
        (TEAM, "patch", "apps", "daemonsets", "", "team-a", True),
        (TEAM, "update", "apps", "controllerrevisions", "", "team-a", False),
        (NOBODY, "list", "", "pods", "", "default", False),
    ],
)
async def test_an_access_review_is_truthful(api, token, verb, group, resource, subresource, namespace, allowed):
    attributes = {
        "verb": verb,
        "group": group,
        "resource": resource,
        "subresource": subresource,
        "namespace": namespace,
    }
    body = {"spec": {"resourceAttributes": attributes}}
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    code, _, value = await api.ask("POST", path, body, token=token)
    assert (code, value["status"]["allowed"]) == (201, allowed)


async def test_an_allowed_review_names_the_role(api):
    body = {"spec": {"resourceAttributes": {"verb": "list", "resource": "pods"}}}
    _, _, value = await api.ask("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", body, token=VIEWER)
    role = 'RBAC: allowed by ClusterRoleBinding "ktui-viewer" of ClusterRole "view" to Group "ktui:viewer"'
    assert value["status"] == {"allowed": True, "reason": role}


async def test_a_path_can_be_asked_about(api):
    path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
    for asked, allowed in (("/version", True), ("/metrics", False)):
        body = {"spec": {"nonResourceAttributes": {"path": asked, "verb": "get"}}}
        assert (await api.ask("POST", path, body, token=NOBODY))[2]["status"]["allowed"] is allowed


async def test_a_rules_review_lists_what_holds_in_a_namespace(api):
    path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews"

    async def rules(namespace):
        _, _, value = await api.ask("POST", path, {"spec": {"namespace": namespace}}, token=TEAM)
        assert value["status"]["incomplete"] is False
        return value["status"]["resourceRules"]

    assert {"verbs": ["create"], "apiGroups": [""], "resources": ["pods/eviction"]} in await rules("team-a")
    assert len(await rules("default")) == 2, "everybody may ask about themselves"


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("selfsubjectrulesreviews", 400, "no namespace on request"),
        (
            "selfsubjectaccessreviews",
            422,
            "exactly one of nonResourceAttributes or resourceAttributes must be specified",
        ),
    ],
)
async def test_a_review_of_nothing_is_refused(api, kind, code, words):
    answered, _, value = await api.ask("POST", f"/apis/authorization.k8s.io/v1/{kind}", {"spec": {}})
    assert answered == code
    assert words in value["message"]


async def test_one_can_ask_who_one_is(api):
    path = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
    _, _, value = await api.ask("POST", path, {}, token=TEAM)
    information = {"username": "team", "uid": "u-team", "groups": ["ktui:team", "system:authenticated"]}
    assert value["status"] == {"userInfo": information}
