"""ktui.widgets.table_layout: how wide columns are."""

from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.tabular import Column
from ktui.widgets.table_layout import GUTTER, grown, lay_out, with_room


def column(title, **more):
    return Column(title, lambda row, now: "", **more)


NAMES = (
    column("NAME", cut="middle", least=10, stays=True),
    column("STATE"),
    column("NODE", cut="middle", least=8),
    column("MESSAGE", cut="end", least=8),
)


def test_where_there_is_room_every_text_stands_in_full():
    layout = lay_out(NAMES, (20, 10, 15, 40), 120)
    assert layout.widths == (20, 10, 15, 40)
    assert layout.places == ((0, 1), (1, 23), (2, 35), (3, 52))
    assert layout.beyond == (0, 0)


def test_where_there_is_less_the_widest_that_can_be_cut_is_cut():
    layout = lay_out(NAMES, (20, 10, 15, 40), 80)
    assert layout.gap == 1
    assert layout.widths == (20, 10, 15, 31)
    assert layout.beyond == (0, 0)


def test_where_cutting_does_not_help_columns_are_scrolled():
    layout = lay_out(NAMES, (20, 30, 15, 40), 50)
    assert layout.widths[1] == 30
    left, right = layout.beyond
    assert left == 0
    assert right > 0
    scrolled = layout.scrolled(99)
    assert scrolled.beyond[1] == 0
    assert scrolled.places[0] == (0, GUTTER)
    assert scrolled.scrolled(0).places == layout.places


def test_what_stays_leaves_half_of_the_room_to_the_rest():
    layout = lay_out((column("NAME", cut="middle", stays=True), column("STATE")), (60, 60), 40)
    assert layout.widths == (19, 60)


def test_a_column_is_found_where_it_is_drawn():
    layout = lay_out(NAMES, (20, 10, 15, 40), 120)
    assert [layout.column_at(x) for x in (0, 1, 22, 23, 119)] == [None, 0, 0, 1, 3]


def test_more_room_is_taken_from_what_is_left_over_only():
    layout = lay_out(NAMES[:2], (10, 6), 40)
    more = grown(layout, (15, 6))
    assert more.widths == (15, 6)
    assert grown(more, (12, 6)) is more
    assert grown(layout, (90, 6)).widths == (31, 6)


def test_what_cannot_be_cut_takes_it_from_the_others():
    layout = lay_out(NAMES[:2], (40, 6), 50)
    assert grown(layout, (40, 20)).widths == (28, 20)


WIDER = (*NAMES[:2], column("IMAGES", wide=True), column("GATES", wide=True))


def test_wide_columns_are_shown_where_they_and_all_others_stand_in_full():
    naturals = (20, 10, 30, 6)
    assert with_room(WIDER, naturals, 80) == {"IMAGES", "GATES"}
    assert with_room(WIDER, naturals, 70) == {"IMAGES"}
    assert with_room(WIDER, naturals, 45) == {"GATES"}
    assert with_room(WIDER, naturals, 30) == set()
    assert not lay_out(WIDER, naturals, 80).short
    assert lay_out(WIDER, naturals, 60).short


@given(
    st.lists(st.tuples(st.integers(1, 80), st.booleans(), st.integers(1, 20)), max_size=9),
    st.integers(1, 200),
    st.integers(0, 9),
)
def test_whatever_is_laid_out_the_columns_in_sight_begin_within_the_line(given, room, first):
    columns = [column("T" * min(5, width), cut="end" * cut, least=least) for width, cut, least in given]
    layout = lay_out(columns, [width for width, _, _ in given], room, first)
    assert all(GUTTER <= x < room for _, x in layout.places) or not layout.places
    assert all(width >= 1 for width in layout.widths)
    left, right = layout.beyond
    assert left >= 0
    assert right >= 0


LONG = (*NAMES, column("COUNT", right=True), column("SOURCE", cut="end", least=20))


def test_the_first_columns_share_the_room_and_the_others_wait_behind_the_edge():
    layout = lay_out(LONG, (30, 10, 15, 40, 6, 40), 60)
    assert [place for place, _ in layout.places] == [0, 1, 2, 3, 4]
    assert layout.widths[:5] == (12, 10, 12, 12, 6)
    assert layout.beyond == (0, 1)


def test_numbers_are_not_cut_at_the_edge():
    columns = (column("NAME", stays=True), column("READY"), column("OUTDATED", right=True))
    layout = lay_out(columns, (20, 8, 12), 40)
    assert [place for place, _ in layout.places] == [0, 1]
    assert layout.beyond == (0, 1)
    assert [place for place, _ in layout.scrolled(2).places] == [0, 2]


def test_text_at_the_edge_is_shown_in_part_where_its_title_is_not():
    columns = (column("NAME", stays=True), column("READY"), column("IMAGES"))
    naturals = (20, 8, 50)
    assert [place for place, _ in lay_out(columns, naturals, 41).places] == [0, 1, 2]
    assert [place for place, _ in lay_out(columns, naturals, 40).places] == [0, 1]


def test_one_column_beside_those_that_stay_is_always_in_sight():
    assert len(lay_out((column("NAME", stays=True), column("READY", right=True)), (20, 60), 30).places) == 2
