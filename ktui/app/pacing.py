"""Pacing: no frame is drawn while much of the last ones is still on its way to the terminal.

What is written goes into the queues of the tty, of sshd and of the network, which take more than a slow line carries in
seconds; a key would be answered behind all of it. So after a frame the terminal is asked where its cursor is: it
answers in turn, once it has drawn the frame. Until then small changes go on, and frames wait, merged into one.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.drivers.linux_driver import LinuxDriver
from textual.events import CursorPosition

from ktui.app.keyboard import Keyboard
from ktui.app.terminal import hung_up, output_pending

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.driver import Driver
    from textual.message import Message
    from textual.screen import Screen

QUESTION = "\x1b[6n"
"""Where is the cursor? (Device Status Report 6, ECMA-48 8.3.35.) Every terminal answers, the Linux console too."""
WORTH = 512
"""Bytes that are worth a question."""
SMALLEST, FIRST, LARGEST = 2_048, 8_192, 65_536
"""Bytes that may be on their way: on a slow line, at the beginning, on a fast line."""
PROMPT, LATE = 0.1, 0.4
"""Seconds: after an answer before the one more may be on its way, after an answer behind the other less."""
PATIENCE = 5.0
"""Seconds after which an answer counts as lost."""
TRIES = 3
"""A terminal that has left so many questions open and never answered is not asked any more."""
FAREWELL = 1.0
"""Seconds to wait at the end for answers: one that comes later would be read by the shell."""


class Pacing:
    """What of the output the terminal has not drawn yet, as far as it tells.

    Answers are taken in the thread that reads the keyboard, everything else in that of the app: each holds the lock.

    Args:
        now: a clock that only runs forward, in seconds.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._unasked = 0
        self._open: deque[tuple[float, int]] = deque()
        """Of each question without an answer: when it was asked, and the bytes before it that none covers."""
        self._window = FIRST
        self._answers = False
        self._tries = 0
        self._mute = False

    def wrote(self, size: int) -> None:
        """So many bytes were written."""
        self._unasked += size

    def ask(self, *, least: int = WORTH) -> bool:
        """Whether to ask now; then it counts as asked."""
        with self._lock:
            if self._mute or self._unasked < least:
                return False
            self._open.append((self._now(), self._unasked))
            self._unasked = 0
            return True

    def answer(self) -> None:
        """The terminal answers the oldest question."""
        with self._lock:
            if not self._open:
                return  # Shift+F3 of old terminals looks the same
            asked_at, _ = self._open.popleft()
            self._answers = True
            took = self._now() - asked_at
            if took < PROMPT:
                self._window = min(2 * self._window, LARGEST)
            elif took > LATE:
                self._window = max(self._window // 2, SMALLEST)

    def forget(self) -> None:
        """Count what was asked for longer than `PATIENCE` as answered."""
        with self._lock:
            while self._open and self._now() - self._open[0][0] >= PATIENCE:
                self._open.popleft()
                self._tries += 1
            self._mute = not self._answers and self._tries >= TRIES

    @property
    def open(self) -> bool:
        """Whether a question is without an answer."""
        return bool(self._open)

    @property
    def waiting(self) -> bool:
        """Whether an answer is to be expected: of a terminal that answered before."""
        return self._answers and bool(self._open)

    @property
    def full(self) -> bool:
        """Whether so much is on its way that the next frame had better wait."""
        with self._lock:
            return self._answers and sum(size for _, size in self._open) > self._window


class PacedApp(App[None]):
    """An app whose frames can be held back."""

    _hold: ExitStack | None = None
    _missed = False

    def get_driver_class(self) -> type[Driver]:
        """The driver that asks, where Textual would take the one that it is made from."""
        found = super().get_driver_class()
        return PacedDriver if found is LinuxDriver else found

    @property
    def behind(self) -> bool:
        """Whether the terminal has not taken yet what was drawn last: another frame would only make it wait longer."""
        return self._hold is not None or output_pending(self._driver)

    def hold(self) -> None:
        """Draw nothing from now on; what changes is drawn at once when it is over."""
        if self._hold is None:
            self._hold = ExitStack()
            self._hold.enter_context(self.batch_update())

    def release(self) -> None:
        """Draw again."""
        hold, self._hold = self._hold, None
        if hold is None:
            return
        hold.close()
        if self._missed and self.is_running:
            self.screen.refresh(layout=True)
        self._missed = False

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        # Textual keeps what single widgets want drawn for after the batch, but not what a new layout does.
        self._missed = self._missed or (self._hold is not None and renderable is not None)
        super()._display(screen, renderable)


class PacedDriver(Keyboard):
    """Textual's driver, which asks the terminal how far it is."""

    _app: PacedApp

    def __init__(
        self, app: PacedApp, *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.pacing = Pacing()
        self._asking = False
        self._answered = threading.Event()
        self._giving_up: asyncio.TimerHandle | None = None

    def write(self, data: str) -> None:
        """Write, and count."""
        self.pacing.wrote(len(data))
        super().write(data)

    def flush(self) -> None:
        """A frame is complete."""
        super().flush()
        if self._asking and self.pacing.ask():
            self._ask()

    def start_application_mode(self) -> None:
        """Take the terminal, and find out whether it answers."""
        super().start_application_mode()  # type: ignore[no-untyped-call]  # Textual gives it no types
        self._asking = self.input_tty and self._writer_thread is not None
        if self._asking and self.pacing.ask(least=0):
            self._ask()

    def stop_application_mode(self) -> None:
        """Give the terminal back, with no answer on its way that somebody else would read."""
        self._asking = False
        until = time.monotonic() + FAREWELL
        while self.pacing.waiting and not hung_up(self) and (left := until - time.monotonic()) > 0:
            self._answered.clear()
            if self.pacing.waiting:
                self._answered.wait(left)
        self.pacing = Pacing()
        self._app.release()
        super().stop_application_mode()

    def process_message(self, message: Message) -> None:
        """Keep answers to oneself. In the thread that reads the keyboard."""
        if not isinstance(message, CursorPosition):
            super().process_message(message)
            return
        self.pacing.answer()
        self._answered.set()
        with contextlib.suppress(RuntimeError):  # the loop has ended
            self._loop.call_soon_threadsafe(self._look)

    def _ask(self) -> None:
        super().write(QUESTION)
        self._look()

    def _look(self) -> None:
        """Hold frames back, or go on with them."""
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
        self.pacing.forget()
        if self.pacing.full:
            self._app.hold()
        else:
            self._app.release()
        if self.pacing.open:
            self._giving_up = self._loop.call_later(PATIENCE, self._look)
