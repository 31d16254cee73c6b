"""ktui.widgets.contrast: text that can be read, as near to what was wanted as can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.style import Style
from textual.color import Color

from ktui.widgets.contrast import READABLE, legible, legible_style, ratio

COLOURS = st.builds(Color, *[st.integers(0, 255)] * 3)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#ff0000", "#ffffff", 4.0),
        ("#123456", "#123456", 1),
    ],
)
def test_the_ratio_is_that_of_wcag(one, other, expected):
    assert ratio(Color.parse(one), Color.parse(other)) == pytest.approx(expected, abs=0.01)
    assert ratio(Color.parse(other), Color.parse(one)) == pytest.approx(expected, abs=0.01)


@given(COLOURS, COLOURS)
def test_any_colour_on_any_ground_becomes_readable(colour, ground):
    assert ratio(legible(colour, ground), ground) >= READABLE


@given(COLOURS, COLOURS)
def test_what_can_be_read_stays_as_it_is(colour, ground):
    if ratio(colour, ground) >= READABLE:
        assert legible(colour, ground) == colour


def test_a_style_keeps_all_but_its_colour():
    style = legible_style(Style(color="#333333", bgcolor="#222222", bold=True), READABLE)
    assert style.bold
    assert style.bgcolor.triplet.hex == "#222222"
    assert ratio(Color(*style.color.triplet), Color.parse("#222222")) >= READABLE


@pytest.mark.parametrize("style", [Style(color="red", bgcolor="#222222"), Style(color="#333333"), Style()])
def test_on_a_ground_that_nobody_knows_nothing_is_changed(style):
    assert legible_style(style, READABLE) is style
