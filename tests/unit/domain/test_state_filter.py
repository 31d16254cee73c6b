"""Filters by state, as they are typed."""

import pytest

from ktui.domain.cell import State
from ktui.domain.state_filter import StateError, by_state, complete


@pytest.mark.parametrize(
    ("text", "states", "rest"),
    [
        ("-s outdated,missing", {State.OUTDATED, State.MISSING}, ""),
        ("  -s  Missing, -l pool=gpu", {State.MISSING}, "-l pool=gpu"),
        ("-s missing !cpu", {State.MISSING}, "!cpu"),
        ("!-s ready,excluded", set(State) - {State.READY, State.EXCLUDED}, ""),
        ("-s", set(), ""),
        ("!-s ", set(), ""),
        ("-storage", set(), "-storage"),
        ("gpu", set(), "gpu"),
        ("", set(), ""),
    ],
)
def test_states_come_first_and_any_other_filter_may_follow(text, states, rest):
    assert by_state(text) == (states, rest)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("-s outdatd", "There is no state outdatd; did you mean outdated?"),
        ("-s missing,redy", "There is no state redy; did you mean ready?"),
        ("-s 7", "There is no state 7; the states are ready, outdated, "),
    ],
)
def test_a_word_that_is_no_state_is_told_with_the_nearest(text, said):
    with pytest.raises(StateError) as raised:
        by_state(text)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("-s ou", "-s outdated"),
        ("!-s missing,un", "!-s missing,unready"),
        ("-s unready,un", "-s unready,unknown"),
        ("-s outdated", None),
        ("-s ", None),
        ("-s missing ou", None),
        ("ou", None),
        ("-s x", None),
    ],
)
def test_the_state_that_is_being_typed_is_completed(text, becomes):
    assert complete(text) == becomes
