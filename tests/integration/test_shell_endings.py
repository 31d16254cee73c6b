"""A shell into a container has the terminal, and something ends: the terminal is as it was, and the process gone."""

import re
import signal

import pytest
from ptys import Terminal

MOUSE = re.compile(rb"\x1b\[\?(9|100[0-3]|1005|1006|1015|1016)h")
"""What makes a terminal tell of its mouse (1004, which makes it tell of the focus, is not among it)."""


@pytest.fixture
def shell(tmp_path):
    """The console over the embedded cluster, in a shell of a container."""
    own = {name: str(tmp_path) for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    terminal = Terminal("-m", "ktui", "demo", "--nodes", "1", "--no-mouse", **own)
    terminal.read_until("live").read_until("cilium")
    terminal.send(":po /^cilium-\r").read_until("filter ^cilium-").read_until("shell")
    terminal.read_until_quiet(1.0).send("s").read_until("exit leaves it")
    terminal.send("echo here\r").read_until("here")
    yield terminal
    terminal.close()


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 143), pytest.param(signal.SIGHUP, 129, marks=pytest.mark.walk)]
)
def test_a_signal_ends_the_shell_and_ktui_and_gives_the_terminal_back(shell, number, code):
    assert shell.kill(number).end() == code
    assert shell.restored()
    assert shell.unread() == 0
    assert not MOUSE.search(shell.output), "it was told to leave the mouse alone"


def test_a_terminal_that_is_closed_ends_the_shell_and_ktui(shell):
    shell.hang_up()
    assert shell.process.wait(timeout=30) == 129
