"""The logs of many containers are read into one buffer; pods come and go, and what happens is said between lines."""

from __future__ import annotations

import asyncio
import contextlib

import msgspec
import pytest
from patience import PATIENCE
from stage.logs import END, Writers, stamped
from stage.world import World

from ktui.cluster.timings import Timings
from ktui.domain.errors import Forbidden, Unreachable
from ktui.domain.log_buffer import NOTE
from ktui.domain.log_sources import LogOptions, LogScope
from ktui.session.logs import LINGERING, MOST, LogTail


class Reading:
    """A tail that runs until the test is over, over pods that write what the test says."""

    def __init__(self, world, scope, **more):
        self.world = world
        self.writers = Writers()
        self.turn = asyncio.Event()

        async def opened():
            return self.writers

        self.patience = asyncio.Event()
        """Set to let pass the time that a stream is given to end."""

        async def pause(seconds, wake=None):
            if seconds == LINGERING:
                await self.patience.wait()
            await asyncio.sleep(0)
            return False

        timings = Timings(pause=pause, jitter=lambda: 0.0)
        self.tail = LogTail(world.state, scope, LogOptions(), opened=opened, timings=timings, clock=lambda: 0.0, **more)
        self.tail.subscribe(self.turn.set)

    @contextlib.asynccontextmanager
    async def running(self):
        async with asyncio.TaskGroup() as tasks:
            task = tasks.create_task(self.tail.run())
            yield self
            task.cancel()

    async def until(self, true):
        async with asyncio.timeout(PATIENCE):
            while not true():
                self.turn.clear()
                await self.turn.wait()

    @property
    def lines(self):
        """The lines without their stamps, each after the name of its source; notes after dashes."""
        found = []
        for number in range(self.tail.buffer.first, self.tail.buffer.end):
            source, line = self.tail.buffer.line(number)
            text = line.decode()
            found.append(f"-- {text}" if source == NOTE else f"{self.tail.label(source)}: {text.split(' ', 1)[1]}")
        return found


def world_of(*pods, owner="agent"):
    world = World()
    world.daemon_set("web", owner)
    for name in pods:
        world.pod("web", owner, f"node-{name}", name=name, uid=f"uid-{name}")
    return world.settle()


AGENT = LogScope("web", owner="ds-web-agent")


async def test_lines_of_all_pods_of_a_controller_come_together():
    reading = Reading(world_of("a", "b"), AGENT)
    async with reading.running():
        reading.writers.write("a", stamped("one"))
        await reading.until(lambda: len(reading.lines) == 1)
        reading.writers.write("b", stamped("two", "three"))
        await reading.until(lambda: len(reading.lines) == 3)
    assert reading.lines == ["a: one", "b: two", "b: three"]
    assert [source.lines for source in reading.tail.sources] == [1, 2]


async def test_a_pod_that_comes_is_read_too_and_one_that_goes_is_read_to_its_end():
    reading = Reading(world_of("a"), AGENT)
    async with reading.running():
        reading.writers.write("a", stamped("one"))
        await reading.until(lambda: len(reading.lines) == 1)
        assert reading.lines == [": one"]
        reading.world.pod("web", "agent", "node-b", name="b")
        reading.writers.write("b", stamped("two"))
        await reading.until(lambda: len(reading.lines) == 2)
        reading.world.state.pods.delete(("web", "a"))
        reading.writers.write("a", stamped("last", second=1), END)
        await reading.until(lambda: reading.tail.sources[0].standing.state == "complete")
    assert reading.lines == ["a: one", "b: two", "a: last", "-- a ended: the pod is gone"]
    assert not reading.tail.over


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (LogScope("web", owner="ds-web-agent", node="node-b"), ["b"]),
        (LogScope("web", selector="app=agent"), ["a", "b"]),
        (LogScope("web", selector="app!=agent"), []),
        (LogScope("other", selector="app=agent"), []),
        (LogScope("web", pod="b"), ["b"]),
        (LogScope("web", owner="ds-web-agent", container="sidecar"), []),
    ],
)
async def test_whose_logs_are_read(scope, names):
    reading = Reading(world_of("a", "b"), scope)
    async with reading.running():
        await reading.until(lambda: len(reading.writers.asked) == len(names))
        await asyncio.sleep(0)
    assert sorted(reading.writers.opened) == names


