"""Acting as somebody else: who may, whose rights count then, and what the server says of them."""

import pytest

WHO = "/apis/authentication.k8s.io/v1/selfsubjectreviews"
NODES = "/api/v1/nodes"


async def ask(api, method, path, *headers, token="admin-token"):
    given = [("Authorization", f"Bearer {token}"), *headers]
    async with api.session.request(method, path, json={} if method == "POST" else None, headers=given) as answer:
        return answer.status, await answer.json()


async def test_a_name_alone_has_no_rights(api):
    code, refusal = await ask(api, "GET", NODES, ("Impersonate-User", "bob"))
    words = 'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope'
    assert (code, refusal["message"]) == (403, words)


async def test_rights_come_with_groups(api):
    bob = ("Impersonate-User", "bob")
    assert (await ask(api, "GET", NODES, bob, ("Impersonate-Group", "ktui:reader")))[0] == 200
    two = (bob, ("Impersonate-Group", "other"), ("Impersonate-Group", "ktui:team"))
    assert (await ask(api, "GET", "/api/v1/namespaces/team-a/secrets", *two))[0] == 200
    assert (await ask(api, "GET", "/api/v1/namespaces/default/secrets", *two))[0] == 403
    assert (await ask(api, "DELETE", f"{NODES}/n", bob, ("Impersonate-Group", "system:masters")))[0] == 404


async def test_the_server_says_who_acts(api):
    headers = (
        ("Impersonate-User", "bob"),
        ("Impersonate-Group", "g"),
        ("Impersonate-Uid", "77"),
        ("Impersonate-Extra-Scope%2Fa", "x"),
        ("Impersonate-Extra-Scope%2Fa", "y"),
    )
    _, answer = await ask(api, "POST", WHO, *headers)
    assert answer["status"]["userInfo"] == {
        "username": "bob",
        "uid": "77",
        "groups": ["g", "system:authenticated"],
        "extra": {"scope/a": ["x", "y"]},
    }
    _, answer = await ask(api, "POST", WHO, headers[0])
    assert answer["status"]["userInfo"] == {"username": "bob", "groups": ["system:authenticated"]}


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (NODES, 'nodes is forbidden: User "reader" cannot impersonate-on:user-info:list resource "nodes" in API group'),
        ("/api", 'forbidden: User "reader" cannot impersonate-on:user-info:get path "/api"'),
    ],
)
async def test_who_may_not_act_as_others_is_refused(api, path, words):
    code, refusal = await ask(api, "GET", path, ("Impersonate-User", "bob"), token="reader-token")
    assert code == 403
    assert refusal["message"].startswith(words)


async def test_groups_without_a_user_are_no_request(api):
    assert (await ask(api, "GET", NODES, ("Impersonate-Group", "ktui:reader")))[0] == 500
