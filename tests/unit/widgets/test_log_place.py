"""Going up and down in a log whose lines take one row or several, and come and go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.log_buffer import LogBuffer
from ktui.widgets.log_place import GAP, AllLines, LogPlace

HEIGHTS = (1, 3, 2)
"""How many rows lines take, in turn."""


def place(count, heights=(1,), *, dropped=0):
    """A place in a log of so many lines; those before them are not kept any more."""
    buffer = LogBuffer(limit=1)
    buffer.add(1, b"x\n" * dropped)
    buffer.add(0, b"x\n" * count)
    assert (buffer.first, buffer.dropped) == (dropped, dropped)
    return LogPlace(buffer, lambda number: heights[number % len(heights)])


class Even:
    """Every other line of some."""

    def __init__(self, lines):
        self._lines = lines

    def after(self, number):
        return self._lines.after(number if number % 2 else number + 1)

    def before(self, number):
        return self._lines.before(number if number % 2 else number - 1)


def test_the_last_page_ends_with_the_last_row_of_the_newest_line():
    assert place(10).last_page(3) == [(7, 0), (8, 0), (9, 0)]
    assert place(3, HEIGHTS).last_page(4) == [(1, 1), (1, 2), (2, 0), (2, 1)]


def test_of_few_lines_the_page_is_short_and_of_none_empty():
    assert place(2).last_page(5) == [(0, 0), (1, 0)]
    assert place(0).page(5) == []
    assert place(0).empty
    assert not place(1).empty


def test_that_lines_are_not_kept_stands_before_the_oldest_that_is():
    at = place(2, dropped=4)
    assert at.last_page(5) == [GAP, (4, 0), (5, 0)]
    assert at.last_page(2) == [(4, 0), (5, 0)]
    at.top = (4, 0)
    assert at.page(2) == [GAP, (4, 0)]


def test_a_page_begins_within_a_line_and_is_filled_up_from_above_at_the_end():
    at = place(9, HEIGHTS)
    at.top = (1, 2)
    assert at.page(3) == [(1, 2), (2, 0), (2, 1)]
    at.top = (8, 1)
    assert at.page(3) == at.last_page(3)


def test_up_and_down_goes_by_rows_and_ends_at_the_ends():
    at = place(3, HEIGHTS)
    seen = []
    for _ in range(7):
        seen.append(at.top)
        at.go_down(1)
    assert seen == [(0, 0), (1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 1)]
    at.go_up(4)
    assert at.top == (1, 0)
    at.go_up(99)
    assert at.top == (0, 0)


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 40))
def test_as_far_up_as_down_is_where_one_was(start, down, count):
    at = place(60, HEIGHTS)
    at.go_down(start)
    before = at.top
    at.go_down(down)
    at.go_up(down)
    assert at.top == before
    assert len(at.page(count)) == count


def test_from_a_line_that_is_not_kept_any_more_one_goes_on_at_the_oldest_that_is():
    at = place(5, HEIGHTS, dropped=4)
    at.top = (2, 1)
    at.go_down(1)
    assert at.top == (4, 1)


@pytest.mark.parametrize("lines", [AllLines, lambda buffer: Even(AllLines(buffer))], ids=["all", "some"])
def test_only_the_lines_that_are_meant_are_passed(lines):
    buffer = LogBuffer()
    buffer.add(0, b"x\n" * 6)
    at = LogPlace(buffer, lambda _: 1)
    at.lines = lines(buffer)
    expected = [number for number in range(6) if at.lines.after(number - 1) == number]
    assert [number for number, _ in at.page(len(expected))] == expected
    assert [number for number, _ in at.last_page(len(expected))] == expected
