"""ktui.domain.steps: sorting in short steps comes to the same as sorting at once."""

import random
from operator import itemgetter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ktui.domain.steps import STEP, ordered, pieces, run


@pytest.mark.parametrize("falling", [False, True])
@given(values=st.lists(st.integers(0, 5)))
def test_it_sorts_as_sorted_does_equal_ones_in_their_order(values, falling):
    things = list(enumerate(values))
    assert run(ordered(things, itemgetter(1), falling=falling)) == sorted(things, key=itemgetter(1), reverse=falling)


@pytest.mark.parametrize("kinds", [1, 3, 20_000])
@pytest.mark.parametrize("falling", [False, True])
def test_many_things_are_sorted_in_many_steps(kinds, falling):
    chance = random.Random(1)
    things = [(place, chance.randrange(kinds)) for place in range(20_000)]
    steps = ordered(things, itemgetter(1), falling=falling)
    assert next(steps) is None
    assert run(steps) == sorted(things, key=itemgetter(1), reverse=falling)


def test_no_step_sorts_more_than_a_small_part_of_different_things():
    compared = []

    class Value:
        def __init__(self, number):
            self.number = number

        def __lt__(self, other):
            compared.append(1)
            return self.number < other.number

        def __eq__(self, other):
            return self.number == other.number

        __hash__ = None

    chance = random.Random(1)
    values = {place: Value(chance.random()) for place in range(20_000)}
    most = 0
    for _ in ordered(list(values), values.__getitem__):
        most = max(most, len(compared))
        compared.clear()
    assert most < 20_000


@given(values=st.lists(st.none() | st.integers(0, 3)), falling=st.booleans())
def test_nothing_is_last_whichever_way(values, falling):
    found = run(ordered(values, lambda value: value, falling=falling))
    told = sorted((value for value in values if value is not None), reverse=falling)
    assert found == told + [None] * values.count(None)


def test_pieces_are_everything():
    things = list(range(2 * STEP + 3))
    assert [len(piece) for piece in pieces(things)] == [STEP, STEP, 3]
    assert [thing for piece in pieces(things) for thing in piece] == things
