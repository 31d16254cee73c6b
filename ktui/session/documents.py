"""Reading what a user has written: YAML or JSON, several documents.

What a plain word of YAML means, kubectl decides: its reader (sigs.k8s.io/yaml, ``goyaml.v2/resolve.go``) takes
``12:30`` and ``=`` for texts, ``1e3`` and ``0o17`` for numbers, and ``y`` for true. That is followed here, and one
thing is not: a key that is given twice is refused, as the server refuses it where it sees it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from ktui.domain.errors import UsageError
from ktui.domain.manifests import Manifest, manifest_of

_MOST_VALUES = 1_000_000
"""So many values make no manifest: names for other parts of the text can stand for endlessly many."""
_DEEPEST = 100
_TAG = "tag:yaml.org,2002:"
_PLAIN = {
    kind: re.compile(pattern, re.ASCII)
    for kind, pattern in {
        "null": r"~|null|Null|NULL|",
        "bool": r"[yYnN]|yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF",
        "int": r"[-+]?(0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|0[0-7_]*|[1-9][0-9_]*)",
        "float": r"[-+]?(\.[0-9_]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?",
        "merge": "<<",
    }.items()
}
"""What a word without quotes is: the first that it matches, or else a text."""
_TRUE = frozenset({"y", "yes", "true", "on"})
_BASES = {"x": 16, "b": 2, "o": 8}
_EXACT = 2**53
"""Below this, a number with a fraction of 0 is a whole one."""
_Parser: type[Any] = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def read_manifests(text: str) -> list[Manifest]:
    """The objects of a text, in their order; empty documents and the items of lists as kubectl takes them.

    Raises:
        UsageError: it cannot be read, or a document is no object; with the line where that is known.
    """
    documents = [each for each in _documents(text.removeprefix("\ufeff")) if each is not None]
    flat: list[Any] = []
    for each in documents:
        items = each.get("items") if isinstance(each, dict) and str(each.get("kind", "")).endswith("List") else None
        flat += items if isinstance(items, list) else [each]
    if not flat:
        raise UsageError("there is no object in it")
    return [manifest_of(each, number) for number, each in enumerate(flat, start=1)]


def _documents(text: str) -> list[Any]:
    try:
        if text.lstrip().startswith("{"):
            try:
                return list(_json(text))
            except json.JSONDecodeError as fault:
                try:
                    return list(_yaml(text))  # what begins like JSON may be YAML all the same
                except UsageError:
                    raise UsageError(f"line {fault.lineno}, column {fault.colno}: {fault.msg}") from fault
        return list(_yaml(text))
    except RecursionError as error:
        raise _too_deep() from error


def _json(text: str) -> Iterator[Any]:
    """One JSON value after the other, as kubectl takes them."""
    decoder = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number, parse_float=_fraction)
    place, end = len(text) - len(text.lstrip()), len(text.rstrip())
    while place < end:
        value, place = decoder.raw_decode(text, place)
        _check(value, 1)
        yield value
        place += len(text) - place - len(text[place:].lstrip())


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise UsageError(f"the key {key!r} is given twice in one object")
        found[key] = value
    return found


def _no_number(word: str) -> float:
    raise UsageError(f"{word} is no number of JSON")


def _fraction(word: str) -> float:
    found = float(word)
    if math.isinf(found):
        raise UsageError(f"{word} is too large a number")
    return found


def _check(value: object, depth: int) -> None:
    """Whether a value of JSON can be sent as it is."""
    if depth > _DEEPEST:
        raise _too_deep()
    if isinstance(value, str):
        _encodable(value)
    elif isinstance(value, dict):
        for key, each in value.items():
            _encodable(key)
            _check(each, depth + 1)
    elif isinstance(value, list):
        for each in value:
            _check(each, depth + 1)


def _yaml(text: str) -> Iterator[Any]:
    reading = _Reading(text)
    try:
        yield from reading.documents()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise UsageError(f"{where}{error.problem or 'this is no YAML'}") from error
    except yaml.YAMLError as error:
        raise UsageError("this is neither YAML nor JSON") from error


@dataclass(frozen=True)
class _Part:
    """A value of JSON, and how much it is."""

    value: Any
    values: int = 1
    height: int = 1


class _Reading:
    """Makes values of JSON out of YAML, event by event: a text can be nested deeper than any stack."""

    def __init__(self, text: str) -> None:
        self._events = yaml.parse(text, Loader=_Parser)
        self._named: dict[str, _Part | None] = {}
        """By name (``&name``), a part of this document; None while it is being read."""

    def documents(self) -> Iterator[Any]:
        """The value of each document."""
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent):
                self._named = {}
                yield self._part(next(self._events), 1).value

    def _part(self, event: yaml.Event, depth: int) -> _Part:
        if isinstance(event, yaml.AliasEvent):
            called = str(event.anchor)
            part = self._named.get(called)
            if part is None:
                why = "contains itself" if called in self._named else "is not defined"
                raise _fault(event, f"the name {called!r} {why}")
        else:
            name = getattr(event, "anchor", None)
            if name is not None:
                self._named[name] = None
            if isinstance(event, yaml.MappingStartEvent):
                part = self._mapping(depth)
            elif isinstance(event, yaml.SequenceStartEvent):
                part = self._sequence(depth)
            else:
                part = _Part(_scalar(event))
            if name is not None:
                self._named[name] = part
        if depth + part.height > _DEEPEST:
            raise _too_deep()
        if part.values > _MOST_VALUES:
            raise _fault(event, f"there are more than {_MOST_VALUES:,} values in it")
        return part

    def _sequence(self, depth: int) -> _Part:
        parts: list[_Part] = []
        if depth > _DEEPEST:
            raise _too_deep()
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            parts.append(self._part(event, depth + 1))
        return _sum([part.value for part in parts], parts)

    def _mapping(self, depth: int) -> _Part:
        own: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        parts: list[_Part] = []
        if depth > _DEEPEST:
            raise _too_deep()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            merging = isinstance(event, yaml.ScalarEvent) and _kind(event) == "merge"
            name = "" if merging else _key(self._part(event, depth + 1).value, event)
            if name in own:
                raise _fault(event, f"the key {name!r} is given twice")
            part = self._part(next(self._events), depth + 1)
            parts.append(part)
            if merging:
                merged = {**_taken_in(part.value, event), **merged}
            else:
                own[name] = part.value
        return _sum({**merged, **own}, parts)


def _sum(value: object, parts: list[_Part]) -> _Part:
    values = 1 + sum(part.values for part in parts)
    return _Part(value, values, 1 + max((part.height for part in parts), default=0))


def _taken_in(value: object, event: yaml.Event) -> dict[str, Any]:
    """The fields that ``<<`` takes in: of a mapping, or of several of which the first counts most."""
    found: dict[str, Any] = {}
    for each in value if isinstance(value, list) else [value]:
        if not isinstance(each, dict):
            raise _fault(event, "<< takes in the fields of another mapping, and this is none")
        found = {**each, **found}
    return found


def _key(value: object, event: yaml.Event) -> str:
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, list | dict):
        raise _fault(event, "a key must be a text")
    return json.dumps(value)


def _kind(event: yaml.ScalarEvent) -> str:
    """What a scalar is: as it says with a tag, as its word looks, or a text."""
    if event.tag is not None and event.tag != "!":
        return str(event.tag).removeprefix(_TAG)
    if event.tag == "!" or not event.implicit[0]:
        return "str"
    return next((kind for kind, pattern in _PLAIN.items() if pattern.fullmatch(event.value)), "str")


def _scalar(event: yaml.Event) -> Any:  # noqa: ANN401 (a value of JSON)
    assert isinstance(event, yaml.ScalarEvent)
    text, kind = event.value, _kind(event)
    if kind in {"str", "merge"}:
        _encodable(text)
        return text
    if kind not in _PLAIN:
        raise _fault(event, f"a manifest has no values of the type {event.tag}")
    if not _PLAIN[kind].fullmatch(text):
        raise _fault(event, f"{text!r} is no {kind}")
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() in _TRUE
    return _number(text.replace("_", "").lower(), kind)


def _number(text: str, kind: str) -> int | float | str:
    if kind == "float":
        fraction = float(text)
        if math.isinf(fraction):
            return text
        return int(fraction) if fraction.is_integer() and abs(fraction) < _EXACT else fraction
    bare = text.lstrip("+-")
    base = _BASES.get(bare[1:2], 8 if len(bare) > 1 and bare[0] == "0" else 10)
    digits = bare[2:] if bare[1:2] in _BASES else bare
    if not digits:
        return text
    number = int(digits, base) * (-1 if text[0] == "-" else 1)
    return number if -(2**63) <= number < 2**63 else float(number)


def _too_deep() -> UsageError:
    return UsageError(f"it is nested more than {_DEEPEST} levels deep")


def _encodable(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise UsageError("there is half a character (a lone surrogate) in a text") from error


def _fault(event: yaml.Event, why: str) -> UsageError:
    mark = event.start_mark
    return UsageError(f"line {mark.line + 1}, column {mark.column + 1}: {why}" if mark else why)
