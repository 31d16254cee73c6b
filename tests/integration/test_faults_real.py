"""A session on a real control plane whose parts are killed, frozen, restarted and set back to an older state.

Each time the tables must end up equal to what the server says, and meanwhile must be kept, and called old. The truth is
read by another client with other types (``kubernetes``). Every sort of screen says so meanwhile, answers keys, and is
live again by itself.

Environment: KTUI_TEST_KUBECONFIG (cluster-admin), and KTUI_TEST_CLUSTER, a command that breaks and mends that cluster:
``stop PART [SIGNAL]``, ``start PART``, ``save``, ``restore``. To be frozen, the API server has to run on this machine,
its process id in ``pids/kube-apiserver`` beside the kubeconfig. These tests leave nobody else in peace: run them last.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import signal
import subprocess
import time
from pathlib import Path

import pytest
from environment import STARTED_IN
from real_console import real_console

from ktui.cluster.kubeconfig import connect
from ktui.domain import kinds
from ktui.domain.actions import DeletePod
from ktui.domain.errors import Unanswered, Unreachable
from ktui.domain.kinds import COVERAGE
from ktui.screens import places
from ktui.screens.confirm import ConfirmDialog
from ktui.session import Session
from ktui.session.journal import Outcome
from ktui.store.feed import Live, Stale
from ktui.widgets.context_bar import Data

KUBECONFIG = os.environ.get("KTUI_TEST_KUBECONFIG", "")
CLUSTER = os.environ.get("KTUI_TEST_CLUSTER", "")
CONVERGES = 45.0
"""Seconds after which the tables must be the server's truth, once the server answers."""
NOTICED = 25.0
"""Seconds after which a fault must be told: the longest silence, and the longest wait for a sign of life."""
ATTEMPTS = 3
QUIET = 11.0
"""Seconds for which a healthy server may be quiet: so much older than its silence a table may be."""

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not (KUBECONFIG and CLUSTER), reason="KTUI_TEST_KUBECONFIG and KTUI_TEST_CLUSTER are not set"),
]


class Ground:
    """The real cluster, and a namespace of it with two DaemonSets."""

    def __init__(self):
        from kubernetes import client, config
        from urllib3.exceptions import HTTPError

        self.namespace = f"ktui-faults-{secrets.token_hex(3)}"
        settings = client.Configuration()
        config.load_kube_config(KUBECONFIG, client_configuration=settings)
        settings.retries = False
        self.api = client.ApiClient(settings)
        self.core, self.apps = client.CoreV1Api(self.api), client.AppsV1Api(self.api)
        self.away = (client.ApiException, HTTPError)
        """What this client raises while there is no server."""

    def make(self):
        self.core.create_namespace({"metadata": {"name": self.namespace}})
        for name in ("stays", "goes"):
            self.create(name)

    def create(self, name):
        labels = {"app": name}
        container = {"name": "main", "image": "registry.example/x:1"}
        template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
        spec = {"selector": {"matchLabels": labels}, "template": template}
        self.apps.create_namespaced_daemon_set(self.namespace, {"metadata": {"name": name}, "spec": spec})

    def change(self):
        """Something of every sort: a DaemonSet comes, one goes, one comes again as another, a node is labelled."""
        self.create("comes")
        self.apps.delete_namespaced_daemon_set("goes", self.namespace)
        self.apps.delete_namespaced_daemon_set("stays", self.namespace)
        self.create("stays")
        self.label(secrets.token_hex(3))

    def label(self, value):
        for node in self.core.list_node().items[:2]:
            self.core.patch_node(node.metadata.name, {"metadata": {"labels": {"ktui.test/faults": value}}})

    def remove(self):
        self.label(None)
        self.core.delete_namespace(self.namespace)

    def truth(self):
        """By kind, every object's key, UID and version, as the server has them now."""
        lists = {
            "Node": self.core.list_node,
            "DaemonSet": self.apps.list_daemon_set_for_all_namespaces,
            "ControllerRevision": self.apps.list_controller_revision_for_all_namespaces,
            "Pod": self.core.list_pod_for_all_namespaces,
        }
        return {
            kind: {_identity(each.metadata) for each in ask(_request_timeout=5).items} for kind, ask in lists.items()
        }


