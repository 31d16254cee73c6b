"""Sets of indexes are the Job controller's, and stay ranges however many there are."""

import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ktui.domain.indexes import Indexes

SETS = st.frozensets(st.integers(0, 40), max_size=30)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("", ()),
        ("0", ((0, 0),)),
        ("1,3-5,7", ((1, 1), (3, 5), (7, 7))),
        ("1,2", ((1, 2),)),
        ("1,2-4", ((1, 4),)),
        ("0-99", ((0, 9),)),
        ("8,10,9", ((8, 8),)),
        ("3,x,5", ((3, 3), (5, 5))),
        ("3,x,12,5", ((3, 3),)),
        ("3-x,5", ((5, 5),)),
        ("3-,5", ((5, 5),)),
        ("3,,5", ((3, 3), (5, 5))),
        ("3,000000000000000000005,7", ((3, 3), (7, 7))),
        ("-3,5", ((5, 5),)),
        ("1-3-7", ((1, 3),)),
        ("+4", ((4, 4),)),
        ("5-3,7", ((7, 7),)),
        (" 3,4", ((4, 4),)),
        ("99999999999999999999,1", ((1, 1),)),
    ],
)
def test_a_text_is_read_as_the_controller_reads_it(text, ranges):
    assert Indexes.read(text, 10).ranges == ranges


@pytest.mark.parametrize(
    ("indexes", "text"),
    [
        ([], ""),
        ([4], "4"),
        ([4, 5], "4,5"),
        ([5, 4, 6], "4-6"),
        ([1, 3, 4, 5, 7], "1,3-5,7"),
        ([0, 1, 3, 4], "0,1,3,4"),
    ],
)
def test_a_set_is_written_as_the_controller_writes_it(indexes, text):
    assert str(Indexes.of(indexes)) == text


def test_reading_fifty_thousand_ranges_takes_little_more_memory_than_they_do():
    text = ",".join(map(str, range(0, 100_000, 2)))
    tracemalloc.start()
    try:
        found = Indexes.read(text, 100_001)
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found) == 50_000
    assert peak < 2 * kept


def test_a_hundred_thousand_indexes_are_one_range():
    every = Indexes.read("0-99999", 100_000)
    assert every.ranges == ((0, 99_999),)
    assert len(every) == 100_000
    assert 99_999 in every
    assert 100_000 not in every
    assert (every - Indexes.of([7])).ranges == ((0, 6), (8, 99_999))
    assert every == Indexes.below(100_000)


def test_what_is_no_index_is_in_no_set():
    assert "1" not in Indexes.of([1])
    assert not Indexes.below(0)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(SETS, SETS)
def test_ranges_and_single_indexes_come_to_the_same(one, other):
    left, right = Indexes.of(one), Indexes.of(other)
    assert set(left) == one
    assert len(left) == len(one)
    assert all((index in left) is (index in one) for index in range(-1, 42))
    assert set(left | right) == one | other
    assert set(left & right) == one & other
    assert set(left - right) == one - other
    assert Indexes.read(str(left), 41) == left
    for found in (left, left | right, left & right, left - right):
        assert all(a[1] + 1 < b[0] for a, b in zip(found.ranges, found.ranges[1:], strict=False))
