"""What a key costs over a slow line while everything changes. Prints figures: ``pytest -m bench -s tests/bench``.

The line is modelled as SSH is: what the program writes goes into a queue without an end, and leaves it at so many bytes
a second, half a round trip later. The terminal at its end answers when asked where its cursor is.
"""

from __future__ import annotations

import os
import select
import time
from collections import deque

import pytest
from ptys import QUESTION, Terminal

pytestmark = pytest.mark.bench

RATE, TRIP = 8_000, 0.1
"""Bytes a second, and seconds there and back."""
TEXTUALS_OWN = "textual.drivers.linux_driver:LinuxDriver"


class Line:
    """A slow line to a program."""

    def __init__(self, terminal: Terminal) -> None:
        self._program = terminal
        self._queue = bytearray()
        self._down: deque[tuple[float, bytes]] = deque()
        self._up: deque[tuple[float, bytes]] = deque()
        self._credit, self._last = 0.0, time.monotonic()
        self.written = 0
        self.longest = 0
        """The most bytes that stood in the queue."""
        self.arrived = bytearray()

    def send(self, keys: bytes) -> None:
        self._up.append((time.monotonic() + TRIP / 2, keys))

    def go_on(self, seconds: float) -> None:
        """Let the line work for a while."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._step()

    def until(self, words: bytes, seconds: float) -> float:
        """Seconds until some words have arrived."""
        began = time.monotonic()
        while words not in self.arrived and time.monotonic() - began < seconds:
            self._step()
        return time.monotonic() - began

    def _step(self) -> None:
        if select.select([self._program.ours], [], [], 0.005)[0]:
            written = os.read(self._program.ours, 65536)
            self._queue += written
            self.written += len(written)
            self.longest = max(self.longest, len(self._queue))
        now = time.monotonic()
        self._credit, self._last = min(self._credit + (now - self._last) * RATE, RATE / 20), now
        taken = min(len(self._queue), int(self._credit))
        if taken:
            self._down.append((now + TRIP / 2, bytes(self._queue[:taken])))
            del self._queue[:taken]
            self._credit -= taken
        while self._down and self._down[0][0] <= now:
            piece = self._down.popleft()[1]
            asked = (self.arrived[1 - len(QUESTION) :] + piece).count(QUESTION)
            self.arrived += piece
            if asked:
                self.send(b"\x1b[24;80R" * asked)
        while self._up and self._up[0][0] <= now:
            os.write(self._program.ours, self._up.popleft()[1])


@pytest.mark.parametrize(("driver", "most"), [(TEXTUALS_OWN, 60.0), ("", 3.0)], ids=["as Textual does", "paced"])
def test_a_key_is_answered_though_everything_changes(driver, most):
    terminal = Terminal("-m", "stage", "busy", size=(40, 120), **({"TEXTUAL_DRIVER": driver} if driver else {}))
    try:
        line = Line(terminal)
        line.until(b"fluent", 30)
        line.go_on(8)
        taken = []
        for _ in range(4):
            line.arrived.clear()
            line.send(b"?")
            taken.append(line.until(b"Keys of this screen", 60))
            line.send(b"\x1b")
            line.go_on(2)
    finally:
        terminal.close()
    print(f"\n{driver or 'paced'}: keys after {[round(each, 2) for each in taken]} s,", end=" ")
    print(f"{line.written:,} bytes, at most {line.longest:,} of them on their way", end="")
    assert max(taken) < most
