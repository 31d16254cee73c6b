"""ktui.screens.dialog: text that is safe to draw."""

import pytest
from textual import work
from textual.app import App

from ktui.screens.dialog import ASCII_CLASS, Dialog


@pytest.mark.parametrize(
    ("ascii_only", "text", "shown"),
    [
        (False, "gpu → cpu · größer", "gpu → cpu · größer"),
        (True, "gpu → cpu · größer", "gpu -> cpu , gr??er"),
        (False, "\x1b[31mred", "\N{REPLACEMENT CHARACTER}[31mred"),
        (True, "\x1b[31mred", "?[31mred"),
    ],
)
async def test_text_is_safe_and_as_the_terminal_can_show_it(ascii_only, text, shown):
    app = App()
    app.set_class(ascii_only, ASCII_CLASS)
    async with app.run_test():
        dialog = Dialog()
        await app.push_screen(dialog)
        assert dialog.text(text) == shown
        assert dialog.lines([text]).plain == shown
        assert dialog.has_class(ASCII_CLASS) is ascii_only


async def test_a_dialog_that_is_left_twice_is_left_once():
    class Asking(App):
        answer = "none yet"

        @work
        async def ask(self):
            self.answer = await self.push_screen_wait(Dialog())

    app = Asking()
    async with app.run_test() as pilot:
        below = Dialog()
        await app.push_screen(below)
        app.ask()
        await pilot.pause()
        asked = app.screen
        asked.dismiss("taken")
        asked.dismiss(None)
        await pilot.pause()
        assert (app.answer, app.screen) == ("taken", below)


async def test_a_dialog_that_is_the_last_screen_goes_with_the_app():
    class Alone(App):
        def get_default_screen(self):
            return Dialog()

    async with Alone().run_test() as pilot:
        pilot.app.screen.dismiss(None)
        await pilot.pause()
        assert isinstance(pilot.app.screen, Dialog)
