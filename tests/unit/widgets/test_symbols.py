"""ktui.widgets.symbols: the signs of the screen."""

from dataclasses import fields

import pytest
from rich.cells import cell_len

from ktui.domain.coverage import State
from ktui.widgets.symbols import ASCII, UNICODE, symbols


def signs(which):
    return [sign for field in fields(which) if isinstance(sign := getattr(which, field.name), str)] + list(
        which.states.values()
    )


@pytest.mark.parametrize("which", [UNICODE, ASCII])
def test_every_sign_is_one_cell_wide_and_every_state_has_its_own(which):
    assert {cell_len(sign) for sign in signs(which)} == {1}
    assert set(which.states) == set(State)
    assert len(set(which.states.values())) == len(State)


def test_the_ascii_signs_are_ascii():
    assert all(sign.isascii() for sign in signs(symbols(True)))
    assert symbols(True).plain("5 nodes · 2 failing") == "5 nodes, 2 failing"
    assert symbols(False).plain("5 nodes · 2 failing") == "5 nodes · 2 failing"
