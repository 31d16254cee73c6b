"""ktui.screens.outcomes: each of several actions has an outcome of its own."""

import pytest

from ktui.domain.actions import DeletePod
from ktui.domain.errors import (
    Conflict,
    Forbidden,
    Guarded,
    Invalid,
    NotFound,
    ServerError,
    TooManyRequests,
    Unanswered,
    Unreachable,
)
from ktui.screens.outcomes import Outcomes, of_one_object


def outcomes(number, *errors):
    """Of so many deletions, the first of which ended so."""
    made = Outcomes([DeletePod("shop", f"web-{each}", f"uid-{each}") for each in range(number)])
    for error in errors:
        made.note(made.next, error)
    return made


def test_what_was_done_is_counted_and_what_was_not_is_named():
    made = outcomes(1003, *[None] * 997, NotFound("gone"), Conflict("replaced"), None, None, Unanswered("silent"))
    assert made.told == (
        "999 of 1,003 done; failed: pod shop/web-997, pod shop/web-998; not known: pod shop/web-1001; "
        "not tried: pod shop/web-1002."
    )
    assert (made.tried, made.faults, made.all_done) == (1002, 3, False)
    assert made.far == "1,002 of 1,003 so far."


def test_of_many_only_the_first_are_named():
    made = outcomes(5, *[NotFound("gone")] * 5)
    assert made.told == "0 of 5 done; failed: pod shop/web-0, pod shop/web-1, pod shop/web-2 and 2 more."
    assert made.next is None


def test_when_all_are_done_there_is_nothing_else_to_tell():
    made = outcomes(2, None, None)
    assert made.all_done
    assert made.told == "2 of 2 done."


@pytest.mark.parametrize("error", [NotFound("x"), Conflict("x"), Invalid("x")])
def test_what_concerns_one_object_says_nothing_of_the_next(error):
    assert of_one_object(error)


@pytest.mark.parametrize(
    "error",
    [Forbidden("x"), Guarded("x"), TooManyRequests("x"), ServerError("x"), Unreachable("x"), Unanswered("x")],
)
def test_what_concerns_the_server_or_the_user_would_be_said_of_the_next_too(error):
    assert not of_one_object(error)