async def test_of_too_many_the_first_are_read_and_the_next_when_one_has_ended():
    names = [f"p{number:02d}" for number in range(MOST + 3)]
    reading = Reading(world_of(*names), AGENT)
    async with reading.running():
        await reading.until(lambda: len(reading.writers.asked) == MOST)
        assert reading.tail.left_out == 3
        reading.world.state.pods.delete(("web", "p00"))
        reading.writers.write("p00", END)
        await reading.until(lambda: len(reading.writers.asked) == MOST + 1)
    assert reading.writers.opened[-1] == f"p{MOST}"
    assert reading.tail.left_out == 2


async def test_a_break_of_many_streams_is_told_once():
    reading = Reading(world_of("a", "b"), AGENT)
    async with reading.running():
        for name in ("a", "b"):
            reading.writers.write(name, stamped("one"))
        await reading.until(lambda: len(reading.lines) == 2)
        for name in ("a", "b"):
            reading.writers.write(name, Unreachable("reset by peer"))
        await reading.until(lambda: len(reading.writers.asked) == 4)
        reading.writers.write("a", stamped("one", "two"))
        await reading.until(lambda: "a: two" in reading.lines)
    notes = [line for line in reading.lines if line.startswith("--")]
    assert notes == ["-- connection broke: reset by peer", "-- connected again"]


async def test_a_restart_is_told():
    reading = Reading(world_of("a"), AGENT)
    async with reading.running():
        reading.writers.write("a", stamped("one"))
        await reading.until(lambda: len(reading.lines) == 1)
        pod = reading.world.state.pods.get(("web", "a"))
        (status,) = pod.status.container_statuses
        again = msgspec.structs.replace(
            pod.status, container_statuses=[msgspec.structs.replace(status, restart_count=1)]
        )
        reading.world.state.pods.upsert(msgspec.structs.replace(pod, status=again))
        await reading.until(lambda: len(reading.lines) == 2)
    assert reading.lines[1] == "-- main was started again: restart 1"


async def test_a_log_that_may_not_be_read_says_so_in_its_standing_alone():
    reading = Reading(world_of("a"), AGENT)
    reading.writers.write("a", Forbidden('pods "a" is forbidden'))
    async with reading.running():
        await reading.until(lambda: reading.tail.sources and reading.tail.sources[0].standing.state == "refused")
        assert reading.tail.sources[0].standing.why == 'pods "a" is forbidden'
    assert reading.lines == []


async def test_a_pod_that_the_store_lacks_is_looked_up():
    reading = Reading(World(), LogScope("web", pod="a"))
    status = {"containerStatuses": [{"name": "x"}, {"name": "y"}]}
    reading.writers.pods["/api/v1/namespaces/web/pods/a"] = msgspec.json.encode(
        {"metadata": {"name": "a", "namespace": "web"}, "status": status}
    )
    async with reading.running():
        await reading.until(lambda: len(reading.writers.asked) == 2)
    assert [source.target.container for source in reading.tail.sources] == ["x", "y"]


async def test_a_pod_that_does_not_exist_is_told():
    reading = Reading(world_of("a"), LogScope("web", pod="b"))
    async with reading.running():
        await reading.until(lambda: reading.tail.fault)
    assert "not found" in reading.tail.fault


async def test_a_stream_that_outlives_its_pod_is_not_waited_for_for_ever():
    reading = Reading(world_of("a", "b"), AGENT)
    async with reading.running():
        reading.writers.write("a", stamped("one"))
        await reading.until(lambda: len(reading.lines) == 1)
        reading.world.state.pods.delete(("web", "a"))
        reading.patience.set()
        await reading.until(lambda: reading.tail.sources[0].standing.state == "complete")
    assert reading.lines == ["a: one", "-- a ended: the pod is gone"]


async def test_a_pod_that_has_no_containers_yet_says_why():
    world = world_of("a")
    world.pod("web", "agent", "node-c", name="c", story="unscheduled", bound=False)
    reading = Reading(world, LogScope("web", pod="c"))
    async with reading.running():
        await reading.until(lambda: reading.tail.unstarted)
    assert reading.tail.unstarted == ("c: not on a node yet",)


async def test_who_comes_back_goes_on_where_he_left():
    reading = Reading(world_of("a"), AGENT)
    async with reading.running():
        reading.writers.write("a", stamped("one"))
        await reading.until(lambda: len(reading.lines) == 1)
    async with reading.running():
        reading.writers.write("a", stamped("one", "two"))
        await reading.until(lambda: len(reading.lines) == 2)
    assert reading.lines == [": one", ": two"]
    assert "sinceTime" in reading.writers.asked[1][1]
