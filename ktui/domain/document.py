"""An object in full, as the server sent it: kept as bytes, and read when somebody wants to see it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from ktui.domain.decode import decode
from ktui.domain.kinds import Kind
from ktui.domain.objects import Object
from ktui.domain.steps import STEP, Steps

K = TypeVar("K")

PIECE = 1 << 16
"""JSON of up to so many bytes is read in one go; what is larger, part by part."""


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
    value = yield from _value(held.raw)
    return {"apiVersion": api_version, "kind": kind.name, **(value if isinstance(value, dict) else {})}


def _value(raw: bytes | msgspec.Raw) -> Steps[Any]:
    if len(memoryview(raw)) <= PIECE:
        return msgspec.json.decode(raw)
    yield
    begins = bytes(memoryview(raw)[:64]).lstrip()[:1]
    if begins == b"{":
        return (yield from _values(msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).items()))
    if begins == b"[":
        found = yield from _values(enumerate(msgspec.json.decode(raw, type=list[msgspec.Raw])))
        return list(found.values())
    return msgspec.json.decode(raw)


def _values(parts: Iterable[tuple[K, msgspec.Raw]]) -> Steps[dict[K, Any]]:
    found = {}
    for key, part in parts:
        found[key] = yield from _value(part)
        if len(found) % STEP == 0:
            yield
    return found
