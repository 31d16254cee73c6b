"""A screen that may be on its way out before it is all there."""

from __future__ import annotations

from typing import TypeVar

from textual.events import Compose, Event, Mount
from textual.screen import Screen

Answer = TypeVar("Answer")


class EnteringScreen(Screen[Answer]):
    """A screen that is not begun where it has been left before its parts were made.

    That happens to keys in one burst, as over a slow line: the first opens a dialog, the second closes it. Textual then
    makes no parts, but tells the screen all the same that they are there.
    """

    async def on_event(self, event: Event) -> None:
        """Begin only what is to stay."""
        leaving = self._pruning or self._closing or not self.is_attached
        if not (leaving and isinstance(event, Compose | Mount)):
            await super().on_event(event)
