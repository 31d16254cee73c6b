"""GET pods/NAME/log, with text that the test writes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from patience import PATIENCE

from ktui.demo.chatter import Chatter
from ktui.demo.resources import PODS

START = datetime(2026, 1, 1, tzinfo=UTC)
PATH = "/api/v1/namespaces/default/pods/p/log"


def pod(storage, *names, state=None, last=None, node="n"):
    spec = {"containers": [{"name": name, "image": "a"} for name in names or ("main",)]}
    spec |= {"nodeName": node} if node else {}
    storage.create(PODS, {"metadata": {"name": "p", "namespace": "default"}, "spec": spec})
    statuses = [
        {"name": name, "state": state or {"running": {}}, "lastState": last or {}} for name in names or ("main",)
    ]
    storage.edit_status(PODS, "p", "default", lambda new: new["status"].update(containerStatuses=statuses))


class Text:
    """A log that grows as the test likes."""

    def __init__(self):
        self.lines = []
        self.asked = []

    def write(self, second, text):
        self.lines.append((START + timedelta(seconds=second), text))

    def __call__(self, pod, container, previous):
        self.asked.append((pod["metadata"]["name"], container, previous))
        return list(self.lines)


@pytest.fixture
def text():
    text = Text()
    for second in range(5):
        text.write(second - 4, f"line {second}")
    return text


@pytest.fixture
async def api(serve, text):
    async with serve(log_source=text) as client:
        yield client


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "line 0\nline 1\nline 2\nline 3\nline 4\n"),
        ("?tailLines=2", "line 3\nline 4\n"),
        ("?tailLines=0", ""),
        ("?tailLines=99", "line 0\nline 1\nline 2\nline 3\nline 4\n"),
        ("?sinceSeconds=1", "line 3\nline 4\n"),
        ("?sinceTime=2025-12-31T23:59:58Z", "line 2\nline 3\nline 4\n"),
        ("?tailLines=1&timestamps=true", "2026-01-01T00:00:00.000000000Z line 4\n"),
        ("?limitBytes=10", "line 0\nlin"),
    ],
)
async def test_as_much_of_it_as_is_asked_for(api, query, shown):
    pod(api.storage)
    assert await api.get(PATH + query) == shown


async def test_the_container_and_its_life_are_passed_on(api, text):
    pod(api.storage, "a", "b", last={"terminated": {}})
    await api.get(f"{PATH}?container=b&previous=true")
    assert text.asked == [("p", "b", True)]


async def test_it_is_followed_until_the_container_ends(api, text, clock, monkeypatch):
    pod(api.storage)
    asleep, sleep = asyncio.Event(), clock.sleep

    def noticed(seconds):
        asleep.set()
        return sleep(seconds)

    monkeypatch.setattr(clock, "sleep", noticed)
    async with asyncio.timeout(PATIENCE), api.session.get(f"{PATH}?follow=true&tailLines=1") as answer:
        assert await answer.content.readline() == b"line 4\n"
        text.write(1, "more")
        text.write(1, "and more")
        await asleep.wait()
        asleep.clear()
        await clock.advance(1)
        assert await answer.content.readline() == b"more\n"
        assert await answer.content.readline() == b"and more\n"
        ended = [{"name": "main", "state": {"terminated": {"exitCode": 0}}}]
        api.storage.edit_status(PODS, "p", "default", lambda new: new["status"].update(containerStatuses=ended))
        await asleep.wait()
        asleep.clear()
        await clock.advance(1)
        assert await answer.content.read() == b""


@pytest.mark.parametrize(
    ("names", "query", "words"),
    [
        (("a", "b"), "", "a container name must be specified for pod p, choose one of: [a b]"),
        (("a",), "?container=x", "container x is not valid for pod p"),
        (("a",), "?previous=true", 'previous terminated container "a" in pod "p" not found'),
    ],
)
async def test_a_container_that_has_no_log_is_refused(api, names, query, words):
    pod(api.storage, *names)
    code, _, value = await api.ask("GET", PATH + query)
    assert (code, value["message"]) == (400, words)


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        ("ContainerCreating", "ContainerCreating"),
        ("ErrImagePull", "image can't be pulled"),
        ("ImagePullBackOff", "trying and failing to pull image"),
    ],
)
async def test_a_container_that_waits_says_why(api, reason, why):
    pod(api.storage, state={"waiting": {"reason": reason}})
    code, _, value = await api.ask("GET", PATH)
    assert (code, value["message"]) == (400, f'container "main" in pod "p" is waiting to start: {why}')


async def test_a_pod_without_a_node_has_no_log(api):
    pod(api.storage, node="")
    assert (await api.ask("GET", PATH))[::2] == (204, "")


async def test_a_log_of_any_length_is_read_where_it_is_asked_for(serve, clock):
    await clock.advance(3600)
    chatter = Chatter(clock, START, 50_000)
    async with serve(log_source=lambda *_: chatter) as api:
        pod(api.storage)
        lines = (await api.get(f"{PATH}?tailLines=3")).splitlines()
        assert [line.split()[0] for line in lines] == ["179999997", "179999998", "179999999"]
        text = await api.get(f"{PATH}?sinceSeconds=1&limitBytes=200")
        assert text.startswith("179950000 ")
        assert len(text) == 200
