"""Draw the README's pictures from the app itself: ``python scripts/screenshots.py [NAME...]``.

They show the cluster of ``ktui demo`` at a time that stands still, so that a picture changes only when the screen does.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ktui.app.console import KtuiApp
from ktui.app.goal import Goal
from ktui.cluster.kubeconfig import connect
from ktui.demo.clock import ManualClock
from ktui.demo.cluster import Cluster
from ktui.screens.frame import FrameScreen
from ktui.screens.places import CronJobOf, JobOf, Main, Place
from ktui.session import Session
from ktui.settings import Settings
from ktui.widgets.context_bar import ContextBar, Data

IMAGES = Path(__file__).parents[1] / "docs" / "images"
NOW = datetime(2026, 3, 26, 14, 41, tzinfo=UTC)
"""When it is: the clocks of Europe change three days later."""
SETTLED = 5.0
"""Seconds of the cluster's time in which its controllers come to terms with how it began."""
SETTLING = 0.5
"""Seconds in which a screen has drawn all that there is."""
COVERAGE = Main("coverage")


@dataclass(frozen=True)
class Picture:
    """One picture."""

    name: str
    size: tuple[int, int]
    place: Place
    keys: tuple[str, ...] = ()
    group_by: str = ""
    scenario: str = "default"


PICTURES = (
    Picture("coverage-120x40", (120, 40), COVERAGE, ("down",) * 2 + ("right",) * 4, group_by="pool"),
    Picture("coverage-80x24", (80, 24), COVERAGE, ("down",) * 2 + ("right",) * 3),
    Picture("jobs-120x24", (120, 24), Main("jobs"), scenario="batch"),
    Picture("job-120x32", (120, 32), JobOf(("ml", "embed-1")), ("right",) * 17, scenario="batch"),
    Picture("cronjobs-120x24", (120, 24), Main("cronjobs"), scenario="nightly"),
    Picture("cronjob-120x32", (120, 32), CronJobOf(("db", "postgres-backup")), ("down",) * 2),
    Picture("pods-120x24", (120, 24), Main("pods"), ("S",)),
    Picture("labels-120x40", (120, 40), COVERAGE, ("slash", *"gpu", "enter", "ctrl+t", "a", *"pool=cpu", "enter")),
)


async def draw(picture: Picture) -> str:
    """The picture, as SVG."""
    async with Cluster(picture.scenario, clock=ManualClock(NOW)) as cluster:
        await cluster.advance(SETTLED)

        def now() -> float:
            return cluster.clock.now().timestamp()

        @asynccontextmanager
        async def opened(goal: Goal) -> AsyncIterator[Session]:
            session = Session(connect(str(cluster.kubeconfig), goal.context), namespaces=goal.namespaces, clock=now)
            try:
                yield session
            finally:
                await session.close()

        app = KtuiApp(opened, Settings(group_by=picture.group_by), clock=now)
        async with app.run_test(size=picture.size) as pilot:
            await live(app)
            if picture.place != COVERAGE and isinstance(app.screen, FrameScreen):
                app.screen.go(picture.place)
                await live(app)
            for key in picture.keys:
                await pilot.press(key)
            await pilot.pause(SETTLING)
            return app.export_screenshot(title="ktui")


async def live(app: KtuiApp) -> None:
    """Wait until what is shown follows the cluster."""
    while True:
        await asyncio.sleep(SETTLING)
        bars = app.screen.query(ContextBar)
        if bars and bars.first().status.data is Data.LIVE:
            return


async def main(names: list[str]) -> None:
    """Draw those of these names, or all of them."""
    os.environ["TZ"] = "UTC"  # whoever draws them: some pictures tell the user's own time
    time.tzset()
    IMAGES.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        if not names or picture.name in names:
            (IMAGES / f"{picture.name}.svg").write_text(await draw(picture), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
