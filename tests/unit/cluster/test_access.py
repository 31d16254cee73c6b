"""What the user may do: asked once, kept for a while, and unknown where it cannot be told."""

import asyncio
import json

import pytest

from ktui.cluster.access import Access, Verdict, described
from ktui.cluster.timings import Timings
from ktui.domain.actions import Right
from ktui.domain.errors import Forbidden, ServerError, Unreachable

DELETE = Right("delete", "pods", namespace="shop", name="web-1")
EVICT = Right("create", "pods", subresource="eviction", namespace="shop")


class Server:
    """Answers reviews; keeps them."""

    def __init__(self, answer):
        self.answer = answer
        self.reviews = []

    async def request(self, method, path, *, params=None, body=None):
        assert (method, path) == ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
        self.reviews.append(json.loads(body))
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer if isinstance(self.answer, bytes) else json.dumps({"status": self.answer}).encode()


def access(answer):
    server, now = Server(answer), [0.0]
    return Access(server, clock=lambda: now[0]), server, now


async def test_a_server_that_is_not_there_is_not_waited_for_and_what_it_said_before_still_holds():
    asking, server, now = access({"allowed": True})
    await asking.allowed(DELETE)
    asking._pulse.miss()
    now[0] = 1000.0
    assert await asking.allowed(DELETE) == Verdict(allowed=True)
    unknown = await asking.allowed(EVICT)
    assert unknown.allowed is None
    assert unknown.why.endswith("the server does not answer")
    assert len(server.reviews) == 1


async def test_a_server_that_never_answers_leaves_it_open_in_good_time():
    silent = Server({"allowed": True})
    silent.request = lambda *_, **__: asyncio.Event().wait()
    asking = Access(silent, timings=Timings(probe=0))
    verdict = await asking.allowed(DELETE)
    assert verdict.allowed is None
    assert "in time" in verdict.why


async def test_the_no_of_a_server_that_has_only_just_begun_is_asked_again_soon():
    asking, _, now = access({"allowed": False})
    asking._pulse.miss()
    asking._pulse.beat()
    verdict = await asking.allowed(DELETE)
    assert verdict.allowed is None
    assert "only just begun" in verdict.why
    now[0] = 31.0
    assert (await asking.allowed(DELETE)).allowed is False


async def test_the_question_is_exact():
    asking, server, _ = access({"allowed": True})
    assert await asking.allowed(EVICT) == Verdict(allowed=True)
    assert server.reviews == [
        {
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": {
                "resourceAttributes": {
                    "verb": "create",
                    "resource": "pods",
                    "subresource": "eviction",
                    "namespace": "shop",
                }
            },
        }
    ]


@pytest.mark.parametrize(
    ("status", "verdict"),
    [
        ({"allowed": True, "reason": "RBAC: allowed"}, Verdict(allowed=True)),
        ({"allowed": False}, Verdict(allowed=False, why='You may not delete pods "web-1" in namespace "shop".')),
        (
            {"allowed": False, "denied": True, "reason": "policy 7"},
            Verdict(allowed=False, why='You may not delete pods "web-1" in namespace "shop" (policy 7).'),
        ),
        (
            {"allowed": False, "evaluationError": "webhook down"},
            Verdict(
                None,
                'The cluster cannot tell whether you may delete pods in namespace "shop": webhook down',
            ),
        ),
    ],
)
async def test_the_answer_in_words(status, verdict):
    asking, _, _ = access(status)
    assert await asking.allowed(DELETE) == verdict


@pytest.mark.parametrize("answer", [Forbidden("no"), ServerError("down"), Unreachable("gone"), b"<html>", b"{}", b""])
async def test_what_cannot_be_told_is_unknown_and_asked_again_soon(answer):
    asking, server, now = access(answer)
    verdict = await asking.allowed(DELETE)
    assert verdict.allowed is None
    assert 'may delete pods in namespace "shop"' in verdict.why
    now[0] += 14
    await asking.allowed(DELETE)
    assert len(server.reviews) == 1
    now[0] += 1
    await asking.allowed(DELETE)
    assert len(server.reviews) == 2


async def test_an_answer_is_kept_for_five_minutes_and_can_be_forgotten():
    asking, server, now = access({"allowed": True})
    for seconds, questions in ((0, 1), (299, 1), (1, 2)):
        now[0] += seconds
        await asking.allowed(DELETE)
        assert len(server.reviews) == questions
    asking.forget()
    await asking.allowed(DELETE)
    assert len(server.reviews) == 3


async def test_many_who_ask_the_same_share_one_question_and_others_do_not_wait_for_it():
    asking, server, _ = access({"allowed": True})
    await asyncio.gather(*(asking.allowed(right) for right in (DELETE, EVICT) * 50))
    assert len(server.reviews) == 2


async def test_who_may_do_it_to_all_is_not_asked_about_for_each_and_who_may_to_some_is():
    asking, server, _ = access({"allowed": True})
    for number in range(1000):
        assert (await asking.allowed(Right("delete", "pods", namespace="shop", name=f"web-{number}"))).allowed
    assert len(server.reviews) == 1

    named, server, _ = access({"allowed": False})
    reviews = server.request

    async def request(*arguments, body, **options):
        server.answer = {"allowed": json.loads(body)["spec"]["resourceAttributes"].get("name") == "web-1"}
        return await reviews(*arguments, body=body, **options)

    server.request = request
    assert (await named.allowed(DELETE)).allowed
    other = await named.allowed(Right("delete", "pods", namespace="shop", name="web-2"))
    assert other == Verdict(allowed=False, why='You may not delete pods "web-2" in namespace "shop".')
    assert len(server.reviews) == 3


def test_rights_in_words():
    assert described(Right("patch", "nodes", name="n1")) == 'patch nodes "n1"'
    assert described(Right("list", "daemonsets", group="apps")) == "list daemonsets.apps"
    assert described(EVICT) == 'create pods/eviction in namespace "shop"'
