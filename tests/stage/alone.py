"""One screen alone over a session that is not there: quicker than the whole app, for what needs no other screen."""

from __future__ import annotations

import contextlib

from ktui.app.clipboard import CopyingApp
from ktui.screens.surroundings import Surroundings
from ktui.settings import Settings
from stage.session import StagedSession, settled
from stage.world import NOW, World


class Alone(CopyingApp):
    """An app with one screen, in whose place others cannot be gone to: `places` holds where it wanted to go."""

    def __init__(self, session, make, ascii_only, settings):
        super().__init__()
        self._around = Surroundings(session, NOW.timestamp, settings, ascii_only)
        self._make = make
        self.session = session
        self.places = []

    def on_mount(self):
        self.push_screen(self._make(self._around))

    def on_frame_screen_place_wanted(self, event):
        self.places.append(event.place)


@contextlib.asynccontextmanager
async def alone(session: StagedSession | World, make, *, size=(100, 30), ascii_only=False, **settings):
    """The screen that ``make`` makes of its surroundings, drawn, and the pilot of its app."""
    session = session if isinstance(session, StagedSession) else StagedSession(session)
    app = Alone(session, make, ascii_only, Settings(**settings))
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app.screen, pilot
