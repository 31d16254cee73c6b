"""ktui.app.clipboard: text on its way to the user's own machine, through whatever stands between."""

import base64
import re

import pytest
from stage.session import StagedSession, shown, stage
from stage.world import zoo

from ktui.app import clipboard
from ktui.app.clipboard import MOST, give, harmless, osc52
from ktui.widgets.notice_line import NoticeLine

XTERM = {"TERM": "xterm-256color"}


def encoded(text):
    return base64.b64encode(text.encode()).decode()


def test_a_terminal_is_told_by_osc_52():
    assert osc52("größe", XTERM) == f"\x1b]52;c;{encoded('größe')}\x07"


def test_tmux_gets_it_for_itself_and_for_the_terminal_outside():
    plain = f"\x1b]52;c;{encoded('x')}\x07"
    written = osc52("x", {"TERM": "tmux-256color", "TMUX": "/tmp/tmux-0/default,1,0"})
    assert written == f"{plain}\x1bPtmux;\x1b{plain}\x1b\\"


def test_screen_gets_it_in_pieces_that_it_can_carry():
    written = osc52("y" * 500, {"TERM": "screen.xterm-256color"})
    pieces = re.findall(r"\x1bP(.*?)\x1b\\", written)
    assert "".join(f"\x1bP{piece}\x1b\\" for piece in pieces) == written
    assert max(map(len, pieces)) < 256
    assert "".join(pieces) == f"\x1b]52;c;{encoded('y' * 500)}\x07"


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_terminal_without_a_clipboard_is_not_written_to(term):
    given = give("x", "the name", {"TERM": term})
    assert given.sequence == ""
    assert given.failed
    assert "ctrl-s" in given.said


def test_what_no_terminal_takes_is_not_sent():
    given = give("x" * (MOST + 1), "the text", XTERM)
    assert (given.sequence, given.failed) == ("", True)
    assert "1,000,001 bytes" in given.said


def test_what_many_terminals_do_not_take_is_sent_with_a_warning():
    given = give("x" * 80_000, "the text", XTERM)
    assert given.sequence
    assert "Many terminals" in given.said


def test_it_is_said_what_was_copied_and_how_much():
    assert give("web-1", "the name of the pod", XTERM).said == "Copied the name of the pod: 5 characters."
    assert give("a\nb\n", "the text", XTERM).said == "Copied the text: 2 lines."


def test_nothing_is_copied_that_does_something_where_it_is_pasted():
    assert harmless("rm\x1b[201~\r\u202e\tx\n") == "rm[201~\tx\n"


async def test_the_doubt_is_told_once(monkeypatch):
    monkeypatch.setattr(clipboard, "give", lambda text, what, **more: give(text, what, XTERM, **more))
    async with stage(StagedSession(zoo())).run_test() as pilot:
        screen = await shown(pilot)
        screen.copy("web-1", "the name of the pod")
        await pilot.pause()
        first = screen.query_one(NoticeLine).notice.text
        screen.copy("web-1", "the name of the pod")
        await pilot.pause()
        assert first == (
            "Copied the name of the pod: 5 characters. A terminal that ignores OSC 52 does not say so: try to paste."
        )
        assert screen.query_one(NoticeLine).notice.text == "Copied the name of the pod: 5 characters."
        assert pilot.app.clipboard == "web-1"
