import pytest
from textual.geometry import Size

from ktui.widgets.placeholder import placeholder_runs
from ktui.widgets.symbols import symbols


def rows(lines, size, *, ascii_only=False):
    """The rows of a widget with nothing but these lines, without the blanks beside them."""
    signs = symbols(ascii_only)
    return ["".join(text for text, _ in placeholder_runs(lines, y, size, signs)).strip() for y in range(size.height)]


def test_the_lines_stand_in_the_middle():
    assert rows(("one", "two"), Size(9, 6)) == ["", "", "one", "two", "", ""]
    (text, _), *_ = placeholder_runs(("one",), 0, Size(9, 1), symbols(False))
    assert text == "   one   "


def test_of_more_lines_than_there_are_rows_the_first_are_shown():
    assert rows(("one", "two", "three"), Size(9, 2)) == ["one", "two"]


@pytest.mark.parametrize(("ascii_only", "cut"), [(False, "a lon…"), (True, "a lon~")])
def test_a_line_that_is_too_long_is_cut(ascii_only, cut):
    assert rows(("a long line",), Size(6, 1), ascii_only=ascii_only) == [cut]


def test_what_would_do_something_to_the_terminal_is_replaced():
    assert rows(("a\x1b[2Jb",), Size(20, 1), ascii_only=True) == ["a?[2Jb"]
