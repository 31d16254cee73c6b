"""Keys without waiting: Textual's pilot sleeps until the process is idle, several times a key."""

from __future__ import annotations

import asyncio
import unicodedata

from textual.events import Key
from textual.keys import REPLACED_KEYS, _character_to_key, _get_unicode_name_from_key
from textual.pilot import Pilot

TURNS = 3
"""How often all queues are emptied after a key: what one message sets going is a message again."""


async def press(pilot: Pilot, *keys: str) -> None:
    """Press keys, each after what the one before has done; single characters are typed as they are."""
    for key in keys:
        pilot.app._driver.send_message(_event(key).set_sender(pilot.app))
        # The driver gives it to the app from another thread, or as if.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await calm(pilot)


async def type_text(pilot: Pilot, text: str) -> None:
    """Type a text as fast as it comes through a slow line: all at once."""
    await burst(pilot, *text)


async def burst(pilot: Pilot, *keys: str) -> None:
    """Press keys as they come through a slow line: all at once."""
    for key in keys:
        pilot.app._driver.send_message(_event(key).set_sender(pilot.app))
    for _ in range(2):
        await asyncio.sleep(0)
    await calm(pilot)


async def calm(pilot: Pilot, turns: int = TURNS) -> None:
    """Let every message that is under way have its effect."""
    for _ in range(turns):
        await pilot._wait_for_screen()


async def finished(pilot: Pilot, *groups: str) -> None:
    """Let the workers of some groups come to their end."""
    working = [each for each in pilot.app.workers if each.group in groups]
    if working:
        await pilot.app.workers.wait_for_complete(working)
    await calm(pilot)


def _event(key: str) -> Key:
    if len(key) == 1:
        return Key(_character_to_key(key), key)
    try:
        return Key(key, unicodedata.lookup(_get_unicode_name_from_key(REPLACED_KEYS.get(key, key))))
    except KeyError:
        return Key(key, None)
