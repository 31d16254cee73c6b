"""The kinds of patch: JSON (RFC 6902), merge (RFC 7386), strategic merge, and apply."""

from typing import Any

import jsonpatch

from ktui.demo import status, strategic
from ktui.demo.bodies import loaded, unsupported
from ktui.demo.lifecycle import copied
from ktui.demo.status import Object

JSON = "application/json-patch+json"
MERGE = "application/merge-patch+json"
STRATEGIC = "application/strategic-merge-patch+json"
APPLY = "application/apply-patch+yaml"

_KNOWN = (JSON, MERGE, STRATEGIC, APPLY)


def read(body: bytes, media: str) -> Any:  # noqa: ANN401 - JSON is anything
    """Read the body of a patch.

    Raises:
        BadRequest: It is not JSON or YAML, or not of the shape that the kind of patch has.
        UnsupportedMediaType: There is no such kind of patch.
    """
    if media not in _KNOWN:
        raise unsupported(_KNOWN)
    patch = loaded(body, media)
    if not isinstance(patch, list if media == JSON else dict):
        raise status.BadRequest(f"json: cannot unmarshal {type(patch).__name__} into a patch of type {media}")
    return patch


def applied(original: Object, patch: Any, media: str) -> Object:  # noqa: ANN401 - JSON is anything
    """Apply a patch to an object; neither is changed.

    Raises:
        BadRequest: The patch has a directive that does not exist.
        Invalid: A JSON patch does not fit the object.
    """
    if media == JSON:
        return _json_patched(original, patch)
    if media == MERGE:
        return merge(original, patch)
    return strategic.merged(original, patch)


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
    try:
        result = jsonpatch.apply_patch(copied(original), patch)
    except jsonpatch.JsonPatchTestFailed as wrong:
        raise status.Invalid(f"the server rejected our request due to an error in our request: {wrong}", {}) from None
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as wrong:
        raise status.Invalid(f"the server rejected our request due to an error in our request: {wrong}", {}) from None
    if not isinstance(result, dict):
        raise status.Invalid("the server rejected our request due to an error in our request", {})
    return result
