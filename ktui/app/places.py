"""Which screen shows which place. A screen is imported when it is first wanted: the first one must not wait for all."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from ktui.screens.frame import FrameScreen
from ktui.screens.places import (
    ContainersOf,
    CronJobOf,
    DescribeOf,
    JobOf,
    LogsOf,
    Main,
    NodesOf,
    Place,
    PodsOf,
    ResourceList,
    YamlOf,
)
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


def _jobs(around: Surroundings, place: Main) -> FrameScreen:
    from ktui.screens.jobs import JobsScreen

    return JobsScreen(around, place)


def _cron_jobs(around: Surroundings, place: Main) -> FrameScreen:
    from ktui.screens.cron_jobs import CronJobsScreen

    return CronJobsScreen(around, place)


def _cron_job(around: Surroundings, place: CronJobOf) -> FrameScreen:
    from ktui.screens.cron_job import CronJobScreen

    return CronJobScreen(around, place)


def _job(around: Surroundings, place: JobOf) -> FrameScreen:
    from ktui.screens.job import JobScreen

    return JobScreen(around, place)


def _nodes(around: Surroundings, place: Main) -> FrameScreen:
    from ktui.screens.nodes import NodesScreen

    return NodesScreen(around, place)


def _daemon_sets(around: Surroundings, place: Main) -> FrameScreen:
    from ktui.screens.daemon_sets import DaemonSetsScreen

    return DaemonSetsScreen(around, place)


def _daemon_nodes(around: Surroundings, place: NodesOf) -> FrameScreen:
    from ktui.screens.daemon_nodes import DaemonNodesScreen

    return DaemonNodesScreen(around, place)


def _pods(around: Surroundings, place: Main | PodsOf) -> FrameScreen:
    from ktui.screens.pods import PodsScreen

    return PodsScreen(around, place)


def _containers(around: Surroundings, place: ContainersOf) -> FrameScreen:
    from ktui.screens.containers import ContainersScreen

    return ContainersScreen(around, place)


def _events(around: Surroundings, place: Main) -> FrameScreen:
    from ktui.screens.events import EventsScreen

    return EventsScreen(around, place)


def _describe(around: Surroundings, place: DescribeOf) -> FrameScreen:
    from ktui.screens.describe import DescribeScreen

    return DescribeScreen(around, place)


def _yaml(around: Surroundings, place: YamlOf) -> FrameScreen:
    from ktui.screens.yaml import YamlScreen

    return YamlScreen(around, place)


MAIN_SCREENS: Mapping[str, Builder] = {
    "coverage": _coverage,
    "nodes": _nodes,
    "daemonsets": _daemon_sets,
    "jobs": _jobs,
    "cronjobs": _cron_jobs,
    "pods": _pods,
    "events": _events,
}
"""By name of a main screen, what makes it."""

BUILDERS: Mapping[type[Place], Builder] = {
    Main: lambda around, place: MAIN_SCREENS[place.name](around, place),
    CronJobOf: _cron_job,
    JobOf: _job,
    DescribeOf: _describe,
    LogsOf: _logs,
    YamlOf: _yaml,
    NodesOf: _daemon_nodes,
    PodsOf: _pods,
    ContainersOf: _containers,
    ResourceList: _resource,
}
"""By type of a place, what makes its screen."""


def screen_for(place: Place, around: Surroundings) -> FrameScreen:
    """A new screen for a place."""
    return BUILDERS[type(place)](around, place)


def import_first() -> None:
    """Import what the first screen needs; to be called in a thread."""
    importlib.import_module("ktui.screens.coverage")
