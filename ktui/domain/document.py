"""An object in full, as the server sent it: kept as bytes, and read when somebody wants to see it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import isinf
from typing import Any, TypeVar

import msgspec

from ktui.domain.decode import decode
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object
from ktui.domain.steps import STEP, Steps

K = TypeVar("K")

T = TypeVar("T")

PIECE = 1 << 16
"""JSON of up to so many bytes is read in one go; what is larger, part by part."""
_PARTS = 8


class Document(Object, frozen=True):
    """An object in full."""

    raw: bytes = b""
    """Its JSON."""


def kind_of_document(kind: Kind, name: str) -> Kind:
    """One object of a kind, in full."""
    return replace(kind, struct=Document, field_selector=f"metadata.name={name}", label_selector="")


def document(raw: bytes | bytearray | memoryview | msgspec.Raw) -> Document:
    """Take JSON as it came.

    Raises:
        msgspec.DecodeError: it is no JSON of an object.
    """
    return Document(decode(Object, raw).metadata, bytes(raw))


def read(held: Document, kind: Kind) -> Steps[dict[str, Any]]:
    """Read the whole object. Items of a list do not say what they are (apimachinery, List): that is put in.

    A number that is no number of JSON (too large for a float) stays as it is written.
    """
    api_version = f"{kind.group}/{kind.version}" if kind.group else kind.version
    try:
        value = yield from _value(held.raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = yield from _value(_mended(held.raw))
    return {"apiVersion": api_version, "kind": kind.name, **(value if isinstance(value, dict) else {})}


def _mended(raw: bytes) -> bytes:
    """JSON whose texts are no texts (bytes that are no UTF-8, halves of surrogate pairs), with marks in their place.

    The narrow struct could be read of it all the same (`ktui.domain.salvage`); so can the whole.
    """
    read = json.loads(
        raw.decode(errors="replace"), parse_float=lambda text: text if isinf(float(text)) else float(text)
    )
    return json.dumps(read, ensure_ascii=False).encode(errors="replace")


def _value(raw: bytes | msgspec.Raw) -> Steps[Any]:
    if len(memoryview(raw)) <= PIECE:
        return msgspec.json.decode(raw)
    yield
    begins = bytes(memoryview(raw)[:64]).lstrip()[:1]
    if begins == b"{":
        members: dict[str, msgspec.Raw] = {}
        for some in _parts(bytes(raw), dict[str, msgspec.Raw], b',"'):
            members |= some
            yield
        return (yield from _values(members.items()))
    if begins == b"[":
        items: list[msgspec.Raw] = []
        for more in _parts(bytes(raw), list[msgspec.Raw], b","):
            items += more
            yield
        return list((yield from _values(enumerate(items))).values())
    return msgspec.json.decode(raw)


def _parts(raw: bytes, whole: type[T], border: bytes) -> Iterator[T]:
    """A map or list in parts, where it can be cut at a ``border``: 150,000 keys at once would hold up the loop.

    What is before a border is a map or list only if that stands between two members: the decoder is the judge.
    """
    raw = raw.strip()
    start, end = 1, raw.find(border, _PARTS * PIECE)
    while end >= 0:
        try:
            part = msgspec.json.decode(raw[:1] + raw[start:end] + raw[-1:], type=whole)
        except msgspec.DecodeError:
            break
        yield part
        start, end = end + 1, raw.find(border, end + _PARTS * PIECE)
    yield msgspec.json.decode(raw if start == 1 else raw[:1] + raw[start:], type=whole)


def _values(parts: Iterable[tuple[K, msgspec.Raw]]) -> Steps[dict[K, Any]]:
    found = {}
    for key, part in parts:
        found[key] = yield from _value(part)
        if len(found) % STEP == 0:
            yield
    return found
