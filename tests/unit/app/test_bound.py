"""ktui.app.bound: what a user's key map would make of the keys there are."""

import pytest

from ktui.app.bound import bound_classes, key_faults
from ktui.screens.frame import FrameScreen


@pytest.mark.parametrize(
    ("wanted", "about", "told"),
    [
        ({"frame.hlep": ["f1"]}, "frame.hlep", "'frame.hlep' is the id of no key; did you mean 'frame.help'?"),
        ({"frame.help": ["F1"]}, "frame.help", "'F1' is no key; keys are written as ctrl-d"),
        ({"coverage.group": ["G"]}, "coverage.group", "G is also the key of grid.bottom"),
        ({"grid.mark": ["q"]}, "grid.mark", "q is also the key of frame.leave"),
        ({"cell.delete": ["f5"], "cell.update": ["f5"]}, "cell.update", "f5 is also the key of cell.delete"),
    ],
)
def test_what_is_wrong_is_told_by_the_id_it_is_about(wanted, about, told):
    assert [(name, words[: len(told)]) for name, words in key_faults(wanted)] == [(about, told)]


@pytest.mark.parametrize(
    "wanted",
    [
        {},
        {"coverage.group": ["f5", "ctrl-g"]},
        {"coverage.group": []},
        {"cell.delete": ["u"], "cell.update": ["ctrl-d"]},
        {"help.back": ["esc"]},
        {"coverage.filter": ["/"]},
    ],
)
def test_keys_that_are_in_nobodys_way_are_no_fault(wanted):
    assert key_faults(wanted) == []


def test_the_keys_of_every_screen_come_first():
    assert bound_classes()[0] is FrameScreen
