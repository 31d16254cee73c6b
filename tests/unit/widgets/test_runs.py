"""ktui.widgets.runs: texts cut, fitted and broken by the cells they take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from ktui.widgets import runs
from ktui.widgets.runs import Canvas, cut, cut_middle, differing, fit, wrap

TEXTS = st.text(st.sampled_from("ab -名é́한"), max_size=40)
WIDTHS = st.integers(0, 30)


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("calico", 6, "calico"),
        ("calico", 5, "cali…"),
        ("calico", 1, "…"),
        ("calico", 0, ""),
        ("名前", 4, "名前"),
        ("名前", 3, "名…"),
    ],
)
def test_a_text_is_cut_where_its_cells_end(text, width, shown):
    assert cut(text, width, "…") == shown


def test_a_name_keeps_its_end_because_that_tells_nodes_apart():
    assert cut_middle("gke-prod-pool-1-8a7b6c5d-x7k2", 15, "…") == "gke-pro…5d-x7k2"
    assert cut_middle("short", 15, "…") == "short"
    assert cut_middle("a-long-name", 3, "…") == "a-…"


@given(TEXTS, WIDTHS)
def test_no_cut_is_wider_than_asked_for(text, width):
    assert cell_len(cut(text, width, "…")) <= width
    assert cell_len(cut_middle(text, width, "…")) <= width


@given(TEXTS, WIDTHS, st.sampled_from(["left", "right", "center"]))
def test_a_fitted_text_takes_exactly_its_cells(text, width, align):
    assert cell_len(fit(text, width, "…", align)) == width


def test_a_text_is_broken_at_spaces_and_within_words_only_if_it_must_be():
    assert wrap("the node lacks label pool=gpu", 12, "  ", "    ") == [
        "  the node",
        "    lacks",
        "    label",
        "    pool=gpu",
    ]
    assert wrap("registry.example.com/image", 10, "", " ") == ["registry.e", " xample.co", " m/image"]
    assert wrap("", 10, "  ") == ["  "]


@given(TEXTS, st.integers(4, 30))
def test_no_line_is_too_wide_and_no_letter_is_lost(text, width):
    lines = wrap(text, width, " ", "  ")
    assert all(cell_len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


def test_a_canvas_has_a_run_for_each_change_of_ink():
    canvas = Canvas(6, ())
    canvas.put(0, "ab", ("ready",))
    canvas.put(3, "c", ("ready", "cursor"))
    assert canvas.runs() == [("ab", ("ready",)), (" ", ()), ("c", ("ready", "cursor")), ("  ", ())]
    assert Canvas(0, ()).runs() == []


def test_what_does_not_fit_on_a_canvas_is_left_out():
    canvas = Canvas(4, ())
    canvas.put(-1, "abc", ("x",))
    canvas.put(3, "名", ("x",))
    canvas.put(2, "e\u0301", ("x",))
    assert canvas.runs() == [("bce", ("x",)), (" ", ())]


def strip(*texts):
    return Strip([Segment(text, Style(color=colour, bgcolor="black")) for text, colour in texts])


def test_lines_differ_in_spans_that_small_gaps_do_not_split():
    before = strip(("abcdefghijklmnopqrstuvwxyz", "red"))
    after = strip(("aBcdEfghijklmnopqrstuvwxyZ", "red"))
    assert differing(before, after) == [(1, 4), (25, 1)]
    assert differing(before, before) == []


def test_a_space_in_another_colour_is_no_difference_but_a_letter_is():
    assert differing(strip(("a  b", "red")), strip(("a", "red"), ("  ", "blue"), ("b", "red"))) == []
    assert differing(strip(("a  b", "red")), strip(("a  ", "red"), ("b", "blue"))) == [(3, 1)]


def test_breaking_a_word_into_lines_measures_each_of_its_characters_a_few_times_only(monkeypatch):
    measured = []
    measure = runs.get_character_cell_size
    monkeypatch.setattr(runs, "get_character_cell_size", lambda each: measured.append(each) or measure(each))
    monkeypatch.setattr(runs, "cell_len", lambda text: measured.extend(text) or cell_len(text))
    word = "漢" * 2000
    assert "".join(wrap(word, 10)) == word
    assert len(measured) < 5 * len(word)
