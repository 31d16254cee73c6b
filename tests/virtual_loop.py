"""An event loop whose clock moves only when nothing is left to do, and then at once to what comes next.

Whoever sleeps in it wakes after everything that was due before has happened, on any machine and however busy it is; and
a test takes the time that its work takes, and none for waiting. Textual's own way to wait for an app in a test is to
sleep until the process has been idle, which takes long where nothing happens and too short where something else has the
processor.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import textual._time
import textual.app
import textual.pilot
from textual.pilot import Pilot

LONGEST = 3600.0
"""Seconds of the loop's time in which a test must have come to its end: it waits for what never comes."""
THREADS = 10.0
"""Seconds that what is done in threads may really take before the loop's clock moves on without it."""
FRAME = 0.12
"""Seconds of the loop's time that `Pilot.pause` lets pass: longer than ktui's clock waits with the next frame."""
MOMENT = 1e-6
"""Seconds of the loop's time that pass when everything that is under way has had its effect."""


class VirtualLoop(asyncio.SelectorEventLoop):
    """Everything takes no time here, other than what comes from outside: from a thread, a terminal, a socket."""

    def __init__(self) -> None:
        self._passed = 0.0
        self._threads = 0
        super().__init__(_Selector(self))

    def time(self) -> float:
        """Seconds, from some time on."""
        return LONGEST + self._passed

    def run_in_executor(self, executor, func, *args):
        """Count what is done in threads."""
        self._threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._ended)
        return future

    async def shutdown_default_executor(self, *timeout) -> None:
        """Wait for the threads, without the clock running past the patience with them."""
        self._threads += 1
        try:
            await super().shutdown_default_executor(*timeout)
        finally:
            self._threads -= 1

    def _ended(self, _) -> None:
        self._threads -= 1

    def idle(self, seconds: float) -> None:
        """Let time pass in which there is nothing to do."""
        self._passed += seconds
        if self._passed > LONGEST:
            raise RuntimeError(f"what this test waits for has not come within {LONGEST:.0f} s of its loop's time")


class _Selector(selectors.DefaultSelector):
    """Never waits for time to pass."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout=None):
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if self._loop._threads:
            found = super().select(THREADS)
        else:
            outside = len(self.get_map()) > 1  # than the loop's own pipe, by which threads wake it
            found = super().select(timeout if outside else 0)
        if not found:
            self._loop.idle(timeout)
        return found


class _Policy(asyncio.DefaultEventLoopPolicy):
    _loop_factory = VirtualLoop


@contextmanager
def virtual_loops() -> Iterator[None]:
    """Whatever runs a loop of its own meanwhile gets one of these."""
    asyncio.set_event_loop_policy(_Policy())
    try:
        yield
    finally:
        asyncio.set_event_loop_policy(None)


def _now() -> float:
    with suppress(RuntimeError):
        return asyncio.get_running_loop().time()
    return time.monotonic()


async def _idle(*lengths: float) -> None:
    if isinstance(asyncio.get_running_loop(), VirtualLoop):
        await asyncio.sleep(FRAME)
    else:
        await _idle_process(*lengths)


async def _answered(pilot: Pilot, *timeout: float) -> bool:
    if not isinstance(asyncio.get_running_loop(), VirtualLoop):
        return await _screen_answered(pilot, *timeout)
    await asyncio.sleep(MOMENT)
    return not pilot.app._exception_event.is_set()


_idle_process, _screen_answered = textual.pilot.wait_for_idle, Pilot._wait_for_screen


def install() -> None:
    """Have Textual tell the time by the loop it runs in, and its pilot wait by it."""
    textual._time.get_time = _now
    textual.app.wait_for_idle = textual.pilot.wait_for_idle = _idle
    Pilot._wait_for_screen = _answered
