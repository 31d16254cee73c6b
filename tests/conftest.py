"""Every run is the same: in a plain environment, with the same examples for properties, and no time that passes."""

import asyncio
import gc
from pathlib import Path

import environment
import parsed_styles
import virtual_loop
from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady",
    derandomize=True,
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # it goes by the clock, and so by what else the machine does
)
settings.load_profile("steady")
virtual_loop.install()
parsed_styles.install()

STAGED = tuple(Path(__file__).parent / each for each in ("snapshot", "unit/app", "unit/screens", "unit/widgets"))
"""Tests over no server and no other process: time passes in them when there is nothing else to do."""


def pytest_configure(config):
    config.add_cleanup(environment.Plain().put_back)


def pytest_asyncio_loop_factories(config, item):
    staged = any(item.path.is_relative_to(each) for each in STAGED)
    return {"virtual": virtual_loop.VirtualLoop} if staged else {"real": asyncio.new_event_loop}


def pytest_collection_finish(session):
    """What there is now stays until the end: the collector need not look at it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
