"""What the API server accepts as the key and the value of a label.

The rules of kubernetes/kubernetes, staging/src/k8s.io/apimachinery/pkg/api/validate/content (``IsLabelKey``,
``IsLabelValue``, ``IsDNS1123Subdomain``), so that a dialog can say what is wrong before the server does.
"""

from __future__ import annotations

import re

NAME_LENGTH = 63
"""Most characters of the name part of a label key, and of a label value."""
PREFIX_LENGTH = 253
"""Most characters of the prefix of a label key."""

_NAME = re.compile(r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_SUBDOMAIN = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_ALLOWED = "letters, digits, '-', '_' and '.', beginning and ending with a letter or digit"


def label_key_fault(key: str) -> str:
    """Say what is wrong with a label key, in one sentence; ``""`` if nothing is.

    A key is ``[prefix/]name``: the prefix a DNS subdomain, the name like a label value that is not empty.
    """
    prefix, slash, name = key.rpartition("/")
    if "/" in prefix:
        return "a key has at most one '/'"
    if slash and not prefix:
        return "the part before '/' is empty"
    if len(prefix) > PREFIX_LENGTH:
        return f"the part before '/' has {len(prefix)} characters, at most {PREFIX_LENGTH} are allowed"
    if prefix and not _SUBDOMAIN.fullmatch(prefix):
        return "the part before '/' must be a DNS name: lower-case letters, digits, '-' and '.'"
    if not name:
        return "a key is needed" if not slash else "the part after '/' is empty"
    if len(name) > NAME_LENGTH:
        return f"the name has {len(name)} characters, at most {NAME_LENGTH} are allowed"
    if not _NAME.fullmatch(name):
        return f"a key consists of {_ALLOWED}"
    return ""


def label_value_fault(value: str) -> str:
    """Say what is wrong with a label value, in one sentence; ``""`` if nothing is. A value may be empty."""
    if len(value) > NAME_LENGTH:
        return f"the value has {len(value)} characters, at most {NAME_LENGTH} are allowed"
    if value and not _NAME.fullmatch(value):
        return f"a value consists of {_ALLOWED}"
    return ""
