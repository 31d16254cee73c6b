"""Taking things out of an object as it came: whatever is not as it should be counts as not there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]
"""An object, or a part of one, as it is read from JSON."""


def dig(obj: Any, *path: str) -> Any:  # noqa: ANN401 (JSON)
    """What stands there; None if nothing does."""
    for step in path:
        if not isinstance(obj, Mapping):
            return None
        obj = obj.get(step)
    return obj


def text(obj: Any, *path: str) -> str:  # noqa: ANN401 (JSON)
    """A scalar, in words; ``""`` if there is none."""
    return spelled(dig(obj, *path))


def spelled(value: Any) -> str:  # noqa: ANN401 (JSON)
    """A scalar as it stands in JSON; ``""`` for what is none."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case int() | float():
            return str(value)
        case _:
            return ""


def number(obj: Any, *path: str) -> int:  # noqa: ANN401 (JSON)
    """A whole number; 0 if there is none."""
    found = dig(obj, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def part(obj: Any, *path: str) -> Raw:  # noqa: ANN401 (JSON)
    """A map; an empty one if there is none."""
    found = dig(obj, *path)
    return found if isinstance(found, Mapping) else {}


def parts(obj: Any, *path: str) -> list[Raw]:  # noqa: ANN401 (JSON)
    """The maps in a list."""
    found = dig(obj, *path)
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def words(obj: Any, *path: str) -> list[str]:  # noqa: ANN401 (JSON)
    """The scalars in a list."""
    found = dig(obj, *path)
    return [spelled(each) for each in found] if isinstance(found, list) else []


def moment(obj: Any, *path: str) -> datetime | None:  # noqa: ANN401 (JSON)
    """A time."""
    found = dig(obj, *path)
    if not isinstance(found, str):
        return None
    try:
        read = datetime.fromisoformat(found)
    except ValueError:
        return None
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)
