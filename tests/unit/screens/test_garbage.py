"""ktui.screens.garbage: long work is not disturbed by the search for garbage, nor is what it made."""

import gc

import pytest

from ktui.screens.garbage import LONG, undisturbed


def clock(*moments):
    return iter(moments).__next__


def frozen(things):
    """Whether the collector leaves some things alone: it does not count them among those it looks at."""
    return not any(each is things for each in gc.get_objects())


def test_no_garbage_is_looked_for_during_work_whoever_else_works():
    assert gc.isenabled()
    with undisturbed(clock(0, 0)):
        assert not gc.isenabled()
        with undisturbed(clock(0, 0)):
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_looked_for_again_after_work_that_failed():
    with pytest.raises(ZeroDivisionError), undisturbed(clock(0, 0)):
        _ = 1 / 0
    assert gc.isenabled()


@pytest.mark.parametrize(("took", "left_alone"), [(LONG, True), (LONG / 2, False)])
def test_what_long_work_has_made_is_left_alone_afterwards(took, left_alone):
    with undisturbed(clock(0, took)):
        made = [object]
    assert frozen(made) is left_alone
