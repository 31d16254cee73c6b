"""ktui.app.themes: every theme can be read, and two need no red told from green."""

import itertools
import math

import pytest
from stage.session import shown, stage
from stage.world import zoo
from textual.app import App
from textual.color import Color

from ktui.app.themes import GROUNDS, INKS, SAFE, mended, without_blue
from ktui.widgets.contrast import FAINT, READABLE, ratio
from ktui.widgets.inked import Inked

ROUNDING = 0.1
"""A colour has whole numbers only."""


async def test_every_ink_of_every_theme_can_be_read():
    app = stage(zoo())
    unreadable = {}
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        for theme in app.available_themes:
            app.theme = theme
            await pilot.pause()
            for widget in app.screen.query(Inked):
                for component in type(widget).COMPONENT_CLASSES:
                    ink = component.removeprefix(widget.INK_PREFIX)
                    style = widget.ink_style((ink,))
                    if style.color.triplet is None or style.bgcolor is None or style.bgcolor.triplet is None:
                        assert app.current_theme.ansi, (theme, component)
                        continue
                    found = ratio(Color(*style.color.triplet), Color(*style.bgcolor.triplet))
                    if found < (FAINT if ink in widget.FAINT else READABLE) - ROUNDING:
                        unreadable[theme, component] = found
    assert unreadable == {}


@pytest.mark.parametrize("theme", App().available_themes.values(), ids=lambda theme: theme.name)
def test_text_can_be_read_on_every_ground_of_a_theme(theme):
    variables = mended(theme.to_color_system().generate() | theme.variables)
    for name, ground in itertools.product(INKS, GROUNDS):
        ink, on = Color.parse(variables[name]), Color.parse(variables[ground])
        if ink.ansi is None and on.ansi is None and on.a == 1:
            assert ratio(ink, on) >= READABLE - ROUNDING, (name, ground)


def test_the_colours_of_the_terminal_itself_are_left_alone():
    assert mended({"text-error": "ansi_red", "background": "#000000"})["text-error"] == "ansi_red"
    assert mended({"text-error": "#102030", "background": "ansi_default"})["text-error"] == "#102030"


def test_no_text_is_blue_on_a_black_terminal():
    assert without_blue({"primary": "ansi_blue", "border": "ansi_blue 50%", "text": "ansi_default"}) == {
        "primary": "ansi_cyan",
        "border": "ansi_cyan 50%",
        "text": "ansi_default",
    }


def test_scrollbars_are_grey():
    theme = App().available_themes["textual-dark"]
    found = mended(theme.to_color_system().generate() | theme.variables)
    thumb = Color.parse(found["scrollbar"])
    assert max(thumb.rgb) - min(thumb.rgb) < 8
    assert found["scrollbar-background"] == Color.parse(found["background"]).hex


SEEN_BY = {
    "everybody": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "deuteranopes": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "protanopes": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "tritanopes": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}
"""What becomes of a colour (linear RGB): Machado, Oliveira and Fernandes 2009, severity 1."""


@pytest.mark.parametrize("eyes", SEEN_BY)
@pytest.mark.parametrize("theme", SAFE, ids=lambda theme: theme.name)
def test_the_hues_of_the_safe_themes_differ_for_all_eyes(theme, eyes):
    names = ("success", "warning", "error", "primary")
    colours = [lab(Color.parse(theme.variables[f"text-{name}"]), SEEN_BY[eyes]) for name in names]
    assert min(math.dist(one, other) for one, other in itertools.combinations(colours, 2)) > 28


def lab(colour, matrix):
    """A colour as CIELAB, in which distances are as they are seen; 2 can just be told apart."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized]
    red, green, blue = (
        min(1, max(0, sum(weight * part for weight, part in zip(row, linear, strict=True)))) for row in matrix
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883
    x, y, z = (part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116 for part in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_the_safe_themes_can_be_chosen():
    assert {theme.name for theme in SAFE} <= stage(zoo()).available_themes.keys()


async def test_the_safe_themes_are_themselves():
    async with stage(zoo()).run_test() as pilot:
        await shown(pilot)
        pilot.app.theme = "safe-light"
        await pilot.pause()
        assert pilot.app.theme_variables["text-error"].lower() == "#5c1400"
