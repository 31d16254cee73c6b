"""ktui.app.start: the console in a real terminal, from the first byte to the exit code."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0


class Terminal:
    """A program in a terminal of its own; what it writes is kept."""

    def __init__(self, *arguments, **environ):
        self.ours, theirs = pty.openpty()
        termios.tcsetwinsize(theirs, (24, 80))
        self.before = termios.tcgetattr(theirs)
        self.theirs = theirs
        self.output = b""
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={
                **{name: value for name, value in os.environ.items() if not name.startswith(("TEXTUAL", "NO_COLOR"))},
                "TERM": "xterm-256color",
                "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}",
                "PYTHONUTF8": "1",
                **environ,
            },
        )

    def read_until(self, words):
        """Wait until the program has written some words."""
        while words.encode() not in re.sub(rb"\x1b\[[0-9;?<>]*[a-zA-Z]", b"", self.output):
            assert select.select([self.ours], [], [], PATIENCE)[0], f"never wrote {words!r}: {self.output[-2000:]!r}"
            self._read()
        return self

    def send(self, keys):
        os.write(self.ours, keys.encode())
        return self

    def kill(self, number):
        self.process.send_signal(number)
        return self

    def end(self):
        """Wait until it has ended; give its exit code. What it still writes must be taken, or it would wait."""
        while self.process.poll() is None:
            if select.select([self.ours], [], [], 0.05)[0]:
                self._read()
        while select.select([self.ours], [], [], 0)[0]:
            self._read()
        return self.process.returncode

    def restored(self):
        """Whether the terminal is as it was found: modes, screen and cursor."""
        shown = self.output.rfind(b"\x1b[?25h") > self.output.rfind(b"\x1b[?25l")
        left = self.output.rfind(b"\x1b[?1049l") > self.output.rfind(b"\x1b[?1049h")
        return termios.tcgetattr(self.theirs) == self.before and shown and left

    def hang_up(self):
        os.close(self.ours)
        os.close(self.theirs)

    def _read(self):
        self.output += os.read(self.ours, 65536)


@pytest.fixture
def terminal(request):
    terminals = []

    def start(*arguments, **environ):
        terminals.append(Terminal(*arguments, **environ))
        return terminals[-1]

    yield start
    for each in terminals:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def console(terminal, *arguments, **environ):
    return terminal("-m", "stage", *arguments, **environ).read_until("fluent")


def test_q_leaves_with_0_and_the_terminal_as_it_was(terminal):
    shown = console(terminal)
    assert shown.send("q").end() == 0
    assert shown.restored()


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_good_order_with_the_code_a_shell_expects(terminal, number, code):
    shown = console(terminal)
    assert shown.kill(number).end() == code
    assert shown.restored()


def test_ctrl_c_is_a_key_like_q(terminal):
    shown = console(terminal)
    assert shown.send("\x03").end() == 0
    assert shown.restored()


def test_it_ends_by_itself_when_its_terminal_is_gone(terminal):
    shown = console(terminal)
    shown.hang_up()
    assert shown.process.wait(PATIENCE) == 129


def test_after_a_stop_that_cannot_be_caught_it_paints_again_and_the_terminal_is_left_as_it_was(terminal):
    shown = console(terminal)
    shown.kill(signal.SIGSTOP)
    os.waitpid(shown.process.pid, os.WUNTRACED)
    shown.output = b""
    shown.kill(signal.SIGCONT).read_until("fluent")
    assert shown.send("q").end() == 0
    assert shown.restored()


def test_ctrl_z_of_a_shell_gives_the_terminal_back_and_fg_paints_again(terminal):
    shown = console(terminal)
    shown.kill(signal.SIGTSTP)
    os.waitpid(shown.process.pid, os.WUNTRACED)
    while select.select([shown.ours], [], [], 0)[0]:
        shown._read()
    assert shown.restored()
    shown.output = b""
    shown.kill(signal.SIGCONT).read_until("fluent")
    assert shown.send("q").end() == 0
    assert shown.restored()


def test_a_fault_of_its_own_leaves_a_report_and_no_traceback_on_the_screen(terminal, tmp_path):
    shown = terminal("-m", "stage", "crash", XDG_STATE_HOME=str(tmp_path))
    assert shown.end() == 1
    assert shown.restored()
    assert b"ktui met a fault of its own and had to end: RuntimeError: a fault on purpose" in shown.output
    assert b"Traceback" not in shown.output
    (report,) = (tmp_path / "ktui").iterdir()
    assert "in opener" in report.read_text()


def test_no_cluster_is_told_on_the_screen_with_what_to_do(terminal):
    shown = terminal("-m", "stage", "refuse").read_until("There is no kubeconfig.").read_until("tries again")
    assert shown.send("q").end() == 0


def test_without_unicode_not_a_byte_beyond_ascii_is_written(terminal):
    shown = terminal("-m", "stage", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LANG="C").read_until("fluent")
    shown.send("q").end()
    assert shown.output.isascii()


def test_no_color_means_none(terminal):
    shown = console(terminal, NO_COLOR="1")
    shown.send("q").end()
    colours = re.findall(rb"\x1b\[[0-9;]*m", shown.output)
    assert colours
    assert not [each for each in colours if re.search(rb"[\[;](3[0-8]|4[0-8]|9[0-7]|10[0-7])[;m]", each)]


def test_a_terminal_that_cannot_move_its_cursor_is_refused_in_words(terminal):
    shown = terminal("-m", "ktui", TERM="dumb")
    assert shown.end() == 2
    assert b"TERM is dumb" in shown.output
    assert b"\x1b" not in shown.output
