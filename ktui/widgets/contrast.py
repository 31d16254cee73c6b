"""Whether a colour can be read on its ground, and what to take instead if not.

Source: WCAG 2.2, 1.4.3 (contrast), and its definitions of relative luminance and contrast ratio.
"""

from __future__ import annotations

from functools import lru_cache

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import BLACK, WHITE, Color

READABLE = 4.5
"""The least ratio for text (WCAG level AA)."""
FAINT = 3.0
"""The least ratio for what should not draw the eye: signs of what is as it should be, keys that do nothing here."""
_STEPS = 20


def ratio(one: Color, other: Color) -> float:
    """The contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@lru_cache(maxsize=1024)
def legible(colour: Color, ground: Color, least: float = READABLE) -> Color:
    """The colour, or the nearest to it on the way to white or black that can be read on the ground."""
    far = max(WHITE, BLACK, key=lambda each: ratio(each, ground))
    for step in range(_STEPS + 1):
        mixed = colour.blend(far, step / _STEPS, alpha=1)
        if ratio(mixed, ground) >= least:
            return mixed
    return far


def legible_style(style: Style, least: float) -> Style:
    """A style whose text can be read; as it is where the terminal's own colours are used, which nobody knows."""
    text, ground = _known(style.color), _known(style.bgcolor)
    if text is None or ground is None or ratio(text, ground) >= least:
        return style
    return style + Style(color=legible(text, ground, least).rich_color)


def _known(colour: RichColor | None) -> Color | None:
    return Color(*colour.triplet) if colour is not None and colour.triplet is not None else None


def _luminance(colour: Color) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
