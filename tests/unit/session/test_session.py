"""The whole way from a socket to the tables of one context, with a clock that the test moves."""

import asyncio
import contextlib
import subprocess
import sys

import pytest
from fault_server import FaultServer, broken, raw, status, text
from patience import PATIENCE
from tables import connection, pod
from virtual_time import Manual

from ktui.cluster.connection import Connection, ExecPlugin, Identity
from ktui.cluster.timings import Timings
from ktui.domain import errors, kinds
from ktui.domain.actions import DeletePod, Right
from ktui.session import Session
from ktui.session.journal import Outcome
from ktui.store.feed import Live, Loading, Refused, Stale

EVERYBODY = len(kinds.COVERAGE) + 1
"""Each stream, and the guard."""


@pytest.fixture
async def server():
    async with FaultServer() as server:
        server.put("nodes", {"metadata": {"name": "node-0", "uid": "n"}})
        server.put("daemonsets", {"metadata": {"name": "agent", "namespace": "kube-system", "uid": "d"}})
        for namespace in ("default", "team-a", "team-b", "kube-system"):
            server.put("namespaces", {"metadata": {"name": namespace}})
            server.put("pods", pod(f"in-{namespace}", namespace))
        yield server


class Living:
    """A session that runs."""

    def __init__(self, server, **how):
        self.server = server
        self.clock = Manual()
        self.session = Session(
            connection(server), clock=self.clock, timings=self.clock.timings(**how.pop("t", {})), **how
        )
        self.changed = asyncio.Event()
        self.session.subscribe(self.changed.set)
        server.listeners.append(self.changed.set)
        self.clock.listeners.append(self.changed.set)
        self.state = self.session.state

    async def until(self, condition):
        async with asyncio.timeout(PATIENCE):
            while not condition():
                self.changed.clear()
                await self.changed.wait()

    @property
    def all_live(self):
        return all(isinstance(table.feed, Live) for table in self.state.of(kinds.COVERAGE).values())

    def feeds(self):
        return {kind.plural: type(table.feed) for kind, table in self.state.of(kinds.COVERAGE).items()}

    def pods(self):
        return sorted(obj.name for obj in self.state.pods)


@contextlib.asynccontextmanager
async def living(server, **how):
    alive = Living(server, **how)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(alive.session.run())
        try:
            yield alive
        finally:
            running.cancel()


# ---- all of it


async def test_every_table_fills_and_follows(server):
    async with living(server) as alive:
        await alive.until(lambda: alive.all_live)
        assert [obj.name for obj in alive.state.nodes] == ["node-0"]
        assert len(alive.state.pods) == 4
        assert alive.session.server_version == "v1.36.0"
        server.put("pods", pod("new"))
        await alive.until(lambda: len(alive.state.pods) == 5)
    assert len(server.asked("version")) == 1


async def test_a_kind_is_followed_for_as_long_as_somebody_watches_it(server):
    async with living(server, kinds=[kinds.NODE]) as alive:
        await alive.until(lambda: alive.feeds()["nodes"] is Live)
        assert server.asked("list", "pods") == []
        first, second = alive.session.watch(kinds.POD), alive.session.watch(kinds.POD)
        await alive.until(lambda: alive.feeds()["pods"] is Live)
        assert len(alive.state.pods) == 4
        first()
        first()
        server.put("pods", pod("new"))
        await alive.until(lambda: len(alive.state.pods) == 5)
        second()
        await alive.clock.advance(121)
        await alive.until(lambda: alive.feeds()["pods"] is Loading)
        assert len(alive.state.pods) == 0
        alive.session.watch(kinds.POD)
        await alive.until(lambda: len(alive.state.pods) == 5)
        assert len(server.asked("list", "pods")) == 2


async def test_who_comes_back_soon_finds_a_kind_as_it_is_and_nothing_is_asked_for_anew(server):
    async with living(server, kinds=[]) as alive:
        await alive.until(lambda: alive.session._tasks is not None)
        leave = alive.session.watch(kinds.POD)
        await alive.until(lambda: alive.feeds()["pods"] is Live)
        leave()
        await alive.clock.advance(100)
        leave = alive.session.watch(kinds.POD)
        assert len(alive.state.pods) == 4
        await alive.clock.advance(200)
        assert alive.feeds()["pods"] is Live
        leave()
        await alive.clock.advance(119)
        server.put("pods", pod("new"))
        await alive.until(lambda: len(alive.state.pods) == 5)
        await alive.clock.advance(2)
        await alive.until(lambda: alive.feeds()["pods"] is Loading)
    assert len(server.asked("list", "pods")) == 1


async def test_what_is_watched_before_the_session_runs_is_followed_once_it_does(server):
    alive = Living(server, kinds=[])
    alive.session.watch(kinds.POD)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(alive.session.run())
        await alive.until(lambda: len(alive.state.pods) == 4)
        running.cancel()


