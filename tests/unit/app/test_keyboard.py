"""ktui.app.keyboard: what comes from a terminal."""

import os

import pytest
from textual.app import App
from textual.events import Key

from ktui.app.keyboard import Keyboard
from ktui.app.pacing import PacedDriver


@pytest.fixture
def heard(monkeypatch):
    """What an app hears of what comes from its terminal, moment by moment."""

    def hear(*moments):
        driver = Keyboard(App())
        messages = []
        monkeypatch.setattr(driver, "process_message", messages.append)
        driver.fileno, writer = os.pipe()
        os.write(writer, b"there is something to read")
        left = list(moments)

        def read(_descriptor, _most):
            if not left:
                driver.exit_event.set()
                return b""
            return left.pop(0)

        with monkeypatch.context() as patched:
            patched.setattr(os, "read", read)
            driver.run_input_thread()
        os.close(driver.fileno)
        os.close(writer)
        return [message.key for message in messages if isinstance(message, Key)]

    return hear


@pytest.mark.parametrize("bad", [b"\xfc", b"\x1b[999999999999A", b"\x1b[1114112;1u", b"\x1b[97;1;99999999u"])
async def test_what_no_terminal_should_send_is_passed_over(heard, bad):
    assert heard(b"a", bad, b"b") == ["a", "b"]


def test_the_console_reads_its_terminal_so():
    assert issubclass(PacedDriver, Keyboard)
