"""Lists: which objects, in which page, as of which version (apiserver pkg/storage, continue.go)."""

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from ktui.demo import fields, selectors, status
from ktui.demo.faults import Faults
from ktui.demo.history import Snapshot
from ktui.demo.requests import Target, flag, number
from ktui.demo.resources import Resource
from ktui.demo.status import Cause, Object
from ktui.demo.storage import Storage

_MATCHES = ("Exact", "NotOlderThan", "")
_PIECE = 250
"""Items written at once: the event loop serves others in between."""

Selected = Callable[[Object], bool]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to a list.

    Args:
        found: the objects.
        metadata: the list's metadata.
    """

    found: list[Snapshot]
    metadata: Object


def selection(resource: Resource, query: Mapping[str, str]) -> Selected:
    """What the selectors of a query let through.

    Raises:
        BadRequest: a selector is wrong.
    """
    by_label = selectors.parsed(query.get("labelSelector", ""))
    by_field = fields.parsed(resource, query.get("fieldSelector", ""))
    if by_label is selectors.everything:
        return by_field
    return lambda whole: by_label(whole["metadata"].get("labels") or {}) and by_field(whole)


def _refuse(faults: Faults) -> None:
    """Refuse list options that have faults."""
    if faults.causes:
        raise status.invalid("meta.k8s.io", "ListOptions", "", faults.causes)


def read_version(text: str) -> int:
    """Read a resourceVersion.

    Raises:
        BadRequest: it is not one.
    """
    if text.isascii() and text.isdigit():
        return int(text)
    wrong = f'Invalid value: "{text}": strconv.ParseUint: parsing "{text}": invalid syntax'
    raise status.BadRequest(f"invalid resource version: resourceVersion: {wrong}")


def page(storage: Storage, target: Target, query: Mapping[str, str]) -> Page:
    """Choose what a list answers.

    Raises:
        BadRequest: a selector or the continue token is wrong.
        Expired: the continue token, or the exact version asked for, is older than the history.
        Invalid: the options contradict each other.
        Timeout: the version asked for is still to come.
    """
    limit, token = number(query, "limit") or 0, query.get("continue", "")
    asked, match = query.get("resourceVersion", ""), query.get("resourceVersionMatch", "")
    if "sendInitialEvents" in query:
        faults = Faults()
        faults.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list")
        _refuse(faults)
    _check_match(asked, match, token)
    version, start = _decoded(token) if token else (None, None)
    if asked and not token:
        wanted = read_version(asked)
        if wanted > storage.version:
            raise _too_large(wanted, storage.version)
        if match == "Exact":
            version = wanted
    selected = selection(target.resource, query)
    everything = _as_of(storage, target, version, token)
    if start is not None:
        everything = [each for each in everything if _position(each) > start]
    found = [each for each in everything if selected(each.object)]
    metadata: Object = {"resourceVersion": str(version or storage.version)}
    if 0 < limit < len(found):
        remaining, found = len(found) - limit, found[:limit]
        metadata["continue"] = _encoded(version or storage.version, found[-1])
        if not query.get("labelSelector") and not query.get("fieldSelector"):
            metadata["remainingItemCount"] = remaining
    return Page(found, metadata)


def _check_match(asked: str, match: str, token: str) -> None:
    faults, field = Faults(), "resourceVersionMatch"
    if match and token:
        faults.forbidden(field, "resourceVersionMatch is forbidden when continue is provided")
    elif match and not asked:
        faults.forbidden(field, "resourceVersionMatch is forbidden unless resourceVersion is provided")
    elif match not in _MATCHES:
        faults.unsupported(field, match, _MATCHES)
    elif match == "Exact" and asked == "0":
        faults.forbidden(field, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"')
    _refuse(faults)
    if token and asked not in ("", "0"):
        raise status.BadRequest("specifying resource version is not allowed when using continue")


def _too_large(wanted: int, present: int) -> status.Timeout:
    cause = Cause("", "Too large resource version", "ResourceVersionTooLarge")
    details = {"causes": [cause.json()], "retryAfterSeconds": 1}
    return status.Timeout(f"Timeout: Too large resource version: {wanted}, current: {present}", details)


def _as_of(storage: Storage, target: Target, version: int | None, token: str) -> list[Snapshot]:
    try:
        return storage.snapshots(target.resource, target.namespace, version)
    except status.Expired:
        if not token:
            wrong = f"The resourceVersion for the provided list is too old: {version}"
            raise status.Expired(wrong) from None
        raise status.Expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list "
            "without the continue parameter, or use the continue token in this response to retrieve the remainder of "
            "the results. Continuing with the provided token results in an inconsistent list - objects that were "
            "created, modified, or deleted between the time the first chunk was returned and now may show up in the "
            "list."
        ) from None


def _position(snapshot: Snapshot) -> str:
    return "/".join(snapshot.key)


def _encoded(version: int, last: Snapshot) -> str:
    token = msgspec.json.encode({"v": "meta.k8s.io/v1", "rv": version, "start": f"{_position(last)}\x00"})
    return base64.urlsafe_b64encode(token).decode().rstrip("=")


def _decoded(token: str) -> tuple[int, str]:
    wrong = "invalid continue token: continue key is not valid"
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise status.BadRequest(f"{wrong}: illegal base64 data at input byte 0") from None
    try:
        content: Any = msgspec.json.decode(raw)
        return int(content["rv"]), str(content["start"]).rstrip("\x00")
    except (msgspec.DecodeError, UnicodeError, KeyError, TypeError, ValueError) as unreadable:
        raise status.BadRequest(f"{wrong}: {unreadable}") from None


def pieces(resource: Resource, answer: Page) -> Iterator[bytes]:
    """A list as JSON, some items at a time, from the bytes that each object keeps."""
    metadata = msgspec.json.encode(answer.metadata).decode()
    head = f'{{"kind":"{resource.kind}List","apiVersion":"{resource.api_version}","metadata":{metadata},"items":['
    yield head.encode()
    for first in range(0, len(answer.found), _PIECE):
        lead = b"," if first else b""
        yield lead + b",".join(each.item for each in answer.found[first : first + _PIECE])
    yield b"]}\n"


def initial_events(query: Mapping[str, str]) -> bool | None:
    """Whether a watch is to begin with the present state and say when that is complete; None if it does not ask.

    Raises:
        Invalid: the options contradict each other.
    """
    faults, field, match = Faults(), "resourceVersionMatch", query.get("resourceVersionMatch", "")
    asked = "sendInitialEvents" in query
    if asked and match != "NotOlderThan":
        faults.forbidden(field, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan")
        if match:
            faults.unsupported(field, match, ("NotOlderThan",))
    elif match and not asked:
        faults.forbidden(field, "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided")
    _refuse(faults)
    return flag(query, "sendInitialEvents") if asked else None
