"""A CronJob's schedule read as the controller reads it.

Source: robfig/cron v3 ``parser.go`` (``ParseStandard``), and the API server's own checks on top of it
(kubernetes/kubernetes, pkg/apis/batch/validation/validation.go, ``validateScheduleFormat`` and ``validateTimeZone``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo
from types import MappingProxyType
from zoneinfo import ZoneInfo

from ktui.domain.errors import UsageError


class ScheduleError(UsageError):
    """A schedule or a time zone that the API server would refuse.

    Args:
        reason: what is wrong, in words.
        position: where in the schedule the wrong part begins, counted from 0; ``None`` if it is not in the schedule.
    """

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


@dataclass(frozen=True)
class Calendar:
    """Five fields as sets of the values that match.

    A day matches if day of month **and** day of week do where either was left open with ``*`` or ``?``, and if either
    does where both are given (``spec.go``, ``dayMatches``).
    """

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    """0 is Sunday."""
    any_day: bool
    """Day of month or day of week is open."""


@dataclass(frozen=True)
class Interval:
    """``@every``: so long after the last run, or after the CronJob was created; not aligned to the clock."""

    every: timedelta


@dataclass(frozen=True)
class _Field:
    name: str
    first: int
    last: int
    names: Mapping[str, int]


def _numbered(first: int, names: str) -> Mapping[str, int]:
    return MappingProxyType({name: number for number, name in enumerate(names.split(), start=first)})


_NO_NAMES: Mapping[str, int] = MappingProxyType({})
_FIELDS = (
    _Field("minute", 0, 59, _NO_NAMES),
    _Field("hour", 0, 23, _NO_NAMES),
    _Field("day of month", 1, 31, _NO_NAMES),
    _Field("month", 1, 12, _numbered(1, "jan feb mar apr may jun jul aug sep oct nov dec")),
    _Field("day of week", 0, 6, _numbered(0, "sun mon tue wed thu fri sat")),
)
_DESCRIPTORS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
"""What Go's ``unicode.IsSpace`` takes for a blank."""
_DURATION = re.compile(r"[+-]?(0|(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+", re.ASCII)
_DURATION_PART = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_SECOND = 10**9
_NANOSECONDS = {
    "ns": 1, "us": 10**3, "µs": 10**3, "μs": 10**3, "ms": 10**6, "s": _SECOND, "m": 60 * _SECOND, "h": 3600 * _SECOND,
}  # fmt: skip
_GREATEST = 2**63 - 1
"""The greatest number of Go's ``int`` and ``time.Duration``."""


def parse_schedule(text: str, *, zone_allowed: bool = False) -> tuple[Calendar | Interval, str | None]:
    """Read a schedule.

    Args:
        text: ``spec.schedule``.
        zone_allowed: accept a ``TZ=`` or ``CRON_TZ=`` prefix, which objects of older clusters still carry and which the
            API server refuses in new ones.

    Returns:
        The schedule, and the zone of its prefix if it has one.

    Raises:
        ScheduleError: the API server would refuse it; with position and reason.
    """
    if not text:
        raise ScheduleError("the schedule is empty", 0)
    zone = None
    start = 0
    if "TZ" in text and not zone_allowed:
        raise ScheduleError("TZ and CRON_TZ are not allowed in a schedule; use the timeZone field", text.index("TZ"))
    if text.startswith(("TZ=", "CRON_TZ=")):
        blank = text.find(" ")
        if blank < 0:
            raise ScheduleError("nothing follows the time zone", len(text))
        zone = text[text.index("=") + 1 : blank]
        read_zone(zone)
        start = blank
    body = text[start:]
    if zone is not None:
        start += len(body) - len(body.lstrip(_SPACE))
        body = body.strip(_SPACE)
    if body.startswith("@"):
        return _descriptor(body, start), zone
    fields = [(start + match.start(), match.group()) for match in re.finditer(f"[^{_SPACE}]+", body)]
    if len(fields) != len(_FIELDS):
        raise ScheduleError(
            f"a schedule has 5 fields (minute, hour, day of month, month, day of week), this has {len(fields)}",
            fields[5][0] if len(fields) > 5 else len(text),
        )
    read = [_field(field, written, where) for field, (where, written) in zip(_FIELDS, fields, strict=True)]
    (minutes, _), (hours, _), (days, open_day), (months, _), (weekdays, open_weekday) = read
    return Calendar(minutes, hours, days, months, weekdays, any_day=open_day or open_weekday), zone


