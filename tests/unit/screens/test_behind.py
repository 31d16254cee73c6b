"""ktui.screens.behind: a change behind a dialog costs what it is, and all is there when the dialog goes."""

from dataclasses import replace

import pyte
from stage.quick import calm, press
from stage.session import shown, stage
from stage.world import zoo

from ktui.widgets.context_bar import ContextBar
from ktui.widgets.cropping import render_cropped


class Line:
    """What is sent to a terminal, and what that shows."""

    def __init__(self, app):
        self.screen = pyte.Screen(120, 40)
        self.stream = pyte.Stream(self.screen)
        self.sent = 0
        display = app._display

        def send(screen, renderable):
            if renderable is not None:
                spans = hasattr(renderable, "spans")
                text = render_cropped(renderable, app.console) if spans else renderable.render_segments(app.console)
                self.sent += len(text)
                self.stream.feed(text)
            display(screen, renderable)

        app._display = send


async def changed(pilot, line, words):
    """Change what is behind the dialog; the characters that this sends."""
    before, bar = line.sent, pilot.app.main_screen.query_one(ContextBar)
    bar.status = replace(bar.status, words=words)
    await pilot.pause(0.05)
    return line.sent - before


async def test_a_change_behind_a_dialog_costs_what_it_is_and_is_there_when_the_dialog_goes():
    app = stage(zoo())
    line = Line(app)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot)
        await press(pilot, "ctrl+d")
        await calm(pilot)
        await changed(pilot, line, "first")
        for words in ("second", "third"):
            assert 0 < await changed(pilot, line, words) < 1500
            assert words in line.screen.display[0]
        await press(pilot, "escape")
        await pilot.pause(0.1)
        assert "live" in line.screen.display[0]
        assert "Cancel" not in "".join(line.screen.display)
