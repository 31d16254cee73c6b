import pytest

from ktui.cluster.watching import goes_back, too_new
from ktui.domain.errors import ServerError


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("7", "6", True),
        ("7", "7", False),
        ("7", "8", False),
        ("9", "10", False),
        ("10", "9", True),
        ("12345678901234567890", "9", True),
        ("07", "6", False),
        ("7", "06", False),
        ("7", "", False),
        ("", "7", False),
        ("abc", "1", False),
        ("7", "0", False),
        ("7", "٣", False),
    ],
)
def test_versions_are_compared_as_growing_numbers_and_not_at_all_if_they_are_none(before, after, expected):
    assert goes_back(before, after) is expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ServerError("Timeout: it took long", causes=("ResourceVersionTooLarge",)), True),
        (ServerError("Too large resource version: 9, current: 1"), True),
        (ServerError("etcdserver: request timed out"), False),
    ],
)
def test_a_server_that_has_not_come_so_far_is_known_by_its_cause_or_its_words(error, expected):
    assert too_new(error) is expected
