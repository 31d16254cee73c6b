"""What of a Secret is shown: nothing of its data until it is asked for, and then what it means."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from ktui.domain.nouns import counted
from ktui.domain.yaml_text import Said

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation in which ``kubectl apply`` keeps the whole manifest: of a Secret, its data too."""
_DATA = ("data", "stringData")


def is_secret(obj: dict[str, Any]) -> bool:
    """Whether an object holds what is not to be seen over somebody's shoulder."""
    return obj.get("kind") == "Secret" and obj.get("apiVersion", "v1") == "v1"


def masked(obj: dict[str, Any]) -> dict[str, Any]:
    """A Secret with the size of each value instead of the value."""
    annotations = _annotations(obj)
    if LAST_APPLIED in annotations:
        hidden = {**annotations, LAST_APPLIED: Said("(hidden: it holds the data too)")}
        obj = {**obj, "metadata": {**obj["metadata"], "annotations": hidden}}
    for field in _DATA:
        if isinstance(obj.get(field), dict):
            obj = {**obj, field: {key: Said(f"(hidden: {size(value)})") for key, value in obj[field].items()}}
    return obj


def decoded(obj: dict[str, Any]) -> dict[str, Any]:
    """A Secret with the text that each value stands for; what is no text stays as it is."""
    data = obj.get("data")
    if not isinstance(data, dict):
        return obj
    return {**obj, "data": {key: _text(value) for key, value in data.items()}}


def size(value: Any) -> str:  # noqa: ANN401 (a value of JSON)
    """How long a value of a Secret is: ``12 bytes``."""
    raw = _bytes(value)
    count = len(str(value)) if raw is None else len(raw)
    return counted(count, "byte")


def _text(value: Any) -> Any:  # noqa: ANN401 (a value of JSON)
    raw = _bytes(value)
    try:
        text = "\0" if raw is None else raw.decode()
    except UnicodeDecodeError:
        return value
    return text if text.replace("\n", "").replace("\t", "").isprintable() else value


def _bytes(value: Any) -> bytes | None:  # noqa: ANN401 (a value of JSON)
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except binascii.Error:
        return None


def _annotations(obj: dict[str, Any]) -> dict[str, Any]:
    metadata = obj.get("metadata")
    found = metadata.get("annotations") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}