class Followed:
    """A session, what its tables were through all the time, and how often it asked."""

    def __init__(self, ground):
        self.ground = ground
        self.session = Session(connect(KUBECONFIG))
        self.tables = {kind.name: table for kind, table in self.session.state.of(COVERAGE).items()}
        self.requests = 0
        self.emptied = set()
        """The kinds whose table was seen empty after it had been full."""
        self._filled = set()

    def look(self):
        full = {name for name, table in self.tables.items() if len(table)}
        self.emptied |= (self._filled - full) - {"Event"}
        self._filled |= full

    @property
    def live(self):
        return all(isinstance(table.feed, Live) for table in self.tables.values())

    @property
    def stale(self):
        return all(isinstance(table.feed, Stale) for table in self.tables.values())

    def held(self):
        return {name: {_identity(each.metadata) for each in self.tables[name]} for name in _TOLD}

    async def until(self, seconds, true, what):
        """Wait until something is so; fail with what is so instead."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"not {what} after {seconds} s: {self.feeds()}"
            await asyncio.sleep(0.1)

    async def converged(self):
        """Wait until every table follows, and holds exactly what the server has."""
        deadline = time.monotonic() + CONVERGES
        differing = "no answer"
        while True:
            with contextlib.suppress(*self.ground.away):
                truth = await asyncio.to_thread(self.ground.truth)
                held = self.held()
                if truth == held and self.live:
                    return
                differing = {kind: truth[kind] ^ held[kind] for kind in truth if truth[kind] != held[kind]}
            assert time.monotonic() < deadline, f"not the truth after {CONVERGES} s: {differing}; {self.feeds()}"
            await asyncio.sleep(0.2)

    def feeds(self):
        return {name: table.feed for name, table in self.tables.items()}


_TOLD = ("Node", "DaemonSet", "ControllerRevision", "Pod")


@pytest.fixture(scope="module")
def ground():
    made = Ground()
    made.make()
    yield made
    made.remove()
    made.api.close()


@pytest.fixture
def followed(ground, monkeypatch):
    """A session that counts its requests; run it with `running`."""
    import aiohttp

    made = Followed(ground)
    send = aiohttp.ClientSession.request

    def counted(*arguments, **options):
        made.requests += 1
        return send(*arguments, **options)

    monkeypatch.setattr(aiohttp.ClientSession, "request", counted)
    return made


@contextlib.asynccontextmanager
async def running(followed):
    """The session's run, from its first truth until the test is done; no table is ever emptied on the way."""
    end = followed.session.subscribe(followed.look)
    async with asyncio.TaskGroup() as tasks:
        run = tasks.create_task(followed.session.run())
        await followed.converged()
        followed.requests = 0
        yield
        run.cancel()
    end()
    assert not followed.emptied


async def cluster(*arguments):
    """Break or mend a part. Each may be said again: a part that is slow to start may be called failed, and run."""
    command = [CLUSTER, *arguments]
    for _ in range(ATTEMPTS):
        done = await asyncio.to_thread(subprocess.run, command, stdout=subprocess.DEVNULL, env=STARTED_IN)
        if done.returncode == 0:
            return
    pytest.fail(f"{' '.join(command)} failed {ATTEMPTS} times, the last time with exit code {done.returncode}")


def signal_server(number):
    os.kill(int((Path(KUBECONFIG).parent / "pids" / "kube-apiserver").read_text()), number)


def _identity(metadata):
    return (metadata.namespace or "", metadata.name, metadata.uid, metadata.resource_version)


def says_when_and_why(followed, broke):
    """Each feed says since when it is old, why, and when it is tried again."""
    now = time.time()
    for feed in followed.feeds().values():
        assert broke - QUIET <= feed.since <= now
        assert followed.session.connection.server in feed.why
        assert feed.retry_at is not None
        assert feed.retry_at > feed.since


