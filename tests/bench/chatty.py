"""A program that shows the log of a chatty pod for some seconds and says how it stood that, as JSON.

Usage: chatty.py KUBECONFIG SECONDS [FILTER]. Keys are pressed ten times a second; each is timed until it is painted.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import resource
import sys
import time
from pathlib import Path

from textual import events

from ktui.app.console import KtuiApp
from ktui.cluster.kubeconfig import connect
from ktui.screens.logs import LogScreen
from ktui.screens.places import LogsOf
from ktui.session import Session


def resident() -> float:
    """MiB of memory that are in use now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


class Timed:
    """Presses keys and times them until what they do is painted."""

    def __init__(self, app: KtuiApp) -> None:
        self._app = app
        self._painted = asyncio.Event()
        self.took: list[float] = []
        act = LogScreen.action_wrap

        def timed(screen: LogScreen) -> None:
            act(screen)
            screen.call_after_refresh(self._painted.set)

        LogScreen.action_wrap = timed

    async def press(self) -> None:
        """Press the key that wraps lines, or does not."""
        self._painted.clear()
        began = time.perf_counter()
        self._app.post_message(events.Key("w", "w"))
        await self._painted.wait()
        self.took.append(time.perf_counter() - began)


async def main(kubeconfig: str, seconds: float, text: str) -> None:
    """Show, and tell."""

    @contextlib.asynccontextmanager
    async def opener(goal):
        session = Session(connect(kubeconfig, None))
        sessions.append(session)
        try:
            yield session
        finally:
            await session.close()

    sessions: list[Session] = []
    app = KtuiApp(opener)
    told: dict[str, float] = {}
    async with app.run_test(size=(120, 40)) as pilot:
        while not sessions or not sessions[0].state.pods.loaded or not app.screen.is_current:
            await pilot.pause(0.05)
        app.screen.go(LogsOf("pod chatty-0", "default", pod="chatty-0"))
        while not isinstance(app.screen, LogScreen) or not len(app.screen.tail.buffer):
            await pilot.pause(0.05)
        screen = app.screen
        if text:
            screen.find(text)
        await pilot.pause()
        timed = Timed(app)
        buffer, cpu = screen.tail.buffer, time.process_time()
        first, began, told["resident before"] = buffer.end, time.perf_counter(), resident()
        peak = 0.0
        while time.perf_counter() - began < seconds:
            await asyncio.sleep(0.1)
            await timed.press()
            peak = max(peak, resident())
        took = sorted(timed.took)
        lasted = time.perf_counter() - began
        told |= {
            "seconds": lasted,
            "lines a second": (buffer.end - first) / lasted,
            "kept": len(buffer),
            "buffer MiB": buffer.size / 2**20,
            "resident peak": peak,
            "resident after": resident(),
            "peak ever": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            "cpu": (time.process_time() - cpu) / lasted,
            "keys": len(took),
            "key p50 ms": 1000 * took[len(took) // 2],
            "key p99 ms": 1000 * took[int(len(took) * 0.99)],
            "key worst ms": 1000 * took[-1],
        }
    print(json.dumps({key: round(value, 2) for key, value in told.items()}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], float(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else ""))
