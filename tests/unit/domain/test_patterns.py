"""What a pattern means, for texts and for bytes."""

import pytest

from ktui.domain.patterns import alternatives, in_order


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("a", (("a",),)),
        ("a|b", (("a",), ("b",))),
        ("a.*b|c", (("a", "b"), ("c",))),
        ("|a||.*b.*", (("a",), ("b",))),
        ("", ()),
        (".*|", ()),
    ],
)
def test_a_pattern_is_taken_apart_and_empty_pieces_mean_nothing(pattern, meant):
    assert alternatives(pattern) == meant


@pytest.mark.parametrize(("text", "found"), [("xaby", True), ("bxa", False), ("ab", True), ("a", False), ("", False)])
def test_pieces_are_found_one_behind_the_other(text, found):
    assert in_order(("a", "b"), text) is found
    assert in_order((b"a", b"b"), text.encode()) is found


def test_a_piece_is_not_found_within_the_one_before():
    assert not in_order(("ab", "b"), "ab")
    assert in_order(("ab", "b"), "abb")
