"""ktui.widgets.grid_layout: how a grid shares out its width, and what a column says of itself at each."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sketches import Sketch

from ktui.domain.arrangement import View, arrange
from ktui.widgets.grid_layout import Form, calm, head_counts, lay_out
from ktui.widgets.symbols import UNICODE


def columns(count, cells="o"):
    return arrange(Sketch([f"daemon-{place:02}" for place in range(count)], {"n": cells * count}), View()).columns


def column(cells, **totals):
    [found] = arrange(Sketch(["a"], {f"n{place}": cell for place, cell in enumerate(cells)}), View()).columns
    return replace(found, covered=replace(found.covered, totals=replace(found.covered.totals, **totals)))


def laid(count, width, height=20, names=20, wanted=None):
    return lay_out(columns(count), width, height, names, UNICODE, wanted)


@pytest.mark.parametrize(
    ("cells", "totals", "words"),
    [
        ("ooo.z", {}, ("✔ 3", "✔")),
        ("oo!", {}, ("2/3", "-1", "!")),
        ("o~~", {}, ("3/3 2 old", "2 old", "◐")),
        ("o~X", {}, ("2/3 1 old", "2/3", "-1", "✖")),
        ("oot", {"ready": 3}, ("3/3", "◍")),
        ("ooo", {"controller_agrees": False}, ("3/3≠", "≠", "●")),
        ("ooo", {"counted": False}, ("3/3?", "?", "●")),
        ("oo!", {"controller_agrees": False}, ("2/3≠", "≠", "!")),
        ("...", {}, ("✔ 0", "✔")),
    ],
)
def test_a_column_tells_its_totals_from_the_fullest_words_to_the_shortest(cells, totals, words):
    assert head_counts(column(cells, **totals), UNICODE) == words


def test_only_a_daemonset_with_all_it_wants_is_calm():
    assert calm(column("oo.kz"))
    assert not any(calm(column(cells)) for cells in ("o!", "oX", "o~", "oe", "o2", "op", "ou", "o?", "ot"))
    assert not calm(column("oo", controller_agrees=False))


def test_room_for_the_cursor_is_taken_from_names_that_are_long():
    assert laid(30, 80, names=20).form is Form.DENSE
    assert laid(30, 80, names=20).node_width == 19
    assert laid(60, 80, names=20).form is Form.PACKED


def test_columns_that_do_not_fit_at_all_are_dense_and_scroll():
    layout = laid(200, 80)
    assert layout.form is Form.DENSE
    assert layout.body_width == 401


def test_a_form_may_be_wanted_that_does_not_fit():
    assert laid(30, 80, wanted=Form.NAMED).form is Form.NAMED


def named(titles, width, height=16):
    columns = arrange(Sketch(titles, {"n": "o" * len(titles)}), View()).columns
    return lay_out(columns, width, height, 12, UNICODE)


def test_names_that_do_not_fit_in_a_line_take_more_of_them_before_anything_is_cut():
    titles = ["cilium", "ebs-csi-node", "node-exporter", "node-local-dns"]
    forms = [(layout.form, layout.names[3]) for layout in (named(titles, width) for width in (100, 72, 65, 51, 39, 36))]
    assert forms == [
        (Form.WIDE, ("node-local-dns",)),
        (Form.WIDE, ("node-local-", "dns")),
        (Form.NAMED, ("node-local-dns",)),
        (Form.NAMED, ("node-", "local-dns")),
        (Form.SHORT, ("node-", "local", "dns")),
        (Form.DENSE, ("node", "loca", "dns")),
    ]


def test_a_head_leaves_rows_their_room():
    titles = ["secrets-store-csi-driver"] * 1 + [f"agent-number-{place}-of-many" for place in range(12)]
    assert [len(named(titles, 120, height).names[0]) for height in (5, 7, 8, 12, 40)] == [1, 1, 2, 3, 3]
    assert [named(titles, 120, height).head for height in (5, 7, 8, 12, 40)] == [1, 2, 3, 4, 4]


def test_columns_that_cannot_have_what_they_wish_share_what_there_is():
    layout = named(["a", "extraordinarily", "unfathomability", "b"], 50)
    assert layout.form is Form.SHORT
    assert layout.widths == (6, 6, 13, 12)
    assert layout.names[2] == ("extraordinar", "ily")


def test_names_on_their_heads_grow_with_the_height_and_few_lines_have_none():
    assert [len(laid(30, 80, height).names[0]) for height in (5, 6, 14, 24, 90)] == [0, 1, 3, 6, 9]
    assert [laid(30, 80, height).head for height in (5, 6, 14)] == [1, 3, 5]
    assert [laid(3, 80, height).head for height in (5, 6)] == [1, 2]


def test_letters_lie_where_there_is_room_for_three_or_where_few_could_stand():
    assert laid(14, 80, 14).names[0] == ("dae", "00")
    assert laid(18, 80, 14, wanted=None).names[7] == ("da", "07")
    assert len(laid(18, 80, 30).names[0]) == 8


def test_a_place_belongs_to_the_column_it_is_in():
    layout = laid(3, 80)
    assert [layout.column_at(x) for x in (0, layout.widths[0], layout.body_width)] == [0, 1, None]


@settings(max_examples=50)
@given(st.integers(0, 60), st.integers(1, 200), st.integers(1, 60), st.integers(1, 80))
def test_columns_follow_each_other_and_names_leave_them_room(count, width, height, names):
    layout = lay_out(columns(count), width, height, names, UNICODE)
    ends = [start + taken for start, taken in zip(layout.starts, layout.widths, strict=True)]
    assert list(layout.starts) == [0, *ends][:count]
    assert layout.node_width <= max(8, width // 3)
    assert layout.form in {Form.DENSE, Form.PACKED} or layout.node_width + layout.body_width <= width