async def test_a_server_that_was_killed_and_comes_back_changed_is_followed_again(ground, followed):
    async with running(followed):
        before, broke = followed.held(), time.time()
        await cluster("stop", "kube-apiserver", "KILL")
        await followed.until(NOTICED, lambda: followed.stale, "stale")
        says_when_and_why(followed, broke)
        await followed.until(NOTICED, lambda: followed.requests >= 15, "tried again")
        assert followed.stale
        assert followed.held() == before
        await cluster("start", "kube-apiserver")
        await asyncio.to_thread(ground.change)
        await followed.converged()
        assert followed.requests <= 60, "no hot loop"


async def test_a_server_that_was_frozen_is_called_silent_and_is_followed_again(ground, followed):
    async with running(followed):
        before, broke = followed.held(), time.time()
        signal_server(signal.SIGSTOP)
        try:
            await followed.until(NOTICED, lambda: followed.stale, "stale")
            says_when_and_why(followed, broke)
            for feed in followed.feeds().values():
                assert "does not answer" in feed.why
                assert feed.since <= broke + 1, "nothing was heard since then, whenever that was noticed"
            assert followed.held() == before
        finally:
            signal_server(signal.SIGCONT)
        await asyncio.to_thread(ground.label, "thawed")
        await followed.converged()
        assert followed.requests <= 40, "no hot loop"


async def test_what_a_frozen_server_got_is_not_known_and_what_it_would_get_later_is_not_sent(ground, followed):
    async with running(followed):
        session = followed.session
        # Pods whose DaemonSet has gone go by themselves, some time after a server has come back.
        lasting = {each.uid for each in session.state.daemon_sets if each.namespace == ground.namespace}
        owned = [pod for pod in session.state.pods if (owner := pod.metadata.controller) and owner.uid in lasting]
        sent, kept = owned[:2]
        await session.permitted(DeletePod(sent.namespace, sent.name, sent.uid).right)
        await session.fetch(kinds.POD, sent.key)
        signal_server(signal.SIGSTOP)
        try:
            with pytest.raises(
                Unanswered, match=rf"does not answer\. Look at pod {ground.namespace}/{sent.name} before"
            ):
                await session.perform(DeletePod(sent.namespace, sent.name, sent.uid))
            with pytest.raises(Unreachable, match="does not answer; nothing was done"):
                await session.perform(DeletePod(kept.namespace, kept.name, kept.uid))
        finally:
            signal_server(signal.SIGCONT)
        await asyncio.to_thread(ground.label, "thawed")
        await followed.converged()
        assert [entry.outcome for entry in session.journal.entries] == [Outcome.UNKNOWN, Outcome.FAILED]
        held = session.state.pods.get(kept.key)
        assert held is not None
        assert (held.uid, held.metadata.deletion_timestamp) == (kept.uid, None)


async def test_a_server_without_its_database_is_called_unready_and_is_followed_again(ground, followed):
    async with running(followed):
        before = followed.held()
        await cluster("stop", "etcd")
        await followed.until(NOTICED, lambda: followed.stale, "stale")
        for feed in followed.feeds().values():
            assert "etcd" in feed.why
        assert followed.held() == before
        await cluster("start", "etcd")
        await asyncio.to_thread(ground.label, "stored")
        await followed.converged()
        assert followed.requests <= 60, "no hot loop"


async def test_a_server_that_restarts_properly_is_followed_again(ground, followed):
    async with running(followed):
        await cluster("stop", "kube-apiserver")
        await followed.until(NOTICED, lambda: followed.stale, "stale")
        await cluster("start", "kube-apiserver")
        await asyncio.to_thread(ground.label, "restarted")
        await followed.converged()
        assert followed.requests <= 60, "no hot loop"


async def test_after_the_server_was_set_back_nothing_of_the_lost_time_is_left(ground, followed):
    await cluster("save")
    async with running(followed):
        await asyncio.to_thread(ground.label, "lost")
        await asyncio.to_thread(ground.create, "lost")
        lost = (ground.namespace, "lost")
        daemon_sets = followed.session.state.daemon_sets
        await followed.until(CONVERGES, lambda: lost in daemon_sets, "seen")
        await followed.converged()
        await cluster("restore")
        await followed.converged()
        assert lost not in daemon_sets
        assert not [node for node in followed.session.state.nodes if "lost" in node.metadata.labels.values()]
        assert followed.requests <= 60, "no hot loop"


# ---- the screens

ANSWERED = 40.0
"""Seconds after which what was asked of a server that is not there has come to nothing, and that is told."""


