"""ktui.widgets.grid_cursor: the cursor and the marks are on objects, whatever is arranged around them."""

from hypothesis import given, settings
from hypothesis import strategies as st
from sketches import Sketch

from ktui.domain.arrangement import View, arrange
from ktui.widgets.grid_cursor import EDGE, GridCursor, spot_at
from ktui.widgets.spot import Spot

A, B, C = (("kube-system", name) for name in "abc")
CLUSTER = Sketch(["a", "b", "c"], {"n1": "ooo", "n2": "oXo", "n3": "ooo", "n4": "ooo"}, {"n1": {"pool": "p"}})


def settled(view=View(), cluster=CLUSTER, cursor=None):  # noqa: B008
    cursor = cursor or GridCursor()
    arranged = arrange(cluster, view)
    cursor.settle(cluster, arranged)
    return cursor, arranged


def test_until_it_is_moved_it_is_on_the_first_problem():
    cursor, _ = settled()
    assert cursor.spot == Spot(node="n2", daemon_set=B)
    healed = Sketch(["a", "b"], {"n1": "o!", "n2": "oo"})
    assert settled(cluster=healed, cursor=cursor)[0].spot == Spot(node="n1", daemon_set=B)


def test_once_moved_it_stays_on_its_object():
    cursor, arranged = settled()
    cursor.put(arranged, 3, 2)
    spot = cursor.spot
    for view in (View(problems_first=False), View(group_by="pool"), View(text="n")):
        assert settled(view, cursor=cursor)[0].spot == spot


def test_where_its_object_is_hidden_it_takes_the_place_nearest_to_it():
    cursor, arranged = settled(View(problems_first=False))
    cursor.put(arranged, 3, 2)
    assert settled(View(text="!n4"), cursor=cursor)[0].spot == Spot(node="n3", daemon_set=C)


def test_head_and_names_are_places_too_but_not_their_corner():
    cursor, arranged = settled()
    cursor.put(arranged, EDGE, 1)
    assert cursor.spot == Spot(daemon_set=B)
    cursor.put(arranged, 0, EDGE)
    assert cursor.spot == Spot(node="n2")
    cursor.put(arranged, EDGE, EDGE)
    assert cursor.spot == Spot(daemon_set=A)
    assert settled(View(group_by="pool"), cursor=cursor)[0].spot == Spot(daemon_set=A)


def test_with_nothing_to_be_on_it_is_nowhere_and_comes_back():
    cursor, _ = settled(cluster=Sketch([], {}))
    assert cursor.spot is None
    assert settled(cursor=cursor)[0].spot == Spot(node="n2", daemon_set=B)


def test_a_range_is_of_cells_of_rows_or_of_columns_as_the_cursor_is():
    cursor, arranged = settled(View(problems_first=False))
    cursor.put(arranged, 0, EDGE)
    cursor.mark()
    cursor.put(arranged, 2, EDGE)
    cursor.mark_range(arranged)
    assert cursor.marks == {Spot(node="n1"), Spot(node="n2"), Spot(node="n3")}
    cursor.put(arranged, EDGE, 0)
    cursor.mark()
    cursor.put(arranged, EDGE, 1)
    cursor.mark_range(arranged)
    assert {Spot(daemon_set=A), Spot(daemon_set=B)} < cursor.marks
    assert not any(spot.is_cell for spot in cursor.marks)


def test_a_range_without_a_beginning_marks_what_the_cursor_is_on():
    cursor, arranged = settled()
    cursor.mark_range(arranged)
    assert cursor.marks == {Spot(node="n2", daemon_set=B)}


def test_groups_are_not_marked_nor_part_of_a_range():
    view = View(group_by="pool", problems_first=False)
    cursor, arranged = settled(view)
    cursor.put(arranged, 0, 0)
    cursor.mark()
    assert cursor.marks == frozenset()
    cursor.put(arranged, 1, 0)
    cursor.mark()
    cursor.put(arranged, 3, 0)
    cursor.mark_range(arranged)
    assert cursor.marks == {Spot(node="n1", daemon_set=A), Spot(node="n2", daemon_set=A)}


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(-5, 9), st.integers(-5, 5)), min_size=1), st.sampled_from(["", "pool"]))
def test_it_is_always_on_what_it_says(places, group_by):
    cursor, arranged = settled(View(group_by=group_by))
    for row, column in places:
        cursor.put(arranged, row, column)
        assert cursor.spot is not None
        assert cursor.spot == spot_at(arranged, cursor.row, cursor.column)
