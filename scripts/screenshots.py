"""Draw the README's pictures from the app itself: ``python scripts/screenshots.py``.

They show the cluster that the tests of the screens are made on, at a time that stands still, so that a picture changes
only when the screen does.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from stage.batch import with_cron_jobs, with_jobs  # noqa: E402 - the path is known only now
from stage.session import settled, shown, stage  # noqa: E402 - as above
from stage.world import World, zoo  # noqa: E402 - as above

from ktui.screens.places import CronJobOf, JobOf, Main, Place  # noqa: E402 - as above

IMAGES = ROOT / "docs" / "images"


@dataclass(frozen=True)
class Picture:
    """One picture."""

    name: str
    size: tuple[int, int]
    keys: tuple[str, ...] = ()
    group_by: str = ""
    world: Callable[[], World] = zoo
    place: Place | None = None


PICTURES = (
    Picture("coverage-120x40", (120, 40), ("down",) * 6 + ("left",), group_by="pool"),
    Picture("coverage-80x24", (80, 24)),
    Picture("jobs-120x24", (120, 24), world=with_jobs, place=Main("jobs")),
    Picture("job-120x32", (120, 32), world=with_jobs, place=JobOf(("train", "shard"))),
    Picture("cronjobs-120x24", (120, 24), world=with_cron_jobs, place=Main("cronjobs")),
    Picture("cronjob-120x32", (120, 32), world=with_cron_jobs, place=CronJobOf(("etl", "backup"))),
    Picture("pods-120x24", (120, 24), place=Main("pods")),
    Picture("labels-120x40", (120, 40), ("down",) * 7 + ("ctrl+t", "a", *"pool=cpu", "enter"), group_by="pool"),
)


async def draw(picture: Picture) -> str:
    """The picture, as SVG."""
    app = stage(picture.world(), group_by=picture.group_by)
    async with app.run_test(size=picture.size) as pilot:
        screen = await shown(pilot)
        if picture.place is not None:
            screen.go(picture.place)
            await settled(pilot)
        for key in picture.keys:
            await pilot.press(key)
        await pilot.pause()
        return app.export_screenshot(title="ktui")


async def main() -> None:
    """Draw all of them."""
    os.environ["TZ"] = "UTC"  # whoever draws them: some pictures tell the user's own time
    time.tzset()
    IMAGES.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        (IMAGES / f"{picture.name}.svg").write_text(await draw(picture), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