def read_zone(name: str) -> tzinfo:
    """The zone of an IANA name, as ``spec.timeZone`` takes it.

    Raises:
        ScheduleError: the API server would refuse it.
    """
    if not name:
        raise ScheduleError("a time zone that is given must not be empty")
    if name.lower() == "local":
        raise ScheduleError(f"{name!r} is no time zone; name one of the IANA database, as in Europe/Paris")
    if name == "UTC":
        return UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ScheduleError(f"unknown time zone {name!r}; name one of the IANA database, as in Europe/Paris") from error


def _descriptor(text: str, position: int) -> Calendar | Interval:
    if text in _DESCRIPTORS:
        calendar, _ = parse_schedule(_DESCRIPTORS[text])
        return calendar
    if not text.startswith("@every "):
        known = ", ".join(_DESCRIPTORS)
        raise ScheduleError(f"{text!r} is no descriptor; there are {known} and @every DURATION", position)
    written = text.removeprefix("@every ")
    where = position + len("@every ")
    unsigned = written.lstrip("+-")
    if not _DURATION.fullmatch(written) or (unsigned != "0" and not _is_sum_of_parts(unsigned)):
        raise ScheduleError(f"{written!r} is no duration; write it as 90s, 15m or 1h30m", where)
    length = sum(_nanoseconds(number, _NANOSECONDS[unit]) for number, unit in _DURATION_PART.findall(written))
    if length > _GREATEST:
        raise ScheduleError(f"{written!r} is too long a duration", where)
    # Every() in constantdelay.go: at least a second, and whole seconds.
    return Interval(timedelta(seconds=1 if written.startswith("-") else max(1, length // _SECOND)))


def _nanoseconds(number: str, unit: int) -> int:
    """So many of a unit: the whole of it exactly, a fraction as far as a float goes (Go's ``time.ParseDuration``)."""
    whole, _, fraction = number.partition(".")
    return _bounded(whole or "0") * unit + int(float(f"0.{fraction}") * unit)


def _bounded(digits: str) -> int:
    """A number; of one that Go cannot hold, one that is too great: Python refuses to read very many digits."""
    significant = digits.lstrip("0")
    return _GREATEST + 1 if len(significant) > 19 else int(significant or "0")


def _is_sum_of_parts(unsigned: str) -> bool:
    return _DURATION_PART.sub("", unsigned) == ""


def _field(field: _Field, text: str, position: int) -> tuple[frozenset[int], bool]:
    values: set[int] = set()
    star = False
    for match in re.finditer("[^,]+", text):
        item_values, item_star = _item(field, match.group(), position + match.start())
        values.update(item_values)
        star |= item_star
    return frozenset(values), star


def _item(field: _Field, text: str, position: int) -> tuple[range, bool]:
    span, *steps = text.split("/")
    low, *highs = span.split("-")
    star = low in {"*", "?"}
    if star:
        first, last = field.first, field.last
    else:
        first = _number(field, low, position)
        if len(highs) > 1:
            raise ScheduleError(f"{field.name}: {text!r} has too many hyphens", position)
        last = _number(field, highs[0], position + len(low) + 1) if highs else first
    if len(steps) > 1:
        raise ScheduleError(f"{field.name}: {text!r} has too many slashes", position)
    step = 1
    if steps:
        step = _integer(field, steps[0], position + len(span) + 1)
        if not highs:
            last = field.last
        if step > 1:
            star = False
    if first < field.first:
        raise ScheduleError(f"{field.name}: {first} is below the least, {field.first}", position)
    if last > field.last:
        raise ScheduleError(f"{field.name}: {last} is above the greatest, {field.last}", position)
    if first > last:
        raise ScheduleError(f"{field.name}: {text!r} runs backwards; ranges do not wrap around", position)
    if step == 0:
        raise ScheduleError(f"{field.name}: a step of 0 never ends", position + len(span) + 1)
    return range(first, last + 1, step), star


def _number(field: _Field, text: str, position: int) -> int:
    named = field.names.get(text.lower())
    return _integer(field, text, position) if named is None else named


def _integer(field: _Field, text: str, position: int) -> int:
    if not re.fullmatch(r"[+-]?\d+", text, re.ASCII):
        wanted = f"a number from {field.first} to {field.last}"
        if field.names:
            wanted += f" or one of {', '.join(field.names)}"
        raise ScheduleError(f"{field.name}: {text!r} is not {wanted}", position)
    value = _bounded(text.lstrip("+-"))
    if value and text.startswith("-"):
        raise ScheduleError(f"{field.name}: {text!r} is negative", position)
    if value > _GREATEST:
        raise ScheduleError(f"{field.name}: {text!r} is too great a number", position)
    return value
