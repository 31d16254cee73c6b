"""A program in a real terminal: a pty whose other end a test reads, and answers as a terminal does."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from patience import PATIENCE

ROOT = Path(__file__).parents[1]
QUESTION = b"\x1b[6n"
_CONTROL = re.compile(rb"\x1b\[[0-9;?<>]*[a-zA-Z]")


class Terminal:
    """A program in a terminal of its own; what it writes is kept.

    Args:
        arguments: of the interpreter.
        size: lines and columns.
        answers: whether it tells where its cursor is when it is asked, as every real terminal does.
        environ: changes to the environment.
    """

    def __init__(self, *arguments: str, size: tuple[int, int] = (24, 80), answers: bool = True, **environ: str) -> None:
        self.ours, self.theirs = pty.openpty()
        termios.tcsetwinsize(self.theirs, size)
        self.before = termios.tcgetattr(self.theirs)
        self.output = b""
        self.answers = answers
        self.questions = 0
        """How often it was asked where its cursor is."""
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=self.theirs,
            stdout=self.theirs,
            stderr=self.theirs,
            start_new_session=True,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "NO_COLOR"))},
                "TERM": "xterm-256color",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
                "PYTHONUTF8": "1",
                **environ,
            },
        )

    @property
    def text(self) -> str:
        """What it has written, without what is meant for the terminal."""
        return _CONTROL.sub(b"", self.output).decode(errors="replace")

    def read_until(self, words: str) -> Terminal:
        """Wait until the program has written some words."""
        deadline = time.monotonic() + PATIENCE
        while words not in self.text:
            left = max(0.0, deadline - time.monotonic())
            readable = left and self._wait(left if self.process.poll() is None else 0)
            assert readable, f"never wrote {words!r}, exit code {self.process.poll()}: {self.output[-2000:]!r}"
        return self

    def read_until_quiet(self, seconds: float = 2.0) -> Terminal:
        """Take what it writes until it writes nothing for so long."""
        deadline = time.monotonic() + PATIENCE
        while self._wait(seconds):
            assert time.monotonic() < deadline, f"never quiet: {self.output[-2000:]!r}"
        return self

    def forget(self) -> Terminal:
        """Take what has been written so far for read."""
        while self._wait(0):
            pass
        self.output = b""
        return self

    def send(self, keys: str) -> Terminal:
        os.write(self.ours, keys.encode())
        return self

    def kill(self, number: int) -> Terminal:
        self.process.send_signal(number)
        return self

    def resize(self, lines: int, columns: int) -> Terminal:
        fcntl.ioctl(self.theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        return self.kill(signal.SIGWINCH)

    def end(self) -> int:
        """Wait until it has ended; give its exit code. What it still writes must be taken, or it would wait."""
        while self.process.poll() is None:
            self._wait(0.05)
        while self._wait(0):
            pass
        return self.process.returncode

    def restored(self) -> bool:
        """Whether the terminal is as it was found: modes, screen and cursor."""
        shown = self.output.rfind(b"\x1b[?25h") > self.output.rfind(b"\x1b[?25l")
        left = self.output.rfind(b"\x1b[?1049l") > self.output.rfind(b"\x1b[?1049h")
        return termios.tcgetattr(self.theirs) == self.before and shown and left

    def unread(self) -> int:
        """How many bytes of input nobody has read: the shell would."""
        return struct.unpack("i", fcntl.ioctl(self.theirs, termios.FIONREAD, b"\0" * 4))[0]

    def hang_up(self) -> None:
        os.close(self.ours)
        os.close(self.theirs)

    def close(self) -> None:
        """Leave no process behind."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _wait(self, seconds: float) -> bool:
        """Take what is written within a time; False if nothing is."""
        if not select.select([self.ours], [], [], seconds)[0]:
            return False
        last = self.output[1 - len(QUESTION) :]
        written = os.read(self.ours, 65536)
        asked = (last + written).count(QUESTION)
        self.output += written
        self.questions += asked
        if self.answers:
            os.write(self.ours, b"\x1b[24;80R" * asked)
        return True
