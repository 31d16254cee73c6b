"""ktui.app.curtain: a screen is drawn when it is all there, once, and is always drawn."""

import asyncio

from textual.app import App
from textual.screen import Screen
from textual.widgets import Static

from ktui.app.curtain import PATIENCE, CurtainedApp


class Another(Screen):
    """A screen that comes in three pieces."""

    def compose(self):
        yield Static("first", id="first")

    async def on_mount(self):
        await self.mount(Static("second"))
        self.query_one("#first", Static).update("another")


class Counted(App):
    """Counts the frames that get to the terminal."""

    drawn = ()

    def _display(self, screen, renderable):
        if renderable is not None:
            self.drawn = (*self.drawn, (type(screen), type(renderable).__name__))
        super()._display(screen, renderable)


class Stage(CurtainedApp, Counted):
    def compose(self):
        yield Static("one")


async def test_the_first_screen_is_drawn_at_once():
    async with Stage().run_test() as pilot:
        await pilot.pause()
        assert pilot.app.drawn


async def test_another_screen_is_drawn_once_in_full_and_so_is_the_one_that_is_returned_to():
    async with Stage().run_test() as pilot:
        app = pilot.app
        await pilot.pause()
        app.drawn = ()
        app.push_screen(Another())
        await asyncio.sleep(2 * PATIENCE)
        assert app.drawn == ((Another, "LayoutUpdate"),)
        app.drawn = ()
        app.pop_screen()
        await asyncio.sleep(2 * PATIENCE)
        assert app.drawn == ((Screen, "LayoutUpdate"),)
        app.query_one(Static).update("two", layout=False)
        await asyncio.sleep(PATIENCE)
        assert len(app.drawn) == 2


async def test_a_screen_that_goes_before_it_was_drawn_does_not_keep_the_next_from_being_drawn():
    async with Stage().run_test() as pilot:
        app = pilot.app
        await pilot.pause()
        app.push_screen(Another())
        await asyncio.sleep(0)
        app.drawn = ()
        app.pop_screen()
        await asyncio.sleep(2 * PATIENCE)
        assert app.drawn[-1] == (Screen, "LayoutUpdate")


async def test_a_screen_that_never_comes_to_rest_is_drawn_all_the_same(monkeypatch):
    async with Stage().run_test() as pilot:
        app = pilot.app
        await pilot.pause()
        app.drawn = ()
        another = Another()
        monkeypatch.setattr(another, "call_after_refresh", lambda *given: None)
        app.push_screen(another)
        await asyncio.sleep(PATIENCE / 2)
        assert app.drawn == ()
        await asyncio.sleep(PATIENCE)
        assert app.drawn == ((Another, "LayoutUpdate"),)
