"""Screens of tables over a session that is not there."""

from __future__ import annotations

from contextlib import asynccontextmanager
from functools import partial

from ktui.app.places import screen_for
from ktui.screens.places import Main
from ktui.widgets.notice_line import NoticeLine
from ktui.widgets.summary_line import SummaryLine
from ktui.widgets.table_view import TableView
from stage.alone import alone
from stage.quick import calm, finished
from stage.session import settled, stage

PODS = Main("pods")


@asynccontextmanager
async def opened(world, place=PODS, size=(120, 40), **settings):
    """The screen of a place, alone and drawn, with its pilot; its app's `places` holds where it wanted to go."""
    async with alone(world, partial(screen_for, place), size=size, **settings) as (screen, pilot):
        screen.arrive(place)
        yield screen, pilot


@asynccontextmanager
async def gone_to(world, place=PODS, size=(120, 40), **settings):
    """The screen of a place within the whole console, with its pilot."""
    app = stage(world, **settings)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        app.screen.go(place)
        await calm(pilot)
        await finished(pilot, "rights")
        yield app.screen, pilot


def names(screen):
    return [name for _, name in screen.table.shown]


def lines(screen):
    view = screen.query_one(TableView)
    return [view.render_line(y).text.rstrip() for y in range(view.size.height)]


def body(screen):
    return "\n".join(lines(screen))


def told(screen):
    return screen.query_one(NoticeLine).notice.text


def left(screen):
    return " | ".join(content.plain for content in screen.query_one(SummaryLine).left)
