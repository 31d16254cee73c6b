"""ktui.app.start: the console in a real terminal, from the first byte to the exit code."""

import os
import re
import signal

import pyte
import pytest
from patience import PATIENCE
from ptys import Terminal


@pytest.fixture
def terminal():
    terminals = []

    def start(*arguments, **environ):
        terminals.append(Terminal(*arguments, **environ))
        return terminals[-1]

    yield start
    for each in terminals:
        each.close()


def console(terminal, *arguments, **environ):
    return terminal("-m", "stage", *arguments, **environ).read_until("fluent")


def test_q_leaves_with_0_and_the_terminal_as_it_was_with_no_answer_left_for_the_shell_to_read(terminal):
    shown = console(terminal)
    assert shown.send("q").end() == 0
    assert shown.restored()
    assert shown.questions > 0
    assert shown.unread() == 0


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGINT, 130)])
def test_a_signal_ends_it_in_good_order_with_the_code_a_shell_expects(terminal, number, code):
    shown = console(terminal, answers=False)
    assert shown.kill(number).end() == code
    assert shown.restored()


def test_a_signal_ends_it_while_it_is_still_on_its_way_to_the_cluster(terminal):
    shown = terminal("-m", "stage", "hang").read_until("Connecting")
    assert shown.kill(signal.SIGTERM).end() == 143
    assert shown.restored()


def test_a_storm_of_sizes_ends_with_the_right_one(terminal):
    shown = console(terminal)
    for size in range(1, 60):
        shown.resize(size, 3 * size)
    shown.resize(30, 100)
    shown.read_until_quiet()
    screen = pyte.Screen(100, 30)
    pyte.ByteStream(screen).feed(shown.output)
    assert screen.display[29].rstrip().endswith(("help", "quit")), (
        screen.display
    )  # the keys, in the line that is last now
    assert shown.send("q").end() == 0
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
    shown.forget().kill(signal.SIGCONT).read_until("fluent")
    assert shown.send("q").end() == 0
    assert shown.restored()


def test_ctrl_z_of_a_shell_gives_the_terminal_back_and_fg_paints_again(terminal):
    shown = console(terminal)
    shown.kill(signal.SIGTSTP)
    os.waitpid(shown.process.pid, os.WUNTRACED)
    while shown._wait(0):
        pass
    assert shown.restored()
    shown.forget()
    shown.kill(signal.SIGCONT).read_until("fluent")
    assert shown.send("q").end() == 0
    assert shown.restored()


def test_who_leaves_while_something_is_done_is_told_what_is_not_known(terminal):
    shown = console(terminal, "silent").send("\x04").read_until("Delete which pod?").send("\r")
    shown.read_until("asked to end").send("\x1b[C\r").read_until("has not answered yet")
    assert shown.send("\x03").end() == 0
    assert shown.restored()
    told = r"ktui: Delete pod monitoring/node-exporter-\w+: cut off, because you left\. 0 of 1 done; not known: pod "
    assert re.search(told, shown.text)


def says_where_the_report_is(shown, directory, fault, where):
    assert shown.end() == 1
    assert shown.restored()
    assert f"ktui met a fault of its own and had to end: {fault}" in shown.text
    assert "Traceback" not in shown.text
    (report,) = (directory / "ktui").glob("ktui-crash-*")
    assert where in report.read_text()


def test_a_fault_of_its_own_leaves_a_report_and_no_traceback_on_the_screen(terminal, tmp_path):
    shown = terminal("-m", "stage", "crash", XDG_STATE_HOME=str(tmp_path))
    says_where_the_report_is(shown, tmp_path, "RuntimeError: a fault on purpose", "in opener")


def test_so_does_a_fault_behind_a_key(terminal, tmp_path):
    shown = console(terminal, "fall", XDG_STATE_HOME=str(tmp_path)).send("\x1a")
    says_where_the_report_is(shown, tmp_path, "KeyError: 'a fault on purpose'", "in <lambda>")


def test_no_cluster_is_told_on_the_screen_with_what_to_do(terminal):
    shown = terminal("-m", "stage", "refuse").read_until("There is no kubeconfig.").read_until("tries again")
    assert shown.send("q").end() == 0


def test_without_unicode_not_a_byte_beyond_ascii_is_written(terminal):
    shown = terminal("-m", "stage", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LANG="C").read_until("fluent")
    shown.send("q").end()
    assert shown.output.isascii()


def colours(shown):
    """What was written to set colours, one each."""
    return {part for each in re.findall(rb"\x1b\[([0-9;]*)m", shown.output) for part in each.split(b";")}


def test_no_color_means_none(terminal):
    shown = console(terminal, NO_COLOR="1")
    shown.send("q").end()
    assert colours(shown) <= {b"", b"0", b"1", b"2", b"7", b"39", b"49"}


def test_a_terminal_of_16_colours_gets_its_own_and_the_linux_console_no_glyphs_that_it_lacks(terminal):
    shown = console(terminal, TERM="linux", COLORTERM="")
    assert shown.send("q").end() == 0
    assert shown.restored()
    assert shown.output.isascii()
    assert {b"31", b"32", b"33"} <= colours(shown)
    assert b"38" not in colours(shown)


@pytest.mark.parametrize("term", ["screen", "tmux-256color"])
def test_in_screen_and_tmux_it_is_shown_and_left_as_elsewhere(terminal, term):
    shown = console(terminal, TERM=term, COLORTERM="")
    assert shown.send("q").end() == 0
    assert shown.restored()


def test_a_terminal_that_cannot_move_its_cursor_is_refused_in_words(terminal):
    shown = terminal("-m", "ktui", TERM="dumb")
    assert shown.end() == 2
    assert b"TERM is dumb" in shown.output
    assert b"\x1b" not in shown.output
