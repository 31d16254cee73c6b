"""How long ago, in the few letters that kubectl's columns have (apimachinery pkg/util/duration/duration.go)."""

from datetime import datetime

from ktui.demo.clock import moment

_MINUTE = 60
_HOUR = 3600
_DAY = 24


def human(seconds: float) -> str:
    """Write a duration as `HumanDuration` does: `90s`, `5m10s`, `47h`, `3d4h`, `2y17d`."""
    whole = int(seconds)
    if whole < -1:
        return "<invalid>"
    if whole < 0:
        return "0s"
    if whole < 2 * _MINUTE:
        return f"{whole}s"
    minutes, hours = whole // _MINUTE, whole // _HOUR
    days = hours // _DAY
    if minutes < 10:
        return _two(minutes, "m", whole % _MINUTE, "s")
    if minutes < 3 * 60:
        return f"{minutes}m"
    if hours < 8:
        return _two(hours, "h", minutes % 60, "m")
    if hours < 2 * _DAY:
        return f"{hours}h"
    if days < 8:
        return _two(days, "d", hours % _DAY, "h")
    if days < 2 * 365:
        return f"{days}d"
    if days < 8 * 365:
        return _two(days // 365, "y", days % 365, "d")
    return f"{days // 365}y"


def _two(large: int, unit: str, small: int, part: str) -> str:
    return f"{large}{unit}" + (f"{small}{part}" if small else "")


def since(text: str | None, now: datetime) -> str:
    """How long ago a time of an object was; `<unknown>` if it is not set."""
    return human((now - moment(text)).total_seconds()) if text else "<unknown>"
