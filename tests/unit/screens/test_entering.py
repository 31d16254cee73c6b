"""ktui.screens.entering: what is left before it is all there."""

import asyncio

import pytest
from textual.app import App
from textual.events import Resize
from textual.screen import Screen
from textual.widgets import Input

from ktui.screens.choose import ChooseDialog, Offer


def dialog():
    return ChooseDialog("Which?", [Offer("a", "alpha"), Offer("b", "beta")])


@pytest.mark.parametrize("turns", range(6))
async def test_a_dialog_may_be_left_before_its_parts_are_made(turns):
    app = App()
    async with app.run_test() as pilot:
        opened = dialog()
        app.push_screen(opened)
        for _ in range(turns):
            await asyncio.sleep(0)
        opened.action_back()
        await pilot.pause()
        assert type(app.screen) is Screen


@pytest.mark.parametrize("turns", range(6))
async def test_the_app_may_end_before_the_parts_of_a_dialog_are_made(turns):
    app = App()
    async with app.run_test():
        app.push_screen(dialog())
        for _ in range(turns):
            await asyncio.sleep(0)
        app.exit(return_code=7)
    assert app.return_code == 7


@pytest.mark.parametrize("turns", range(6))
async def test_what_its_parts_tell_when_they_are_gone_is_passed_over(turns):
    app = App()
    async with app.run_test() as pilot:
        opened = dialog()
        await app.push_screen(opened)
        line = opened.query_one(Input)
        opened.action_back()
        for _ in range(turns):
            await asyncio.sleep(0)
        opened._message_queue.put_nowait(Input.Changed(line, "alp"))
        opened._message_queue.put_nowait(Resize(app.size, app.size))
        await pilot.pause()
        assert type(app.screen) is Screen
