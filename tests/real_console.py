"""The console over a real cluster, as one of its users: where it is, what it shows, and how to wait for that."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from stage import quick
from textual.pilot import Pilot
from walking import WATCHED, Walk

from ktui.app.console import KtuiApp
from ktui.app.goal import Goal
from ktui.cluster.kubeconfig import connect
from ktui.screens.frame import FrameScreen
from ktui.screens.places import Place
from ktui.session import Session
from ktui.widgets.context_bar import Data, Status
from ktui.widgets.notice_line import NoticeLine


class RealConsole:
    """The console, open."""

    def __init__(self, app: KtuiApp, pilot: Pilot[None], sessions: list[Session]) -> None:
        self.app = app
        self.pilot = pilot
        self.walk = Walk(pilot)
        self._sessions = sessions

    @property
    def session(self) -> Session:
        """What the screens are over now."""
        return self._sessions[-1]

    @property
    def screen(self) -> FrameScreen:
        """The screen that is shown, if under a dialog."""
        return self.app.main_screen

    @property
    def status(self) -> Status:
        """What its first line says."""
        return self.screen.status

    @property
    def text(self) -> str:
        """All that is to be read."""
        return "\n".join(strip.text.rstrip() for strip in self.app.screen._compositor.render_strips())

    @property
    def words(self) -> str:
        """All that is to be read, in one line, however it was broken."""
        return " ".join(self.text.replace("│", " ").split())

    @property
    def told(self) -> str:
        """The notice that is shown."""
        notice = self.screen.query_one(NoticeLine).notice
        return notice.text if notice else ""

    @property
    def loading(self) -> bool:
        """Whether it waits for a first answer."""
        return not self.app.around or self.status.data is Data.LOADING

    @property
    def live(self) -> bool:
        """Whether it says that what it shows is so now."""
        return bool(self.app.around) and self.status.data is Data.LIVE

    async def go(self, place: Place) -> FrameScreen:
        """Go to a place."""
        return await self.walk.go(place)

    async def until(self, seconds: float, true: Callable[[], object], what: str) -> None:
        """Wait until something is so; fail with what is to be read instead."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, f"not {what} after {seconds} s:\n{self.text}"
            await asyncio.sleep(0.05)
            await quick.calm(self.pilot, 1)
        await self.walk.settle()

    async def settled(self, seconds: float) -> None:
        """Wait until it says what there is, or why it cannot."""
        await self.until(seconds, lambda: not self.loading, "said what there is")


@contextlib.asynccontextmanager
async def real_console(kubeconfig: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[RealConsole]:
    """The console over the cluster of a kubeconfig."""
    sessions: list[Session] = []

    @contextlib.asynccontextmanager
    async def opener(goal: Goal) -> AsyncIterator[Session]:
        sessions.append(
            Session(connect(kubeconfig, goal.context), namespaces=goal.namespaces, kinds=WATCHED),
        )
        try:
            yield sessions[-1]
        finally:
            await sessions[-1].close()

    app = KtuiApp(opener, contexts=lambda: ["elsewhere"])
    async with app.run_test(size=size) as pilot:
        yield RealConsole(app, pilot, sessions)
