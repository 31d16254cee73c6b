"""ktui.domain.sought: what is typed after ``/``."""

import pytest

from ktui.domain.sought import sought


@pytest.mark.parametrize(
    ("text", "found"),
    [("pod", True), ("POD", True), ("x", False), (" pod ", True), ("-f pdx", False), ("-f p1", True), ("-f", True)],
)
def test_text_and_letters_are_found_whatever_their_case(text, found):
    assert sought(text).within("My-Pod-1") is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("web|pod", True),
        ("web|db", False),
        ("web|", False),
        ("|", False),
        ("my.*1", True),
        ("1.*my", False),
        ("^my", True),
        ("^pod", False),
        ("1$", True),
        ("pod$", False),
        ("^my.*-1$", True),
        ("^my-pod-1$", True),
        ("x|^my", True),
        (".*", False),
    ],
)
def test_a_pattern_is_found_piece_by_piece(text, found):
    assert sought(text).within("My-Pod-1") is found


def test_the_ends_of_a_pattern_are_those_of_each_line():
    assert sought("^web").within_folded("kube-system\nweb-1\nrunning")
    assert not sought("^system").within_folded("kube-system\nweb-1")


def test_a_pattern_is_inverted_too():
    assert sought("!a|b").inverse
    assert sought("!a|b").pieces == (("a",), ("b",))


def test_a_selector_looks_at_labels():
    assert sought("-l pool=gpu").on({"pool": "gpu"})
    assert not sought("-l pool=gpu").on({})
    assert sought("gpu").on({})


def test_an_exclamation_mark_inverts():
    assert sought("!x").inverse
    assert sought("! -l a=b").inverse
    assert sought("!x").text == "x"


@pytest.mark.parametrize("text", ["", " ", "!", "-l ==", "! "])
def test_some_filters_look_for_nothing(text):
    assert not sought(text).active


def test_a_selector_that_cannot_be_read_says_why():
    assert "==" in sought("-l ==").fault


def test_what_looks_like_a_pattern_is_letters():
    assert sought("-f .*").letters.search("a.b*") is not None
    assert sought("-f .*").letters.search("ab") is None


@pytest.mark.parametrize(
    ("after", "before", "narrower"),
    [
        ("ab", "a", True),
        ("xa", "a", True),
        ("b", "a", False),
        ("!ab", "!a", False),
        ("ab", "!a", False),
        ("a", "", False),
        ("a|b", "a", False),
        ("ab|c", "ab|", False),
        ("a.*b", "a", False),
    ],
)
def test_a_longer_text_finds_no_more(after, before, narrower):
    assert sought(after).narrows(sought(before)) is narrower
