"""Bodies that kubectl sends as protobuf, read into the JSON they stand for.

The envelope is that of apimachinery pkg/runtime/serializer/protobuf: `k8s` and a zero byte, then a runtime.Unknown
with the kind and the encoded object.
"""

import base64
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from ktui.demo import schema
from ktui.demo.clock import micro_stamp, stamp
from ktui.demo.schema import Field, Message
from ktui.demo.status import BadRequest, Object

_MAGIC = b"k8s\x00"
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_ZEROS = ("", 0, False)


def decoded(body: bytes) -> Object:
    """Read an object.

    Raises:
        BadRequest: it is not one, or of a kind that is not served.
    """
    if not body.startswith(_MAGIC):
        raise BadRequest("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
    try:
        unknown = dict(_fields(body[len(_MAGIC) :]))
        names = dict(_fields(_bytes(unknown[1])))
        api_version, kind = (_bytes(names.get(number, b"")).decode() for number in (1, 2))
        message = schema.message(kind)
        if message is None:
            raise BadRequest(f'no kind "{kind}" is registered for version "{api_version}"')
        return {"kind": kind, "apiVersion": api_version, **_message(message, _bytes(unknown.get(2, b"")))}
    except (IndexError, KeyError, TypeError, ValueError, struct.error) as wrong:
        raise BadRequest(f"proto: cannot parse the body of the request: {wrong}") from None


def _bytes(value: int | bytes) -> bytes:
    if isinstance(value, int):
        raise TypeError("illegal wireType")
    return value


def _varint(data: bytes, position: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = data[position]
        position += 1
        result |= (byte & 0x7F) << shift
        if byte < 0x80:
            return result, position
        shift += 7


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Numbers and raw values of a message, in the order in which they are written."""
    position = 0
    while position < len(data):
        tag, position = _varint(data, position)
        number, wire = tag >> 3, tag & 7
        if wire == _VARINT:
            value, position = _varint(data, position)
            yield number, value
            continue
        size = 8 if wire == _FIXED64 else 4
        if wire == _BYTES:
            size, position = _varint(data, position)
        elif wire not in (_FIXED64, _FIXED32):
            raise ValueError(f"illegal wireType {wire}")
        if position + size > len(data):
            raise ValueError("unexpected EOF")
        yield number, data[position : position + size]
        position += size


def _message(message: Message, data: bytes) -> Object:
    result: Object = {}
    for number, raw in _fields(data):
        known = message.by_number.get(number)
        if known is None:
            continue
        if known.inline:
            inner = schema.message(known.type)
            result |= _message(inner, _bytes(raw)) if inner else {}
        elif known.many == "{}":
            entry = dict(_fields(_bytes(raw)))
            name = _bytes(entry.get(1, b"")).decode()
            result.setdefault(known.name, {})[name] = _value(known.type, entry.get(2, b""))
        elif known.many:
            result.setdefault(known.name, []).append(_value(known.type, raw))
        else:
            value = _value(known.type, raw)
            if not _left_out(known, value):
                result[known.name] = value
    return result


def _left_out(known: Field, value: object) -> bool:
    """Go writes the zeros of what is not a pointer; they say nothing."""
    return value is None or (not known.pointer and (value in _ZEROS or value == {}))


def _value(kind: str, raw: int | bytes) -> Any:  # noqa: ANN401 - JSON is anything
    if kind.startswith("[]"):
        # A list in a map is wrapped in a message with the one field 1 (authorization ExtraValue).
        return [_value(kind[2:], each) for _, each in _fields(_bytes(raw))]
    inner = schema.message(kind)
    if inner is not None:
        return _message(inner, _bytes(raw))
    if kind in ("int", "bool"):
        number = raw if isinstance(raw, int) else 0
        return bool(number) if kind == "bool" else number - (1 << 64 if number >> 63 else 0)
    return _READERS[kind](_bytes(raw))


def _time(raw: bytes) -> str | None:
    return stamp(_moment(raw)) if raw else None


def _micro_time(raw: bytes) -> str | None:
    return micro_stamp(_moment(raw)) if raw else None


def _moment(raw: bytes) -> datetime:
    parts = dict(_fields(raw))
    seconds, nanos = (value if isinstance(value, int) else 0 for value in (parts.get(1, 0), parts.get(2, 0)))
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=nanos // 1000)


def _quantity(raw: bytes) -> str:
    return _bytes(dict(_fields(raw)).get(1, b"0")).decode()


def _int_or_string(raw: bytes) -> int | str:
    parts = dict(_fields(raw))
    if parts.get(1, 0) == 1:
        return _bytes(parts.get(3, b"")).decode()
    number = parts.get(2, 0)
    return number if isinstance(number, int) else 0


def _raw(raw: bytes) -> Any:  # noqa: ANN401 - JSON is anything
    return msgspec.json.decode(_bytes(dict(_fields(raw)).get(1, b"null")))


def _double(raw: bytes) -> float:
    return float(struct.unpack("<d", raw)[0])


def _text(raw: bytes) -> str:
    return raw.decode()


_READERS = {
    "string": _text,
    "bytes": lambda raw: base64.b64encode(raw).decode(),
    "double": _double,
    "Time": _time,
    "MicroTime": _micro_time,
    "Quantity": _quantity,
    "IntOrString": _int_or_string,
    "any": _raw,
}
