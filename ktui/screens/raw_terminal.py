"""The user's terminal, lent to a shell in a container: every key goes there, every byte from there is shown.

This is the only place where what a cluster sends reaches the terminal as it is. It lasts as long as the shell does,
and the terminal's modes are put back afterwards, whatever the shell has done to them.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import termios
import tty
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from types import FrameType, TracebackType
from typing import Self, TextIO

LEAVE = b"\x1d"
"""Ctrl-], as telnet has it: typed three times, a shell that does not answer is left."""
_TIMES = 3
_RESTORED = (
    b"\x1b[0m\x1b(B\x0f\x1b[?25h"  # no colour, no other letters, the cursor to be seen
    b"\x1b[?1l\x1b>"  # keys as usual
    b"\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l"  # no mouse, no focus, no paste marks
    b"\x1b[?1049l\r\n"  # not the other screen of an editor that was cut off
)


class RawTerminal:
    """Takes the terminal, gives keys and takes output while it has it, and gives it back.

    Args:
        lend: makes the app let go of the terminal, and take it back.
        greeting: what is written first.
        keys: where keys come from; the terminal of this process if not given.
        screen: where output goes; the terminal of this process if not given.
    """

    def __init__(
        self,
        lend: Callable[[], AbstractContextManager[object]],
        greeting: str = "",
        keys: TextIO | None = None,
        screen: TextIO | None = None,
    ) -> None:
        self._lend = lend
        self._greeting = greeting
        # As the app's: keys from the standard input, and the screen on the standard error.
        self._keys = _descriptor(keys or sys.__stdin__)
        self._screen = _descriptor(screen or sys.__stderr__)
        self._typed: asyncio.Queue[bytes] = asyncio.Queue()
        self._leaving = 0
        self._stack = ExitStack()
        self.resized = asyncio.Event()
        """Is set when the size has changed."""

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        try:
            size = os.get_terminal_size(self._screen)
        except OSError:
            return 80, 24
        return size.columns, size.lines

    def __enter__(self) -> Self:
        loop = asyncio.get_running_loop()
        with ExitStack() as stack:
            stack.enter_context(self._lend())
            stack.callback(self._restore, termios.tcgetattr(self._keys))
            tty.setraw(self._keys, termios.TCSANOW)
            stack.callback(signal.signal, signal.SIGWINCH, signal.getsignal(signal.SIGWINCH))
            signal.signal(signal.SIGWINCH, lambda number, frame: self._resize(loop, number, frame))
            loop.add_reader(self._keys, self._take)
            stack.callback(loop.remove_reader, self._keys)
            _write(self._screen, self._greeting.encode())
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /
    ) -> None:
        self._stack.close()

    async def read(self) -> bytes:
        """What was typed; ``b""``: there will be no more."""
        return await self._typed.get()

    async def write(self, output: bytes) -> None:
        """Show what the shell says, byte for byte. A terminal that is slow holds up nobody but the shell."""
        await asyncio.to_thread(_write, self._screen, output)

    def _restore(self, modes: list[object]) -> None:
        _write(self._screen, _RESTORED)
        with contextlib.suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(self._keys, termios.TCSANOW, modes)  # type: ignore[arg-type]  # typeshed: list of Any

    def _resize(self, loop: asyncio.AbstractEventLoop, number: int, frame: FrameType | None) -> None:
        del number, frame
        loop.call_soon_threadsafe(self.resized.set)

    def _take(self) -> None:
        try:
            typed = os.read(self._keys, 1 << 16)
        except OSError:
            typed = b""
        self._leaving = self._leaving + 1 if typed == LEAVE else 0
        if not typed or self._leaving >= _TIMES:
            asyncio.get_running_loop().remove_reader(self._keys)
            typed = b""
        self._typed.put_nowait(typed)


def _descriptor(stream: TextIO | None) -> int:
    return stream.fileno() if stream is not None else -1


def _write(descriptor: int, output: bytes) -> None:
    with contextlib.suppress(OSError):  # the terminal is gone, which ends the app by itself
        while output:
            output = output[os.write(descriptor, output) :]