def some_pod(session, ground):
    return next(pod.key for pod in session.state.pods if pod.namespace == ground.namespace)


SCREENS = {
    "coverage": lambda *_: places.Main("coverage"),
    "nodes": lambda *_: places.Main("nodes"),
    "jobs": lambda *_: places.Main("jobs"),
    "events": lambda *_: places.Main("events"),
    "pods": lambda _, ground: places.PodsOf(f"namespace {ground.namespace}", namespace=ground.namespace),
    "deploy": lambda *_: places.ResourceList("deploy"),
    "describe": lambda session, ground: places.DescribeOf(kinds.POD, some_pod(session, ground)),
    "yaml": lambda session, ground: places.YamlOf(kinds.POD, some_pod(session, ground)),
    "containers": lambda session, ground: places.ContainersOf(some_pod(session, ground)),
    "logs": lambda session, ground: places.LogsOf("a pod", *some_pod(session, ground)),
}
"""A screen of each sort: how it knows what it shows."""


async def watch_through(name, ground, steps, *, deleting):
    """Be on a screen while the server breaks and comes back."""
    async with real_console(KUBECONFIG) as console:
        await console.until(CONVERGES, lambda: console.live, "live")
        await console.until(
            CONVERGES, lambda: any(pod.namespace == ground.namespace for pod in console.session.state.pods), "full"
        )
        await console.go(SCREENS[name](console.session, ground))
        await console.until(CONVERGES, lambda: console.live, f"live: {name}")
        for _ in ("all are there", "it is broken"):
            await steps.wait()
        await console.until(NOTICED, lambda: console.status.data is Data.STALE, f"stale: {name}")
        assert "again" in console.status.words, "and says when it is tried again"
        await console.walk.key("question_mark")
        assert "Keys of this screen" in console.words
        await console.walk.key("question_mark")
        if deleting and name == "pods":
            await delete_in_vain(console)
        for _ in ("all have seen it", "it is mended"):
            await steps.wait()
        await console.until(CONVERGES, lambda: console.live, f"live again: {name}")


async def delete_in_vain(console):
    """What is asked of a server that is not there ends in a notice, and in the journal."""
    await console.walk.key("ctrl+d")
    await console.until(ANSWERED, lambda: isinstance(console.app.screen, ConfirmDialog), "asked")
    await console.walk.key("right")
    await console.walk.key("enter")
    await console.until(ANSWERED, lambda: console.session.journal.entries, "done with")
    assert console.session.journal.entries[0].outcome is Outcome.FAILED
    assert console.told.startswith("Delete pod")


async def begin_meanwhile(steps):
    """Start while there is no server."""
    for _ in ("all are there", "it is broken"):
        await steps.wait()
    async with real_console(KUBECONFIG) as console:
        await console.until(NOTICED, lambda: console.status.data is Data.FAILED, "told that there is no connection")
        for _ in ("all have seen it", "it is mended"):
            await steps.wait()
        await console.until(CONVERGES, lambda: console.live, "live")


async def send(number):
    signal_server(number)


@pytest.mark.parametrize(
    ("broken", "mended", "deleting"),
    [
        (lambda: cluster("stop", "kube-apiserver", "KILL"), lambda: cluster("start", "kube-apiserver"), True),
        # What a frozen server was asked waits in its buffers, and may be done when it goes on.
        (lambda: send(signal.SIGSTOP), lambda: send(signal.SIGCONT), False),
        (lambda: cluster("stop", "etcd"), lambda: cluster("start", "etcd"), False),
    ],
    ids=["killed", "frozen", "without its database"],
)
async def test_every_screen_says_that_the_server_is_away_answers_keys_and_is_live_again_by_itself(
    ground, broken, mended, deleting
):
    steps = asyncio.Barrier(len(SCREENS) + 2)
    async with asyncio.TaskGroup() as tasks:
        for name in SCREENS:
            tasks.create_task(watch_through(name, ground, steps, deleting=deleting))
        tasks.create_task(begin_meanwhile(steps))
        await steps.wait()
        await broken()
        try:
            await steps.wait()
            await steps.wait()
        finally:
            await mended()
        await steps.wait()