async def test_what_the_grid_needs_first_is_asked_for_first(server):
    async with living(server) as alive:
        await alive.until(lambda: alive.all_live)
    assert server.asked("list")[0].plural == "nodes"
    assert list(kinds.COVERAGE)[-2:] == [kinds.POD, kinds.DAEMON_SET_WARNING]


async def test_a_listener_is_told_of_changes_until_it_ends(server):
    async with living(server) as alive:
        await alive.until(lambda: alive.all_live)
        heard: list[int] = []
        end = alive.session.subscribe(lambda: heard.append(1))
        server.put("pods", pod("new"))
        await alive.until(lambda: len(alive.state.pods) == 5)
        assert heard
        end()
        heard.clear()
        server.put("pods", pod("newer"))
        await alive.until(lambda: len(alive.state.pods) == 6)
        assert not heard


async def test_a_frozen_server_shows_as_stale_within_a_quarter_of_a_minute_and_its_return_at_once(server):
    async with living(server, t={"probe": 0.05}) as alive:
        await alive.until(lambda: alive.all_live)
        frozen_at = alive.clock.now
        server.freeze()
        await alive.clock.advance(9)
        assert alive.all_live
        await alive.clock.advance(2)
        await alive.until(lambda: set(alive.feeds().values()) == {Stale})
        feed = alive.state.pods.feed
        assert "does not answer" in feed.why
        assert feed.since <= frozen_at
        assert feed.retry_at is not None
        assert len(alive.state.pods) == 4
        server.put("pods", pod("meanwhile"))
        server.thaw()
        await alive.clock.advance(2)
        await alive.until(lambda: alive.all_live)
        assert len(alive.state.pods) == 5


async def test_a_server_that_has_lost_its_database_is_not_called_live_though_its_watches_stay_open(server):
    async with living(server) as alive:
        await alive.until(lambda: alive.all_live)
        lost_at = alive.clock.now
        server.always("ready", text(500, "[+]ping ok\n[-]etcd failed: reason withheld\nreadyz check failed\n"))
        server.always("list", raw(then="silent"))
        await alive.clock.advance(11)
        await alive.until(lambda: set(alive.feeds().values()) == {Stale})
        assert alive.state.pods.feed.why == "the server is not ready: etcd"
        assert alive.state.pods.feed.since <= lost_at
        server.always("list", None)
        server.always("ready", None)
        await alive.clock.advance(3)
        await alive.until(lambda: alive.all_live)


async def test_all_streams_resume_as_soon_as_the_server_is_back(server):
    async with living(server) as alive:
        await alive.until(lambda: alive.all_live)
        await server.stop()
        for _ in range(10):
            await alive.until(lambda: alive.clock.asleep == EVERYBODY)
            await alive.clock.advance(4)
        await alive.until(lambda: alive.clock.asleep == EVERYBODY)
        assert set(alive.feeds().values()) == {Stale}
        assert alive.state.pods.feed.retry_at - alive.clock.now > 10
        server.remove("pods", ("default", "in-default"))
        await server.start()
        await alive.clock.advance(2)
        await alive.until(lambda: alive.all_live)
        assert len(alive.state.pods) == 3


async def test_one_stream_that_fails_for_ever_is_not_woken_by_the_others_again_and_again(server):
    server.always("list pods", broken)
    async with living(server) as alive:
        await alive.until(lambda: isinstance(alive.state.daemon_sets.feed, Live))
        for number in range(20):
            server.put("nodes", {"metadata": {"name": f"node-{number}", "uid": "n"}})
            await alive.until(lambda number=number: ("", f"node-{number}") in alive.state.nodes)
        # Each attempt is two requests: aiohttp makes a GET again once.
        assert len(server.asked("list", "pods")) <= 3 * 2


async def test_each_return_of_the_server_is_noticed_at_once(server):
    async with living(server) as alive:
        for _ in range(3):
            await alive.until(lambda: alive.all_live)
            await server.stop()
            for _ in range(4):
                await alive.until(lambda: alive.clock.asleep == EVERYBODY)
                await alive.clock.advance(6)
            await alive.until(lambda: alive.clock.asleep == EVERYBODY)
            await server.start()
            await alive.clock.advance(2)
        await alive.until(lambda: alive.all_live)


# ---- who may not see everything


def only(server, *namespaces, but_nodes=True):
    """A user who may list nothing cluster-wide, and things only in these namespaces."""
    for plural in ("pods", "daemonsets", "controllerrevisions", "events"):
        server.forbidden |= {(plural, None)}
        server.forbidden |= {
            (plural, namespace)
            for namespace in ("default", "team-a", "team-b", "kube-system")
            if namespace not in namespaces
        }
    if but_nodes:
        server.forbidden.add(("nodes", None))


