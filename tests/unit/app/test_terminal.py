"""ktui.app.terminal: manners towards the terminal."""

import asyncio
import os
import pty
import signal
import termios
import threading
from contextlib import contextmanager, nullcontext
from types import SimpleNamespace

import pytest
from textual.app import App

from ktui.app.terminal import (
    Signals,
    check_terminal,
    end_when_gone,
    hung_up,
    lent,
    output_pending,
    size_now,
    speaks_unicode,
)
from ktui.domain.errors import Unauthorized, UsageError


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_that_cannot_move_its_cursor_is_refused_with_a_way_out(term):
    with pytest.raises(UsageError, match=r"TERM is .*ktui coverage"):
        check_terminal({"TERM": term}, attached=True)


def test_a_pipe_is_no_terminal():
    with pytest.raises(UsageError, match="needs a terminal"):
        check_terminal({"TERM": "xterm-256color"}, attached=False)


def test_a_terminal_is_taken():
    check_terminal({"TERM": "xterm-256color"}, attached=True)


@pytest.mark.parametrize(
    ("encoding", "unicode"),
    [
        ("utf-8", True),
        ("UTF8", True),
        ("utf_16", True),
        ("ascii", False),
        ("ANSI_X3.4-1968", False),
        ("latin-1", False),
        (None, False),
    ],
)
def test_glyphs_are_drawn_only_where_the_encoding_has_them(encoding, unicode):
    assert speaks_unicode(encoding, {"TERM": "xterm"}) is unicode


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_terminal_whose_font_has_few_glyphs_gets_ascii(term):
    assert not speaks_unicode("utf-8", {"TERM": term})


def test_a_terminal_whose_other_end_is_closed_has_hung_up():
    ours, theirs = pty.openpty()
    driver = SimpleNamespace(fileno=theirs)
    assert not hung_up(driver)
    os.close(ours)
    assert hung_up(driver)
    os.close(theirs)


def test_where_there_is_no_terminal_none_can_hang_up():
    assert not hung_up(None)
    assert not hung_up(SimpleNamespace())


def test_output_is_pending_while_the_writer_has_something_to_write():
    empty = SimpleNamespace(empty=lambda: True)
    full = SimpleNamespace(empty=lambda: False)
    assert not output_pending(SimpleNamespace(_writer_thread=SimpleNamespace(_queue=empty)))
    assert output_pending(SimpleNamespace(_writer_thread=SimpleNamespace(_queue=full)))
    assert not output_pending(SimpleNamespace())


def test_textual_still_has_the_queue_that_is_looked_at():
    import io

    from textual.drivers._writer_thread import WriterThread

    assert output_pending(SimpleNamespace(_writer_thread=WriterThread(io.StringIO()))) is False
    writer = WriterThread(io.StringIO())
    writer.write("x")
    assert output_pending(SimpleNamespace(_writer_thread=writer)) is True


class Lending:
    """An app that lends its terminal as Textual's does: it takes nothing back if it sees an error."""

    def __init__(self):
        self.told = []

    @contextmanager
    def suspend(self):
        self.told.append("lent")
        yield
        self.told.append("back")

    batch_update = nullcontext


@pytest.mark.parametrize("fault", [Unauthorized("the plugin failed"), KeyboardInterrupt()])
def test_a_terminal_that_was_lent_is_taken_back_whatever_happens(fault):
    app, handler = Lending(), signal.getsignal(signal.SIGINT)
    with pytest.raises(type(fault)), lent(app):
        raise fault
    assert app.told == ["lent", "back"]
    assert signal.getsignal(signal.SIGINT) is handler


def test_while_it_is_lent_ctrl_c_is_meant_for_the_other_program():
    with lent(Lending()):
        signal.raise_signal(signal.SIGINT)


async def test_an_interrupt_ends_the_app_but_while_the_terminal_is_lent():
    ended = []
    over = asyncio.Event()
    signals = Signals(lambda code: (ended.append(code), over.set()), SimpleNamespace())
    try:
        with lent(Lending(), signals):
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert ended == []
        os.kill(os.getpid(), signal.SIGINT)
        await over.wait()
        assert ended == [130]
    finally:
        signals.close()


async def test_where_it_cannot_be_lent_that_is_said():
    async with App().run_test() as pilot:
        with pytest.raises(Unauthorized, match="cannot be lent"), lent(pilot.app):
            pass


def test_who_cannot_end_in_good_order_ends_all_the_same_once_the_terminal_is_gone():
    ours, theirs = os.openpty()
    ended = threading.Event()
    end_when_gone(theirs, ended.set, grace=0)
    os.write(ours, b"a key\n")
    assert not ended.is_set()
    os.close(ours)
    assert ended.wait(20)
    os.close(theirs)


def test_the_size_of_a_terminal_is_asked_of_the_terminal():
    ours, theirs = os.openpty()
    termios.tcsetwinsize(theirs, (30, 100))
    assert size_now(SimpleNamespace(fileno=theirs)) == (100, 30)
    assert size_now(SimpleNamespace()) is None
    os.close(ours)
    os.close(theirs)
    assert size_now(SimpleNamespace(fileno=theirs)) is None
