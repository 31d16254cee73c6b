"""A filter by the states of cells, as it is typed: ``-s outdated,missing``, and after it any other filter."""

from __future__ import annotations

import difflib

from ktui.domain.cell import State

OPTION = "-s"
"""What such a filter begins with; ``!-s`` asks for every other state."""


class StateError(ValueError):
    """A word that is no state; the text says which was probably meant."""


def by_state(text: str) -> tuple[frozenset[State], str]:
    """The states that a filter asks for, and the filter that follows them.

    Args:
        text: the filter.

    Returns:
        The states, none if the filter asks for none, and the rest of the text.

    Raises:
        StateError: it asks for a state that there is not.
    """
    option, _, after = text.strip().partition(" ")
    if option not in {OPTION, f"!{OPTION}"}:
        return frozenset(), text
    words, _, rest = after.strip().partition(" ")
    states = frozenset(_state(word) for word in words.split(",") if word)
    return (frozenset(State) - states if states and option != OPTION else states), rest.strip()


def complete(text: str) -> str | None:
    """What a filter probably becomes whose last word begins a state; None if that cannot be told."""
    option, space, words = text.partition(" ")
    if option not in {OPTION, f"!{OPTION}"} or not space or " " in words:
        return None
    before, comma, begun = words.rpartition(",")
    known = [str(state) for state in State if str(state) not in before.split(",")]
    found = next((word for word in known if begun and word.startswith(begun) and word != begun), None)
    return f"{option} {before}{comma}{found}" if found else None


def _state(word: str) -> State:
    try:
        return State(word.lower())
    except ValueError:
        near = difflib.get_close_matches(word.lower(), list(State), n=1, cutoff=0.5)
        meant = f"did you mean {near[0]}?" if near else f"the states are {', '.join(State)}."
        raise StateError(f"There is no state {word}; {meant}") from None