async def test_who_may_not_see_nodes_sees_the_rest_and_why(server):
    server.forbidden.add(("nodes", None))
    async with living(server) as alive:
        await alive.until(
            lambda: isinstance(alive.state.pods.feed, Live) and isinstance(alive.state.nodes.feed, Refused)
        )
        assert alive.state.nodes.feed.why == 'nodes is forbidden: User "x" cannot list it'
        assert len(alive.state.pods) == 4


async def test_who_may_not_see_all_namespaces_sees_those_that_may_be_seen(server):
    only(server, "team-a", "team-b")
    async with living(server) as alive:
        await alive.until(lambda: alive.state.pods.complete)
        assert alive.pods() == ["in-team-a", "in-team-b"]
        assert alive.state.pods.feeds == {"team-a": Live(), "team-b": Live()}
        server.put("pods", pod("new", "team-b"))
        await alive.until(lambda: len(alive.state.pods) == 3)
        assert alive.session.namespaces_left_out == 0


async def test_who_may_not_list_namespaces_sees_the_contexts_own(server):
    only(server, "default")
    server.forbidden.add(("namespaces", None))
    async with living(server) as alive:
        await alive.until(lambda: alive.state.pods.complete)
        assert alive.pods() == ["in-default"]


async def test_who_may_see_nothing_is_told_so_in_the_servers_words(server):
    only(server)
    async with living(server) as alive:
        await alive.until(lambda: set(alive.feeds().values()) == {Refused})
        assert "pods is forbidden" in alive.state.pods.feed.why
        asked = len(server.requests)
        await alive.clock.advance(100)
        # The guard's signs of life, and nothing else.
        assert {each.sort for each in server.requests[asked:]} <= {"ready"}


async def test_namespaces_that_were_asked_for_are_all_that_is_asked_for(server):
    async with living(server, namespaces=("team-a", "kube-system")) as alive:
        await alive.until(lambda: alive.all_live)
        assert alive.pods() == ["in-kube-system", "in-team-a"]
    assert ("pods", None) not in {(each.plural, each.namespace) for each in server.asked("list")}


async def test_a_namespace_that_was_asked_for_and_may_not_be_seen_is_told(server):
    server.forbidden.add(("pods", "team-b"))
    async with living(server, namespaces=("team-a", "team-b")) as alive:
        await alive.until(lambda: isinstance(alive.state.pods.feed, Refused))
        await alive.until(lambda: isinstance(alive.state.pods.feeds["team-a"], Live))
        assert alive.pods() == ["in-team-a"]


async def test_rights_that_are_given_later_are_found_in_time(server):
    only(server, "team-a", but_nodes=False)
    async with living(server) as alive:
        await alive.until(lambda: alive.state.pods.complete)
        server.forbidden.discard(("pods", "team-b"))
        await alive.clock.advance(220)
        await alive.until(lambda: alive.pods() == ["in-team-a", "in-team-b"])
        server.forbidden.clear()
        await alive.clock.advance(220)
        await alive.until(lambda: len(alive.state.pods) == 4 and alive.all_live)
        assert set(alive.state.pods.feeds) == {None}
        asked = len(server.requests)
        server.cut()
        await alive.until(lambda: alive.clock.asleep == EVERYBODY)
        await alive.clock.advance(1)
        await alive.until(lambda: alive.clock.asleep == 1)
        assert {each.namespace for each in server.requests[asked:]} == {None}


async def test_a_right_that_is_taken_away_narrows_what_is_seen(server):
    async with living(server) as alive:
        await alive.until(lambda: alive.all_live)
        only(server, "team-a", but_nodes=False)
        server.cut()
        await alive.until(lambda: alive.clock.asleep == 6)  # all streams, and the guard
        await alive.clock.advance(1)
        await alive.until(lambda: alive.clock.asleep == 5)  # those that are refused now, and the guard
        await alive.clock.advance(3)
        await alive.until(lambda: set(alive.state.pods.feeds) == {"team-a"} and alive.state.pods.complete)
        assert alive.pods() == ["in-team-a"]


async def test_a_namespace_that_may_no_longer_be_seen_is_let_go(server):
    only(server, "team-a", "team-b", but_nodes=False)
    async with living(server) as alive:
        await alive.until(lambda: alive.state.pods.complete)
        server.forbidden.add(("pods", "team-b"))
        await alive.clock.advance(220)
        await alive.until(lambda: set(alive.state.pods.feeds) == {"team-a"})
        asked = len([each for each in server.asked("list", "pods") if each.namespace == "team-b"])
        server.cut()
        await alive.until(lambda: alive.clock.asleep >= 6)
        await alive.clock.advance(1)
        await alive.until(lambda: alive.state.pods.complete)
        assert len([each for each in server.asked("list", "pods") if each.namespace == "team-b"]) == asked
        assert alive.pods() == ["in-team-a"]


