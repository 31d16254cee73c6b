"""ktui.widgets.text_place: a window over rows, moved as little as need be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.text_lines import Folded, TextLine
from ktui.widgets.text_place import TextPlace


def place(heights, *, rows=4):
    """A window over lines that take so many rows each."""
    made = TextPlace(Folded([TextLine()] * len(heights)), lambda number: [[]] * heights[number])
    made.resize(rows)
    return made


def test_rows_are_those_of_the_lines_from_the_top_on():
    made = place([1, 3, 1])
    assert made.page() == [(0, 0), (1, 0), (1, 1), (1, 2)]


def test_the_end_of_a_tall_line_is_reached_row_by_row():
    made = place([1, 9, 1])
    made.move(1)
    tops = [made.top]
    for _ in range(7):
        made.move(1)
        tops.append(made.top)
    assert tops[-1] == (1, 6)
    assert (made.cursor, made.page()[-1]) == (2, (2, 0))


def test_to_the_end_and_back_to_the_beginning():
    made = place([2] * 10)
    made.end()
    assert (made.cursor, made.page()) == (9, [(8, 0), (8, 1), (9, 0), (9, 1)])
    made.go(0)
    assert made.top == (0, 0)


def test_without_lines_there_is_nothing_to_do():
    made = place([])
    made.keep_in_sight()
    assert (made.page(), made.seen_ranks(), made.height_of_cursor) == ([], (0, 0), -1)


@pytest.mark.parametrize("rows", [1, 5])
@given(
    heights=st.lists(st.integers(1, 7), min_size=1, max_size=12),
    steps=st.lists(st.tuples(st.sampled_from(["move", "scroll", "go"]), st.integers(-6, 12)), max_size=12),
)
def test_wherever_one_goes_the_cursor_is_seen_and_no_row_is_wasted(heights, steps, rows):
    made = place(heights, rows=rows)
    for how, by in steps:
        if how == "go":
            made.go(max(0, min(by, len(heights) - 1)))
        elif by:
            getattr(made, how)(by)
        page = made.page()
        assert any(number == made.cursor for number, _ in page)
        assert len(page) == min(rows, sum(heights))
