import asyncio

from stage.embedded import Played, daemon_set

from ktui.demo.engine import Engine
from ktui.demo.resources import DAEMON_SETS


async def test_work_that_comes_while_it_waits_is_done() -> None:
    played = Played(2)
    made = daemon_set()
    made["metadata"]["namespace"] = "default"
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Engine(played.world, patient=False).run())
        await asyncio.sleep(0)
        played.storage.create(DAEMON_SETS, made)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(played.pods("agent")) == 2
        running.cancel()


async def test_when_it_ends_nobody_is_told_of_news_any_more() -> None:
    played = Played(1)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(Engine(played.world, patient=True).run())
        await asyncio.sleep(0)
        running.cancel()
    played.create(daemon_set())
    assert len(played.pods("agent")) == 1