async def test_an_outage_does_not_widen_what_was_narrowed(server):
    only(server, "team-a", but_nodes=False)
    async with living(server) as alive:
        await alive.until(lambda: alive.state.pods.complete)
        server.always("list pods", status(500, "InternalError", "etcdserver: no leader"))
        await alive.clock.advance(220)
        await alive.until(lambda: len([each for each in server.asked("list", "pods") if each.namespace is None]) > 1)
        assert set(alive.state.pods.feeds) == {"team-a"}
        assert alive.pods() == ["in-team-a"]


# ---- the rest


async def test_the_full_object_is_read_when_it_is_asked_for(server):
    session = Session(connection(server))
    found = await session.fetch(kinds.POD, ("team-a", "in-team-a"))
    assert found["spec"] == {}
    with pytest.raises(errors.NotFound, match='pods "nobody" not found'):
        await session.fetch(kinds.POD, ("team-a", "nobody"))
    server.fail("get", text(200, "Please sign in"))
    with pytest.raises(errors.ServerError):
        await session.fetch(kinds.POD, ("team-a", "in-team-a"))
    await session.close()


async def test_before_anything_is_known_everything_is_loading(server):
    session = Session(connection(server))
    assert session.server_version == ""
    assert {type(table.feed) for table in session.state.of(kinds.COVERAGE).values()} == {Loading}
    await session.close()


async def test_a_read_only_session_changes_nothing(server):
    session = Session(connection(server), read_only=True)
    verdict = await session.permitted(Right("delete", "pods", namespace="default"))
    assert verdict.allowed is False
    assert server.requests == []
    await session.close()


DELETE = DeletePod("default", "in-default", "uid-in-default")


async def test_a_change_is_not_handed_to_a_server_that_gives_no_sign_of_life(server):
    session = Session(connection(server), timings=Timings(answer=PATIENCE, probe=0.1, fresh=-1.0))
    assert (await session.permitted(DELETE.right)).allowed is not True
    server.freeze()
    with pytest.raises(errors.Unreachable, match="does not answer; nothing was done"):
        await session.perform(DELETE)
    assert [entry.outcome for entry in session.journal.entries] == [Outcome.FAILED]
    server.thaw()
    assert not [each for each in server.requests if each.method == "DELETE"]
    await session.close()


async def test_a_change_that_a_server_got_before_it_froze_is_not_known_to_have_failed(server):
    session = Session(connection(server), timings=Timings(answer=0.2))
    await session.permitted(DELETE.right)
    server.freeze()
    with pytest.raises(errors.Unanswered, match=r"does not answer\. Look at pod default/in-default before"):
        await session.perform(DELETE)
    assert [entry.outcome for entry in session.journal.entries] == [Outcome.UNKNOWN]
    assert [each.method for each in server.requests].count("DELETE") == 1
    await session.close()


def test_nothing_heavy_is_imported_before_the_first_frame():
    code = (
        "import sys, ktui.session; print([name for name in ('aiohttp', 'kubernetes_asyncio') if name in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


# ---- exec plugins


def with_plugin(tmp_path, script, mode="IfAvailable"):
    plugin = tmp_path / "kubelogin"
    plugin.write_text(f"#!/bin/sh\n{script}\n")
    plugin.chmod(0o755)
    identity = Identity(exec=ExecPlugin(str(plugin), interactive_mode=mode))
    return Connection("here", "c", "u", "default", "https://127.0.0.1:1", identity=identity)


async def test_what_an_exec_plugin_says_is_told_with_its_name(tmp_path):
    told = []
    script = "echo 'Open https://sso.example.org' >&2; exit 1"
    session = Session(with_plugin(tmp_path, script), said=lambda *words: told.append(words))
    with pytest.raises(errors.Unauthorized, match="exit code 1"):
        await session.fetch(kinds.POD, ("default", "a"))
    assert told == [("kubelogin", "Open https://sso.example.org")]
    await session.close()


async def test_an_exec_plugin_that_insists_is_lent_the_terminal(tmp_path):
    lent = []

    @contextlib.contextmanager
    def terminal():
        lent.append("lent")
        try:
            yield
        finally:
            lent.append("back")

    connection = with_plugin(
        tmp_path, """printf '{"apiVersion": "client.authentication.k8s.io/v1", "kind": "X"}'""", "Always"
    )
    session = Session(connection, terminal=terminal)
    with pytest.raises(errors.ConfigError, match="answered with X"):
        await session.fetch(kinds.POD, ("default", "a"))
    assert lent == ["lent", "back"]
    await session.close()
