"""Go's way to write a length of time, as ``@every`` schedules and the stories' annotations use it."""

import re

_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)")
_UNITS = {"ns": 1e-9, "us": 1e-6, "µs": 1e-6, "μs": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0}

_LONGEST = 2**63 / 1e9
"""Seconds that Go's ``time.Duration`` can hold."""


def seconds(text: str) -> float:
    """The length in seconds of ``90s``, ``1h30m`` and the like.

    Raises:
        ValueError: the text is no length of time.
    """
    unsigned = text[1:] if text[:1] in {"+", "-"} else text
    if not unsigned or (_PART.sub("", unsigned) and unsigned != "0"):
        raise ValueError(f"{text!r} is no duration")
    length = sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(unsigned))
    if length >= _LONGEST:
        raise ValueError(f"{text!r} is too long a duration")
    return -length if text.startswith("-") else length


def written(length: float) -> str:
    """A whole number of seconds as Go writes it: ``40s``, ``2m40s``, ``5m0s``."""
    minutes, left = divmod(round(length), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes}m{left}s" if hours else f"{minutes}m{left}s" if minutes else f"{left}s"
