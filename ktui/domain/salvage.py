"""Reading an object that is not as its struct expects: what fits is kept, what does not is left at its default.

Slow, and only used where strict decoding has failed: null where a list belongs, a number where a text belongs, a time
that is none, from old, foreign or aggregated API servers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
from msgspec import inspect

T = TypeVar("T", bound=msgspec.Struct)


class _Unfit(Exception):
    """A value that does not fit its field."""


def salvage(struct: type[T], raw: bytes | bytearray | memoryview | msgspec.Raw) -> T:
    """Read what can be read.

    Raises:
        msgspec.DecodeError: the bytes are no JSON, or no JSON object.
    """
    try:
        found = json.loads(bytes(raw).decode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise msgspec.DecodeError(f"JSON is malformed: {error}") from error
    if not isinstance(found, dict):
        raise msgspec.DecodeError(f"expected an object, got {type(found).__name__}")
    kind = inspect.type_info(struct)
    assert isinstance(kind, inspect.StructType)
    built = _struct(kind, found)
    assert isinstance(built, struct)
    return built


def _struct(kind: inspect.StructType, found: dict[str, object]) -> object:
    fields = {}
    for field in kind.fields:
        if field.encode_name in found:
            try:
                fields[field.name] = _fit(field.type, found[field.encode_name])
            except _Unfit:
                continue
    return kind.cls(**fields)


def _fit(kind: inspect.Type, value: object) -> object:
    match kind:
        case inspect.StructType() if isinstance(value, dict):
            return _struct(kind, value)
        case inspect.UnionType():
            for each in kind.types:
                try:
                    return _fit(each, value)
                except _Unfit:
                    continue
        case inspect.ListType() if isinstance(value, list):
            return list(_fitting(kind.item_type, value))
        case inspect.DictType() if isinstance(value, dict):
            values = {key: [*_fitting(kind.value_type, [each])] for key, each in value.items()}
            return {key: fitted[0] for key, fitted in values.items() if fitted}
        case inspect.StrType() if isinstance(value, str):
            return value
        case inspect.BoolType() if isinstance(value, bool):
            return value
        case inspect.IntType() if isinstance(value, int | float) and not isinstance(value, bool) and value % 1 == 0:
            if (kind.ge is None or value >= kind.ge) and (kind.le is None or value <= kind.le):
                return int(value)
        case inspect.DateTimeType() if isinstance(value, str):
            return _time(value)
        case inspect.NoneType() if value is None:
            return None
    raise _Unfit


def _fitting(kind: inspect.Type, values: list[object]) -> Iterator[object]:
    for value in values:
        try:
            yield _fit(kind, value)
        except _Unfit:
            continue


def _time(value: str) -> datetime:
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _Unfit from error
