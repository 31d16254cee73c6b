"""ktui.domain.text_search: where something stands in a long text, a slice at a time."""

from ktui.domain.text_lines import TextLine
from ktui.domain.text_search import TextSearch

TEXT = [TextLine((("Na", "key"), (f"me: {'x.y' if n % 3 == 0 else 'z'}", ""))) for n in range(10)]


def test_lines_are_found_across_tones_whether_in_capitals_or_not_and_dots_are_dots():
    search = TextSearch(TEXT, "NAME: X.Y")
    assert not search.advance()
    assert search.numbers == [0, 3, 6, 9]
    assert TextSearch([TextLine((("xzy", ""),))], "x.y").spans("xzy") == []


def test_it_goes_from_one_to_the_next_and_says_which_it_is():
    search = TextSearch(TEXT, "x")
    search.advance()
    assert [search.after(-1), search.after(0), search.after(9)] == [0, 3, None]
    assert [search.before(10), search.before(3), search.before(0)] == [9, 0, None]
    assert [search.place(number) for number in (0, 4, 9)] == [1, 0, 4]


def test_it_looks_at_no_more_lines_than_it_is_told_to():
    search = TextSearch(TEXT, "x")
    assert search.advance(4)
    assert (search.numbers, search.complete, search.progress) == ([0, 3], False, 0.4)
    assert not search.advance(100)
    assert search.complete


def test_every_place_in_a_line_is_told():
    assert TextSearch([], "ab").spans("abxAB") == [(0, 2), (3, 5)]
