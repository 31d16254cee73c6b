"""The terminal is lent whole, and given back as it was."""

import asyncio
import contextlib
import fcntl
import os
import pty
import signal
import struct
import termios

import pytest

from ktui.screens.raw_terminal import LEAVE, RawTerminal


class Window:
    """A terminal window: what is typed into it, and what is seen in it."""

    def __init__(self):
        self.hand, self.end = pty.openpty()
        self.file = os.fdopen(self.end, "r+b", buffering=0)
        self.lent = []

    def terminal(self):
        @contextlib.contextmanager
        def lend():
            self.lent.append(True)
            yield
            self.lent.append(False)

        return RawTerminal(lend, "hello\r\n", self.file, self.file)

    def resize(self, columns, rows):
        fcntl.ioctl(self.end, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def seen(self):
        return os.read(self.hand, 1 << 16)

    @property
    def modes(self):
        return termios.tcgetattr(self.end)

    def close(self):
        with contextlib.suppress(OSError):
            os.close(self.hand)
        self.file.close()


@pytest.fixture
def window():
    window = Window()
    window.resize(100, 40)
    yield window
    window.close()


async def test_keys_and_output_pass_as_they_are(window):
    before = window.modes
    with window.terminal() as terminal:
        assert window.seen() == b"hello\r\n"
        os.write(window.hand, b"\x03\x1b[A\r")
        assert await terminal.read() == b"\x03\x1b[A\r"
        await terminal.write(b"\x1b[2Jout\n")
        assert window.seen() == b"\x1b[2Jout\n"
        assert window.lent == [True]
    assert window.lent == [True, False]
    assert window.modes == before
    restored = window.seen()
    assert b"\x1b[?1049l" in restored
    assert b"\x1b[?25h" in restored


async def test_the_size_is_told_when_it_changes(window):
    before = signal.getsignal(signal.SIGWINCH)
    with window.terminal() as terminal:
        assert terminal.size == (100, 40)
        window.resize(120, 50)
        signal.raise_signal(signal.SIGWINCH)
        await terminal.resized.wait()
        assert terminal.size == (120, 50)
    assert signal.getsignal(signal.SIGWINCH) == before


async def test_it_is_given_back_whatever_happens(window):
    before = window.modes
    with pytest.raises(RuntimeError), window.terminal():
        raise RuntimeError
    assert window.modes == before
    assert window.lent == [True, False]


async def test_three_keys_leave_a_shell_that_does_not_answer(window):
    with window.terminal() as terminal:
        for _ in range(2):
            os.write(window.hand, LEAVE)
            assert await terminal.read() == LEAVE
        os.write(window.hand, b"x")
        assert await terminal.read() == b"x"
        for expected in (LEAVE, LEAVE, b""):
            os.write(window.hand, LEAVE)
            assert await terminal.read() == expected


async def test_a_window_that_was_closed_is_the_end_of_input(window):
    with window.terminal() as terminal:
        os.close(window.hand)
        async with asyncio.timeout(10):
            assert await terminal.read() == b""
        await terminal.write(b"nobody sees it")
