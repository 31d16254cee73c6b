"""A screen that may be on its way out before it is all there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TypeVar

from textual.events import Compose, Mount, Resize
from textual.message import Message
from textual.screen import Screen

Answer = TypeVar("Answer")

_PATIENCE = 5.0
"""Seconds after which parts count as made, so that no key ever waits for good."""


class EnteringScreen(Screen[Answer]):
    """A screen that hears nothing of its parts once it has been left, not even that they are there.

    It may be left before its parts were made, by keys in one burst, as over a slow line: the first opens a dialog, the
    second closes it. Textual then makes no parts, but tells the screen all the same that they are there. What parts had
    to tell may come when they are gone.
    """

    async def all_there(self) -> None:
        """Wait until its parts are made: a key in one burst with what opens it is meant for one of them."""
        if not self.is_mounted:
            with suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE):
                    await self._mounted_event.wait()

    async def _dispatch_message(self, message: Message) -> None:
        leaving = self._pruning or self._closing or not self.is_attached
        if not (leaving and (isinstance(message, Compose | Mount | Resize) or message.control is not None)):
            await super()._dispatch_message(message)
