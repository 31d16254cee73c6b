"""A filter finds the lines that are meant, a slice at a time, and says where in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.log_buffer import LogBuffer
from ktui.domain.log_filter import LogFilter, Selection
from ktui.domain.log_lines import stamp_length

LINES = [b"GET /items 200", b"POST /cart 500 error", b"\xc3\x84rger: Error", b"warn: slow", b"nothing"]


def found(text, lines=LINES, label=lambda _: ""):
    buffer = LogBuffer()
    buffer.add(0, b"".join(line + b"\n" for line in lines))
    selection = Selection(buffer, LogFilter(text), label)
    while selection.advance(2):
        pass
    return [number for number in range(len(lines)) if selection.after(number - 1) == number]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("error", [1, 2]),
        ("ERROR", [1, 2]),
        ("error|warn", [1, 2, 3]),
        ("post.*error", [1]),
        ("error.*post", []),
        ("!error", [0, 3, 4]),
        ("!error|warn", [0, 4]),
        ("-f gtits", [0]),
        ("-f zz", []),
        ("rger", [2]),
        ("", [0, 1, 2, 3, 4]),
        ("-f", [0, 1, 2, 3, 4]),
        ("(", []),
    ],
)
def test_the_lines_that_are_meant(text, numbers):
    assert found(text) == numbers


def test_time_stamps_and_colours_are_not_looked_through():
    lines = [b"2026-01-05T12:00:00.000000000Z \x1b[31mE\x1b[0mrror 7", b"2026-01-05T12:00:00.000000000Z 2026 31"]
    assert found("error", lines) == [0]
    assert found("2026", lines) == [1]
    assert found("31", lines) == [1]


def test_the_name_of_the_source_is_looked_through():
    assert found("web-1", label=lambda _: "web-1") == [0, 1, 2, 3, 4]
    assert found("!web-1", label=lambda _: "web-1") == []


def test_a_selection_goes_on_as_lines_come_and_lets_go_of_what_is_not_kept():
    buffer = LogBuffer(limit=100_000)
    buffer.add(0, b"hit 0\nmiss\n")
    selection = Selection(buffer, LogFilter("hit"))
    assert selection.progress == 0
    assert not selection.advance()
    assert (selection.complete, selection.count, selection.progress) == (True, 1, 1)
    buffer.add(0, b"miss\nhit 1\n")
    assert not selection.complete
    selection.advance()
    assert [selection.after(0), selection.after(3), selection.before(3), selection.before(0)] == [3, None, 0, None]
    buffer.add(0, b"%s\n" % (b"x" * 60_000))
    buffer.add(0, b"hit %s\n" % (b"x" * 60_000))
    selection.advance()
    assert buffer.first == 5
    assert (selection.count, selection.before(5)) == (1, None)


def test_notes_of_ktui_are_no_lines_of_the_log():
    buffer = LogBuffer()
    buffer.note("hit")
    selection = Selection(buffer, LogFilter("!miss"))
    selection.advance()
    assert selection.count == 0


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("o", [(1, 2), (2, 3), (4, 5), (10, 11)]),
        ("one|two", [(4, 7), (8, 11)]),
        ("on.*two", [(4, 6), (8, 11)]),
        ("!x", []),
        ("-f ft", [(0, 1), (8, 9)]),
        ("-f zz", []),
    ],
)
def test_where_in_a_line_it_is(text, spans):
    assert LogFilter(text).spans("foO One two") == spans


@given(
    st.lists(
        st.sampled_from([b"", b"ab", b"b", b"xaby", b"2026-01-05T12:00:00.000Z ", b"2026-01-05T12:00:00.000Z ab 20"])
    ),
    st.sampled_from(["ab", "20", "b", "z", "0"]),
    st.integers(1, 5),
)
def test_the_quick_way_finds_what_the_slow_one_does(lines, text, size):
    match = LogFilter(text).matcher()
    slow = [number for number, line in enumerate(lines) if match(line[stamp_length(line) :].lower())]
    buffer = LogBuffer()
    buffer.add(0, b"".join(line + b"\n" for line in lines))
    selection = Selection(buffer, LogFilter(text))
    while selection.advance(size):
        pass
    assert list(selection.numbers) == slow
