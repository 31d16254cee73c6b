"""The short names that controllers derive from a template.

Source: kubernetes ``pkg/controller/controller_utils.go`` (``ComputeHash``) and kubernetes/apimachinery
``pkg/util/rand`` (``SafeEncodeString``). The real hash walks Go structs and cannot be had elsewhere; this one has its
form.
"""

import json
from collections.abc import Mapping
from typing import Any
from zlib import crc32

_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


def template_hash(template: Mapping[str, Any], collisions: int | None = None) -> str:
    """The hash of a pod template, as it appears in labels and names."""
    text = json.dumps(template, sort_keys=True, separators=(",", ":"))
    if collisions is not None:
        text += str(collisions)
    return "".join(_LETTERS[ord(digit) % len(_LETTERS)] for digit in str(crc32(text.encode())))
