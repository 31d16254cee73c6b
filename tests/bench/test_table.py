"""What a table of 150,000 pods costs. Prints figures; run with ``pytest -m bench -s tests/bench/test_table.py``.

A key is timed from the moment it is sent to the moment when what it changes is handed to the terminal. Bounds are
ratios to a table of 500 pods on the same machine at the same time, and several times what a quiet machine needs.
"""

from __future__ import annotations

import asyncio
import gc
import random
import time
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import msgspec
import pytest
from stage.session import settled, stage
from stage.world import NOW, World
from textual.events import Key

from ktui.app.start import calm_garbage
from ktui.domain.objects import Pod
from ktui.domain.tabular import View
from ktui.screens.places import Main
from ktui.store.feed import Live
from ktui.widgets.table_view import TableView

pytestmark = pytest.mark.bench

FILTERS = ("crash", "", "!crash", "-f ap1", "-l app!=a", "node-1", "", "!zzz", "")
STATES = (("Running", True, None), ("Running", False, "CrashLoopBackOff"), ("Pending", False, "ContainerCreating"))


def pod(number, chance):
    phase, ready, waiting = chance.choices(STATES, [95, 3, 2])[0]
    state = {"waiting": {"reason": waiting}} if waiting else {"running": {"startedAt": "2026-01-01T00:00:00Z"}}
    container = {
        "name": "main",
        "ready": ready,
        "restartCount": chance.choices([0, 1, 7], [90, 8, 2])[0],
        "state": state,
    }
    created = (NOW - timedelta(seconds=chance.randrange(10**7))).isoformat()
    name = f"app-{chance.randrange(3000)}-{chance.getrandbits(40):010x}-{number}"
    wire = {
        "metadata": {
            "name": name,
            "namespace": f"team-{number % 200}",
            "uid": f"u{number}",
            "resourceVersion": str(number),
            "creationTimestamp": created,
        },
        "spec": {"nodeName": f"node-{chance.randrange(5000)}", "containers": [{"name": "main"}]},
        "status": {
            "phase": phase,
            "podIP": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
            "conditions": [{"type": "Ready", "status": str(ready)}],
            "containerStatuses": [container],
        },
    }
    return msgspec.convert(wire, Pod)


class Spent(NamedTuple):
    """What a key took."""

    wall: float
    cpu: float
    """Without what other processes of the machine took meanwhile, and without what was waited for."""


class Bench:
    """A console with so many pods, and a stop-watch."""

    def __init__(self, count):
        calm_garbage()
        chance = random.Random(1)
        self.world = World()
        self.pods = [pod(number, chance) for number in range(count)]
        self.world.state.pods.extend(self.pods)
        self.world.feed(Live())
        gc.collect()
        gc.freeze()  # as is done with what was listed
        self.app = stage(self.world)
        self.painted = 0
        self.version = 10**6
        display = self.app._display

        def count_paints(*given):
            display(*given)
            self.painted += 1

        self.app._display = count_paints

    @property
    def view(self):
        return self.app.screen.query_one(TableView)

    async def until(self, done):
        started = time.perf_counter()
        while not done():
            await asyncio.sleep(0)
            assert time.perf_counter() - started < 60
        return time.perf_counter() - started

    async def key(self, name, stuck=lambda: False):
        """Press a key that moves the cursor, unless it gets stuck; the seconds until that is painted."""
        before = self.view._cursor.place
        started = time.perf_counter(), time.process_time()
        self.app._driver.send_message(Key(name, name if len(name) == 1 else None))
        await self.until(lambda: self.view._cursor.place != before or stuck())
        painted = self.painted
        await self.until(lambda: self.painted != painted)
        return Spent(time.perf_counter() - started[0], time.process_time() - started[1])

    @property
    def mover(self):
        """A key that moves the cursor, however few rows a filter has left; ``""``: none does."""
        place, rows = self.view._cursor.place, len(self.app.screen.table.shown)
        return "j" if place < rows - 1 else "k" if place else ""

    async def keys_until(self, done, every=0.03):
        """Press keys until something is done; their seconds, and how long it took."""
        spent, started = [], time.perf_counter()
        while not done():
            if key := self.mover:
                # The rows may become fewer while the key is on its way.
                spent.append(await self.key(key, lambda key=key: self.mover != key))
            await asyncio.sleep(every)
            assert time.perf_counter() - started < 120
        return spent, time.perf_counter() - started

    def change(self, number):
        """Change some pods as a watch would."""
        for _ in range(number):
            self.version += 1
            old = self.pods[self.version * 7919 % len(self.pods)]
            (container,) = old.status.container_statuses
            meta = msgspec.structs.replace(old.metadata, resource_version=str(self.version))
            status = msgspec.structs.replace(container, restart_count=self.version % 9)
            new = msgspec.structs.replace(
                old, metadata=meta, status=msgspec.structs.replace(old.status, container_statuses=[status])
            )
            self.world.state.pods.upsert(new)


