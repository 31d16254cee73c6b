"""Looking ends when there is an answer, and waiting when all is well; nothing is asked of the server meanwhile."""

import asyncio

import pytest
from unit.cli.made import NOW, cluster, daemon_set, fill, healthy, node, pod, revision, status

from ktui.cli.answer import Question
from ktui.cli.looking import Pace
from ktui.cli.observe import observe
from ktui.domain.labels import parse
from ktui.store.cluster_state import ClusterState
from ktui.store.feed import Failed, Live, Loading, Refused, Stale

SOON = Pace(timeout=0.05, grace=0.01, tick=0.01, merge=0.0, progress=0.0)
NEVER = Pace(timeout=3600, grace=0.01, tick=0.01, merge=0.0, progress=0.0)


class Look:
    """A look that goes on while the test changes the tables; gives what was said and seen."""

    def __init__(self, state, question=None, pace=NEVER, *, wait=False):
        self.said = []
        self._look = observe(state, question or Question(), pace, wait=wait, clock=NOW.timestamp, say=self._say)
        self._news = asyncio.Event()

    def _say(self, line):
        self.said.append(line)
        self._news.set()

    async def __aenter__(self):
        self._tasks = await asyncio.TaskGroup().__aenter__()
        self._task = self._tasks.create_task(self._look)
        return self

    async def __aexit__(self, *error):
        await self._tasks.__aexit__(*error)

    async def news(self):
        """Until another line is said."""
        self._news.clear()
        await self._news.wait()

    @property
    def seen(self):
        return self._task.result()


async def test_the_answer_comes_once_every_table_is_there():
    state = ClusterState()
    fill(state, *healthy())
    async with Look(state) as look:
        for table in state.tables.values():
            table.set_feed(Live())
    assert (look.seen.answer.code, look.seen.timed_out, look.seen.at) == (0, False, NOW)


@pytest.mark.parametrize("feed", [Refused("forbidden"), Stale(0.0, "cut")])
async def test_a_table_that_is_refused_or_stale_is_there_as_far_as_it_ever_will_be(feed):
    state = cluster(*healthy())
    state.nodes.set_feed(feed)
    async with Look(state) as look:
        pass
    assert look.seen.answer.code == 3


async def test_time_runs_out_on_a_server_that_never_ends_its_list():
    state = cluster(*healthy())
    state.pods.set_feed(Loading(10))
    async with Look(state, pace=SOON) as look:
        pass
    assert (look.seen.answer.code, look.seen.timed_out) == (3, True)
    assert look.seen.answer.gaps[0].why == "no answer in time; 10 came"


async def test_a_connection_that_never_stood_is_given_up_after_a_grace():
    state = cluster()
    state.nodes.set_feed(Failed("refused"))
    async with Look(state) as look:
        pass
    assert (look.seen.answer.code, look.seen.timed_out) == (3, False)
    assert look.seen.answer.gaps[0].why == "no connection: refused"


async def test_a_server_that_was_silent_for_long_is_given_up_at_its_first_failure():
    state = cluster()
    state.nodes.set_feed(Failed("does not answer"))
    async with Look(state, pace=Pace(timeout=3600, grace=3600, patience=0.02, tick=0.01, merge=0.0)) as look:
        pass
    assert (look.seen.answer.code, look.seen.timed_out) == (3, False)


@pytest.mark.parametrize("aloud", [True, False])
async def test_who_sits_at_a_terminal_is_told_whom_the_command_waits_for_and_what_comes(aloud):
    state = ClusterState()
    async with Look(state, pace=Pace(timeout=0.2, tick=0.01, merge=0.0, progress=0.0, aloud=aloud)) as look:
        if aloud:
            await look.news()
            fill(state, node("n1"))
            await look.news()
    said = [line.partition(",")[0] for line in look.said]
    assert said == (["waiting for the server to answer", "reading: 1 node"] if aloud else [])


async def test_waiting_goes_on_over_a_connection_that_does_not_stand_yet():
    state = cluster(*healthy())
    state.nodes.set_feed(Failed("refused"))
    async with Look(state, wait=True) as look:
        await look.news()
        state.nodes.set_feed(Live())
    assert look.seen.answer.code == 0


async def test_waiting_ends_when_the_last_pod_is_ready_and_says_how_far_it_is():
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", ready=False), node("n3"))
    async with Look(state, wait=True) as look:
        await look.news()
        fill(state, pod("proxy", "n2"))
        await look.news()
        fill(state, pod("proxy", "n3"))
    assert look.seen.answer.code == 0
    assert look.said == ["1 missing, 1 unready, 1 ready", "1 missing, 2 ready"]


async def test_waiting_for_an_update_works_for_on_delete_too():
    state = cluster(*healthy())
    fill(state, daemon_set("proxy", strategy="OnDelete", status=status(2, 2, 1)), pod("proxy", "n2", revision="old"))
    async with Look(state, Question(fail_on=frozenset({"outdated"})), wait=True) as look:
        await look.news()
        fill(state, pod("proxy", "n2"))
        await look.news()
        assert look.said[-1].endswith("the controller counts 1 up-to-date pods, not 2")
        fill(state, daemon_set("proxy", strategy="OnDelete", status=status(2, 2, 2)))
    assert look.seen.answer.code == 0


async def test_waiting_ends_with_what_is_wrong_when_time_runs_out():
    state = cluster(*healthy())
    fill(state, pod("proxy", "n2", ready=False, waiting="CrashLoopBackOff"))
    async with Look(state, pace=SOON, wait=True) as look:
        pass
    assert (look.seen.answer.code, look.seen.timed_out) == (1, True)


async def test_waiting_for_a_right_that_is_missing_ends_at_once():
    state = cluster(*healthy())
    state.nodes.set_feed(Refused("forbidden"))
    async with Look(state, wait=True) as look:
        pass
    assert (look.seen.answer.code, look.seen.timed_out) == (3, False)


async def test_a_right_to_events_is_not_missed_by_who_waits():
    state = cluster(*healthy())
    state.daemon_set_warnings.set_feed(Refused("forbidden"))
    state.pods.set_feed(Stale(0.0, "cut"))
    async with Look(state, wait=True) as look:
        await look.news()
        state.pods.set_feed(Live())
    assert look.seen.answer.code == 0


async def test_all_is_not_well_while_a_stream_is_broken():
    state = cluster(*healthy())
    state.pods.set_feed(Stale(0.0, "cut"))
    async with Look(state, wait=True) as look:
        await look.news()
        state.pods.set_feed(Live())
    assert look.seen.answer.code == 0


async def test_a_daemon_set_that_is_not_there_yet_is_waited_for():
    state = cluster(node("n1"))
    async with Look(state, Question(daemon_sets=(("kube-system", "proxy"),)), wait=True) as look:
        await look.news()
        fill(state, pod("proxy", "n1"), revision("proxy"), daemon_set("proxy", status=status(1, 1, 1)))
    assert look.said == ["kube-system/proxy does not exist"]
    assert look.seen.answer.code == 0


async def test_who_waits_for_a_server_that_is_down_is_told_why_nothing_is_read():
    state = cluster(*healthy())
    state.nodes.set_feed(Failed("connection refused"))
    async with Look(state, wait=True) as look:
        await look.news()
        state.nodes.set_feed(Loading(1))
        await look.news()
        state.nodes.set_feed(Live())
    assert look.said[0] == "no connection: connection refused"
    assert look.said[1].startswith("reading: ")


async def test_nobody_listens_to_the_tables_afterwards():
    state = cluster(*healthy())
    async with Look(state, Question(nodes=parse("pool=cpu"))):
        pass
    assert not state._listeners
