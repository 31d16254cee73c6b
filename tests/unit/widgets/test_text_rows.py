"""ktui.widgets.text_rows: lines become rows of a width."""

from hypothesis import given
from hypothesis import strategies as st

from ktui.widgets.text_rows import broken, cut_out, laid_over, width_of

RUNS = [("name: ", ("key",)), ("one two three four five six seven", ("string",))]


def texts(rows):
    return ["".join(text for text, _ in row) for row in rows]


def test_a_line_is_broken_before_words_and_goes_on_under_itself():
    assert texts(broken(RUNS, 30, 2)) == ["name: one two three four five ", "  six seven"]


def test_a_word_that_is_longer_than_a_row_is_broken_anywhere():
    assert texts(broken([("x" * 70, ())], 30, 0)) == ["x" * 30, "x" * 30, "x" * 10]


def test_tones_stay_with_their_text():
    assert broken(RUNS, 12, 0)[0] == [("name: ", ("key",)), ("one ", ("string",))]


def test_a_piece_is_cut_out_of_the_middle():
    assert texts([cut_out(RUNS, 4, 8)]) == [": one tw"]
    assert texts([cut_out(RUNS, 400, 8)]) == [""]


def test_a_wide_character_is_never_cut_in_two():
    assert texts([cut_out([("漢字", ())], 1, 2)]) == [" "]
    assert texts([cut_out([("漢字", ())], 0, 3)]) == ["漢"]


def test_what_was_found_is_marked_over_the_tones():
    marked = laid_over([("ab", ("key",)), ("cd", ())], [(1, 3)], "hit")
    assert marked == [("a", ("key",)), ("b", ("key", "hit")), ("c", ("hit",)), ("d", ())]


@given(
    st.lists(st.text(st.sampled_from("ab 漢é\u0301"), max_size=30), max_size=5), st.integers(2, 40), st.integers(0, 9)
)
def test_no_row_is_wider_than_there_is_room_and_no_character_is_lost(parts, width, hang):
    rows = broken([(part, ()) for part in parts], width, hang)
    assert all(width_of(row) <= width for row in rows)
    written = "".join("".join(text for text, _ in row) for row in rows)
    assert written.replace(" ", "") == "".join(parts).replace(" ", "")
