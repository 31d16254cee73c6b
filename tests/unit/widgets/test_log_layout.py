"""A line of a log in rows: safe to draw, never wider than the screen, whatever it holds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ktui.domain.log_buffer import NOTE, LogBuffer
from ktui.domain.log_filter import LogFilter, Selection
from ktui.widgets.log_layout import LogLook, rows, written, written_lines

STAMP = b"2026-01-05T12:00:00.123456789Z "


def text(row):
    return "".join(part for part, _ in row)


def drawn(line, source=0, label="", **look):
    return [text(row) for row in rows(line, source, label, LogLook(**{"width": 20, **look}))]


@pytest.mark.parametrize(
    ("line", "look", "expected"),
    [
        (STAMP + b"hello", {}, ["hello"]),
        (STAMP + b"hello", {"stamps": True, "width": 40}, ["2026-01-05T12:00:00.123 hello"]),
        (b"no stamp", {"stamps": True, "width": 40}, [" " * 24 + "no stamp"]),
        (STAMP + b"0123456789" * 4, {"wrap": True}, ["01234567890123456789"] * 2),
        (STAMP + b"0123456789", {"across": 4}, ["456789"]),
        ("\N{CJK UNIFIED IDEOGRAPH-4E16}ab".encode(), {"across": 1}, [" ab"]),
        ("\N{CJK UNIFIED IDEOGRAPH-4E16}".encode() * 3, {"wrap": True, "width": 5}, ["世世", "世"]),
        ("\N{CJK UNIFIED IDEOGRAPH-4E16}".encode(), {"wrap": True, "width": 1}, ["世"]),
        ("é→".encode(), {"ascii_only": True}, ["??"]),
        (b"\xff\xfe", {}, ["\N{REPLACEMENT CHARACTER}" * 2]),
        (b"", {}, [""]),
        (b"", {"wrap": True}, [""]),
    ],
)
def test_the_rows_of_a_line(line, look, expected):
    assert drawn(line, **look) == expected


def test_the_source_stands_before_the_line_and_over_what_is_wrapped():
    assert drawn(b"x" * 50, label="pod-a", label_width=7, width=40, wrap=True) == [
        "pod-a   " + "x" * 32,
        "        " + "x" * 18,
    ]
    assert drawn(b"text", label="a-very-long-name", label_width=9) == ["a-ve…name text"]
    assert drawn(b"text", label="a-very-long-name", label_width=9, ascii_only=True) == ["a-ve~name text"]


def test_a_note_is_no_line_of_the_log():
    ((note,),) = rows(b"mark", NOTE, "", LogLook(width=20))
    assert note == ("── mark ──", ("note",))
    assert drawn(b"mark", NOTE, ascii_only=True) == ["-- mark --"]


def test_what_is_looked_for_is_marked_over_the_colours():
    (row,) = rows(b"\x1b[31mab\x1b[0mcd", 0, "", LogLook(width=20, wanted=LogFilter("bc")))
    assert row == [("a", ("red",)), ("b", ("red", "hit")), ("c", ("hit",)), ("d", ())]


@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("\x1b[31m\t世\u0301\u200d")), max_size=80),
    st.integers(2, 30),
    st.booleans(),
    st.integers(0, 40),
)
def test_no_row_is_wider_than_the_screen_and_wrapping_loses_nothing(line, width, stamps, across):
    line = line.replace("\n", "").encode("utf-8", "replace")
    look = {"width": width, "label_width": 3, "stamps": stamps, "label": "ab"}
    wrapped = drawn(line, wrap=True, **look)
    room = width - 4 - 24 * stamps
    assert all(cell_len(row) <= max(width, 4 + 24 * stamps + 2) for row in wrapped)
    assert written(line, stamps=False).replace(" ", "") in "".join(wrapped).replace(" ", "")
    drawn(line, across=across, **look)
    assert room <= width


def test_a_huge_line_is_cut_before_it_is_laid_out():
    assert drawn("é".encode() * 40_000, width=10)[0].startswith("é" * 10)
    assert len(drawn("é".encode() * 4000, width=10, wrap=True)) == 400


def test_lines_are_written_in_full_and_safe():
    assert written(STAMP + b"\x1b[2Ja\tb\x00", stamps=False) == "a       b\N{REPLACEMENT CHARACTER}"
    assert written(STAMP + b"a", stamps=True, label="pod\x1b") == (
        "pod\N{REPLACEMENT CHARACTER} 2026-01-05T12:00:00.123456789Z a"
    )


def test_all_lines_or_the_selected_ones_are_written():
    buffer = LogBuffer()
    buffer.add(0, STAMP + b"one\n" + STAMP + b"two\n")
    buffer.note("note")
    buffer.add(1, STAMP + b"three\n")
    assert list(written_lines(buffer, ["a", "b"], stamps=False)) == ["a one", "a two", "note", "b three"]
    selection = Selection(buffer, LogFilter("t.*e|two"))
    selection.advance()
    lines = written_lines(buffer, ["", ""], selection, stamps=False)
    buffer.add(0, STAMP + b"three again\n")
    assert list(lines) == ["two", "three"]
