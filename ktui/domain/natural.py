"""The order in which people look for names."""

from __future__ import annotations

import re

_DIGITS = re.compile(r"(\d{1,15})")


def natural(name: str) -> tuple[object, ...]:
    """A key that puts ``node-9`` before ``node-10``."""
    parts = _DIGITS.split(name)
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)) if len(parts) > 1 else (name,)
