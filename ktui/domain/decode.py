"""From the bytes of one object to its narrow struct: the only place where JSON becomes a value.

An object is never lost because one field of it is not as expected: what does not fit its field is left out, and the
rest is read.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from ktui.domain.objects import Object

T = TypeVar("T", bound=Object)

_DECODERS: dict[type[Object], msgspec.json.Decoder[Object]] = {}


def decode(struct: type[T], raw: bytes | bytearray | memoryview | msgspec.Raw) -> T:
    """Read one object.

    Args:
        struct: what to read, for example `ktui.domain.objects.Pod`, or ``Kind.struct``.
        raw: JSON of the object.

    Raises:
        msgspec.DecodeError: the bytes are no JSON, or no JSON object.
    """
    decoder = _DECODERS.get(struct)
    if decoder is None:
        decoder = _DECODERS[struct] = msgspec.json.Decoder(struct)
    found = decoder.decode(raw)
    assert isinstance(found, struct)
    return found
