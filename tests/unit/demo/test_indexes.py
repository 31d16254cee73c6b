import pytest

from ktui.demo.indexes import read_indexes, write_indexes


@pytest.mark.parametrize(
    ("indexes", "text"),
    [
        ([], ""),
        ([5], "5"),
        ([1, 2], "1,2"),
        ([1, 3, 4, 5, 7], "1,3-5,7"),
        (range(100), "0-99"),
        ([2, 1, 1, 0], "0-2"),
        ([0, 1, 3, 4], "0,1,3,4"),
    ],
)
def test_indexes_are_written_as_the_controller_writes_them(indexes, text) -> None:
    assert write_indexes(indexes) == text
    assert read_indexes(text, 1000) == set(indexes)


@pytest.mark.parametrize(
    ("text", "completions", "indexes"),
    [
        ("0-5", 3, {0, 1, 2}),
        ("7,9", 8, {7}),
        ("1,x,3", 10, {1, 3}),
        ("1,a-b,4-5", 10, {1, 4, 5}),
        ("9,1", 5, set()),
    ],
)
def test_a_list_is_cut_to_what_the_job_has(text, completions, indexes) -> None:
    assert read_indexes(text, completions) == indexes
