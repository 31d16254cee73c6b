"""Which screen shows which place. A screen is imported when it is first wanted: the first one must not wait for all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ktui.screens.frame import FrameScreen
from ktui.screens.places import LogsOf, Main, Place, ResourceList
from ktui.screens.surroundings import Surroundings

Builder: TypeAlias = Callable[[Surroundings, Any], FrameScreen]
"""Makes the screen of a place of its type."""


def _coverage(around: Surroundings, place: Main) -> FrameScreen:
    from ktui.screens.coverage import CoverageScreen

    return CoverageScreen(around, place)


def _logs(around: Surroundings, place: LogsOf) -> FrameScreen:
    from ktui.screens.logs import LogScreen

    return LogScreen(around, place)


def _resource(around: Surroundings, place: ResourceList) -> FrameScreen:
    from ktui.screens.resources import ResourceScreen

    return ResourceScreen(around, place)


MAIN_SCREENS: Mapping[str, Builder] = {"coverage": _coverage}
"""By name of a main screen, what makes it."""

BUILDERS: Mapping[type[Place], Builder] = {
    Main: lambda around, place: MAIN_SCREENS[place.name](around, place),
    ResourceList: _resource,
    LogsOf: _logs,
}
"""By type of a place, what makes its screen."""


def screen_for(place: Place, around: Surroundings) -> FrameScreen:
    """A new screen for a place."""
    return BUILDERS[type(place)](around, place)


def import_first() -> None:
    """Import what the first screen needs; to be called in a thread."""
    import ktui.screens.coverage  # noqa: F401
