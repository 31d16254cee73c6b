"""Themes: all of Textual's, two that do not need red and green told apart, and text that can be read in every one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from ktui.widgets.contrast import legible, ratio


def _safe(name: str, *, dark: bool, ground: str, text: str, good: str, warn: str, bad: str, todo: str) -> Theme:
    """A theme whose hues are drawn as they are: Textual would mix them with white or black for text."""
    return Theme(
        name=name,
        dark=dark,
        foreground=text,
        background=ground,
        success=good,
        warning=warn,
        error=bad,
        primary=todo,
        secondary=todo,
        accent=todo,
        variables={
            "text-success": good,
            "text-warning": warn,
            **dict.fromkeys(("text-primary", "text-secondary", "text-accent"), todo),
            **dict.fromkeys(("text-error", "error-lighten-1", "error-lighten-2", "error-darken-1"), bad),
        },
    )


SAFE = (
    _safe(
        "safe-dark",
        dark=True,
        ground="#121212",
        text="#e8e8e8",
        good="#7cd4ff",
        warn="#ffe14d",
        bad="#e8703a",
        todo="#9d7cf5",
    ),
    _safe(
        "safe-light",
        dark=False,
        ground="#f6f6f6",
        text="#1c1c1c",
        good="#006fa8",
        warn="#8a6800",
        bad="#5c1400",
        todo="#7a30e8",
    ),
)
"""For eyes that take red for green: blue, yellow, orange and violet, of different brightness too."""

INKS = (
    *("text-primary", "text-secondary", "text-accent", "text-success", "text-warning", "text-error"),
    *("error-lighten-1", "error-lighten-2", "error-darken-1"),
)
"""The variables that text is coloured by."""
GROUNDS = ("background", "surface", "panel")
"""The variables of what it stands on."""


def mended(variables: Mapping[str, str]) -> dict[str, str]:
    """A theme's variables, with inks that can be read on each of its grounds."""
    grounds = [ground for name in GROUNDS if (ground := _known(variables.get(name))) is not None]
    found = dict(variables)
    for name in INKS:
        ink = _known(variables.get(name))
        if ink is not None and grounds:
            found[name] = legible(ink, min(grounds, key=partial(ratio, ink))).hex
    return found | _calm_scrollbars(found)


def without_blue(variables: Mapping[str, str]) -> dict[str, str]:
    """A theme's variables without the blue of a terminal's 16 colours, which nobody can read on black."""
    return {name: value.replace("ansi_blue", "ansi_cyan") for name, value in variables.items()}


def _calm_scrollbars(variables: Mapping[str, str]) -> dict[str, str]:
    """Scrollbars that are as grey as those that tables draw: they tell where one is, nothing else."""
    ground, text = (_known(variables.get(name)) for name in ("background", "foreground"))
    if ground is None or text is None:
        return {}
    thumbs = dict.fromkeys(("scrollbar", "scrollbar-hover", "scrollbar-active"), ground.blend(text, 0.4).hex)
    grounds = ("scrollbar-background", "scrollbar-background-hover", "scrollbar-background-active")
    return thumbs | dict.fromkeys((*grounds, "scrollbar-corner-color"), ground.hex)


def _known(value: str | None) -> Color | None:
    """A colour that is neither the terminal's own nor half transparent."""
    try:
        colour = Color.parse(value or "")
    except ColorParseError:
        return None
    return None if colour.ansi is not None or colour.a < 1 else colour


class ThemedApp(App[Any]):
    """An app that has the safe themes too, and can be read in all.

    Args:
        ansi_color: as Textual has it.
    """

    def __init__(self, *, ansi_color: bool | None = None) -> None:
        super().__init__(ansi_color=ansi_color)
        for theme in SAFE:
            self.register_theme(theme)

    def get_css_variables(self) -> dict[str, str]:
        """The variables of the theme, mended."""
        variables, theme = super().get_css_variables(), self.current_theme
        self.theme_variables = mended(without_blue(variables) if theme.ansi and theme.dark else variables)
        return self.theme_variables
