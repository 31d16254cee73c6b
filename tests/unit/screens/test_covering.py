"""ktui.screens.covering: what is covered in a large cluster is worked out in slices, and comes to the same."""

import asyncio

import pytest
from stage.quick import calm, finished
from stage.session import shown, stage
from stage.tables import gone_to, lines, names, opened
from stage.world import zoo

from ktui.screens import covering, slices
from ktui.screens.coverage import CoverageScreen
from ktui.screens.places import Main, NodesOf
from ktui.widgets.context_bar import ContextBar
from ktui.widgets.coverage_grid import CoverageGrid


class Gate:
    """Holds work in slices up until it is opened."""

    def __init__(self, monkeypatch):
        self.open = asyncio.Event()
        self.passed = 0
        monkeypatch.setattr(covering, "AT_ONCE", 0)
        monkeypatch.setattr(covering, "in_slices", self.in_slices)

    async def in_slices(self, steps, look):
        await self.open.wait()
        self.passed += 1
        return await slices.in_slices(steps, look)


async def done(pilot):
    await finished(pilot, "covering")


def grid(screen):
    view = screen.query_one(CoverageGrid)
    return [view.render_line(y).text for y in range(view.size.height)]


async def test_the_grid_of_a_large_cluster_is_that_of_a_small_one(monkeypatch):
    async with stage(zoo()).run_test() as pilot:
        at_once = grid(await shown(pilot))
    gate = Gate(monkeypatch)
    async with stage(zoo()).run_test() as pilot:
        await calm(pilot)
        while not isinstance(pilot.app.screen, CoverageScreen):
            await pilot.pause()
        screen = pilot.app.screen
        assert "Looking through" in "".join(grid(screen))
        gate.open.set()
        await done(pilot)
        assert grid(screen) == at_once


@pytest.mark.parametrize("place", [Main("nodes"), Main("daemonsets"), NodesOf(("monitoring", "node-exporter"))])
async def test_so_are_tables_of_what_is_covered(place, monkeypatch):
    async with opened(zoo(), place) as (screen, _):
        at_once = lines(screen)
    gate = Gate(monkeypatch)
    async with opened(zoo(), place) as (screen, pilot):
        assert "Looking through" in "".join(lines(screen))
        gate.open.set()
        await done(pilot)
        assert lines(screen) == at_once
        assert screen.query_one(ContextBar).status.totals


async def test_what_changes_meanwhile_is_worked_out_after_a_rest(monkeypatch):
    world, gate = zoo(), Gate(monkeypatch)
    async with opened(world, Main("nodes")) as (screen, pilot):
        gate.open.set()
        await done(pilot)
        gate.open.clear()
        world.node("first-node")
        screen.redraw()
        world.node("second-node")
        screen.redraw()
        assert "first-node" not in names(screen)
        before = gate.passed
        gate.open.set()
        await done(pilot)
        await done(pilot)
        assert {"first-node", "second-node"} <= set(names(screen))
        assert gate.passed <= before + 2


async def test_who_was_away_meanwhile_sees_what_changed_on_return(monkeypatch):
    world, gate = zoo(), Gate(monkeypatch)
    async with gone_to(world, Main("nodes")) as (screen, pilot):
        gate.open.set()
        await done(pilot)
        gate.open.clear()
        world.node("first-node")
        screen.redraw()
        world.node("second-node")
        screen.redraw()
        screen.go(Main("pods"), into=False)
        await calm(pilot)
        gate.open.set()
        await done(pilot)
        assert pilot.app.screen is not screen
        pilot.app.screen.go(Main("nodes"), into=False)
        await calm(pilot)
        await done(pilot)
        assert pilot.app.screen is screen
        assert "second-node" in names(screen)
