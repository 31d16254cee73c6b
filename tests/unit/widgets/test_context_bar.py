"""ktui.widgets.context_bar: what the first line says, and what it gives up first where it is narrow."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ktui.widgets.context_bar import Data, Status, context_line
from ktui.widgets.symbols import ASCII, UNICODE

LIVE = Status("prod-eu-1", "all namespaces", "5 nodes 1 not ready · 4 daemonsets · 2 jobs running", Data.LIVE, "live")
STALE = Status("prod-eu-1", "logging", "5 nodes", Data.STALE, "stale 12 s: connection refused, again in 4 s")


def text(status, width, symbols=UNICODE):
    return "".join(text for text, _ in context_line(status, width, symbols))


@pytest.mark.parametrize(
    ("status", "width", "line"),
    [
        (
            LIVE,
            100,
            " prod-eu-1 / all namespaces   5 nodes 1 not ready · 4 daemonsets · 2 jobs running            ● live ",
        ),
        (LIVE, 80, " prod-eu-1 / all namespaces   5 nodes 1 not ready · 4 daemonsets         ● live "),
        (LIVE, 40, " prod-eu-1 / all namespaces      ● live "),
        (LIVE, 24, " prod-eu-1       ● live "),
        (STALE, 80, " prod-eu-1 / logging   5 nodes   ▲ stale 12 s: connection refused, again in 4 s "),
        (STALE, 60, " prod-eu-1   ▲ stale 12 s: connection refused, again in 4 s "),
    ],
)
def test_context_and_state_of_the_data_are_given_up_last(status, width, line):
    assert text(status, width).rstrip() == line.rstrip()


@pytest.mark.parametrize(
    ("data", "sign"),
    [(Data.LIVE, "●"), (Data.LOADING, "◌"), (Data.STALE, "▲"), (Data.REFUSED, "✖"), (Data.FAILED, "✖")],
)
def test_each_state_of_the_data_has_its_sign(data, sign):
    assert f"{sign} words" in text(Status("c", data=data, words="words"), 40)


def test_production_is_marked_without_colour():
    assert text(Status("prod", production=True), 40).startswith(" ! prod ")


def test_ascii_and_hostile_names():
    assert text(LIVE, 80, ASCII).isascii()
    assert "\x1b" not in text(Status("\x1b]0;x", "\u202e"), 80)


@given(st.text(max_size=60), st.text(max_size=60), st.integers(12, 130))
def test_it_is_never_wider_than_the_line(context, words, width):
    assert cell_len(text(Status(context, "all namespaces", "5 nodes", Data.STALE, words), width)) <= width
