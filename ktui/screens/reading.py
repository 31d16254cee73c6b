"""Screens that read something for themselves while they are shown, and not longer: logs, or one object in full."""

from __future__ import annotations

from textual import on
from textual.events import ScreenResume, ScreenSuspend
from textual.worker import Worker

from ktui.screens.acting import ActingScreen

READING = "reading"
"""The group of the worker that reads."""


class ReadingScreen(ActingScreen):
    """A main screen with something of its own to read, which is not in the store."""

    # ---- for those that derive

    def read(self) -> Worker[None]:
        """Read until cancelled, in a worker of the group `READING`; called again, it goes on where it was left."""
        raise NotImplementedError

    def rested(self) -> None:
        """What is done when nothing is read any more, because another screen is shown."""

    # ---- reading

    def on_mount(self) -> None:
        """Begin to read."""
        self.read()

    @on(ScreenSuspend)
    def rest(self) -> None:
        """Read nothing while another screen is shown; a dialog over this one changes nothing."""
        if self not in self.app.screen_stack:
            self.workers.cancel_group(self, READING)
            self.rested()

    @on(ScreenResume)
    def go_on(self) -> None:
        """Go on where it was left."""
        if not any(each.group == READING and each.is_running and each.node is self for each in self.workers):
            self.read()
