"""The states of very many indexes, without writing them out."""

from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.index_states import IndexState, IndexStates
from ktui.domain.indexes import Indexes

W, D, F, R, B, P = IndexState

TEN = IndexStates(10, Indexes.of([0, 1, 2, 4]), Indexes.of([6, 7]), {3: R, 5: B, 4: R})


def test_each_index_has_its_state():
    assert [TEN.state(index) for index in range(10)] == [D, D, D, R, D, B, F, F, W, W]


def test_a_part_is_what_the_whole_has_there():
    whole = TEN.part(0, 10)
    assert all(TEN.part(first, end) == whole[first:end] for first in range(10) for end in range(first, 12))


def test_folds_are_ranges_of_one_state():
    folds = TEN.folds()
    assert [folds.fold(place) for place in range(len(folds))] == [
        (0, 2, D),
        (3, 3, R),
        (4, 4, D),
        (5, 5, B),
        (6, 7, F),
        (8, 9, W),
    ]
    assert [folds.place(index) for index in range(10)] == [0, 0, 0, 1, 2, 3, 4, 4, 5, 5]


def test_states_are_counted():
    assert TEN.counts() == {D: 4, R: 1, B: 1, F: 2, W: 2, P: 0}


def test_trouble_is_found_in_either_direction():
    states = frozenset({F, B})
    assert [TEN.next(index, 1, states) for index in (0, 5, 6, 7)] == [5, 6, 7, None]
    assert [TEN.next(index, -1, states) for index in (9, 7, 6, 5, 0)] == [7, 6, 5, None, None]
    far = IndexStates(100_000, failed=Indexes.of([3, 99_000]))
    assert far.next(3, 1, states) == 99_000
    assert far.next(99_000, -1, states) == 3


def test_an_index_out_of_range_is_none():
    states = IndexStates(3, Indexes(((0, 9),)), active={7: R})
    assert states.part(0, 10) == bytes([D, D, D])


def test_no_indexes_are_no_ranges():
    assert len(IndexStates(0).folds()) == 0
    assert IndexStates(0).counts() == dict.fromkeys(IndexState, 0)


@given(st.lists(st.sampled_from(IndexState), max_size=60))
def test_folds_say_what_the_indexes_say(states):
    def ranges(wanted):
        return Indexes.of(index for index, state in enumerate(states) if state is wanted)

    active = {index: state for index, state in enumerate(states) if state in {R, B, P}}
    made = IndexStates(len(states), ranges(D), ranges(F), active)
    folds = made.folds()
    spelled = [
        state
        for place in range(len(folds))
        for first, last, state in [folds.fold(place)]
        for _ in range(first, last + 1)
    ]
    assert spelled == states
    assert list(made.part(0, len(states))) == states