def told(what, spent, more=""):
    """Print how long keys took; the 99th percentile of their CPU time, in milliseconds."""
    if not spent:
        print(f"\n{what:34} {'done before the first key':50} {more}", end="")
        return 0
    line = ""
    for name, values in (("wall", sorted(each.wall for each in spent)), ("cpu", sorted(each.cpu for each in spent))):
        p50, p99 = (1e3 * values[min(len(values) - 1, round(share * len(values)))] for share in (0.5, 0.99))
        line += f" {name} p50 {p50:5.1f} p99 {p99:5.1f} ms"
    print(f"\n{what:34}{line} ({len(spent)}) {more}", end="")
    return p99


async def figures(count):
    """Drive the Pods screen through everything; by what was done, the 99th percentile of a key in milliseconds."""
    bench, found = Bench(count), {}
    app = bench.app
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        app.screen.go(Main("pods"), into=False)
        first = await bench.until(lambda: app.screen.query(TableView) and bench.view.cursor is not None)
        screen = app.screen
        ready = await bench.until(lambda: not screen._working)
        print(f"\n--- {count:,} pods: first rows after {first:.2f} s, everything after {first + ready:.2f} s", end="")
        keys = ["j", "j", "j", "pagedown", "k", "pageup"] * 25
        found["scrolling"] = told("scrolling", [await bench.key(key) for key in keys])
        columns = [column.called for column in screen.table.columns]
        for what, views in (
            ("sorting", [View(sort=name, falling=falling) for name in columns for falling in (False, True)]),
            ("a label as a column", [View(sort="label:team", columns=("NAME", "label:team", "label:app"))]),
            ("filtering", [View(sort="NAME", text=text) for text in FILTERS]),
            ("faults only", [View(sort="NAME", faults_only=True), View(sort="NAME")]),
        ):
            spent = []
            for view in views:
                cpu = time.process_time()
                screen.show_view(replace(view, namespaces=screen.table.view.namespaces))
                keys, took = await bench.keys_until(lambda: not screen._working)
                cpu = time.process_time() - cpu
                told(f"  {view.sort} {'falling ' * view.falling}{view.text}", keys, f"{took:.2f} s, {cpu:.2f} s of CPU")
                spent += keys
            found[what] = told(f"while {what}", spent)
        spent = []
        for place in [Main("nodes"), Main("pods")] * 5:
            painted, started, cpu = bench.painted, time.perf_counter(), time.process_time()
            app.screen.go(place, into=False)
            await bench.until(lambda before=painted: bench.painted > before)
            spent.append(Spent(time.perf_counter() - started, time.process_time() - cpu))
            await settled(pilot)
        found["away and back"] = told("away and back", spent)
        app.screen.action_filter()
        await settled(pilot)
        for letter in "crash":
            painted, started, cpu = bench.painted, time.perf_counter(), time.process_time()
            app._driver.send_message(Key(letter, letter))
            await bench.until(lambda before=painted: bench.painted > before)
            answered = Spent(time.perf_counter() - started, time.process_time() - cpu)
            await bench.until(lambda: not screen._working)
            took = time.perf_counter() - started
            found[f"filter {letter}"] = told(f"filter, letter {letter}", [answered], f"filtered after {took:.2f} s")
        await pilot.press("escape", "home")
        await bench.until(lambda: not screen._working)
        bench.view._cursor.put(screen.table, 0)
        await pilot.press("space")
        bench.view._cursor.put(screen.table, count)
        await pilot.press("ctrl+@")
        assert len(bench.view.marks) == count
        found["all marked"] = told("all rows marked", [await bench.key(key) for key in ["k", "j"] * 20])
        bench.view.unmark()
        await pilot.press("home")
        ended = False

        async def churn():
            while not ended:
                bench.change(10)
                await asyncio.sleep(0.01)

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(churn())
            spent = []
            for key in ["j"] * 40 + ["pagedown", "pageup"] * 20:
                spent.append(await bench.key(key))
                await asyncio.sleep(0.05)
            ended = True
        found["1,000 changes a second"] = told("1,000 changes a second", spent)
    return found


async def test_a_key_is_answered_as_soon_over_150_000_pods_as_over_500():
    small, large = await figures(500), await figures(150_000)
    base = max(small.values())
    print(f"\nworst p99: {base:.1f} ms of CPU over 500 pods, {max(large.values()):.1f} ms over 150,000")
    assert max(large.values()) < 4 * base
