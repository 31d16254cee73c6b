"""The kinds of patch: JSON (RFC 6902), merge (RFC 7386), strategic merge, and apply."""

from typing import Any

import jsonpatch

from ktui.demo import status, strategic
from ktui.demo.bodies import loaded
from ktui.demo.status import Object

JSON = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"

_KNOWN = (JSON, MERGE, STRATEGIC, APPLY)
_TYPES = {dict: "object", list: "array", str: "string", int: "number", float: "number", bool: "bool"}


def read(body: bytes, media: str) -> Any:  # noqa: ANN401 - JSON is anything
    """Read the body of a patch.

    Raises:
        BadRequest: it is not JSON or YAML, or not of the shape that the kind of patch has.
        UnsupportedMediaType: there is no such kind of patch.
    """
    if media not in _KNOWN:
        raise status.UnsupportedMediaType("415: Unsupported Media Type", {})
    prefix = "" if media == STRATEGIC else "error decoding patch: "
    try:
        patch = loaded(body, media)
    except status.BadRequest as wrong:
        raise status.BadRequest(prefix + wrong.message) from None
    if patch is None and media == MERGE:
        raise status.BadRequest("Invalid JSON Patch")
    wanted, called = (list, "[]handlers.jsonPatchOp") if media == JSON else (dict, "map[string]interface {}")
    if patch is None:
        return wanted()
    if not isinstance(patch, wanted):
        raise status.BadRequest(f"{prefix}json: cannot unmarshal {_TYPES[type(patch)]} into Go value of type {called}")
    return patch


def applied(original: Object, patch: Any, media: str, kind: str) -> Object:  # noqa: ANN401 - JSON is anything
    """Apply a patch to an object of a kind; neither is changed.

    Raises:
        BadRequest: the patch has a directive that does not exist.
        Invalid: a JSON patch does not fit the object.
    """
    if media == JSON:
        return _json_patched(original, patch)
    if media == MERGE:
        return merge(original, patch)
    return strategic.merged(original, patch, kind)


def merge(original: Object, patch: Object) -> Object:
    """Apply a JSON merge patch."""
    result = dict(original)
    for field, value in patch.items():
        if value is None:
            result.pop(field, None)
        elif isinstance(value, dict):
            present = result.get(field)
            result[field] = merge(present if isinstance(present, dict) else {}, value)
        else:
            result[field] = value
    return result


def _json_patched(original: Object, patch: list[Any]) -> Object:
    refused = status.Invalid("the server rejected our request due to an error in our request", {})
    try:
        result = jsonpatch.JsonPatch([_lenient(original, step) for step in patch]).apply(original)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError, AttributeError):
        # The library trips over values of the wrong type in an operation with errors of Python's own.
        raise refused from None
    if not isinstance(result, dict):
        raise refused
    return result


def _lenient(original: Object, step: Any) -> Any:  # noqa: ANN401 - JSON is anything
    """Real servers' library lets `replace` add the field of an object that is not there yet."""
    if not isinstance(step, dict) or step.get("op") != "replace":
        return step
    *parents, last = jsonpatch.JsonPointer(step.get("path", "")).parts or [""]
    parent: Any = original
    for name in parents:
        parent = parent.get(name) if isinstance(parent, dict) else None
    missing = isinstance(parent, dict) and last not in parent
    return {**step, "op": "add"} if missing else step
