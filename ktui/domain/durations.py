"""Lengths of time in words, short enough for a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta


def spell(length: timedelta) -> str:
    """How long something is: ``8 s``, ``14 min``, ``5 h 12 min``, ``31 h``, ``12 d``. Never negative."""
    seconds = max(0, int(length.total_seconds()))
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 120:
        return f"{seconds} s"
    if minutes < 120:
        return f"{minutes} min"
    if hours < 10:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{hours} h" if hours < 48 else f"{days} d"


def since(start: datetime | None, now: datetime) -> str:
    """How long ago something began, with a space before it: `` for 14 min``; empty if that is not known."""
    return "" if start is None else f" for {spell(now - start)}"


def ago(moment: datetime | None, now: datetime) -> str:
    """How long ago something was, with a space before it: `` 14 min ago``; empty if that is not known."""
    return "" if moment is None else f" {spell(now - moment)} ago"


def human(length: timedelta) -> str:
    """How long something is, in the few letters of kubectl's columns: ``90s``, ``5m10s``, ``3d4h``, ``2y17d``.

    Source: apimachinery pkg/util/duration/duration.go, HumanDuration.
    """
    seconds = int(length.total_seconds())
    if seconds < -1:
        return "<invalid>"
    seconds = max(0, seconds)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if seconds < 120:
        return f"{seconds}s"
    if minutes < 180:
        return f"{minutes}m" + (f"{seconds % 60}s" if minutes < 10 and seconds % 60 else "")
    if hours < 48:
        return f"{hours}h" + (f"{minutes % 60}m" if hours < 8 and minutes % 60 else "")
    if days < 730:
        return f"{days}d" + (f"{hours % 24}h" if days < 8 and hours % 24 else "")
    return f"{days // 365}y" + (f"{days % 365}d" if days < 8 * 365 and days % 365 else "")
