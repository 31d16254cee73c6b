"""What arranging and drawing cost. Prints figures; run with ``pytest -m bench -s tests/bench``.

The bounds are several times what a quiet machine needs: they catch a change of order, not of machine.
"""

from __future__ import annotations

import gc
import random
import time

import pytest
from sketches import Sketch
from textual._compositor import ChopsUpdate
from textual.app import App

from ktui.domain.arrangement import View, arrange
from ktui.domain.coverage import State
from ktui.widgets.coverage_grid import CoverageGrid
from ktui.widgets.cropping import render_cropped

pytestmark = pytest.mark.bench


def cluster(nodes, columns):
    chance = random.Random(1)
    lines = {f"node-{n:04d}": "".join(chance.choices("o~uX!.", [85, 5, 1, 1, 1, 7], k=columns)) for n in range(nodes)}
    return Sketch([f"agent-{n:02d}" for n in range(columns)], lines, {name: {"pool": f"p{name[-1]}"} for name in lines})


def median(times):
    return sorted(times)[len(times) // 2] * 1e3


@pytest.mark.parametrize(("nodes", "columns", "most"), [(500, 30, 40), (5000, 30, 400)])
def test_arranging_is_quick(nodes, columns, most):
    coverage = cluster(nodes, columns)
    for view in (View(), View(group_by="pool"), View(faults_only=True), View(text="-l pool=p1")):
        spent = []
        for _ in range(7):
            gc.collect()
            started = time.process_time()
            arrange(coverage, view)
            spent.append(time.process_time() - started)
        print(f"\n{nodes} x {columns} {view.group_by} {view.text} {view.faults_only}: {median(spent):.1f} ms", end="")
        assert median(spent) < most


class GridApp(App):
    sent = 0

    def compose(self):
        yield CoverageGrid()

    def _display(self, screen, renderable):
        if isinstance(renderable, ChopsUpdate):
            self.sent += len(render_cropped(renderable, self.console))
        super()._display(screen, renderable)


@pytest.mark.parametrize(("nodes", "columns"), [(100, 20), (500, 30), (5000, 30)])
async def test_a_changed_cell_costs_little(nodes, columns):
    coverage = cluster(nodes, columns)
    arranged = arrange(coverage, View(problems_first=False))
    app = GridApp()
    async with app.run_test(size=(120, 50)) as pilot:
        grid = app.query_one(CoverageGrid)
        spent, sent, still, key = [], [], [], coverage.daemon_sets[7].key
        for turn in range(60):
            started = time.process_time()
            grid.show(coverage, arranged)
            await pilot.pause()
            still.append(time.process_time() - started)
            coverage.draw("node-0003", key, State.READY if turn % 2 else State.UNREADY)
            app.sent, started = 0, time.process_time()
            grid.show(coverage, arranged)
            await pilot.pause()
            spent.append(time.process_time() - started)
            sent.append(app.sent)
    print(
        f"\n{nodes} x {columns}: one changed cell {median(spent):.1f} ms, none {median(still):.1f} ms, "
        f"{sorted(sent)[30]} characters"
    )
    assert median(spent) < 40
    assert sorted(sent)[30] < 150
