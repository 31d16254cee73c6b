"""Manners towards the terminal: what it can show, how it is left, and what is done when it is gone."""

from __future__ import annotations

import asyncio
import contextlib
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import FrameType
from typing import Any

from textual.app import App, SuspendNotSupported
from textual.driver import Driver
from textual.geometry import Size

from ktui.domain.errors import Unauthorized, UsageError

ENDING = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)
"""The signals that end ktui in good order. Ctrl-c is a key here and sends none."""
GONE = 128 + signal.SIGHUP
"""The exit code when the terminal is gone."""
GRACE = 5.0
"""Seconds in which ktui ends in good order once its terminal is gone."""


def check_terminal(environ: Mapping[str, str] = os.environ, *, attached: bool | None = None) -> None:
    """Refuse a place where no screen can be drawn.

    Args:
        environ: the environment.
        attached: whether keyboard and screen are a terminal; by default it is looked at.

    Raises:
        UsageError: there is no terminal, or one that cannot move its cursor.
    """
    instead = "ktui coverage answers without a screen."
    if attached is None:
        attached = os.isatty(sys.__stdin__.fileno() if sys.__stdin__ else -1) and os.isatty(
            sys.__stderr__.fileno() if sys.__stderr__ else -1
        )
    if not attached:
        raise UsageError(f"The console needs a terminal for its keys (stdin) and its screen (stderr). {instead}")
    if environ.get("TERM", "") in {"dumb", "unknown", ""}:
        term = environ.get("TERM") or "not set"
        raise UsageError(
            f"TERM is {term}: such a terminal cannot move its cursor, so no screen can be drawn. {instead}"
        )


FEW_GLYPHS = frozenset({"linux", "cons25", "vt52", "vt100", "vt102", "vt220"})
"""Terminals whose fonts have a few hundred glyphs, and not ours."""


def speaks_unicode(encoding: str | None, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether glyphs beyond ASCII come out right in that encoding of the output, on the environment's terminal."""
    if environ.get("TERM") in FEW_GLYPHS:
        return False
    return (encoding or "ascii").lower().replace("-", "").replace("_", "").startswith("utf")


def output_pending(driver: Driver | None) -> bool:
    """Whether the terminal has not taken yet what was drawn last.

    Textual writes in a thread, from a queue of 30; when that is full the event loop stands still, keys and all.
    """
    writer = getattr(driver, "_writer_thread", None)
    queue = getattr(writer, "_queue", None)
    return queue is not None and not queue.empty()


def hung_up(driver: Driver | None) -> bool:
    """Whether the terminal is gone: its window was closed, its connection broke. False where there never was one."""
    descriptor = getattr(driver, "fileno", None)
    if not isinstance(descriptor, int):
        return False
    poll = select.poll()
    poll.register(descriptor, select.POLLHUP)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0))


def size_now(driver: Driver | None) -> Size | None:
    """How large the terminal is; None where there is none, or where it does not tell.

    Of many sizes that come in a row, as while the edge of a window is dragged, Textual may miss the last.
    """
    descriptor = getattr(driver, "fileno", None)
    if not isinstance(descriptor, int):
        return None
    try:
        return Size(*os.get_terminal_size(descriptor))
    except OSError:
        return None


def end_when_gone(descriptor: int, end: Callable[[], object], grace: float = GRACE) -> None:
    """Make certain that the process ends once its terminal is gone, whatever holds it up.

    It ends in good order if it can. But what Textual writes in a thread of its own goes through a queue, and when the
    terminal goes that thread dies: whoever writes after that may wait for ever, the event loop included.

    Args:
        descriptor: the terminal.
        end: ends the process at once.
        grace: seconds that it has to end by itself.
    """

    def wait() -> None:
        poll = select.poll()
        poll.register(descriptor, 0)
        while not any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll()):
            time.sleep(grace)
        time.sleep(grace)
        end()

    threading.Thread(target=wait, daemon=True, name="terminal gone").start()


@contextlib.contextmanager
def lent(app: App[Any], signals: Signals | None = None) -> Iterator[None]:
    """Lend the terminal to another program, as it was before the app; take it back and draw anew, whatever happens.

    Args:
        app: which has the terminal.
        signals: what ends the app; ctrl-c, which every program at the terminal hears, does not meanwhile.

    Raises:
        Unauthorized: the app cannot give it away.
    """
    fault: BaseException | None = None
    # Ctrl-c is meant for the program then. A handler, because an ignored signal would be ignored by the program too.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    if signals is not None:
        signals.lent = True
    try:
        # Without the batch, timers would go on drawing over the program's questions.
        with app.batch_update(), app.suspend():
            try:
                yield
            except BaseException as error:  # noqa: BLE001 (kept: Textual takes nothing back if it sees an error)
                fault = error
    except SuspendNotSupported as error:
        raise Unauthorized("A program asks for the terminal, and this one cannot be lent.") from error
    finally:
        signal.signal(signal.SIGINT, before)
        if signals is not None:
            signals.lent = False
    if fault is not None:
        raise fault


class Signals:
    """Ends in good order when asked to by a signal, and comes back whole from being stopped.

    Args:
        end: ends the app with an exit code, 128 and the signal's number, as a shell counts it.
        driver: the driver that holds the terminal.
    """

    def __init__(self, end: Callable[[int], None], driver: Driver) -> None:
        self._end = end
        self._driver = driver
        self._loop = asyncio.get_running_loop()
        self._stopped = False
        self.lent = False
        """Whether another program has the terminal, for which an interrupt is meant."""
        for number in ENDING:
            self._loop.add_signal_handler(number, self._on_ending, number)
        self._stop = signal.getsignal(signal.SIGTSTP)
        self._go_on = signal.getsignal(signal.SIGCONT)
        signal.signal(signal.SIGTSTP, self._on_stop)
        signal.signal(signal.SIGCONT, self._on_continue)

    def close(self) -> None:
        """Let signals do again what they did."""
        for number in ENDING:
            self._loop.remove_signal_handler(number)
        signal.signal(signal.SIGTSTP, self._stop)
        signal.signal(signal.SIGCONT, self._go_on)

    def _on_ending(self, number: int) -> None:
        if not (self.lent and number == signal.SIGINT):
            self._end(128 + number)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True
        if callable(self._stop):
            self._stop(number, frame)

    def _on_continue(self, number: int, frame: FrameType | None) -> None:
        if not self._stopped:
            # SIGSTOP cannot be caught, so the terminal was not put in order before: Textual would now take its raw
            # mode for the one to restore at the end, and read the keyboard twice.
            self._driver.suspend_application_mode()
        self._stopped = False
        if callable(self._go_on):
            self._go_on(number, frame)
